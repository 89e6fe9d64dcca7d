//! The user's files: written once, stubs inserted, everything else theirs.

use super::Workspace;
use crate::{
    apply::{ChangeKind, Mode},
    tree::{Block, Owner, Stub},
};

const PATH: &str = "crates/services/src/order_service.rs";
const FRESH: &str = "impl order_service_server::OrderService for OrderService {\n    async fn get(&self) {\n        Err(Status::unimplemented(\"x is not written yet\"))\n    }\n}\n";

fn stub(item: &str) -> Stub {
    let code = format!(
        "    /// Says {item}.\n    async fn {item}(&self) {{\n        Err(Status::unimplemented(\"x is not written yet\"))\n    }}\n"
    );
    Stub {
        block: Block::Trait("OrderService".into()),
        item: item.into(),
        code,
    }
}

/// A workspace made when there was one rpc, which now has two.
fn with_a_new_rpc(edited: &str) -> Workspace {
    let mut workspace = Workspace::new();
    workspace.plan(PATH, Owner::Seeded, FRESH, &[stub("get")]);
    workspace.generate();
    workspace.write(PATH, edited);
    let both = FRESH.replace("    }\n}", "    }\n\n    /// Says list.\n    async fn list(&self) {\n        Err(Status::unimplemented(\"x is not written yet\"))\n    }\n}");
    workspace.plan(PATH, Owner::Seeded, &both, &[stub("get"), stub("list")]);
    workspace
}

#[test]
fn a_seeded_file_is_written_once_and_is_the_users_then() {
    let mut workspace = Workspace::new().seeded("README.md", "first\n");
    workspace.generate();
    assert_eq!(workspace.read(".tonica/base/README.md"), "first\n");
    workspace.write("README.md", "mine\n");
    workspace.plan("README.md", Owner::Seeded, "second\n", &[]);
    assert_eq!(workspace.check(), [""; 0]);
    assert_eq!(workspace.generate().changes, []);
    assert_eq!(workspace.read("README.md"), "mine\n");
    assert_eq!(workspace.read(".tonica/base/README.md"), "first\n");

    workspace.remove("README.md");
    assert_eq!(workspace.check(), ["missing README.md"]);
    workspace.generate();
    assert_eq!(workspace.read("README.md"), "second\n");
    assert_eq!(workspace.read(".tonica/base/README.md"), "second\n");
}

#[test]
fn a_stub_comes_into_the_users_file_and_into_the_base() {
    let mine = "// mine\nimpl order_service_server::OrderService for OrderService {\n    async fn get(&self) { todo() }\n    // the end\n}";
    let workspace = with_a_new_rpc(mine);
    assert_eq!(workspace.check(), [format!("missing_rpc {PATH}:2")]);
    let report = workspace.generate();
    let inserted = report
        .changes
        .iter()
        .find(|change| change.path == PATH)
        .unwrap();
    assert_eq!(
        inserted.kind,
        ChangeKind::StubInserted {
            items: vec!["list".into()]
        }
    );
    let text = format!(
        "{}\n{}}}",
        mine.strip_suffix('}').unwrap(),
        stub("list").code
    );
    assert_eq!(workspace.read(PATH), text);
    assert_eq!(
        workspace.read(&format!(".tonica/base/{PATH}")).as_bytes(),
        workspace.outputs[PATH].bytes
    );
    assert_eq!(workspace.check(), [format!("stub {PATH}:7")]);
    assert_eq!(workspace.generate().changes, []);
}

#[test]
fn windows_line_ends_stay() {
    let mine = FRESH.replace('\n', "\r\n");
    let workspace = with_a_new_rpc(&mine);
    workspace.generate();
    let text = workspace.read(PATH);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.starts_with(mine.strip_suffix("}\r\n").unwrap()));
}

#[test]
fn where_the_impl_cannot_be_found_nothing_is_touched() {
    let wrapped = format!("service! {{\n{FRESH}}}\n");
    let macro_inside = FRESH.replace("    async", "    methods!();\n\n    async");
    let twice = format!(
        "{}{}",
        FRESH.replace("for OrderService", "for A"),
        FRESH.replace("for OrderService", "for B")
    );
    for mine in ["mod moved;\n", "impl {\n", &wrapped, &macro_inside, &twice] {
        let workspace = with_a_new_rpc(mine);
        let report = workspace.generate();
        assert_eq!(workspace.read(PATH), mine);
        let pending: Vec<&str> = report
            .pending
            .iter()
            .map(|pending| pending.stub.item.as_str())
            .collect();
        assert!(pending.contains(&"list"), "{mine}: {pending:?}");
        assert!(workspace.check().contains(&format!("missing_rpc {PATH}")));
        let again = workspace.run(Mode::Plan).unwrap();
        assert_eq!(again.pending, report.pending);
    }
}

#[test]
fn code_that_nothing_plans_any_more_is_kept_and_told() {
    let mut workspace = Workspace::new().seeded("a.rs", "a\n").seeded("b.rs", "b\n");
    workspace.generate();
    workspace.unplan("a.rs");
    workspace.unplan("b.rs");
    workspace.remove("b.rs");
    workspace.generate();
    assert_eq!(workspace.check(), ["unused a.rs"]);
    assert_eq!(workspace.read("a.rs"), "a\n");
    assert!(!workspace.path().join(".tonica/base/b.rs").exists());
    assert!(!workspace.lock().files.contains_key("b.rs"));
}

#[test]
fn a_lost_base_is_made_anew() {
    let workspace = Workspace::new().seeded("README.md", "first\n");
    workspace.generate();
    workspace.write("README.md", "mine\n");
    workspace.remove(".tonica/base/README.md");
    workspace.generate();
    assert_eq!(workspace.read(".tonica/base/README.md"), "first\n");
    assert_eq!(workspace.read("README.md"), "mine\n");
}

#[test]
fn a_users_file_that_was_there_first_is_adopted() {
    let workspace = Workspace::new().seeded("README.md", "first\n");
    workspace.write("README.md", "mine\n");
    assert_eq!(
        workspace.check(),
        ["kept README.md", "unlocked tonica.lock"]
    );
    workspace.generate();
    assert_eq!(workspace.read("README.md"), "mine\n");
    assert_eq!(workspace.check(), [""; 0]);
}

#[test]
fn a_body_that_the_run_brings_is_the_users_from_the_first_day() {
    let mut workspace = Workspace::new().seeded("README.md", "first\n");
    workspace
        .edits
        .insert("README.md".into(), b"brought\n".to_vec());
    workspace
        .edits
        .insert("docs/more.md".into(), b"more\n".to_vec());
    workspace.generate();
    workspace.edits.clear();
    assert_eq!(workspace.read("README.md"), "brought\n");
    assert_eq!(workspace.read("docs/more.md"), "more\n");
    assert_eq!(workspace.read(".tonica/base/README.md"), "first\n");
    assert_eq!(workspace.check(), [""; 0]);
}
