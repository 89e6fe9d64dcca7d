//! The shop's story on a real server, whose address is in TEMPORAL_ADDRESS. Each test has a
//! namespace of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on should stop"
)]

mod place;
mod slow;
#[path = "../support/mod.rs"]
mod support;

use std::sync::Arc;
use std::time::Duration;

use place::{Place, Proxy};
use shop_api::shop::orders::v1::{FulfilOrder, Fulfilment};
use shop_contract::fulfilment as contract;
use shop_core::State;
use shop_stubs::order_fulfilment::OrderFulfilment;
use support::{PATIENCE, Process, free_port, until};
use tokio::time::timeout;
use tonica_temporal::{Registry, Worker, Workers};

const WORKER: Worker = Worker {
    name: "fulfilment",
    task_queue: contract::TASK_QUEUE,
    max_concurrent_activities: 5,
};

fn order(id: &str) -> FulfilOrder {
    FulfilOrder {
        order_id: id.to_owned(),
        email: "ann@example.com".to_owned(),
        total_cents: 1250,
    }
}

fn fulfilled(id: &str) -> Fulfilment {
    Fulfilment {
        order_id: id.to_owned(),
        amount_cents: 1250,
    }
}

fn asked(state: &State) -> Vec<String> {
    state.asked.lock().unwrap().clone()
}

async fn result(process: &Process, id: &str) -> Fulfilment {
    let handle = process.state.clients.order_fulfilment.handle(id);
    let result = timeout(PATIENCE, handle.result()).await;
    result
        .expect("the workflow ends")
        .expect("and has a result")
}

async fn begin(process: &Process, id: &str) {
    let workflow = &process.state.clients.order_fulfilment;
    let start = timeout(PATIENCE, workflow.start(id, order(id))).await;
    start.expect("it starts in time").expect("it starts");
}

#[tokio::test]
async fn an_order_goes_from_payment_to_mail_once_however_often_it_is_started() {
    let place = Place::new("story").await;
    let process = Process::run(place.start(), shop_workers::all).await;
    process.ready().await;
    begin(&process, "o-1").await;
    begin(&process, "o-1").await;
    assert_eq!(result(&process, "o-1").await, fulfilled("o-1"));
    // It has ended; a start is success still.
    begin(&process, "o-1").await;
    assert_eq!(result(&process, "o-1").await, fulfilled("o-1"));
    let once = ["charge o-1", "mail fulfilled-o-1", "mark o-1"];
    assert_eq!(asked(&process.state), once);
    let metrics = process.start.metrics().text();
    let labels = r#"{worker="fulfilment",activity="fulfilment.charge_payment"}"#;
    let counted = format!("temporal_activity_execution_total{labels} 1\n");
    assert!(metrics.contains(&counted), "{metrics}");
    assert!(
        metrics.contains("temporal_activity_duration_seconds_bucket"),
        "{metrics}"
    );
    process.stop(PATIENCE).await.expect("it drains");
}

#[tokio::test]
async fn a_failed_activity_is_tried_again() {
    let place = Place::new("retry").await;
    let process = Process::run(place.start(), shop_workers::all).await;
    *process.state.refusals.lock().unwrap() = 2;
    begin(&process, "o-1").await;
    assert_eq!(result(&process, "o-1").await, fulfilled("o-1"));
    let once = ["charge o-1", "mail fulfilled-o-1", "mark o-1"];
    assert_eq!(asked(&process.state), once);
    let metrics = process.start.metrics().text();
    let labels = r#"{worker="fulfilment",activity="fulfilment.charge_payment"}"#;
    for counted in [
        format!("temporal_activity_execution_total{labels} 3\n"),
        format!("temporal_activity_errors_total{labels} 2\n"),
    ] {
        assert!(metrics.contains(&counted), "{metrics}");
    }
}

#[tokio::test]
async fn a_stub_of_a_workflow_waits_for_the_code() {
    let place = Place::new("stub").await;
    let stubs: fn() -> Workers<State> = || {
        Workers::new().with(WORKER, |state, registry: &mut Registry| {
            registry.workflow::<OrderFulfilment, contract::OrderFulfilment>();
            slow::activities(state, registry);
        })
    };
    let process = Process::run(place.start(), stubs).await;
    process.ready().await;
    begin(&process, "o-1").await;
    place
        .workflow_task_failed("o-1", "order_fulfilment is not written yet")
        .await;
    process.stop(PATIENCE).await.expect("it drains");
    assert!(place.is_running("o-1").await);

    let process = Process::run(place.start(), shop_workers::all).await;
    assert_eq!(result(&process, "o-1").await, fulfilled("o-1"));
}

