//! The Cargo.lock that is the user's: cargo takes it with `--locked` whatever comes to the
//! workspace, and a run that brings nothing new leaves it alone.

use assert_cmd::Command;

use super::program::{Folder, sample};

const LOCK: &str = "hello/Cargo.lock";

fn made_from(name: &str) -> Folder {
    let folder = Folder::new();
    let from = sample(name);
    folder
        .run(&["new", "hello", "--from", from.to_str().unwrap()])
        .succeeds();
    folder
}

/// Has cargo resolve the workspace.
fn cargo(folder: &Folder, locked: &[&str]) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(folder.path().join("hello"))
        .args(["tree", "--workspace"])
        .args(locked)
        .assert()
        .success();
}

fn is_locked(folder: &Folder) {
    cargo(folder, &["--locked"]);
}

#[test]
fn the_first_rule_brings_the_gateway_into_the_lock() {
    let folder = made_from("minimal");
    let before = folder.read(LOCK);
    assert!(!before.contains("\"tonica-gateway\""));
    is_locked(&folder);
    let add = ["add", "rpc", "Greeter/Wave"];
    folder
        .run_in("hello", &[&add[..], &["--plan"]].concat())
        .succeeds()
        .prints("  changed  Cargo.lock");
    assert_eq!(folder.read(LOCK), before);
    folder.run_in("hello", &add).succeeds();
    assert!(folder.read(LOCK).contains("\"tonica-gateway\""));
    is_locked(&folder);
    folder.run_in("hello", &["check"]).succeeds();
}

#[test]
fn the_first_route_comes_into_the_lock() {
    let folder = made_from("gateway-only");
    is_locked(&folder);
    let add = ["add", "route", "webhook", "--path", "/hooks/payments"];
    folder.run_in("hello", &add).succeeds();
    assert!(folder.read(LOCK).contains("\"axum\""));
    is_locked(&folder);
    folder.run_in("hello", &["check"]).succeeds();
}

#[test]
fn the_first_service_comes_into_the_lock_of_a_gateway() {
    let folder = made_from("gateway-only");
    is_locked(&folder);
    folder
        .run_in("hello", &["add", "service", "billing"])
        .succeeds();
    assert!(folder.read(LOCK).contains("\"hello-core\""));
    is_locked(&folder);
}

#[test]
fn kafka_and_temporal_come_into_the_lock_with_their_first_entry() {
    let producer = ["add", "producer", "out", "--topic", "out"];
    let consumer = [
        "add", "consumer", "incoming", "--topic", "in", "--group", "hello",
    ];
    let message = ["--message", "GreetRequest"];
    let queue = ["--task-queue", "work"];
    let worker = ["add", "worker", "work", "--activity", "act:GreetRequest"];
    let folder = made_from("minimal");
    for (add, brings) in [
        ([&producer[..], &message].concat(), "\"rdkafka\""),
        ([&consumer[..], &message].concat(), "\"hello-consumers\""),
        ([&worker[..], &queue].concat(), "\"temporalio-sdk\""),
    ] {
        assert!(!folder.read(LOCK).contains(brings), "{brings}");
        folder.run_in("hello", &add).succeeds();
        assert!(folder.read(LOCK).contains(brings), "{brings}");
        is_locked(&folder);
    }
}

#[test]
fn every_set_of_parts_has_its_lock() {
    for name in ["worker-only", "consumer-only", "shop"] {
        is_locked(&made_from(name));
    }
}

#[test]
fn what_the_user_added_stays_when_more_comes() {
    let folder = made_from("minimal");
    folder.replace(
        "hello/crates/core/Cargo.toml",
        "[dependencies]\n",
        "[dependencies]\nanyhow = \"1\"\n",
    );
    cargo(&folder, &[]);
    let mine = folder.read(LOCK);
    assert!(mine.contains(" \"anyhow\",\n"), "{mine}");
    folder
        .run_in("hello", &["generate"])
        .succeeds()
        .says("up to date");
    folder.run_in("hello", &["check"]).succeeds();
    assert_eq!(folder.read(LOCK), mine);

    folder.replace(
        "hello/service.yaml",
        "  - proto: hello.v1.Greeter\n",
        "  - proto: hello.v1.Greeter\n  - proto: stock.v1.Stock\n    remote: true\n",
    );
    folder.write("hello/proto/stock/v1/stock.proto", "syntax = \"proto3\";\npackage stock.v1;\nimport \"google/api/annotations.proto\";\nservice Stock { rpc Get(Q) returns (Q) { option (google.api.http) = { get: \"/v1/stock\" }; } }\nmessage Q {}\n");
    folder
        .run_in("hello", &["check"])
        .ends(1)
        .prints("outdated_inputs: Cargo.lock: it lacks what the workspace needs now");
    folder.run_in("hello", &["generate"]).succeeds();
    let merged = folder.read(LOCK);
    assert!(merged.contains(" \"anyhow\",\n"), "{merged}");
    is_locked(&folder);

    // The way back: what the gateway brought goes, and the user's own stays.
    folder.replace(
        "hello/service.yaml",
        "    remote: true\n",
        "    remote: true\n    rest: false\n",
    );
    folder.run_in("hello", &["generate"]).succeeds();
    assert_eq!(folder.read(LOCK), mine);
    is_locked(&folder);
}

#[test]
fn the_sample_comes_with_a_lock_of_its_own() {
    let folder = Folder::new();
    folder.run(&["new", "hello"]).succeeds();
    assert!(folder.read(LOCK).contains("\"sqlx\""));
    is_locked(&folder);
    let before = folder.read(LOCK);
    folder
        .run_in("hello", &["add", "rpc", "OrderService/CancelOrder"])
        .succeeds();
    assert_eq!(folder.read(LOCK), before);
}

#[test]
fn a_lock_that_a_merge_left_broken_is_only_touched_by_the_user() {
    let folder = made_from("minimal");
    folder.replace(LOCK, "version = 4\n", "<<<<<<< ours\nversion = 4\n");
    let before = folder.disk();
    folder.run_in("hello", &["generate"]).succeeds();
    folder
        .run_in("hello", &["add", "rpc", "Greeter/Wave"])
        .ends(2)
        .says("Cargo.lock lacks packages that the workspace needs now");
    assert_eq!(folder.disk(), before);
}
