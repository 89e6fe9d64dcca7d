//! `tonica generate` and `tonica diff`.

use std::{
    fs::File,
    process::Stdio,
    time::{Duration, Instant},
};

use super::program::Folder;

const LIB: &str = "hello/crates/api/src/lib.rs";

#[test]
fn it_runs_from_any_folder_below_the_workspace() {
    let folder = Folder::with_hello();
    folder
        .run_in("hello/crates/services/src", &["generate"])
        .succeeds()
        .says("up to date")
        .prints_nothing();
    folder
        .run(&["generate"])
        .ends(2)
        .says("no service.yaml in ")
        .says("tonica new NAME");
}

#[test]
fn a_hand_edit_is_shown_refused_and_taken_back_by_force() {
    let folder = Folder::with_hello();
    let clean = folder.disk();
    folder.write(LIB, &(folder.read(LIB) + "// mine\n"));
    let edited = folder.disk();
    let ran = folder
        .run_in("hello", &["generate"])
        .ends(1)
        .prints_nothing();
    ran.says("error: crates/api/src/lib.rs was edited by hand, and is generated")
        .says(" -// mine\n")
        .says("--force");
    folder
        .run_in("hello", &["diff"])
        .succeeds()
        .prints("--- a/crates/api/src/lib.rs\n+++ b/crates/api/src/lib.rs\n@@ ")
        .prints("\n-// mine\n");
    folder
        .run_in("hello", &["generate", "--plan"])
        .succeeds()
        .prints("only with --force");
    assert_eq!(folder.disk(), edited);
    folder
        .run_in("hello", &["generate", "--force"])
        .succeeds()
        .says("  changed  crates/api/src/lib.rs  generated");
    assert_eq!(folder.disk(), clean);
}

#[test]
fn a_changed_proto_changes_what_follows_from_it_and_adds_a_stub() {
    let folder = Folder::with_hello();
    let proto = "hello/proto/hello/v1/hello.proto";
    let text = folder.read(proto);
    let end = text.find("\n}\n").unwrap();
    let rpc = "\n  rpc Wave(WaveRequest) returns (WaveRequest);";
    folder.write(
        proto,
        &format!(
            "{}{rpc}{}\nmessage WaveRequest {{}}\n",
            &text[..end],
            &text[end..]
        ),
    );
    folder
        .run_in("hello", &["check"])
        .ends(1)
        .prints("missing_rpc: crates/services/src/")
        .prints("outdated_inputs: proto/hello/v1/hello.proto: ");
    let plan = folder.run_in("hello", &["generate", "--plan"]).succeeds();
    let done = folder
        .run_in("hello", &["generate"])
        .succeeds()
        .prints_nothing();
    assert_eq!(done.stderr, plan.stdout);
    done.says("yours: + wave\n");
    folder.run_in("hello", &["check"]).succeeds();
}

#[test]
fn errors_of_the_input_are_shown_together_and_change_nothing() {
    let folder = Folder::with_hello();
    folder.replace(
        "hello/service.yaml",
        "version: 1",
        "version: 1\nworkers: []\nservice: x",
    );
    let before = folder.disk();
    folder
        .run_in("hello", &["generate"])
        .ends(2)
        .says("unknown key `service`")
        .says("service.yaml:3:1")
        .prints_nothing();
    assert_eq!(folder.disk(), before);
}

#[test]
fn a_second_run_waits_for_the_first() {
    let folder = Folder::with_hello();
    let first = File::open(folder.path().join("hello")).unwrap();
    first.lock().unwrap();
    let program = assert_cmd::cargo::cargo_bin("tonica");
    let mut second = std::process::Command::new(program)
        .args(["generate"])
        .current_dir(folder.path().join("hello"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It can't have ended while the first run is at work, however long that takes.
    let waited = waits(&format!("/proc/{}/wchan", second.id()));
    assert!(second.try_wait().unwrap().is_none(), "it didn't wait");
    assert!(waited);
    first.unlock().unwrap();
    assert!(second.wait().unwrap().success());
}

/// Whether a process is seen asleep within a minute; where that can't be seen, true.
fn waits(wchan: &str) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(60) {
        match std::fs::read_to_string(wchan) {
            Ok(place) if place.contains("nanosleep") => return true,
            Ok(place) if place == "0" => return true,
            Ok(_) => std::thread::yield_now(),
            Err(_) => return true,
        }
    }
    false
}

#[test]
fn what_a_dead_run_had_begun_is_taken_back() {
    let folder = Folder::with_hello();
    let clean = folder.disk();
    // As a run leaves it that dies after its second step of three.
    let old = folder.read(LIB);
    folder.write("hello/.tonica/journal/holder", "1\n");
    folder.write("hello/.tonica/journal/1.old", &old);
    folder.write(
        "hello/.tonica/journal/steps",
        "create 0 crates/api/src/half.rs\nreplace 1 crates/api/src/lib.rs\ndelete 2 clippy.toml\n",
    );
    folder.write("hello/crates/api/src/half.rs", "half\n");
    folder.write(LIB, "half\n");
    folder
        .run_in("hello", &["check"])
        .ends(1)
        .prints("interrupted: .tonica/journal: ");
    folder
        .run_in("hello", &["generate"])
        .succeeds()
        .says("a run died half-way here; what it had begun was taken back first");
    assert_eq!(folder.disk(), clean);
}
