//! A process's life: readiness, failures and restarts, signals, the drain and its deadlines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::net::TcpListener;

use support::{Process, assert_order, get};

#[test]
fn it_is_ready_drains_in_order_and_ends_with_0() {
    let mut process = Process::start(&[("FIXTURE_HAND_OFF", "true"), ("LOG_LEVEL", "debug")]);
    let metrics = process.metrics();
    process.wait_for("ready for traffic");
    assert_eq!(get(metrics, "/readyz"), (200, "ready\n".to_owned()));
    process.signal("TERM");
    let (code, log) = process.end();
    assert_eq!(code, 0, "{log}");
    assert_order(
        &log,
        &[
            "stopping; a second signal ends the process at once",
            "Orders drains",
            "email drains",
            "first hook ran",
            "second hook ran",
            "state dropped",
            "stopped code=0",
        ],
    );
    assert_order(
        &log,
        &[
            "phase=\"edges\"",
            "phase=\"workers\"",
            "phase=\"consumers\"",
            "phase=\"handed-off tasks\"",
            "phase=\"hooks\"",
            "phase=\"closing\"",
        ],
    );
    assert!(
        log.contains("mail sent") && log.contains("order_events drains"),
        "{log}"
    );
}

#[test]
fn each_signal_stops_it() {
    for signal in ["TERM", "INT", "QUIT"] {
        let mut process = Process::start(&[]);
        process.wait_for("ready for traffic");
        process.signal(signal);
        let (code, log) = process.end();
        assert_eq!(code, 0, "{log}");
        assert!(log.contains(&format!("signal=SIG{signal}")), "{log}");
    }
}

#[test]
fn the_drain_delay_serves_and_says_not_ready() {
    let mut process = Process::start(&[("SHUTDOWN_DELAY", "1h")]);
    let metrics = process.metrics();
    process.wait_for("ready for traffic");
    process.signal("TERM");
    process.wait_for("stopping");
    let mut answer = get(metrics, "/readyz");
    while answer.0 == 200 {
        answer = get(metrics, "/readyz");
    }
    assert_eq!(answer, (503, "draining\nstop: draining\n".to_owned()));
    assert_eq!(get(metrics, "/livez"), (200, "draining\n".to_owned()));
    assert_eq!(get(metrics, "/metrics").0, 200);
    process.signal("INT");
    let (code, log) = process.end();
    assert_eq!(code, 128 + 2, "{log}");
    assert!(
        log.contains("second signal: ended at once signal=SIGINT"),
        "{log}"
    );
}

#[test]
fn what_stays_past_its_deadline_is_cut_off_and_named() {
    let cases = [
        (
            vec![("FIXTURE_EDGE", "stay"), ("SHUTDOWN_EDGE", "10ms")],
            vec!["Orders", "Payments"],
        ),
        (
            vec![
                ("FIXTURE_WORKER", "stay"),
                ("SHUTDOWN_WORKER", "10ms"),
                ("SHUTDOWN_CONSUMER", "10ms"),
            ],
            vec!["email", "order_events"],
        ),
        (
            vec![("FIXTURE_WORKER", "stay"), ("SHUTDOWN_TIMEOUT", "10ms")],
            vec!["email"],
        ),
        (
            vec![("FIXTURE_TASK_HANGS", "true"), ("SHUTDOWN_TASKS", "10ms")],
            vec!["hanging task"],
        ),
        (
            vec![("FIXTURE_HOOK_HANGS", "true"), ("SHUTDOWN_HOOKS", "10ms")],
            vec!["hanging hook"],
        ),
    ];
    for (settings, left) in cases {
        let mut process = Process::start(&settings);
        process.wait_for("ready for traffic");
        process.signal("TERM");
        let (code, log) = process.end();
        assert_eq!(code, 3, "{settings:?}: {log}");
        for name in left {
            assert!(
                log.contains(&format!("cut off at the deadline: {name}")),
                "{name}: {log}"
            );
        }
        assert!(log.contains("state dropped"), "{log}");
    }
}

#[test]
fn a_failed_component_starts_again_after_a_growing_pause() {
    for (behaviour, error) in [("fail", "broken on purpose"), ("panic", "panicked")] {
        let mut process = Process::start(&[
            ("APP_MODE", "worker"),
            ("RESTART_BACKOFF", "100ms"),
            ("FIXTURE_WORKER", behaviour),
            ("FIXTURE_FAILURES", "4"),
        ]);
        for pause in ["100ms", "200ms", "300ms", "450ms"] {
            let line = process.wait_for("failed; starts again");
            assert!(line.contains(&format!("again_in={pause}")), "{line}");
            assert!(
                line.contains(&format!("component=\"email\" error={error}")),
                "{line}"
            );
        }
        process.wait_for("ready for traffic");
        process.signal("TERM");
        let (code, log) = process.end();
        assert_eq!(code, 0, "{log}");
        if behaviour == "panic" {
            assert_order(&log, &["panic: panics on purpose", "place=", "backtrace="]);
        }
    }
}

