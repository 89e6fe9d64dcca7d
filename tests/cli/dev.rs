//! `tonica dev`, with programs on PATH that stand for cargo, docker and temporal.

use std::{
    fs,
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::program::Folder;

/// The project needs both servers.
const NEEDS_BOTH: &str = "
workers:
  - name: fulfilment
    task_queue: fulfilment
consumers:
  - name: order_events
    topic: orders
    group: orders
    message: hello.v1.HelloRequest
    dead_letter: true
";

const CARGO: &str = r#"echo "cargo $*" >>calls
if [ "$1" = run ]; then
    trap 'echo drained >>calls; exit 0' TERM
    echo "$KAFKA_BROKERS $TEMPORAL_ADDRESS $APP_DEV" >env.new
    mv env.new env
    while :; do sleep 0.05; done
fi"#;

/// A project and a PATH of its own.
struct Machine {
    folder: Folder,
}

impl Machine {
    fn new(needs: &str) -> Self {
        let folder = Folder::with_hello();
        let yaml = folder.read("hello/service.yaml");
        folder.write("hello/service.yaml", &(yaml + needs));
        Self { folder }
    }

    /// Puts a script on PATH.
    fn program(self, name: &str, script: &str) -> Self {
        let path = format!("bin/{name}");
        self.folder.write(&path, &format!("#!/bin/sh\n{script}\n"));
        let path = self.folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("tonica"));
        let bin = self.folder.path().join("bin");
        command
            .current_dir(self.folder.path().join("hello"))
            .args(args)
            .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
            .env_remove("KAFKA_BROKERS")
            .env_remove("TEMPORAL_ADDRESS");
        command
    }

    fn plan(&self) -> String {
        let output = self.command(&["dev", "--plan"]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it until the app has started, then ends it.
    fn run(&self, given: &[(&str, &str)]) -> Output {
        let mut command = self.command(&["dev"]);
        command.envs(given.iter().copied());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let start = Instant::now();
        while !self.folder.has("hello/env") {
            assert!(start.elapsed() < Duration::from_secs(30), "it never ran");
            std::thread::sleep(Duration::from_millis(10));
        }
        end(&child);
        child.wait_with_output().unwrap()
    }

    fn calls(&self) -> String {
        self.folder.read("hello/calls")
    }
}

fn end(child: &Child) {
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
}

/// The line of a server; one that runs on this machine comes before what the test has put there.
fn line(name: &str, port: u16, otherwise: &str) -> String {
    if TcpStream::connect(("127.0.0.1", port)).is_ok() {
        format!("{name:<12} 127.0.0.1:{port}, where something listens\n")
    } else {
        format!("{name:<12} {otherwise}\n")
    }
}

#[test]
fn a_project_without_servers_runs_at_once_and_drains() {
    let machine = Machine::new("").program("cargo", CARGO);
    assert_eq!(machine.plan(), "");
    let output = machine.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let expected = "cargo build -p hello\ncargo run --quiet -p hello\ndrained\n";
    assert_eq!(machine.calls(), expected);
    assert_eq!(machine.folder.read("hello/env"), "  true\n");
    let said = String::from_utf8(output.stderr).unwrap();
    for words in [
        "REST         http://localhost:8080",
        "localhost:2121/metrics",
    ] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
}

#[test]
fn without_any_server_kafka_is_in_process_and_temporal_is_told() {
    let machine = Machine::new(NEEDS_BOTH)
        .program("cargo", CARGO)
        .program("docker", "exit 1");
    let missing = "missing: put Temporal's command `temporal` on PATH, or run a server and set \
                   TEMPORAL_ADDRESS";
    let kafka = line("Kafka", 9092, "in the process itself");
    assert_eq!(
        machine.plan(),
        kafka.clone() + &line("Temporal", 7233, missing)
    );
    let output = machine.run(&[]);
    let said = String::from_utf8(output.stderr).unwrap();
    if kafka.ends_with("itself\n") {
        assert!(machine.folder.read("hello/env").starts_with("in-process "));
        assert!(
            said.contains("warning: Kafka in the process itself"),
            "{said}"
        );
    }
}

#[test]
fn the_environment_comes_first_and_is_left_as_it_is() {
    let machine = Machine::new(NEEDS_BOTH)
        .program("cargo", CARGO)
        .program(
            "docker",
            "echo kafka; echo temporal; echo \"docker $*\" >>calls",
        )
        .program("temporal", "exit 0");
    machine
        .folder
        .write("hello/deploy/compose.yaml", "services: {}\n");
    let given = [("KAFKA_BROKERS", "k:1"), ("TEMPORAL_ADDRESS", "t:2")];
    let output = machine.run(&given);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("Kafka        k:1, as KAFKA_BROKERS says\n"),
        "{said}"
    );
    assert!(
        said.contains("Temporal     t:2, as TEMPORAL_ADDRESS says\n"),
        "{said}"
    );
    assert_eq!(machine.folder.read("hello/env"), "k:1 t:2 true\n");
    assert!(!machine.calls().contains("docker"), "{}", machine.calls());
}

#[test]
fn compose_comes_before_a_program_and_is_stopped_in_the_end() {
    let docker = "echo kafka; echo temporal; echo \"docker $*\" >>calls";
    let machine = Machine::new(NEEDS_BOTH)
        .program("cargo", CARGO)
        .program("docker", docker)
        .program("temporal", "exit 0");
    let program = "by `temporal server start-dev --log-level error`";
    assert!(machine.plan().ends_with(&line("Temporal", 7233, program)));
    machine
        .folder
        .write("hello/deploy/compose.yaml", "services: {}\n");
    let compose = "by Docker Compose, from deploy/compose.yaml";
    let temporal = line("Temporal", 7233, compose);
    assert_eq!(machine.plan(), line("Kafka", 9092, compose) + &temporal);
    fs::remove_file(machine.folder.path().join("hello/calls")).unwrap();
    let given = [("KAFKA_BROKERS", "k:1")];
    machine.run(&given);
    if temporal.ends_with("compose.yaml\n") {
        let calls = machine.calls();
        let (before, after) = calls.split_once("drained\n").unwrap();
        let file = "docker compose --file deploy/compose.yaml";
        assert!(before.contains(&format!("{file} up --detach --wait temporal\n")));
        assert_eq!(after, format!("{file} stop temporal\n"));
        assert_eq!(
            machine.folder.read("hello/env"),
            "k:1 127.0.0.1:7233 true\n"
        );
    }
}

#[test]
fn a_server_that_ends_at_its_start_ends_the_command() {
    let temporal = "[ \"$1\" = --version ] || exit 3";
    let machine = Machine::new(NEEDS_BOTH)
        .program("cargo", "echo never >calls")
        .program("temporal", temporal);
    if !line("", 7233, "").contains("listens") {
        let mut command = machine.command(&["dev"]);
        let output = command.env("KAFKA_BROKERS", "k:1").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        let words = "`temporal server start-dev --log-level error` ended at its start";
        assert!(said.contains(words), "{said}");
        assert!(!machine.folder.has("hello/calls"));
    }
}

#[test]
fn a_build_that_fails_gives_its_exit_code() {
    let machine = Machine::new("").program("cargo", "exit 101");
    let output = machine.command(&["dev"]).output().unwrap();
    assert_eq!(output.status.code(), Some(101));
}
