//! Selection, and what a process does while there is no server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on should stop"
)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use shop_api::shop::orders::v1::FulfilOrder;
use shop_clients::Clients;
use shop_contract::fulfilment as contract;
use shop_core::State;
use support::{PATIENCE, Process, free_port, reason, start, until};
use temporalio_workflow::{WorkflowContext, WorkflowResult, workflow, workflow_methods};
use tokio::time::timeout;
use tonica_runtime::{Connect as _, Part as _, Start};
use tonica_temporal::{Registry, Worker, Workers, workers};

async fn state(start: &Start) -> Arc<State> {
    let clients = Clients::connect(start).unwrap();
    Arc::new(State::open(start, clients).await.unwrap())
}

/// Builds the workers; the names of the components, or the error.
async fn built(start: Start, all: fn() -> Workers<State>) -> Result<Vec<String>, String> {
    let state = state(&start).await;
    let built = Box::new(workers(all)).build(&start, Some(state));
    let names = built.map(|built| built.iter().map(|one| one.name().to_owned()).collect());
    names.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_queue_selects_its_worker() {
    let all = shop_workers::all;
    let one = Ok(vec!["fulfilment".to_owned()]);
    assert_eq!(built(start(&[]), all).await, one);
    let selected = start(&[("WORKER_TASK_QUEUE", "fulfilment")]);
    assert_eq!(built(selected, all).await, one);
    let unknown = start(&[("WORKER_TASK_QUEUE", "fulfilment,mails")]);
    assert_eq!(
        built(unknown, all).await.unwrap_err(),
        "WORKER_TASK_QUEUE: this binary has no worker on queue mails; its queues are: fulfilment"
    );
}

#[workflow]
#[derive(Default)]
struct Misnamed;

#[workflow_methods]
impl Misnamed {
    #[run(name = "fulfilment")]
    async fn run(
        _: &mut WorkflowContext<Self>,
        _: FulfilOrder,
    ) -> WorkflowResult<shop_api::shop::orders::v1::Fulfilment> {
        Ok(Default::default())
    }
}

#[tokio::test]
async fn a_name_that_is_not_the_contracts_is_an_error() {
    fn all() -> Workers<State> {
        let worker = Worker {
            name: "fulfilment",
            task_queue: contract::TASK_QUEUE,
            max_concurrent_activities: 1,
        };
        Workers::new().with(worker, |_, registry: &mut Registry| {
            registry.workflow::<Misnamed, contract::OrderFulfilment>();
        })
    }
    assert_eq!(
        built(start(&[]), all).await.unwrap_err(),
        "fulfilment is fulfilment.order_fulfilment in the contract: give it that name by \
         `definition = …` of an activity or `name = …` of a workflow"
    );
}

#[tokio::test]
async fn a_worker_without_a_server_waits_and_says_why() {
    let address = format!("127.0.0.1:{}", free_port());
    let start = start(&[("TEMPORAL_ADDRESS", &address)]);
    let process = Process::run(start, shop_workers::all).await;
    let reason = process.reason(|reason| reason != "starting").await;
    assert_eq!(
        reason,
        format!(
            "Temporal at {address} (TEMPORAL_ADDRESS) can't be reached: Connection refused \
             (os error 111); start Temporal, for example with `tonica dev`, or set TEMPORAL_ADDRESS"
        )
    );
    let stop = process.stop(PATIENCE);
    let stopped = timeout(Duration::from_secs(5), stop).await;
    stopped.expect("nothing has to be waited for").unwrap();
}

#[tokio::test]
async fn a_client_without_a_server_fails_in_time_and_is_a_dependency_only_then() {
    let address = format!("127.0.0.1:{}", free_port());
    let start = start(&[("TEMPORAL_ADDRESS", &address), ("TEMPORAL_TIMEOUT", "1s")]);
    let clients = Clients::connect(&start).unwrap();
    assert!(start.readiness().is_ready());
    let call = clients
        .order_fulfilment
        .start("o-1", FulfilOrder::default());
    let called = timeout(PATIENCE, call).await.expect("it ends in time");
    let told = called.unwrap_err().to_string();
    assert!(told.contains(&address), "{told}");
    assert!(told.contains("TEMPORAL_ADDRESS"), "{told}");
    let reason = until("the reason", || reason(start.readiness(), "Temporal")).await;
    assert_eq!(reason, told);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_named_too() {
    // Accepts and never answers.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let start = start(&[
        ("TEMPORAL_ADDRESS", &address),
        ("TEMPORAL_TIMEOUT", "200ms"),
    ]);
    let clients = Clients::connect(&start).unwrap();
    let call = clients
        .order_fulfilment
        .start("o-1", FulfilOrder::default());
    let called = timeout(PATIENCE, call).await.expect("it ends in time");
    let told = called.unwrap_err().to_string();
    assert!(
        told.contains("no answer within 200ms (TEMPORAL_TIMEOUT)"),
        "{told}"
    );
}

/// Refuses every call, as a server with authorization does.
async fn refusing() -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut calls = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((_, mut answer))) = calls.accept().await {
                    let refusal = http::Response::builder()
                        .header("content-type", "application/grpc")
                        .header("grpc-status", "7")
                        .header("grpc-message", "Request unauthorized.");
                    answer
                        .send_response(refusal.body(()).unwrap(), true)
                        .unwrap();
                }
            });
        }
    });
    address
}

#[tokio::test]
async fn a_server_that_refuses_is_named_with_what_to_check() {
    let address = refusing().await;
    let start = start(&[("TEMPORAL_ADDRESS", &address)]);
    let process = Process::run(start, shop_workers::all).await;
    let reason = process.reason(|reason| reason != "starting").await;
    assert_eq!(
        reason,
        format!(
            "Temporal at {address} (TEMPORAL_ADDRESS) refuses this process: Request unauthorized.; \
             check TEMPORAL_NAMESPACE, TEMPORAL_API_KEY and the certificates of TEMPORAL_TLS_…"
        )
    );
    process.stop(PATIENCE).await.unwrap();
}
