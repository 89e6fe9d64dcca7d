//! `tonica add route`: what it makes of service.yaml and of the workspace.

use super::add_work::{SERVICES, YAML, add};
use super::program::Folder;

const WEBHOOK: &[&str] = &[
    "add",
    "route",
    "webhook",
    "--path",
    "/hooks/payments",
    "--group",
    "/public",
];

const HANDLER: &str = "hello/crates/routes/src/webhook.rs";

#[test]
fn a_route_comes_with_its_handler_its_group_and_the_state_of_the_gateway() {
    let folder = Folder::with_hello();
    let main = "hello/bins/hello-gateway/src/main.rs";
    folder
        .run_in("hello", &[WEBHOOK, &["--plan"]].concat())
        .succeeds()
        .prints("  edited   service.yaml")
        .prints("  seeded   crates/routes/src/webhook.rs")
        .prints("  seeded   crates/routes/src/groups/public.rs");
    assert_eq!(folder.read(YAML), SERVICES);

    add(&folder, WEBHOOK);
    let entry = "routes:\n  - name: webhook\n    method: POST\n    path: /hooks/payments\n    group: /public\n";
    assert_eq!(folder.read(YAML), format!("{SERVICES}{entry}"));
    assert!(folder.read(HANDLER).contains("pub async fn webhook("));
    let with = "        .with(tonica_routes::routes(hello_rest::all, hello_routes::all))\n";
    assert!(folder.read(main).contains(with));
    assert!(
        folder
            .read(main)
            .contains(".state(hello_core::State::open)")
    );
}

#[test]
fn method_and_group_have_defaults_and_a_later_group_leaves_the_users_files_alone() {
    let folder = Folder::with_hello();
    add(&folder, &["add", "route", "ping", "--path", "/ping"]);
    add(&folder, WEBHOOK);
    folder.replace(HANDLER, "Done", "Mine");
    folder.replace(
        "hello/crates/routes/src/groups/public.rs",
        "    routes\n",
        "    routes // mine\n",
    );
    let words = [
        "add",
        "route",
        "secret",
        "--method",
        "GET",
        "--path",
        "/admin/{*what}",
    ];
    add(&folder, &[&words[..], &["--group", "/admin"]].concat());
    let below = [
        "add",
        "route",
        "top",
        "--method",
        "DELETE",
        "--path",
        "/admin/top",
    ];
    add(&folder, &below);
    assert!(
        folder
            .read(YAML)
            .ends_with("  - name: top\n    method: DELETE\n    path: /admin/top\n")
    );
    assert!(
        folder
            .read(YAML)
            .contains("  - name: ping\n    method: POST\n    path: /ping\n")
    );
    let wiring = folder.read("hello/crates/routes/src/wiring.rs");
    let constant = wiring.split("const TOP: Route").nth(1).unwrap();
    assert!(constant.contains("group: Some(\"/admin\")"), "{wiring}");
    assert!(folder.read(HANDLER).contains("Mine"));
    folder.run_in("hello", &["check"]).succeeds();
}

#[test]
fn what_is_there_or_cannot_be_meant_is_told_and_nothing_changes() {
    let folder = Folder::with_hello();
    add(&folder, WEBHOOK);
    let before = folder.disk();
    for (words, told) in [
        (
            "webhook --path /hooks/refunds --group /public",
            "`path` is `/hooks/payments` there, and `/hooks/refunds` was asked for",
        ),
        (
            "webhook --path /hooks/payments",
            "`group` is `/public` there, and none was asked for",
        ),
        (
            "webhook --method PUT --path /hooks/payments --group /public",
            "`method` is `POST` there, and `PUT` was asked for",
        ),
        (
            "other --path /hooks/{name}s",
            "a variable is a whole segment: `{name}`",
        ),
        ("other --method GETS --path /other", "did you mean `GET`?"),
        (
            "greet --path /hooks/payments",
            "serve the same requests, neither more specific",
        ),
        (
            "flow --path /flow --workflow welcome",
            "`tonica add route --workflow` is not supported yet",
        ),
        ("other", "--path"),
    ] {
        let words: Vec<&str> = ["add", "route"]
            .into_iter()
            .chain(words.split(' '))
            .collect();
        folder.run_in("hello", &words).ends(2).says(told);
    }
    assert_eq!(folder.disk(), before);
}

#[test]
fn a_handler_that_is_not_written_is_a_note() {
    let folder = Folder::with_hello();
    add(&folder, WEBHOOK);
    folder
        .run_in("hello", &["check", "-v"])
        .succeeds()
        .prints("stub: crates/routes/src/webhook.rs:")
        .prints(": webhook: ");
    let stub = "Err(Error::unimplemented(\"webhook is not written yet\"))";
    folder.replace(HANDLER, stub, "Ok(Json(WebhookAnswer {}))");
    let json = ["check", "--format", "json"];
    let json = folder.run_in("hello", &json).succeeds().json();
    let told = json["findings"].to_string();
    assert!(!told.contains("webhook"), "{told}");
}

#[test]
fn a_project_without_services_has_a_gateway_for_its_routes() {
    let folder = Folder::new();
    let proto = "syntax = \"proto3\";\npackage a.v1;\nmessage A {}\n";
    folder.write("a.proto", proto);
    folder
        .run(&["new", "hello", "--proto", "a.proto"])
        .succeeds();
    add(&folder, WEBHOOK);
    assert!(
        folder
            .read("hello/crates/rest/src/routes.rs")
            .contains("ROUTES: &[Route] = &[\n];")
    );
    assert!(folder.read("hello/README.md").contains("hello"));
    folder
        .run_in("hello", &["describe"])
        .succeeds()
        .prints("hello: modes aio, gateway\n")
        .prints("\nwebhook, route in the group /public\n  POST /hooks/payments\n");
    let json = folder
        .run_in("hello", &["describe", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(json["routes"][0]["path"], "/hooks/payments");
}
