//! What every command keeps to: where words go, flags, exit codes.

use super::program::Folder;

#[test]
fn what_is_to_come_is_refused_by_name() {
    let folder = Folder::with_hello();
    for words in [
        &["remove", "service", "x"][..],
        &["rename", "x"],
        &["upgrade"],
        &["breaking", "--against", "x"],
        &["man"],
        &["add", "route", "x", "--path", "/x", "--workflow", "y"],
    ] {
        folder
            .run_in("hello", words)
            .ends(2)
            .says(" is not supported yet")
            .prints_nothing();
    }
    folder
        .run_in("hello", &["frobnicate"])
        .ends(2)
        .says("there is no command `tonica frobnicate`");
    folder
        .run_in("hello", &["generate", "--watch"])
        .ends(2)
        .says("--watch");
}

#[test]
fn quiet_says_nothing_but_errors() {
    let folder = Folder::with_hello();
    let ran = folder
        .run_in("hello", &["-q", "check"])
        .succeeds()
        .prints_nothing();
    assert_eq!(ran.stderr, "");
    let ran = folder
        .run_in("hello", &["add", "service", "x", "-q"])
        .succeeds()
        .prints_nothing();
    assert_eq!(ran.stderr, "");
    folder.run(&["-q", "check"]).ends(2).says("no service.yaml");
}

#[test]
fn colours_are_for_terminals_or_by_choice() {
    let folder = Folder::new();
    let plain = folder.run(&["check"]).ends(2);
    assert!(!plain.stderr.contains('\u{1b}'), "{}", plain.stderr);
    folder
        .run(&["check", "--color", "always"])
        .ends(2)
        .says("\u{1b}[");
}

#[test]
fn data_goes_to_stdout_alone() {
    let folder = Folder::with_hello();
    let schema = folder.run(&["schema"]).succeeds();
    assert_eq!(
        schema.json()["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(
        (schema.stderr.as_str(), schema.stdout),
        ("", folder.read("hello/service.schema.json"))
    );
    folder
        .run(&["completions", "bash"])
        .succeeds()
        .prints("tonica");
    let describe = folder
        .run_in("hello", &["describe", "--format", "json"])
        .succeeds();
    assert_eq!(describe.stderr, "");
    assert_eq!(describe.json()["project"], "hello");
    assert_eq!(describe.json()["services"][0]["remote"], false);
    folder
        .run_in("hello", &["diff"])
        .succeeds()
        .prints_nothing();
    folder
        .run(&["--version"])
        .succeeds()
        .prints(env!("CARGO_PKG_VERSION"));
    folder
        .run(&["--help"])
        .succeeds()
        .prints("Exit codes: 0 done");
}

#[test]
fn doctor_names_what_is_missing_and_how_to_get_it() {
    let folder = Folder::new();
    folder
        .run(&["doctor"])
        .succeeds()
        .prints("found    rustc    rustc 1.");
    let program = assert_cmd::cargo::cargo_bin("tonica");
    let output = std::process::Command::new(program)
        .args(["doctor", "--format", "json"])
        .env("PATH", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for row in rows.as_array().unwrap() {
        assert_eq!(row["ok"], false);
        assert!(!row["get"].as_str().unwrap().is_empty());
    }
}
