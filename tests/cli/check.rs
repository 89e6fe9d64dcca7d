//! `tonica check`: exit codes, and the same findings in each format.

use super::program::{Folder, sample};

#[test]
fn a_fresh_workspace_is_clean_with_its_stubs_as_notes() {
    let folder = Folder::with_hello();
    let before = folder.disk();
    folder
        .run_in("hello", &["check"])
        .succeeds()
        .says("clean: ")
        .prints_nothing();
    folder
        .run_in("hello", &["check", "-v"])
        .succeeds()
        .prints("stub: crates/services/src/");
    let json = folder
        .run_in("hello", &["check", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(json["tool"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json["clean"], true);
    assert_eq!(json["findings"][0]["kind"], "stub");
    assert_eq!(folder.disk(), before);
}

#[test]
fn drift_is_told_with_its_place_and_ends_with_one() {
    let folder = Folder::with_hello();
    let lib = "hello/crates/api/src/lib.rs";
    folder.write(lib, &(folder.read(lib) + "// mine\n"));
    std::fs::remove_file(folder.path().join("hello/clippy.toml")).unwrap();
    folder.write("hello/crates/api/src/more.rs", "");
    let before = folder.disk();
    let line = folder.read(lib).lines().count();
    let ran = folder
        .run_in("hello", &["check"])
        .ends(1)
        .says("3 findings\n");
    let places: Vec<&str> = ran
        .stdout
        .lines()
        .map(|line| line.rsplit_once(": ").unwrap().0)
        .collect();
    let modified = format!("modified: crates/api/src/lib.rs:{line}");
    assert!(
        places.iter().any(|place| place.starts_with(&modified)),
        "{places:?}"
    );
    ran.prints("missing: clippy.toml: ")
        .prints("extra: crates/api/src/more.rs: ");

    let json = folder
        .run_in("hello", &["check", "--format", "json"])
        .ends(1)
        .json();
    assert_eq!(json["clean"], false);
    let row = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["kind"] == "modified")
        .unwrap();
    assert_eq!(
        (&row["path"], &row["owner"], &row["line"]),
        (
            &"crates/api/src/lib.rs".into(),
            &"generated".into(),
            &line.into()
        )
    );
    let github = format!("::error file=crates/api/src/lib.rs,line={line}::modified: ");
    folder
        .run_in("hello", &["check", "--format", "github"])
        .ends(1)
        .prints(&github);
    folder
        .run_in("hello", &["check", "--format", "sarif"])
        .ends(2)
        .says("not supported yet");
    assert_eq!(folder.disk(), before);
}

#[test]
fn a_workspace_of_a_newer_tool_is_told_and_not_touched() {
    let folder = Folder::with_hello();
    let current = format!("tool {}", env!("CARGO_PKG_VERSION"));
    folder.replace("hello/tonica.lock", &current, "tool 99.0.0");
    let before = folder.disk();
    folder
        .run_in("hello", &["check"])
        .ends(1)
        .prints("outdated_tool: tonica.lock: ")
        .prints("install 99.0.0 or newer");
    folder
        .run_in("hello", &["generate"])
        .ends(1)
        .says("of a newer tonica");
    folder
        .run_in("hello", &["add", "service", "x"])
        .ends(1)
        .says("of a newer tonica");
    assert_eq!(folder.disk(), before);
}

#[test]
fn a_changed_service_config_is_drift_as_a_changed_proto_is() {
    let folder = Folder::new();
    let from = sample("gateway-only");
    folder
        .run(&["new", "front-door", "--from", from.to_str().unwrap()])
        .succeeds();
    folder.run_in("front-door", &["check"]).succeeds();
    let rules = "front-door/rules/stock.yaml";
    folder.write(
        rules,
        &folder.read(rules).replace("{sku}:move", "{sku}:take"),
    );
    folder
        .run_in("front-door", &["check"])
        .ends(1)
        .prints("crates/rest/src/routes.rs")
        .prints("rules/stock.yaml");
    folder.run_in("front-door", &["generate"]).succeeds();
    let routes = folder.read("front-door/crates/rest/src/routes.rs");
    assert!(routes.contains("/v1/articles/{sku}:take"), "{routes}");
    folder.run_in("front-door", &["check"]).succeeds();
}