#[test]
fn a_failing_component_makes_the_process_not_ready_and_not_dead() {
    let mut process = Process::start(&[
        ("APP_MODE", "worker"),
        ("FIXTURE_WORKER", "fail"),
        ("RESTART_BACKOFF", "1h"),
        ("READY_REMINDER", "20ms"),
    ]);
    let metrics = process.metrics();
    process.wait_for("component=\"email\" error=broken on purpose");
    let reason = "failed, starts again in 3600s: broken on purpose";
    let mut answer = get(metrics, "/readyz");
    while answer.1.contains("starting") || !answer.1.contains("email: failed") {
        answer = get(metrics, "/readyz");
    }
    let text = format!("not ready\nemail: {reason}\n");
    assert_eq!(answer, (503, text));
    assert_eq!(get(metrics, "/livez").0, 200);
    for _ in 0..2 {
        process.wait_for(&format!("still not ready: email: {reason}"));
    }
    process.signal("TERM");
    assert_eq!(process.end().0, 0);
}

#[test]
fn too_many_failures_end_the_process_and_so_does_one_that_must() {
    let many = [
        ("APP_MODE", "worker"),
        ("FIXTURE_WORKER", "fail"),
        ("RESTART_BACKOFF", "50ms"),
        ("RESTART_LIMIT", "3"),
    ];
    let one = [
        ("FIXTURE_WORKER", "exit"),
        ("APP_MODE", "worker"),
        ("SHUTDOWN_DELAY", "0s"),
        ("RESTART_LIMIT", "3"),
    ];
    for (settings, restarts) in [(many, 2), (one, 0)] {
        let (code, log) = Process::start(&settings).end();
        assert_eq!(code, 1, "{log}");
        assert!(log.contains("email: broken on purpose"), "{log}");
        let again = log
            .lines()
            .filter(|line| line.contains("component=\"email\""))
            .count();
        assert_eq!(again, restarts, "{log}");
        assert!(log.contains("state dropped"), "{log}");
    }
}

#[test]
fn wrong_configuration_found_by_a_component_is_not_tried_again() {
    let (code, log) = Process::start(&[("FIXTURE_WORKER", "config")]).end();
    assert_eq!(code, 2, "{log}");
    assert!(log.contains("FIXTURE_WORKER: wrong on purpose"), "{log}");
}

#[test]
fn a_taken_port_names_the_port_and_the_setting() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (setting, addr, name) in [
        ("APP_PORT", "APP_HTTP_ADDR", "REST"),
        ("METRICS_PORT", "METRICS_ADDR", "metrics"),
    ] {
        let delay = ("SHUTDOWN_DELAY", "1h");
        let (code, log) = Process::start(&[(setting, &port), (addr, "127.0.0.1"), delay]).end();
        assert_eq!(code, 2, "{log}");
        let problem = format!(
            "{setting}: {name} can't listen on port {port} of 127.0.0.1, another process has it: \
             stop that one, or set {setting} to a free port"
        );
        assert!(log.contains(&problem), "{log}");
    }
}

#[test]
fn a_signal_during_the_start_ends_it() {
    let mut process = Process::start(&[("FIXTURE_OPEN", "hang"), ("SHUTDOWN_DELAY", "1h")]);
    let metrics = process.metrics();
    process.wait_for("state opens");
    assert_eq!(get(metrics, "/livez"), (200, "starting\n".to_owned()));
    assert_eq!(
        get(metrics, "/readyz"),
        (503, "starting\nstart: starting\n".to_owned())
    );
    process.signal("TERM");
    let (code, log) = process.end();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("builds"), "{log}");
}

#[test]
fn a_state_that_does_not_open_ends_the_process() {
    let (code, log) = Process::start(&[("FIXTURE_OPEN", "fail")]).end();
    assert_eq!(code, 1, "{log}");
    assert!(
        log.contains("can't open the State: an error occurred"),
        "{log}"
    );
}

#[test]
fn the_metrics_port_answers_what_it_should() {
    let mut process = Process::start(&[("APP_MODE", "gateway")]);
    let metrics = process.metrics();
    process.wait_for("ready for traffic");
    let (status, text) = get(metrics, "/metrics");
    assert_eq!(status, 200);
    let info = r#"app_info{name="core-fixture",version="0.1.0",git="",mode="gateway"} 1"#;
    assert!(text.contains(info), "{text}");
    assert_eq!(get(metrics, "/healthz"), (200, "ready\n".to_owned()));
    assert_eq!(get(metrics, "/nothing").0, 404);
    let post = "POST /livez HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    assert_eq!(support::request(metrics, post).0, 405);
    process.signal("TERM");
    assert_eq!(process.end().0, 0);
}
