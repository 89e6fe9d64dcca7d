//! `tonica add worker`, `activity`, `workflow`, `consumer` and `producer`: what they make of
//! service.yaml, and that a second time changes nothing.

use super::program::Folder;

pub(crate) const YAML: &str = "hello/service.yaml";

/// What service.yaml says at first.
pub(crate) const SERVICES: &str =
    "version: 1\nname: hello\nservices:\n  - proto: hello.v1.Greeter\n";

pub(crate) const WORKER: &[&str] = &[
    "add",
    "worker",
    "mail",
    "--task-queue",
    "letters",
    "--activity",
    "send:GreetRequest:GreetResponse",
    "--activity",
    "print:hello.v1.GreetRequest",
    "--workflow",
    "welcome:GreetRequest",
];

const MAIL: &str = "workers:
  - name: mail
    task_queue: letters
    workflows:
      - name: welcome
        input: hello.v1.GreetRequest
    activities:
      - name: send
        input: hello.v1.GreetRequest
        output: hello.v1.GreetResponse
        start_to_close: 30s
      - name: print
        input: hello.v1.GreetRequest
        start_to_close: 30s
";

pub(crate) const CONSUMER: &[&str] = &[
    "add",
    "consumer",
    "greetings",
    "--topic",
    "greetings",
    "--group",
    "hello",
    "--message",
    "GreetRequest",
];

const PRODUCER: &[&str] = &[
    "add",
    "producer",
    "greetings",
    "--topic",
    "greetings",
    "--message",
    "v1.GreetRequest",
    "--key",
    "name",
];

/// Runs a command that adds, twice: the second time changes nothing.
#[track_caller]
pub(crate) fn add(folder: &Folder, words: &[&str]) {
    folder
        .run_in("hello", words)
        .succeeds()
        .prints_nothing()
        .says("edited   service.yaml");
    let before = folder.disk();
    folder.run_in("hello", words).succeeds().says("up to date");
    assert_eq!(folder.disk(), before);
}

#[test]
fn a_worker_comes_with_what_it_runs() {
    let folder = Folder::with_hello();
    folder
        .run_in("hello", &[WORKER, &["--plan"]].concat())
        .succeeds()
        .prints("  edited   service.yaml");
    assert_eq!(folder.read(YAML), SERVICES);

    add(&folder, WORKER);
    assert_eq!(folder.read(YAML), format!("{SERVICES}{MAIL}"));
    folder.run_in("hello", &["check"]).succeeds();
}

#[test]
fn an_activity_and_a_workflow_come_to_their_worker() {
    let folder = Folder::with_hello();
    add(&folder, WORKER);
    folder.replace(YAML, "    activities:\n", "    activities: # in turn\n");
    let before = folder.read(YAML);
    let pack = ["add", "activity", "mail", "pack", "--input", "GreetRequest"];
    folder
        .run_in("hello", &[&pack[..], &["--plan"]].concat())
        .succeeds()
        .says("note: start_to_close, how long one attempt may take, is 30s");
    add(&folder, &pack);
    let pack =
        "      - name: pack\n        input: hello.v1.GreetRequest\n        start_to_close: 30s\n";
    assert_eq!(folder.read(YAML), format!("{before}{pack}"));

    let output = ["--output", "GreetResponse", "--start-to-close", "5s"];
    let stamp = [
        "add",
        "activity",
        "mail",
        "stamp",
        "--input",
        "GreetRequest",
    ];
    add(&folder, &[&stamp[..], &output[..]].concat());
    assert!(folder.read(YAML).ends_with(
        "      - name: stamp\n        input: hello.v1.GreetRequest\n        output: hello.v1.GreetResponse\n        start_to_close: 5s\n"
    ));

    let bye = ["add", "workflow", "mail", "bye", "--input", "GreetRequest"];
    add(&folder, &bye);
    let workflows = "      - name: welcome\n        input: hello.v1.GreetRequest\n      - name: bye\n        input: hello.v1.GreetRequest\n    activities: # in turn\n";
    assert!(folder.read(YAML).contains(workflows));
}

