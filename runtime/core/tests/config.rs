//! Configuration: precedence, errors all at once, help, explain, secrets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;

use tempfile::NamedTempFile;

use support::{Process, assert_order, get, output, stderr, stdout};

fn file(text: &str) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    file
}

fn path(file: &NamedTempFile) -> &str {
    file.path().to_str().unwrap()
}

fn explain(settings: &[(&str, &str)], args: &[&str], setting: &str) -> String {
    let output = output(settings, &[&["config", "explain"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    let line = text.lines().find(|line| line.starts_with(setting)).unwrap();
    line.split_whitespace()
        .skip(1)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
    let file = file("# ports\n GRPC_PORT = 3 \n");
    let file = ("APP_CONFIG", path(&file));
    let env = ("GRPC_PORT", "2");
    assert_eq!(
        explain(&[file, env], &["--grpc-port", "1"], "GRPC_PORT"),
        "1 flag --grpc-port"
    );
    assert_eq!(
        explain(&[file, env], &[], "GRPC_PORT"),
        "2 environment GRPC_PORT"
    );
    assert_eq!(
        explain(&[file], &[], "GRPC_PORT"),
        format!("3 {}:2", file.1)
    );
    assert_eq!(
        explain(&[], &["--config", file.1], "GRPC_PORT"),
        format!("3 {}:2", file.1)
    );
    assert_eq!(explain(&[], &[], "GRPC_PORT"), "50051 default");
    assert_eq!(explain(&[], &[], "APP_SERVICES"), "- not set");
}

#[test]
fn flags_take_their_value_either_way_and_switches_none() {
    assert_eq!(
        explain(&[], &["--grpc-port=7"], "GRPC_PORT"),
        "7 flag --grpc-port"
    );
    assert_eq!(
        explain(&[], &["--dev", "--grpc-port", "7"], "APP_DEV"),
        "true flag --dev"
    );
    assert_eq!(
        explain(&[("APP_DEV", "yes")], &["--dev=false"], "APP_DEV"),
        "false flag --dev"
    );
}

#[test]
fn all_errors_are_told_at_once() {
    let file = file("GRPC_PRT=1\nno setting\nLOG_LEVEL=warn\nLOG_LEVEL=info\n");
    let settings = [
        ("APP_CONFIG", path(&file)),
        ("APP_PORT", "eighty"),
        ("GRPC_PORT", "65536"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("SHUTDOWN_EDGE", "10"),
        ("EDGE_CONNECTIONS", "0"),
        ("METRICS_ADDR", "nowhere"),
        ("APP_MODE", "gatway"),
        ("APP_SERVICES", "Orders,Mail"),
        ("APP_DEV", "maybe"),
        ("APP_NAME", ""),
    ];
    let output = output(&settings, &["--prt", "1", "serve", "--shutdown-delay"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    let place = path(&file);
    for line in [
        "error: --prt: is no flag: did you mean --port?".to_owned(),
        "error: serve: is no command".to_owned(),
        "error: --shutdown-delay: needs a value: --shutdown-delay TIME".to_owned(),
        format!("error: {place}:1: GRPC_PRT is no setting: did you mean GRPC_PORT?"),
        format!("error: {place}:2: is no setting: write KEY=value"),
        format!("error: {place}:4: LOG_LEVEL is set in line 3 already: set it once"),
        "error: APP_PORT: \"eighty\" (environment APP_PORT) is not a whole number from 0 to 65535".to_owned(),
        "error: GRPC_PORT: \"65536\" (environment GRPC_PORT) is not a whole number from 0 to 65535".to_owned(),
        "error: LOG_LEVEL: \"loud\" (environment LOG_LEVEL) is no level (off, error, warn".to_owned(),
        "error: LOG_FORMAT: \"xml\" (environment LOG_FORMAT) is not one of: text, json".to_owned(),
        "error: SHUTDOWN_EDGE: \"10\" (environment SHUTDOWN_EDGE) is not a time such as".to_owned(),
        "error: EDGE_CONNECTIONS: \"0\" (environment EDGE_CONNECTIONS) is not a whole number".to_owned(),
        "error: METRICS_ADDR: \"nowhere\" (environment METRICS_ADDR) is not an address".to_owned(),
        "error: APP_MODE: \"gatway\" is no mode; this binary runs: aio, service, gateway, worker, consumer".to_owned(),
        "error: APP_SERVICES: this binary has no service named Mail; its services are: Orders, Payments".to_owned(),
        "error: APP_DEV: \"maybe\" (environment APP_DEV) is not true or false".to_owned(),
        "error: APP_NAME: \"\" (environment APP_NAME) is empty: give a value or don't set it".to_owned(),
        "`core-fixture --help` lists all settings".to_owned(),
    ] {
        assert!(text.contains(&line), "no {line:?} in:\n{text}");
    }
}

#[test]
fn what_contradicts_is_refused() {
    let cases = [
        (
            vec![("APP_MODE", "aio"), ("RUN_MODE", "worker")],
            "error: APP_MODE: environment APP_MODE and environment RUN_MODE contradict: set one of them",
        ),
        (
            vec![("GRPC_ADDR", "127.0.0.1:1"), ("GRPC_PORT", "2")],
            "error: GRPC_ADDR: its port 1 and GRPC_PORT=2 contradict: give one of them",
        ),
        (
            vec![
                ("FIXTURE_PASSWORD", "s3cret"),
                ("FIXTURE_PASSWORD_FILE", "/dev/null"),
            ],
            "error: FIXTURE_PASSWORD: environment FIXTURE_PASSWORD and file /dev/null contradict",
        ),
    ];
    for (settings, problem) in cases {
        let output = output(&settings, &[]);
        assert_eq!(output.status.code(), Some(2), "{settings:?}");
        assert!(stderr(&output).contains(problem), "{}", stderr(&output));
        assert!(!stderr(&output).contains("s3cret"));
    }
}

#[test]
fn the_older_name_of_the_mode_works() {
    let explained = explain(&[("RUN_MODE", "worker")], &[], "APP_MODE");
    assert_eq!(explained, "worker environment RUN_MODE");
    let both = [("RUN_MODE", "worker"), ("APP_MODE", "worker")];
    assert_eq!(
        explain(&both, &[], "APP_MODE"),
        "worker environment APP_MODE"
    );
}

#[test]
fn a_secret_is_never_shown() {
    let file = file("s3cret\n");
    let path = path(&file);
    let explained = explain(&[("FIXTURE_PASSWORD_FILE", path)], &[], "FIXTURE_PASSWORD");
    assert_eq!(explained, format!("(hidden) file {path}"));
    let explained = explain(&[], &["--fixture-password", "s3cret"], "FIXTURE_PASSWORD");
    assert_eq!(explained, "(hidden) flag --fixture-password");
    let missing = output(&[("FIXTURE_PASSWORD_FILE", "/no/such/file")], &[]);
    assert_eq!(missing.status.code(), Some(2));
    let problem =
        "error: FIXTURE_PASSWORD_FILE: can't read the file \"/no/such/file\" that it names";
    assert!(stderr(&missing).contains(problem), "{}", stderr(&missing));
}

#[test]
fn an_unknown_variable_is_a_warning_with_a_suggestion() {
    let mut process = Process::start(&[("APP_SERVICE", "Orders"), ("APP_WHATEVER", "1")]);
    process.wait_for("APP_SERVICE is set, but is no setting: did you mean APP_SERVICES?");
    process.wait_for("APP_WHATEVER is set, but is no setting; --help lists them");
    process.wait_for("ready for traffic");
    process.signal("TERM");
    assert_eq!(process.end().0, 0);
}

#[test]
fn the_config_file_must_be_there() {
    let output = output(&[], &["--config", "/no/such.conf"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(
        text.contains("error: APP_CONFIG: can't read the file \"/no/such.conf\": No such file"),
        "{text}"
    );
}

#[test]
fn help_lists_every_setting_by_group() {
    let output = output(&[], &["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    assert_order(
        &text,
        &[
            "core-fixture 0.",
            "Usage: core-fixture",
            "General:",
            "--mode TEXT",
            "APP_MODE (or RUN_MODE)",
            "[default: aio]",
            "Selection:",
            "--services NAME,NAME",
            "APP_SERVICES",
            "REST:",
            "--port PORT",
            "APP_PORT",
            "[default: 8080]",
            "gRPC:",
            "[default: 50051]",
            "Health and metrics:",
            "[default: 2121]",
            "Logs:",
            "--log-format text|json",
            "Fixture:",
            "FIXTURE_PASSWORD (or FIXTURE_PASSWORD_FILE)",
        ],
    );
}

#[test]
fn version_and_commands() {
    let version = output(&[], &["--version"]);
    assert_eq!(version.status.code(), Some(0));
    assert!(stdout(&version).starts_with("core-fixture 0."));
    let serve = output(&[], &["serve"]);
    assert_eq!(serve.status.code(), Some(2));
    let problem = "error: serve: is no command: the only one is `config explain`";
    assert!(stderr(&serve).contains(problem), "{}", stderr(&serve));
}

#[test]
fn logs_come_as_json_too() {
    let mut process = Process::start(&[("LOG_FORMAT", "json"), ("LOG_LEVEL", "info,x=off")]);
    let line = process.wait_for("ready for traffic");
    assert!(line.starts_with("{\"timestamp\":\""), "{line}");
    assert!(
        line.contains("\"level\":\"INFO\",\"message\":\"ready for traffic\""),
        "{line}"
    );
    process.signal("TERM");
    assert_eq!(process.end().0, 0);
}

#[test]
fn the_name_of_the_process_can_be_set() {
    let mut process = Process::start(&[("APP_NAME", "quo\"ted")]);
    let metrics = process.metrics();
    process.wait_for("ready for traffic");
    assert!(get(metrics, "/health").1.contains(r#""name":"quo\"ted""#));
    process.signal("INT");
    assert_eq!(process.end().0, 0);
}
