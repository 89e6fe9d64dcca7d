//! Several that ask at once: one call, whoever stays or goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::join_all;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tokio::sync::Semaphore;
use tonic::Status;
use tonica_gateway::{Gateway, Options, Reply};
use tonica_grpc::Payload;
use tonica_runtime::BoxFuture;

use crate::PLAIN;
use crate::common::{self, get, order, start};

/// A service whose calls wait until they are let go.
struct Gate {
    gateway: Arc<Gateway>,
    begun: Arc<AtomicUsize>,
    /// Those that ended or were given up.
    over: Arc<AtomicUsize>,
    open: Arc<Semaphore>,
}

struct Over(Arc<AtomicUsize>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// How a call ends.
#[derive(Clone, Copy)]
enum End {
    Well,
    Badly,
    InPanic,
}

impl Gate {
    fn new(end: End) -> Self {
        let [begun, over]: [Arc<AtomicUsize>; 2] = Default::default();
        let open = Arc::new(Semaphore::new(0));
        let shared = (Arc::clone(&begun), Arc::clone(&over), Arc::clone(&open));
        let options = Options::new().cache(PLAIN);
        let gateway = common::gateway_in(&start(&[]), options, move |_, _| {
            let (begun, over, open) = shared.clone();
            async move {
                begun.fetch_add(1, Ordering::SeqCst);
                let _over = Over(over);
                open.acquire().await.unwrap().forget();
                match end {
                    End::Well => Ok(tonic::Response::new(Payload::One(order("7")))),
                    End::Badly => Err(Status::not_found("it is not there")),
                    End::InPanic => panic!("the service fails"),
                }
            }
        });
        Self {
            gateway,
            begun,
            over,
            open,
        }
    }

    fn ask(&self, headers: &[(&'static str, &'static str)]) -> BoxFuture<'static, Response<Reply>> {
        let gateway = Arc::clone(&self.gateway);
        let mut request = Request::get("/v1/orders/7");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::new())).unwrap();
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
        async move { gateway.handle(request, peer).await }.boxed()
    }

    fn counts(&self) -> (usize, usize) {
        let [begun, over] = [&self.begun, &self.over].map(|count| count.load(Ordering::SeqCst));
        (begun, over)
    }
}

#[tokio::test]
async fn those_that_ask_at_once_get_one_answer() {
    let gate = Gate::new(End::Well);
    let ids = ["a", "b", "c", "d"];
    let mut asked: Vec<_> = ids
        .iter()
        .map(|&id| gate.ask(&[("x-request-id", id)]))
        .collect();
    for asked in &mut asked {
        assert!(asked.now_or_never().is_none());
    }
    assert_eq!(gate.counts(), (1, 0));
    gate.open.add_permits(1);
    for (response, id) in join_all(asked).await.into_iter().zip(ids) {
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["x-request-id"], id);
        assert!(!response.headers().contains_key("age"));
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, r#"{"orderId":"7"}"#);
    }
    assert_eq!(gate.counts(), (1, 1));
    assert_eq!(
        get(&gate.gateway, "/v1/orders/7").await.header("age"),
        Some("0")
    );
}

#[tokio::test]
async fn the_first_one_may_leave() {
    let gate = Gate::new(End::Well);
    let (mut first, mut second) = (gate.ask(&[]), gate.ask(&[]));
    assert!((&mut first).now_or_never().is_none());
    assert!((&mut second).now_or_never().is_none());
    drop(first);
    assert_eq!(gate.counts(), (1, 0));
    gate.open.add_permits(1);
    let patience = Duration::from_secs(20);
    let response = tokio::time::timeout(patience, second).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(gate.counts(), (1, 1));
}

#[tokio::test]
async fn when_all_leave_the_call_is_given_up_and_the_next_makes_its_own() {
    let gate = Gate::new(End::Well);
    let mut asked = [gate.ask(&[]), gate.ask(&[])];
    for asked in &mut asked {
        assert!(asked.now_or_never().is_none());
    }
    drop(asked);
    assert_eq!(gate.counts(), (1, 1));
    gate.open.add_permits(1);
    assert_eq!(gate.ask(&[]).await.status(), StatusCode::OK);
    assert_eq!(gate.counts(), (2, 2));
}

#[tokio::test]
async fn a_failure_is_told_to_all_and_not_kept() {
    for (end, status) in [
        (End::Badly, StatusCode::NOT_FOUND),
        (End::InPanic, StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let gate = Gate::new(end);
        let mut asked = [gate.ask(&[]), gate.ask(&[])];
        for asked in &mut asked {
            assert!(asked.now_or_never().is_none());
        }
        gate.open.add_permits(2);
        let patience = Duration::from_secs(20);
        let all = tokio::time::timeout(patience, join_all(asked))
            .await
            .unwrap();
        assert!(all.iter().all(|response| response.status() == status));
        assert_eq!(gate.counts(), (1, 1));
        assert_eq!(gate.ask(&[]).await.status(), status);
        assert_eq!(gate.counts(), (2, 2));
    }
}

#[tokio::test]
async fn who_has_a_deadline_or_wants_it_new_calls_alone() {
    let gate = Gate::new(End::Well);
    let mut asked = [
        gate.ask(&[]),
        gate.ask(&[("grpc-timeout", "1S")]),
        gate.ask(&[("cache-control", "no-cache")]),
    ];
    for asked in &mut asked {
        assert!(asked.now_or_never().is_none());
    }
    assert_eq!(gate.counts(), (3, 0));
    gate.open.add_permits(3);
    join_all(asked).await;
    let kept = gate.ask(&[("grpc-timeout", "1S")]).await;
    assert_eq!(kept.headers()["age"], "0");
    assert_eq!(gate.counts(), (3, 3));
}
