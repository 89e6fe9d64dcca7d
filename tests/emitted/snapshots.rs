//! Some files of each kind as a user sees them. Read a change before you accept it.

use insta::{Settings, assert_snapshot};

use crate::project::{SAMPLES, emit, of, sample, text};

/// The sample, and the files of it that are kept.
const KEPT: [(&str, &[&str]); 6] = [
    (
        "shop",
        &[
            ".gitattributes",
            "Cargo.toml",
            "README.md",
            "bins/shop-gateway/Cargo.toml",
            "bins/shop-gateway/src/main.rs",
            "bins/shop-service/src/main.rs",
            "bins/shop-worker/Cargo.toml",
            "bins/shop/Cargo.toml",
            "bins/shop/src/main.rs",
            "crates/api/Cargo.toml",
            "crates/api/src/lib.rs",
            "crates/api/src/payload.rs",
            "crates/api/src/shop/payments/v1.rs",
            "crates/clients/Cargo.toml",
            "crates/clients/src/lib.rs",
            "crates/clients/src/order_service.rs",
            "crates/clients/src/starters.rs",
            "crates/clients/src/topics.rs",
            "crates/consumers/Cargo.toml",
            "crates/consumers/src/order_events.rs",
            "crates/consumers/src/wiring.rs",
            "crates/contract/src/fulfilment.rs",
            "crates/contract/src/lib.rs",
            "crates/core/src/lib.rs",
            "crates/rest/Cargo.toml",
            "crates/rest/src/lib.rs",
            "crates/rest/src/openapi.json",
            "crates/rest/src/routes.rs",
            "crates/schema/src/lib.rs",
            "crates/schema/src/shop/payments/v1.rs",
            "crates/services/Cargo.toml",
            "crates/services/src/order_service.rs",
            "crates/services/src/wiring.rs",
            "crates/workers/Cargo.toml",
            "crates/workers/src/fulfilment.rs",
            "crates/workers/src/wiring.rs",
            "crates/workflows/src/order_fulfilment.rs",
            "crates/workflows/src/wiring.rs",
            "runtime/grpc/Cargo.toml",
        ],
    ),
    (
        "gateway-only",
        &[
            "README.md",
            "bins/front-door/src/main.rs",
            "crates/rest/src/lib.rs",
            "crates/rest/src/openapi.json",
            "crates/rest/src/routes.rs",
        ],
    ),
    (
        "worker-only",
        &[
            "README.md",
            "bins/reports/src/main.rs",
            "crates/clients/src/lib.rs",
            "crates/contract/src/reports.rs",
            "crates/workers/src/wiring.rs",
            "crates/workflows/src/clean_up.rs",
            "crates/workflows/src/wiring.rs",
        ],
    ),
    (
        "consumer-only",
        &[
            "bins/audit-trail/Cargo.toml",
            "bins/audit-trail-consumer/src/main.rs",
            "crates/clients/src/lib.rs",
            "crates/consumers/src/wiring.rs",
        ],
    ),
    (
        "routes",
        &[
            "README.md",
            "bins/desk-gateway/Cargo.toml",
            "bins/desk-gateway/src/main.rs",
            "bins/desk/Cargo.toml",
            "crates/rest/src/lib.rs",
            "crates/rest/src/openapi.json",
            "crates/rest/src/routes.rs",
            "crates/routes/Cargo.toml",
            "crates/routes/src/download.rs",
            "crates/routes/src/groups.rs",
            "crates/routes/src/groups/admin.rs",
            "crates/routes/src/inbound_mail.rs",
            "crates/routes/src/lib.rs",
            "crates/routes/src/wiring.rs",
            "runtime/routes/Cargo.toml",
        ],
    ),
    (
        "names",
        &[
            "crates/api/src/names/v1.rs",
            "crates/clients/src/streams.rs",
            "crates/clients/src/topics.rs",
            "crates/consumers/src/x509_results.rs",
            "crates/routes/src/http2_push.rs",
            "crates/routes/src/r2d2.rs",
            "crates/routes/src/wiring.rs",
            "crates/schema/src/names/v1.rs",
            "crates/services/src/http_lookup2_service.rs",
            "crates/services/src/keywords.rs",
            "crates/services/src/streams.rs",
            "crates/services/src/wiring.rs",
            "crates/workers/src/http2_lookups.rs",
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
    for name in SAMPLES {
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
    assert!(holds("shop", "runtime/docs/"));
    assert!(!holds("minimal", "runtime/gateway/"));
    assert!(!holds("gateway-only", "runtime/docs/"));
    assert!(!holds("minimal", "crates/rest/"));
    assert!(holds("routes", "runtime/routes/"));
    assert!(!holds("shop", "runtime/routes/"));
    assert!(!holds("shop", "crates/routes/"));
    assert!(!holds("minimal", "bins/minimal-gateway/"));
    assert!(!holds("gateway-only", "crates/services/"));
    assert!(!holds("gateway-only", "crates/api/"));
    assert!(!holds("gateway-only", "bins/front-door-service/"));
    assert!(!holds("worker-only", "crates/grpc/"));
    assert!(!holds("consumer-only", "runtime/grpc/"));
}

/// Fails where any file of a sample, its lock included, speaks of any of the words.
#[track_caller]
fn has_no_trace(name: &str, words: &[&str]) {
    // The schema is of all that service.yaml may say.
    let outputs = emit(&sample(name)).outputs.into_iter();
    for output in outputs.filter(|output| output.path != "service.schema.json") {
        let text = String::from_utf8_lossy(&output.bytes).to_lowercase();
        for word in words {
            assert!(!text.contains(word), "{name}: {} has {word}", output.path);
            assert!(!output.path.contains(word), "{name}: {}", output.path);
        }
    }
}

#[test]
fn without_workers_there_is_no_trace_of_temporal() {
    for name in ["minimal", "gateway-only", "consumer-only"] {
        has_no_trace(name, &["temporal", "workflow"]);
    }
}

#[test]
fn without_consumers_and_producers_there_is_no_trace_of_kafka() {
    for name in ["minimal", "gateway-only", "worker-only"] {
        has_no_trace(name, &["kafka"]);
    }
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
