//! Bad input: every folder below `tests/errors` is a project with errors, and its
//! `stderr.txt` what the user is told. `BLESS=1 cargo test --test errors` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tonica::read::Root;
use tonica::{lower, read};

/// What one project is told, warnings and errors.
fn told(folder: &Path) -> String {
    let found = match read::project(&Root::at(folder)).and_then(|raw| lower::model(&raw)) {
        Ok(model) => model.warnings,
        Err(errors) => errors,
    };
    let text = found.render(false);
    let fails = text.lines().any(|line| line.starts_with("error:"));
    let code = if fails { 2 } else { 0 };
    assert_eq!(found.exit_code(), code, "{}", folder.display());
    text
}

/// All files below a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn every_bad_input_is_told_exactly() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut cases: Vec<PathBuf> = fs::read_dir(all)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() > 40, "the cases are not where they should be");
    let mut wrong = Vec::new();
    for case in cases {
        let before = files(&case);
        let told = told(&case);
        assert_eq!(before, files(&case), "{} was changed", case.display());
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