#[test]
fn a_consumer_and_a_producer_come_with_full_names() {
    let folder = Folder::with_hello();
    add(&folder, CONSUMER);
    add(&folder, PRODUCER);
    let consumers = "consumers:\n  - name: greetings\n    topic: greetings\n    group: hello\n    message: hello.v1.GreetRequest\n    dead_letter: true\n";
    let producers = "producers:\n  - name: greetings\n    topic: greetings\n    message: hello.v1.GreetRequest\n    key: name\n";
    assert_eq!(
        folder.read(YAML),
        format!("{SERVICES}{consumers}{producers}")
    );
}

#[test]
fn every_starting_point_will_do() {
    for (layout, meant) in [
        (
            format!("{SERVICES}workers: []\n"),
            format!("{SERVICES}{MAIL}"),
        ),
        (format!("{SERVICES}workers:\n"), format!("{SERVICES}{MAIL}")),
        (
            SERVICES.trim_end().to_owned(),
            format!("{SERVICES}{MAIL}").trim_end().to_owned(),
        ),
        (
            SERVICES.replace('\n', "\r\n"),
            format!("{SERVICES}{MAIL}").replace('\n', "\r\n"),
        ),
        (
            format!("\u{feff}{SERVICES}"),
            format!("\u{feff}{SERVICES}{MAIL}"),
        ),
        (
            "version: 1\nname: hello\nservices: []\n".to_owned(),
            format!("version: 1\nname: hello\nservices: []\n{MAIL}"),
        ),
    ] {
        let folder = Folder::with_hello();
        folder.write(YAML, &layout);
        add(&folder, WORKER);
        assert_eq!(folder.read(YAML), meant);
    }
}

#[test]
fn a_project_made_from_protos_alone_can_grow() {
    let folder = Folder::new();
    let proto = "syntax = \"proto3\";\npackage a.v1;\nmessage GreetRequest { string name = 1; }\nmessage GreetResponse {}\n";
    folder.write("a.proto", proto);
    folder
        .run(&["new", "hello", "--proto", "a.proto"])
        .succeeds();
    let before = folder.read(YAML);
    add(&folder, CONSUMER);
    assert!(
        folder
            .read(YAML)
            .starts_with(&format!("{before}consumers:\n"))
    );
}

#[test]
fn what_is_there_with_other_values_is_shown_beside_them() {
    let folder = Folder::with_hello();
    add(&folder, WORKER);
    add(&folder, CONSUMER);
    add(&folder, PRODUCER);
    let before = folder.disk();
    for (words, shown) in [
        (
            "consumer greetings --topic others --group hello --message GreetRequest",
            "`topic` is `greetings` there, and `others` was asked for",
        ),
        (
            "producer greetings --topic greetings --message GreetRequest",
            "`key` is `name` there, and none was asked for",
        ),
        (
            "activity mail send --input GreetRequest",
            "`output` is `hello.v1.GreetResponse` there, and `google.protobuf.Empty` was asked for",
        ),
        (
            "activity mail print --input GreetRequest --start-to-close 5s",
            "`start_to_close` is `30s` there, and `5s` was asked for",
        ),
        (
            "workflow mail welcome --input GreetResponse",
            "`input` is `hello.v1.GreetRequest` there, and `hello.v1.GreetResponse` was asked for",
        ),
        (
            "worker mail --task-queue parcels --workflow welcome:GreetRequest",
            "`task_queue` is `letters` there, and `parcels` was asked for",
        ),
        (
            "worker mail --task-queue letters --activity pack:GreetRequest",
            "add it: `tonica add activity mail pack --input hello.v1.GreetRequest`",
        ),
    ] {
        let words: Vec<&str> = ["add"].into_iter().chain(words.split(' ')).collect();
        folder.run_in("hello", &words).ends(2).says(shown);
    }
    let same = "add activity mail print --input GreetRequest --start-to-close 30000ms";
    let same: Vec<&str> = same.split(' ').collect();
    folder.run_in("hello", &same).succeeds().says("up to date");
    assert_eq!(folder.disk(), before);
}

