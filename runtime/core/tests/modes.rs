//! What runs: the table of modes and the selection.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod support;

use support::{Process, assert_order, get, output, stderr};
use tonica_runtime::{Mode, Role, TestStart};

#[test]
fn the_table_of_modes() {
    let rows = [
        (
            "aio",
            vec![Role::Services, Role::Routes, Role::Workers, Role::Consumers],
        ),
        ("service", vec![Role::Services]),
        ("gateway", vec![Role::Routes]),
        ("worker", vec![Role::Workers]),
        ("consumer", vec![Role::Consumers]),
    ];
    for ((name, roles), mode) in rows.into_iter().zip(Mode::ALL) {
        assert_eq!(mode.name(), name);
        assert_eq!(mode.roles(), roles);
        assert_eq!(Mode::from_name(name), Some(mode));
    }
    assert_eq!(Mode::from_name("all"), None);
}

/// Starts the fixture, waits until it is ready, stops it: the log and `/health`.
fn run(settings: &[(&str, &str)]) -> (String, String) {
    let mut process = Process::start(settings);
    let metrics = process.metrics();
    process.wait_for("ready for traffic");
    let (status, health) = get(metrics, "/health");
    assert_eq!(status, 200);
    process.signal("TERM");
    let (code, log) = process.end();
    assert_eq!(code, 0, "{log}");
    (log, health)
}

#[test]
fn aio_builds_everything_in_order() {
    let (log, health) = run(&[]);
    assert_order(
        &log,
        &[
            "edge=\"metrics\"",
            "runs services: Orders, Payments",
            "runs workers: email",
            "runs consumers: order_events",
            "runs routes: 1",
            "state opens",
            "builds services with state: true",
            "builds workers with state: true",
            "builds consumers with state: true",
            "builds routes with state: true",
        ],
    );
    let expected = r#"{"status":"ready","name":"core-fixture","mode":"aio","services":2,"workers":1,"consumers":1,"routes":1,"reasons":{}}"#;
    assert_eq!(health, expected);
}

#[test]
fn a_mode_runs_its_roles_alone() {
    let (log, health) = run(&[("APP_MODE", "worker")]);
    assert!(log.contains("builds workers with state: true"), "{log}");
    assert!(
        !log.contains("builds services") && !log.contains("builds routes"),
        "{log}"
    );
    assert!(
        log.contains("leaves out service Orders: mode worker"),
        "{log}"
    );
    assert!(
        health.contains(r#""mode":"worker","services":0,"workers":1,"consumers":0,"routes":0"#),
        "{health}"
    );
}

#[test]
fn no_state_is_opened_where_nothing_needs_it() {
    let (log, _) = run(&[("APP_MODE", "gateway")]);
    assert!(log.contains("builds routes with state: false"), "{log}");
    assert!(!log.contains("state opens"), "{log}");
}

#[test]
fn services_are_selected_by_name() {
    let (log, health) = run(&[("APP_SERVICES", "Payments")]);
    assert!(log.contains("runs services: Payments"), "{log}");
    assert!(
        log.contains("leaves out service Orders: not in APP_SERVICES"),
        "{log}"
    );
    assert!(health.contains(r#""services":1"#), "{health}");
}

#[test]
fn what_the_binary_does_not_hold_is_refused() {
    let only = [("FIXTURE_BINARY", "worker"), ("APP_MODE", "service")];
    let lacks = [("FIXTURE_BINARY", "no-consumers"), ("APP_MODE", "consumer")];
    let none = [("FIXTURE_BINARY", "no-consumers"), ("APP_CONSUMERS", "x")];
    let cases = [
        (
            only,
            "error: APP_MODE: \"service\" is not in this binary, which runs: worker",
        ),
        (
            lacks,
            "error: APP_MODE: \"consumer\" is not in this binary, which runs: aio, service, worker",
        ),
        (
            none,
            "error: APP_CONSUMERS: this binary has no consumer named x; it has no consumers",
        ),
    ];
    for (settings, problem) in cases {
        let output = output(&settings, &[]);
        assert_eq!(output.status.code(), Some(2), "{settings:?}");
        assert!(stderr(&output).contains(problem), "{}", stderr(&output));
    }
}

#[test]
fn a_binary_of_one_mode_starts_in_it() {
    // A selection for another kind of process is no error: the variables of a project may be shared.
    let (_, health) = run(&[
        ("FIXTURE_BINARY", "worker"),
        ("APP_CONSUMERS", "order_events"),
    ]);
    assert!(health.contains(r#""mode":"worker""#), "{health}");
}

#[test]
fn a_start_for_tests_runs_what_it_is_told() {
    let setup = TestStart {
        mode: Mode::Service,
        runs: vec![(Role::Services, "Orders")],
        settings: vec![
            ("GRPC_PORT".into(), "7".into()),
            ("GRPC_ADDR".into(), "[::1]".into()),
        ],
    };
    let start = setup.start();
    assert_eq!(start.mode(), Mode::Service);
    assert!(start.runs(Role::Services, "Orders"));
    assert!(!start.runs(Role::Services, "Payments") && !start.runs(Role::Routes, "Orders"));
    assert_eq!(
        start.listen("GRPC_ADDR", "GRPC_PORT"),
        "[::1]:7".parse().unwrap()
    );
    assert_eq!(start.text("APP_PORT"), None);
}
