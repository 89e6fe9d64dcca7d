//! Bad input: every folder below `tests/errors` is a project with errors, and its
//! `stderr.txt` what `tonica generate`, or what `args.txt` says instead, tells of it. Folders
//! named `refused_…` end with exit code 1. `BLESS=1 cargo test --test errors` writes anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// All files below a folder with their bytes, but what is expected.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.ends_with("stderr.txt") && !path.ends_with("args.txt") {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

/// A copy of a project, where a run can't harm the original.
fn copy(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files(from) {
        let to = folder.path().join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    folder
}

/// What the program says to a project; an error must leave all as it was.
fn told(case: &Path) -> String {
    let folder = copy(case);
    let before = files(folder.path());
    let args = fs::read_to_string(case.join("args.txt"));
    let args = args.unwrap_or_else(|_| "generate --deny-warnings".to_owned());
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonica"));
    let output = command
        .args(args.split_whitespace())
        .current_dir(folder.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let stderr = stderr.replace(&folder.path().display().to_string(), "[folder]");
    let fails = stderr.lines().any(|line| line.starts_with("error:"));
    let is_refusal = case
        .file_name()
        .unwrap()
        .to_string_lossy()
        .starts_with("refused_");
    let code = match (fails, is_refusal) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => 2,
    };
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}: {stderr}",
        case.display()
    );
    if fails {
        assert_eq!(
            before,
            files(folder.path()),
            "{} was changed",
            case.display()
        );
    }
    stderr
}

#[test]
fn every_bad_input_is_told_exactly() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let cases = fs::read_dir(all).unwrap();
    let mut cases: Vec<PathBuf> = cases.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 50, "the cases are not where they should be");
    let mut wrong = Vec::new();
    for case in cases {
        let told = told(&case);
        let expected = case.join("stderr.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &told).unwrap();
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&told) {
            wrong.push(format!("{}:\n{told}", case.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "not as in stderr.txt:\n\n{}",
        wrong.join("\n")
    );
}
