//! Settings, a test's workflows, and what errors mean to a caller.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use shop_api::shop::orders::v1::{FulfilOrder, Fulfilment};
use shop_contract::fulfilment;
use tonic::{Code, Status};
use tonica_runtime::{Kind, Start, TestStart};
use tonica_temporal_client::{CallError, Starting, Temporal, Workflow, settings};

const ORDER_FULFILMENT: Starting<fulfilment::OrderFulfilment> = Starting {
    definition: fulfilment::OrderFulfilment,
    task_queue: fulfilment::TASK_QUEUE,
    execution_timeout: None,
};

fn start(values: &[(&str, &str)]) -> Start {
    let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    TestStart {
        settings: values.iter().map(own).collect(),
        ..TestStart::default()
    }
    .start()
}

fn refused(values: &[(&str, &str)]) -> String {
    let error = Temporal::of(&start(values)).unwrap_err();
    assert!(error.is_config());
    error.to_string()
}

fn order(id: &str) -> FulfilOrder {
    FulfilOrder {
        order_id: id.to_owned(),
        ..FulfilOrder::default()
    }
}

#[test]
fn an_address_is_a_host_and_a_port() {
    let rows = settings();
    let address = rows.iter().find(|row| row.env == "TEMPORAL_ADDRESS");
    let Kind::Shape { check, .. } = address.unwrap().kind else {
        panic!("an address has a shape");
    };
    for right in [
        "127.0.0.1:7233",
        "temporal:7233",
        "[::1]:7233",
        "http://temporal:80",
        "https://shop.a2dd6.tmprl.cloud:7233/",
    ] {
        assert_eq!(check(right), Ok(()), "{right}");
    }
    for wrong in [
        "temporal",
        "temporal:0",
        ":7233",
        "temporal:port",
        "ftp://temporal:7233",
        "temporal:7233/path",
    ] {
        assert!(check(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_row_is_in_one_group_and_the_key_is_a_secret() {
    for row in settings() {
        assert_eq!(row.group, "Temporal", "{}", row.env);
        assert_eq!(row.secret, row.env == "TEMPORAL_API_KEY", "{}", row.env);
    }
}

#[test]
fn a_certificate_needs_its_key_and_a_file_that_can_be_read() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    assert_eq!(
        refused(&[("TEMPORAL_TLS_CLIENT_CERT_PATH", here)]),
        "TEMPORAL_TLS_CLIENT_KEY_PATH: is not set, but TEMPORAL_TLS_CLIENT_CERT_PATH is: set both \
         or neither"
    );
    let missing = refused(&[("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/nowhere/ca.pem")]);
    assert_eq!(
        missing,
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH: \"/nowhere/ca.pem\" can't be read: No such file or \
         directory (os error 2)"
    );
}

#[test]
fn a_process_has_one_connection() {
    let start = start(&[]);
    let (one, other) = (Temporal::of(&start).unwrap(), Temporal::of(&start).unwrap());
    assert!(std::sync::Arc::ptr_eq(&one, &other));
    assert_eq!(one.namespace(), "default");
    assert!(start.readiness().is_ready());
}

#[tokio::test]
async fn a_tests_workflow_remembers_its_starts_and_gives_results() {
    let workflow = Workflow::test(ORDER_FULFILMENT);
    workflow.start("1", order("1")).await.unwrap();
    let again = workflow.clone().start("1", order("2")).await.unwrap();
    assert_eq!(workflow.started(), [("1".to_owned(), order("1"))]);
    let unfinished = again.result().await.unwrap_err();
    assert!(
        matches!(unfinished, CallError::Ended { .. }),
        "{unfinished}"
    );
    let result = Fulfilment {
        order_id: "1".to_owned(),
        amount_cents: 5,
    };
    workflow.finish("1", result.clone());
    assert_eq!(workflow.handle("1").result().await.unwrap(), result);
}

#[test]
fn an_error_tells_a_caller_whether_to_come_again() {
    let status = |error: CallError| Status::from(error);
    let away = status(CallError::Unavailable("away".to_owned()));
    assert_eq!((away.code(), away.message()), (Code::Unavailable, "away"));
    let none = status(CallError::NotFound("1".to_owned()));
    assert_eq!(none.code(), Code::NotFound);
    assert_eq!(none.message(), "there is no workflow \"1\"");
    let ended = CallError::Ended {
        id: "1".to_owned(),
        reason: "was cancelled".to_owned(),
    };
    assert_eq!(status(ended).message(), "workflow \"1\" was cancelled");
}
