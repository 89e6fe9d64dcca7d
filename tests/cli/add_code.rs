//! What `tonica add worker`, `activity` and `consumer` make of the user's Rust, and what is told
//! of it later.

use super::add_work::{CONSUMER, SERVICES, WORKER, YAML, add};
use super::program::Folder;

const ACTIVITIES: &str = "hello/crates/workers/src/mail.rs";

#[test]
fn a_new_activity_brings_its_stub_into_the_users_file_and_nothing_else() {
    let folder = Folder::with_hello();
    add(&folder, WORKER);
    let written = "        // mine\n        Ok(GreetResponse::default())\n";
    let error = "        let error = temporalio_sdk::ApplicationFailure::new(\"send is not written yet\");\n        Err(error.into())\n";
    folder.replace(ACTIVITIES, error, written);
    let before = folder.read(ACTIVITIES);
    add(
        &folder,
        &["add", "activity", "mail", "pack", "--input", "GreetRequest"],
    );
    let stub = "
    /// Activity `pack`.
    #[activity(definition = hello_contract::mail::Pack)]
    pub async fn pack(
        self: Arc<Self>,
        _cx: temporalio_sdk::activities::ActivityContext,
        _input: hello_api::hello::v1::GreetRequest,
    ) -> Result<hello_contract::Empty, temporalio_sdk::activities::ActivityError> {
        let error = temporalio_sdk::ApplicationFailure::new(\"pack is not written yet\");
        Err(error.into())
    }
";
    let after = folder.read(ACTIVITIES);
    assert_eq!(after.replacen(stub, "", 1), before);
    assert!(after.contains(stub), "{after}");
}

#[test]
fn a_first_activity_needs_no_import_that_its_file_lacks() {
    let folder = Folder::with_hello();
    let worker = "add worker mail --task-queue letters --workflow welcome:GreetRequest";
    add(&folder, &worker.split(' ').collect::<Vec<_>>());
    let before = folder.read(ACTIVITIES);
    assert!(!before.contains("ActivityContext"), "{before}");
    let activity = "add activity mail pack --input GreetRequest";
    add(&folder, &activity.split(' ').collect::<Vec<_>>());
    let after = folder.read(ACTIVITIES);
    for words in [
        "definition = hello_contract::mail::Pack)",
        "_cx: temporalio_sdk::activities::ActivityContext,",
        "hello_contract::Empty, temporalio_sdk::activities::ActivityError>",
    ] {
        assert!(after.contains(words), "{after}");
    }
}

#[test]
fn what_is_still_a_stub_is_a_note() {
    let folder = Folder::with_hello();
    add(&folder, WORKER);
    add(&folder, CONSUMER);
    let subjects = || {
        let check = folder.run_in("hello", &["check", "--format", "json"]);
        let report = check.succeeds().json();
        let findings = report["findings"].as_array().unwrap().iter();
        let subjects = findings.filter_map(|finding| finding["subject"].as_str());
        subjects.map(str::to_owned).collect::<Vec<_>>()
    };
    let greeter = "Greeter::greet";
    let activities = ["Mail::send", "Mail::print", "Welcome::run"];
    let all = [&["Handler::handle", greeter], &activities[..]].concat();
    assert_eq!(subjects(), all);
    let handler = "hello/crates/consumers/src/greetings.rs";
    let halt = "Err(Failure::halt(\"greetings is not written yet\"))";
    folder.replace(handler, halt, "Ok(())");
    assert_eq!(subjects(), all[1..]);
    // The same once more, where all must be read and not hashes alone.
    folder.replace(YAML, "version: 1\n", "# hello\nversion: 1\n");
    folder.run_in("hello", &["generate"]).succeeds();
    assert_eq!(subjects(), all[1..]);
}

#[test]
fn the_crate_of_the_last_consumer_is_told_to_be_in_the_way() {
    let folder = Folder::with_hello();
    add(&folder, CONSUMER);
    folder.write(YAML, SERVICES);
    folder
        .run_in("hello", &["generate"])
        .succeeds()
        .says("note: crates/consumers/Cargo.toml: nothing uses this crate any more, and the workspace doesn't build with it: remove crates/consumers, or keep it by `exclude = [\"crates/consumers\"]` in Cargo.toml")
        .says("note: crates/consumers/src/greetings.rs: nothing uses it any more: it is yours");
    assert!(folder.has("hello/crates/consumers/src/greetings.rs"));
}

#[test]
fn what_a_file_lacks_that_cannot_be_read_is_told_once() {
    let folder = Folder::with_hello();
    add(&folder, WORKER);
    let text = folder.read(ACTIVITIES);
    folder.write(ACTIVITIES, &format!("{text}fn half( {{\n"));
    folder
        .run_in("hello", &["generate"])
        .succeeds()
        .says("no Rust that can be read")
        .says("put what is missing of Mail::send, Mail::print into `#[activities] impl Mail`:\n    /// Activity `send`.");
    folder
        .run_in("hello", &["check"])
        .ends(1)
        .prints("Mail::print: not found: line ")
        .prints("put it in by hand if it is missing (`tonica generate` prints the stub)");
}

#[test]
fn a_file_that_was_there_before_stays_and_is_told() {
    let folder = Folder::with_hello();
    add(&folder, CONSUMER);
    let own = "hello/crates/consumers/src/own.rs";
    folder.write(own, "pub fn help() {}\n");
    let consumer = "add consumer own --topic own --group own --message GreetRequest";
    let note = "note: crates/consumers/src/own.rs: it was there before, and stays as it is";
    folder
        .run_in("hello", &consumer.split(' ').collect::<Vec<_>>())
        .succeeds()
        .says(note);
    assert_eq!(folder.read(own), "pub fn help() {}\n");
    folder.run_in("hello", &["check"]).succeeds();
}
