//! `tonica add service` and `tonica add rpc`.

use super::program::Folder;

#[test]
fn a_service_that_no_proto_defines_gets_a_small_one() {
    let folder = Folder::with_hello();
    folder.replace(
        "hello/service.yaml",
        "services:",
        "# Ours.\nservices: # all of them",
    );
    let yaml = folder.read("hello/service.yaml");
    let plan = folder
        .run_in("hello", &["add", "service", "billing", "--plan"])
        .succeeds();
    plan.prints("  edited   service.yaml")
        .prints("  created  proto/hello/billing/v1/billing.proto");
    assert!(!folder.has("hello/proto/hello/billing"));

    folder
        .run_in("hello", &["add", "service", "billing"])
        .succeeds()
        .prints_nothing()
        .says("crates/services/src/billing_service.rs");
    let entry = "  - proto: hello.billing.v1.BillingService\n";
    assert_eq!(folder.read("hello/service.yaml"), format!("{yaml}{entry}"));
    assert!(folder.has("hello/crates/services/src/billing_service.rs"));
    folder.run_in("hello", &["check"]).succeeds();
    let describe = folder.run_in("hello", &["describe"]).succeeds();
    describe.prints("billing_service (hello.billing.v1.BillingService), here\n  GetBilling  GET /v1/billing:getBilling");

    let before = folder.disk();
    for again in [
        "billing",
        "BillingService",
        "hello.billing.v1.BillingService",
    ] {
        folder
            .run_in("hello", &["add", "service", again])
            .succeeds()
            .says("up to date");
    }
    assert_eq!(folder.disk(), before);
}

#[test]
fn a_service_that_a_proto_defines_gets_its_entry() {
    let folder = Folder::with_hello();
    let proto = "syntax = \"proto3\";\npackage b.v1;\nmessage Q {}\nservice Stock { rpc Get(Q) returns (Q); }\n";
    folder.write("hello/proto/b/v1/stock.proto", proto);
    folder
        .run_in("hello", &["add", "service", "stock"])
        .succeeds();
    assert!(
        folder
            .read("hello/service.yaml")
            .ends_with("  - proto: b.v1.Stock\n")
    );
    assert_eq!(folder.read("hello/proto/b/v1/stock.proto"), proto);
    folder.run_in("hello", &["check"]).succeeds();
}

#[test]
fn an_rpc_comes_into_the_proto_and_its_stub_into_the_users_file() {
    let folder = Folder::new();
    folder.run(&["new", "shop"]).succeeds();
    let (proto, body) = (
        "shop/proto/shop/orders/v1/orders.proto",
        "shop/crates/services/src/order_service.rs",
    );
    let (before_proto, before_body) = (folder.read(proto), folder.read(body));
    folder
        .run_in("shop", &["add", "rpc", "OrderService/CancelOrder"])
        .succeeds()
        .says("yours: + cancel_order");
    assert_only_adds(
        &before_proto,
        &folder.read(proto),
        "rpc CancelOrder(CancelOrderRequest) returns (CancelOrderResponse) {",
    );
    assert_only_adds(&before_body, &folder.read(body), "async fn cancel_order(");
    assert!(
        folder
            .read("shop/.tonica/base/crates/services/src/order_service.rs")
            .contains("async fn cancel_order(")
    );
    folder.run_in("shop", &["check"]).succeeds();

    let before = folder.disk();
    folder
        .run_in("shop", &["add", "rpc", "order_service/CancelOrder"])
        .succeeds()
        .says("up to date");
    folder
        .run_in("shop", &["add", "rpc", "Order/Cancel", "--plan"])
        .succeeds()
        .prints("yours: + cancel\n");
    folder
        .run_in("shop", &["add", "rpc", "OrderServic/X"])
        .ends(2)
        .says("did you mean `OrderService`?");
    folder
        .run_in("shop", &["add", "rpc", "OrderService"])
        .ends(2)
        .says("is no SERVICE/Name");
    assert_eq!(folder.disk(), before);
}

/// Every line of a text is still there, in its order, and some are new.
#[track_caller]
fn assert_only_adds(before: &str, after: &str, new: &str) {
    assert!(after.contains(new), "no {new:?} in:\n{after}");
    let mut lines = after.lines();
    for line in before.lines() {
        assert!(lines.any(|found| found == line), "lost {line:?}");
    }
}

#[test]
fn a_list_that_cannot_be_edited_is_left_alone() {
    let folder = Folder::with_hello();
    let yaml = folder.read("hello/service.yaml");
    let at = yaml.find("services:").unwrap();
    let list = yaml[at..].replace("services:", "services: !!seq");
    folder.write("hello/service.yaml", &format!("{}{list}", &yaml[..at]));
    let before = folder.disk();
    folder
        .run_in("hello", &["add", "service", "billing"])
        .ends(2)
        .says("by hand");
    assert_eq!(folder.disk(), before);
}