#[test]
fn what_cannot_be_meant_is_told_and_nothing_changes() {
    let folder = Folder::with_hello();
    add(&folder, WORKER);
    folder.write(
        "hello/proto/other.proto",
        "syntax = \"proto3\";\npackage other;\nmessage GreetRequest {}\n",
    );
    let before = folder.disk();
    for (words, told) in [
        (
            "consumer c --topic t --group g --message GreetRequest",
            "`GreetRequest` may be any of hello.v1.GreetRequest, other.GreetRequest",
        ),
        (
            "consumer c --topic t --group g --message GreetAnswer",
            "no proto of the project defines a message `GreetAnswer`",
        ),
        (
            "consumer c --topic t --group g --message Empty",
            "define a message of your own",
        ),
        (
            "consumer match --topic t --group g --message GreetResponse",
            "`match` can't name a consumer",
        ),
        (
            "producer p --topic t --message GreetResponse --key nam",
            "the key `nam` is no field of `hello.v1.GreetResponse`",
        ),
        (
            "activity mial send --input GreetResponse",
            "did you mean `mail`?",
        ),
        (
            "activity mail post --input GreetResponse --start-to-close soon",
            "expected a duration",
        ),
        ("worker w --task-queue q", "--activity"),
        (
            "worker w --task-queue q --activity send",
            "`send` is no NAME:INPUT[:OUTPUT]",
        ),
    ] {
        let words: Vec<&str> = ["add"].into_iter().chain(words.split(' ')).collect();
        folder.run_in("hello", &words).ends(2).says(told);
    }
    assert_eq!(folder.disk(), before);
}

#[test]
fn a_worker_that_cannot_be_edited_is_left_alone() {
    let folder = Folder::with_hello();
    let worker = "workers:\n  - name: mail\n    task_queue: q\n    activities: &all\n      - {name: send, input: hello.v1.GreetRequest, start_to_close: 5s}\n  - name: post\n    task_queue: p\n    activities: *all\n";
    folder.write(YAML, &format!("{SERVICES}{worker}"));
    let before = folder.disk();
    for worker in ["mail", "post"] {
        folder
            .run_in(
                "hello",
                &["add", "activity", worker, "pack", "--input", "GreetRequest"],
            )
            .ends(2)
            .says("by hand, then run `tonica generate`: {name: pack, input: hello.v1.GreetRequest, start_to_close: 30s}");
    }
    assert_eq!(folder.disk(), before);
}

#[test]
fn names_that_yaml_would_misread_are_quoted() {
    let folder = Folder::with_hello();
    let words = [
        "add",
        "consumer",
        "on",
        "--topic",
        "1",
        "--group",
        "no",
        "--message",
        "GreetRequest",
    ];
    add(&folder, &words);
    assert!(
        folder
            .read(YAML)
            .contains("  - name: \"on\"\n    topic: \"1\"\n    group: \"no\"\n")
    );
}

#[test]
fn describe_tells_of_workers_consumers_and_producers() {
    let folder = Folder::with_hello();
    for words in [WORKER, CONSUMER, PRODUCER] {
        add(&folder, words);
    }
    folder
        .run_in("hello", &["describe"])
        .succeeds()
        .prints("hello: modes aio, service, worker, consumer\n")
        .prints(
            "\nmail, worker of the task queue letters\n  welcome  workflow\n  send     activity\n",
        )
        .prints("\ngreetings, consumer of the topic greetings in the group hello\n")
        .prints("\ngreetings, producer for the topic greetings\n");
    let json = folder
        .run_in("hello", &["describe", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(
        json["workers"][0]["activities"][1]["temporal_name"],
        "mail.print"
    );
    assert_eq!(
        json["workers"][0]["activities"][1]["output"],
        "google.protobuf.Empty"
    );
    assert_eq!(json["consumers"][0]["dead_letter"], "greetings.hello.dlq");
    assert_eq!(json["producers"][0]["key"], "name");
}

#[test]
fn what_an_error_shows_of_an_edit_is_told_to_be_nowhere() {
    let folder = Folder::with_hello();
    let consumer = "add consumer c --topic a/b --group g --message GreetRequest";
    let words: Vec<&str> = consumer.split(' ').collect();
    folder
        .run_in("hello", &words)
        .ends(2)
        .says(" --> service.yaml:7:12")
        .says("note: service.yaml is shown as it would be: nothing was written");
    assert_eq!(folder.read(YAML), SERVICES);
}
