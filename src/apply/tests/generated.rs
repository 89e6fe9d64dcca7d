//! Generated files, the lock, and what `check` says of them.

use super::{FORCE, Workspace, messages};
use crate::{
    apply::{ChangeKind, Mode, fast, folder::Folder},
    tree::Owner,
};

fn workspace() -> Workspace {
    Workspace::new()
        .generated("crates/api/Cargo.toml", "[package]\n")
        .generated("crates/api/src/lib.rs", "one\ntwo\n")
}

#[test]
fn a_run_makes_the_tree_and_a_second_one_has_nothing_to_do() {
    let workspace = workspace();
    assert_eq!(
        workspace.check(),
        [
            "missing crates/api/Cargo.toml",
            "missing crates/api/src/lib.rs"
        ]
    );
    let report = workspace.generate();
    let paths: Vec<&str> = report
        .changes
        .iter()
        .map(|change| change.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "crates/api/Cargo.toml",
            "crates/api/src/lib.rs",
            "tonica.lock"
        ]
    );
    assert!(
        report
            .changes
            .iter()
            .all(|change| change.kind == ChangeKind::Create)
    );
    assert_eq!(workspace.read("crates/api/src/lib.rs"), "one\ntwo\n");
    assert_eq!(workspace.check(), [""; 0]);
    let before = workspace.disk();
    assert_eq!(workspace.generate().changes, []);
    assert_eq!(workspace.disk(), before);
}

#[test]
fn plan_tells_the_changes_and_writes_nothing() {
    let workspace = workspace();
    let before = workspace.disk();
    assert_eq!(workspace.run(Mode::Plan).unwrap().changes.len(), 3);
    assert_eq!(workspace.disk(), before);
}

#[test]
fn a_hand_edit_is_refused_with_its_diff_and_taken_back_by_force() {
    let workspace = workspace();
    workspace.generate();
    workspace.write("crates/api/src/lib.rs", "one\nmine\n");
    assert_eq!(workspace.check(), ["modified crates/api/src/lib.rs:2"]);
    let before = workspace.disk();
    let refused = workspace.run(super::WRITE).unwrap_err();
    assert_eq!(workspace.disk(), before);
    assert_eq!(refused.exit_code(), 1);
    assert_eq!(
        messages(&refused),
        ["crates/api/src/lib.rs was edited by hand, and is generated"]
    );
    assert!(
        refused.0[0].notes[0].contains("\n-mine\n+two"),
        "{:?}",
        refused.0[0].notes
    );
    workspace.run(FORCE).unwrap();
    assert_eq!(workspace.read("crates/api/src/lib.rs"), "one\ntwo\n");
    assert_eq!(workspace.check(), [""; 0]);
}

#[test]
fn a_file_in_the_way_of_a_generated_one_is_not_overwritten() {
    let workspace = workspace();
    workspace.write("crates/api/src/lib.rs", "mine\n");
    assert_eq!(
        workspace.check(),
        [
            "missing crates/api/Cargo.toml",
            "unlocked crates/api/src/lib.rs:1"
        ]
    );
    assert_eq!(workspace.run(super::WRITE).unwrap_err().exit_code(), 1);
    assert_eq!(workspace.read("crates/api/src/lib.rs"), "mine\n");
}

#[test]
fn what_a_merge_left_is_mended() {
    let workspace = workspace();
    workspace.generate();
    let marked = "one\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n";
    workspace.write("crates/api/src/lib.rs", marked);
    workspace.generate();
    assert_eq!(workspace.read("crates/api/src/lib.rs"), "one\ntwo\n");

    // Two branches changed a file: git merged it and kept both lines of the lock.
    workspace.write("crates/api/src/lib.rs", "one\ntwo\nof both\n");
    let lock = workspace.read("tonica.lock");
    workspace.write(
        "tonica.lock",
        &format!("{lock}generated 0123 crates/api/src/lib.rs\n"),
    );
    workspace.generate();
    assert_eq!(workspace.read("crates/api/src/lib.rs"), "one\ntwo\n");
    assert_eq!(workspace.read("tonica.lock"), lock);
}

#[test]
fn changed_inputs_make_it_outdated() {
    let mut workspace = workspace();
    workspace.generate();
    workspace.write("service.yaml", "name: store\n");
    workspace
        .outputs
        .get_mut("crates/api/src/lib.rs")
        .unwrap()
        .bytes = b"one\nthree\n".to_vec();
    assert_eq!(
        workspace.check(),
        [
            "outdated_inputs crates/api/src/lib.rs:2",
            "outdated_inputs service.yaml"
        ]
    );
    workspace.generate();
    assert_eq!(workspace.read("crates/api/src/lib.rs"), "one\nthree\n");
    assert_eq!(workspace.check(), [""; 0]);
}

