//! Paths that must not be written: refused before anything is.

use std::{fs, os::unix::fs::symlink};

use super::{WRITE, Workspace, messages};

fn refused(workspace: &Workspace) -> String {
    let before = workspace.disk();
    let refused = workspace.run(WRITE).unwrap_err();
    assert_eq!(workspace.disk(), before);
    assert_eq!(refused.exit_code(), 2);
    messages(&refused).join("\n")
}

#[test]
fn a_symlink_is_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    let workspace = Workspace::new().generated("crates/api/lib.rs", "x");
    symlink(outside.path(), workspace.path().join("crates")).unwrap();
    assert_eq!(
        refused(&workspace),
        "cannot write `crates/api/lib.rs`: `crates` is a symlink"
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);

    let workspace = Workspace::new().generated("lib.rs", "x");
    fs::write(outside.path().join("lib.rs"), "theirs").unwrap();
    symlink(
        outside.path().join("lib.rs"),
        workspace.path().join("lib.rs"),
    )
    .unwrap();
    assert_eq!(
        refused(&workspace),
        "cannot write `lib.rs`: `lib.rs` is a symlink"
    );
}

#[test]
fn a_lock_cannot_lead_out_of_the_root() {
    let workspace = Workspace::new().generated("a.rs", "a");
    workspace.generate();
    let victim = workspace.path().parent().unwrap().join("tonica-victim");
    fs::write(&victim, "x").unwrap();
    let line = format!(
        "generated {} ../tonica-victim\n",
        super::super::lock::hash(b"x")
    );
    workspace.write("tonica.lock", &(workspace.read("tonica.lock") + &line));
    assert_eq!(
        refused(&workspace),
        "`../tonica-victim` is no path below the root of the workspace"
    );
    assert!(victim.exists());
    fs::remove_file(victim).unwrap();
}

#[test]
fn paths_that_differ_by_case_clash() {
    let workspace = Workspace::new()
        .generated("a/lib.rs", "x")
        .generated("A/mod.rs", "x");
    assert_eq!(refused(&workspace), "`A` and `a` differ only by case");
    let workspace = Workspace::new().generated("crates/api.rs", "x");
    workspace.write("Crates/mine.rs", "");
    assert_eq!(
        refused(&workspace),
        "`crates` differs only by case from `Crates`, which is there already"
    );
}

#[test]
fn a_folder_and_a_file_cannot_share_a_place() {
    let workspace = Workspace::new().generated("crates/api.rs", "x");
    workspace.write("crates", "a file");
    assert_eq!(
        refused(&workspace),
        "cannot write `crates/api.rs`: `crates` is a file where a folder is needed"
    );
    let workspace = Workspace::new().generated("lib.rs", "x");
    fs::create_dir(workspace.path().join("lib.rs")).unwrap();
    assert!(refused(&workspace).starts_with("cannot read lib.rs: "));
}
