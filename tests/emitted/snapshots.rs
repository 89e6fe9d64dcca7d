//! Some files of each kind as a user sees them. Read a change before you accept it.

use insta::{Settings, assert_snapshot};

use crate::project::{emit, of, sample, text};

/// The sample, and the files of it that are kept.
const KEPT: [(&str, &[&str]); 3] = [
    (
        "shop",
        &[
            ".gitattributes",
            "Cargo.toml",
            "README.md",
            "bins/shop-gateway/Cargo.toml",
            "bins/shop-gateway/src/main.rs",
            "bins/shop-service/src/main.rs",
            "bins/shop/Cargo.toml",
            "bins/shop/src/main.rs",
            "crates/api/src/lib.rs",
            "crates/api/src/shop/payments/v1.rs",
            "crates/clients/Cargo.toml",
            "crates/clients/src/lib.rs",
            "crates/clients/src/order_service.rs",
            "crates/core/src/lib.rs",
            "crates/rest/src/lib.rs",
            "crates/rest/src/routes.rs",
            "crates/schema/src/lib.rs",
            "crates/schema/src/shop/payments/v1.rs",
            "crates/services/Cargo.toml",
            "crates/services/src/order_service.rs",
            "crates/services/src/wiring.rs",
            "runtime/grpc/Cargo.toml",
        ],
    ),
    (
        "gateway-only",
        &[
            "README.md",
            "bins/front-door/src/main.rs",
            "crates/rest/src/routes.rs",
        ],
    ),
    (
        "names",
        &[
            "crates/api/src/names/v1.rs",
            "crates/clients/src/streams.rs",
            "crates/schema/src/names/v1.rs",
            "crates/services/src/http_lookup2_service.rs",
            "crates/services/src/keywords.rs",
            "crates/services/src/streams.rs",
            "crates/services/src/wiring.rs",
        ],
    ),
];

#[test]
fn emitted_files_are_as_they_were_read_and_accepted() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, paths) in KEPT {
            let tree = emit(&sample(name));
            for path in paths {
                let snapshot = format!("{name}__{}", path.replace('/', "__"));
                assert_snapshot!(snapshot, text(&tree, path));
            }
        }
    });
}

#[test]
fn a_fresh_main_fits_a_glance() {
    for name in ["shop", "minimal", "gateway-only", "names"] {
        let tree = emit(&sample(name));
        for output in tree
            .outputs
            .iter()
            .filter(|output| output.path.ends_with("/main.rs"))
        {
            let lines = text(&tree, &output.path).lines().count();
            assert!(lines < 30, "{} has {lines} lines", output.path);
        }
    }
}

#[test]
fn what_a_project_does_not_use_is_not_emitted() {
    let holds = |name: &str, folder: &str| {
        let tree = emit(&sample(name));
        tree.outputs
            .iter()
            .any(|output| output.path.starts_with(folder))
    };
    assert!(holds("shop", "runtime/gateway/"));
    assert!(!holds("minimal", "runtime/gateway/"));
    assert!(!holds("minimal", "crates/rest/"));
    assert!(!holds("minimal", "bins/minimal-gateway/"));
    assert!(!holds("gateway-only", "crates/services/"));
    assert!(!holds("gateway-only", "crates/api/"));
    assert!(!holds("gateway-only", "bins/front-door-service/"));
}

#[test]
fn a_package_without_types_and_known_services_has_no_module() {
    let yaml = "version: 1\nname: one\nservices:\n  - proto: a.A\n";
    let proto =
        "syntax = \"proto3\";\npackage a;\nservice A { rpc Do(M) returns (M); }\nmessage M {}\n";
    let other = "syntax = \"proto3\";\npackage b;\nimport \"a.proto\";\nservice B { rpc Do(a.M) returns (a.M); }\n";
    let files = [
        ("service.yaml", yaml),
        ("proto/a.proto", proto),
        ("proto/b.proto", other),
    ];
    let tree = emit(&of(
        files.map(|(path, text)| (path.to_owned(), text.to_owned()))
    ));
    assert!(
        !tree
            .outputs
            .iter()
            .any(|output| output.path.ends_with("/src/b.rs"))
    );
    assert!(!text(&tree, "crates/schema/src/lib.rs").contains("mod b;"));
}
