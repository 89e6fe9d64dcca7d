//! A folder that can't be written: a clean error, and the disk as it was. Root may write
//! everywhere, so as root the program runs under another user.

use std::{
    fs::{self, Permissions},
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::Path,
    process::{Command, Output},
};

use super::program::Folder;

/// Who owns nothing.
const NOBODY: u32 = 65534;

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Runs the program as one who may not write the folder.
fn run(folder: &Folder, below: &str, args: &[&str]) -> Output {
    let program = folder.path().join("tonica");
    fs::copy(assert_cmd::cargo::cargo_bin("tonica"), &program).unwrap();
    allow(&program, 0o755);
    allow(folder.path(), 0o555);
    let mut command = Command::new(program);
    if fs::write(folder.path().join("probe"), "").is_ok() {
        fs::remove_file(folder.path().join("probe")).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command
        .args(args)
        .current_dir(folder.path().join(below))
        .output()
        .unwrap();
    allow(folder.path(), 0o755);
    fs::remove_file(folder.path().join("tonica")).unwrap();
    output
}

#[test]
fn new_says_that_it_cannot_make_the_folder() {
    let folder = Folder::new();
    let output = run(&folder, "", &["new", "shop"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(
        words.contains("cannot make the folder ") && words.contains("ermission denied"),
        "{words}"
    );
    assert!(folder.disk().is_empty());
}

#[test]
fn generate_changes_nothing_and_check_works() {
    let folder = Folder::with_hello();
    for name in ["hello", "hello/crates"] {
        allow(&folder.path().join(name), 0o555);
    }
    let output = run(&folder, "hello", &["check"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    folder.replace("hello/service.yaml", "version: 1", "version: 1 # one");
    let before = folder.disk();
    let output = run(&folder, "hello", &["generate"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(
        words.contains("cannot write below ") && words.contains("nothing was changed"),
        "{words}"
    );
    assert_eq!(folder.disk(), before);
    for name in ["hello", "hello/crates"] {
        allow(&folder.path().join(name), 0o755);
    }
}
