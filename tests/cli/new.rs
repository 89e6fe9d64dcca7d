//! `tonica new`.

use super::program::{Folder, sample};

#[test]
fn the_sample_is_made_under_any_name_and_is_clean() {
    let folder = Folder::new();
    let ran = folder.run(&["new", "my-store"]).succeeds().prints_nothing();
    let ran = ran
        .says("made my-store in ")
        .says("  tonica dev\n")
        .says("  cd my-store\n");
    assert!(
        ran.stderr.lines().count() <= 24,
        "more than a screen:\n{}",
        ran.stderr
    );
    assert!(
        folder
            .read("my-store/service.yaml")
            .contains("\nname: my-store\n")
    );
    assert!(
        folder
            .read("my-store/crates/core/Cargo.toml")
            .contains("my-store-clients")
    );
    for (path, bytes) in folder.disk() {
        if path.ends_with(".rs") || path.ends_with(".toml") {
            let text = String::from_utf8(bytes).unwrap();
            for old in ["shop_core", "shop_services", "shop-core", "shop-services"] {
                assert!(!text.contains(old), "{path} has {old}");
            }
        }
    }
    folder
        .run_in("my-store", &["check"])
        .succeeds()
        .says("clean: ");
    folder
        .run_in("my-store", &["generate"])
        .succeeds()
        .says("up to date");
}

#[test]
fn a_folder_with_a_service_yaml_gives_its_inputs() {
    let folder = Folder::with_hello();
    let from = sample("minimal");
    let yaml = std::fs::read_to_string(from.join("service.yaml")).unwrap();
    let named = |name: &str| yaml.replace("name: minimal", &format!("name: {name}"));
    assert_eq!(folder.read("hello/service.yaml"), named("hello"));
    assert!(folder.has("hello/proto/hello/v1/hello.proto"));
    assert!(folder.has("hello/tonica.lock"));
    folder.run_in("hello", &["check"]).succeeds();
    let from = from.to_str().unwrap();
    folder
        .run(&["new", "other", "--from", from, "--into", "deep/er"])
        .succeeds();
    assert_eq!(folder.read("deep/er/service.yaml"), named("other"));
}

#[test]
fn protos_alone_get_a_service_yaml_for_every_service() {
    let folder = Folder::new();
    let from = sample("minimal").join("proto");
    folder
        .run(&["new", "one", "--from", from.to_str().unwrap()])
        .succeeds();
    let yaml = folder.read("one/service.yaml");
    assert!(
        yaml.contains("name: one\n") && yaml.contains("- proto: hello.v1."),
        "{yaml}"
    );

    let file = from.join("hello/v1/hello.proto");
    folder
        .run(&["new", "two", "--proto", file.to_str().unwrap()])
        .succeeds();
    assert_eq!(
        folder.read("two/service.yaml"),
        yaml.replace("name: one", "name: two")
    );
    assert!(folder.has("two/proto/hello/v1/hello.proto"));
    folder.run_in("two", &["check"]).succeeds();
}

#[test]
fn a_proto_brings_what_it_imports_from_beside_it() {
    let folder = Folder::new();
    let head = "syntax = \"proto3\";\npackage a.v1;\n";
    folder.write(
        "in/a/v1/types.proto",
        &format!("{head}message Q {{ string id = 1; }}\n"),
    );
    let service = "import \"a/v1/types.proto\";\nservice S { rpc Get(Q) returns (Q); }\n";
    folder.write("in/a/v1/s.proto", &format!("{head}{service}"));
    folder
        .run(&["new", "x", "--proto", "in/a/v1/s.proto"])
        .succeeds();
    assert!(folder.has("x/proto/a/v1/types.proto"));
    assert!(folder.read("x/service.yaml").contains("- proto: a.v1.S\n"));
}

#[test]
fn a_folder_that_is_not_empty_is_refused() {
    let folder = Folder::new();
    folder.write("shop/mine.txt", "mine");
    let before = folder.disk();
    folder
        .run(&["new", "shop"])
        .ends(1)
        .says("isn't empty: `mine.txt` is there")
        .says("--into")
        .prints_nothing();
    folder
        .run(&["new", "x", "--into", "shop/mine.txt"])
        .ends(2)
        .says("can't become a workspace");
    assert_eq!(folder.disk(), before);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    folder.run(&["new", "shop", "--into", "empty"]).succeeds();
}

#[test]
fn bad_words_and_bad_input_leave_nothing_behind() {
    let folder = Folder::new();
    folder.write(
        "bad/service.yaml",
        "version: 1\nname: bad\nservices:\n  - proto: no.Such\n",
    );
    folder.write("bad/proto/a.proto", "syntax = \"proto3\";\nmessage M {\n");
    let before = folder.disk();
    folder
        .run(&["new", "Shop"])
        .ends(2)
        .says("`Shop` can't be the name of a project");
    folder.run(&["new"]).ends(2).says("<NAME>");
    folder
        .run(&["new", "x", "--from", "nowhere"])
        .ends(2)
        .says("there is no folder ");
    folder
        .run(&["new", "x", "--proto", "no.proto"])
        .ends(2)
        .says("cannot read ");
    folder
        .run(&["new", "x", "--from", "bad"])
        .ends(2)
        .says("proto/a.proto:");
    assert_eq!(folder.disk(), before);
}

#[test]
fn plan_prints_what_would_be_made() {
    let folder = Folder::new();
    folder
        .run(&["new", "shop", "--plan"])
        .succeeds()
        .prints("  seeded   README.md")
        .prints("service.yaml");
    let json = folder
        .run(&["new", "shop", "--plan", "--format", "json"])
        .succeeds()
        .json();
    let changes = json["changes"].as_array().unwrap();
    assert!(
        changes
            .iter()
            .any(|change| change["path"] == "tonica.lock" && change["kind"] == "create")
    );
    assert!(!folder.has("shop"));
}