#[test]
fn stale_files_go_with_their_folders_unless_they_were_edited() {
    let mut workspace = workspace()
        .generated("crates/rest/src/a.rs", "a\n")
        .generated("crates/old.rs", "old\n");
    workspace.generate();
    workspace.unplan("crates/rest/src/a.rs");
    workspace.unplan("crates/old.rs");
    workspace.write("crates/old.rs", "mine\n");
    assert_eq!(
        workspace.check(),
        ["stale crates/old.rs", "stale crates/rest/src/a.rs"]
    );
    workspace.generate();
    assert!(!workspace.path().join("crates/rest").exists());
    assert_eq!(workspace.read("crates/old.rs"), "mine\n");
    assert_eq!(workspace.check(), ["stale crates/old.rs"]);
    workspace.run(FORCE).unwrap();
    assert!(!workspace.path().join("crates/old.rs").exists());
    assert_eq!(workspace.check(), [""; 0]);
}

#[test]
fn extra_files_are_found_in_generated_crates_alone() {
    let workspace = workspace();
    workspace.generate();
    workspace.write("crates/api/src/bin/mine.rs", "");
    workspace.write("crates/mine/src/lib.rs", "");
    workspace.write("crates/api/.DS_Store", "");
    assert_eq!(workspace.check(), ["extra crates/api/src/bin/mine.rs"]);
}

#[test]
fn a_lock_of_a_newer_tool_is_refused_and_one_of_an_older_is_outdated() {
    let workspace = workspace();
    workspace.generate();
    let lock = workspace.read("tonica.lock");
    let current = format!("tool {}", env!("CARGO_PKG_VERSION"));
    workspace.write(
        "tonica.lock",
        &lock.replace(&current, "tool 99.1.0\nnews of then"),
    );
    let before = workspace.disk();
    let refused = workspace.run(super::WRITE).unwrap_err();
    assert_eq!(refused.exit_code(), 1);
    assert!(
        refused.0[0]
            .help
            .as_ref()
            .unwrap()
            .contains("install 99.1.0 or newer")
    );
    assert_eq!(workspace.check(), ["outdated_tool tonica.lock"]);
    assert_eq!(workspace.disk(), before);

    workspace.write("tonica.lock", &lock.replace(&current, "tool 0.0.1"));
    assert_eq!(workspace.check(), ["outdated_tool tonica.lock"]);
    workspace.generate();
    assert_eq!(workspace.read("tonica.lock"), lock);
}

#[test]
fn a_lost_lock_is_written_anew_where_the_files_are_as_planned() {
    let workspace = workspace();
    workspace.generate();
    let lock = workspace.lock();
    workspace.remove("tonica.lock");
    assert_eq!(
        workspace.check(),
        [
            "unlocked crates/api/Cargo.toml",
            "unlocked crates/api/src/lib.rs"
        ]
    );
    workspace.generate();
    assert_eq!(workspace.lock(), lock);
}

#[test]
fn hashes_alone_tell_that_nothing_is_to_do() {
    let method = "impl Orders for X {\n    fn get(&self) {\n        Err(Status::unimplemented(\"x is not written yet\"))\n    }\n}\n";
    let make = || {
        let mut workspace = workspace().seeded("README.md", "x\n");
        workspace.plan("orders.rs", Owner::Seeded, method, &[]);
        workspace.generate();
        workspace
    };
    let tell = |workspace: &Workspace| {
        let inputs = ["service.yaml".to_owned()];
        fast::report(Folder(workspace.path()), &workspace.lock(), &inputs, true)
    };
    let workspace = make();
    let report = tell(&workspace).unwrap();
    assert_eq!(report.counts, (2, 2));
    let subjects: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (finding.subject.as_deref(), finding.line))
        .collect();
    assert_eq!(subjects, [(Some("Orders::get"), Some(2))]);

    workspace.write("README.md", "mine\n");
    workspace.write(
        "orders.rs",
        &method.replace(
            "Err(Status::unimplemented(\"x is not written yet\"))",
            "Ok(())",
        ),
    );
    assert_eq!(tell(&workspace).unwrap().findings, []);

    let changes: [(&str, &str); 8] = [
        ("service.yaml", "name: y\n"),
        ("crates/api/src/lib.rs", "mine\n"),
        ("crates/api/src/more.rs", ""),
        ("orders.rs", "impl Orders for X {}\n"),
        ("orders.rs", "impl {\n"),
        (".tonica/base/orders.rs", "lost\n"),
        (".tonica/journal/steps", ""),
        ("tonica.lock", "tool 0.0.1\n"),
    ];
    for (path, text) in changes {
        let workspace = make();
        workspace.write(path, text);
        assert!(tell(&workspace).is_none(), "{path}");
    }
    let workspace = make();
    workspace.remove("README.md");
    assert!(tell(&workspace).is_none());
}