#[tokio::test]
async fn a_server_that_appears_later_or_comes_back_needs_no_restart() {
    let place = Place::new("away").await;
    let port = free_port();
    let address = format!("127.0.0.1:{port}");
    let process = Process::run(place.start_at(&address), shop_workers::all).await;
    let away = |reason: &str| reason.contains("(TEMPORAL_ADDRESS) can't be reached");
    process.reason(away).await;
    let workflow = &process.state.clients.order_fulfilment;
    let refused = workflow.start("o-1", order("o-1")).await.unwrap_err();
    assert!(refused.to_string().contains(&address), "{refused}");

    let proxy = Proxy::open(port, place.address()).await;
    process.ready().await;
    begin(&process, "o-1").await;
    assert_eq!(result(&process, "o-1").await, fulfilled("o-1"));

    proxy.close().await;
    process.reason(away).await;
    let proxy = Proxy::open(port, place.address()).await;
    process.ready().await;
    begin(&process, "o-2").await;
    assert_eq!(result(&process, "o-2").await, fulfilled("o-2"));

    // Without a server there is nothing to wait for at the stop.
    proxy.close().await;
    process.reason(away).await;
    let stopped = timeout(Duration::from_secs(10), process.stop(PATIENCE)).await;
    stopped.expect("it ends in time").expect("it drains");
}

#[tokio::test]
async fn a_namespace_that_is_not_there_is_named_until_it_is() {
    let place = Place::later("nowhere");
    let process = Process::run(place.start(), shop_workers::all).await;
    let reason = process
        .reason(|reason| reason.contains("TEMPORAL_NAMESPACE"))
        .await;
    let namespace = place.namespace();
    let begins = format!("namespace {namespace} is not there (TEMPORAL_NAMESPACE): create it with");
    assert!(reason.starts_with(&begins), "{reason}");
    let workflow = &process.state.clients.order_fulfilment;
    let refused = workflow.start("o-1", order("o-1")).await.unwrap_err();
    assert!(refused.to_string().starts_with(&begins), "{refused}");
    place.create().await;
    process.ready().await;
}

#[tokio::test]
async fn an_activity_that_ignores_cancellation_is_cut_off_at_the_deadline() {
    let place = Place::new("deaf").await;
    let all: fn() -> Workers<State> = || Workers::new().with(WORKER, slow::deaf);
    let start = place.start();
    let process = Process::run(start.clone(), all).await;
    begin(&process, "o-1").await;
    let state = Arc::clone(&process.state);
    until("the activity", || {
        asked(&state)
            .contains(&"charge begun".to_owned())
            .then_some(())
    })
    .await;
    let stopped = process
        .stop(Duration::from_secs(1))
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(stopped, "cut off fulfilment.charge_payment");
    // Temporal has heard of it, and the next worker does the work at once; here one over the same
    // connection, on which the first has left nothing.
    let process = Process::run(start, shop_workers::all).await;
    assert_eq!(result(&process, "o-1").await, fulfilled("o-1"));
}

#[tokio::test]
async fn an_activity_that_listens_ends_within_the_stop() {
    let place = Place::new("listens").await;
    let all: fn() -> Workers<State> = || Workers::new().with(WORKER, slow::listening);
    let start = place.start_with(&[("SHUTDOWN_WORKER", "2s")]);
    let process = Process::run(start, all).await;
    begin(&process, "o-1").await;
    let state = Arc::clone(&process.state);
    until("the activity", || {
        asked(&state)
            .contains(&"charge begun".to_owned())
            .then_some(())
    })
    .await;
    process.stop(PATIENCE).await.expect("it drains");
    assert!(asked(&state).contains(&"charge cancelled".to_owned()));
}

#[tokio::test]
async fn a_panic_of_an_activity_is_a_failure_that_is_tried_again() {
    let place = Place::new("panic").await;
    let all: fn() -> Workers<State> = || Workers::new().with(WORKER, slow::panicking);
    let process = Process::run(place.start(), all).await;
    begin(&process, "o-1").await;
    assert_eq!(result(&process, "o-1").await, fulfilled("o-1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_activity_that_blocks_its_thread_does_not_hold_the_stop() {
    let place = Place::new("blocks").await;
    let all: fn() -> Workers<State> = || Workers::new().with(WORKER, slow::blocking);
    let process = Process::run(place.start(), all).await;
    begin(&process, "o-1").await;
    let state = Arc::clone(&process.state);
    until("the activity", || {
        asked(&state)
            .contains(&"charge begun".to_owned())
            .then_some(())
    })
    .await;
    let stopped = process
        .stop(Duration::from_secs(1))
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(stopped, "cut off fulfilment.charge_payment");
    // Else the test's own runtime would wait for it.
    slow::release();
}
