//! Answers that are kept: for whom, for how long, and what they are then.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

#[path = "../common/mod.rs"]
mod common;

mod bounds;
mod calls;
mod sharing;
mod steps;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::tables::{ECHO, SERVICE};
use common::{Got, send};
use http::Request;
use tonic::Status;
use tonica_gateway::{Cache, Gateway, Options};
use tonica_grpc::Payload;
use tonica_runtime::Start;

const fn five_seconds(vary: &'static [&'static str]) -> Cache {
    Cache {
        service: &SERVICE,
        rpc: ECHO,
        millis: 5000,
        vary,
    }
}

static PLAIN: &[Cache] = &[five_seconds(&[])];
static BY_TENANT: &[Cache] = &[five_seconds(&["x-tenant"])];
static BY_TOKEN: &[Cache] = &[five_seconds(&["authorization"])];

/// A gateway whose service counts its calls and tells the number of each.
struct Counted {
    gateway: Arc<Gateway>,
    calls: Arc<AtomicUsize>,
    start: Start,
}

impl Counted {
    fn new(rules: &'static [Cache], settings: &[(&str, &str)]) -> Self {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let start = common::start(settings);
        let options = Options::new().cache(rules).forward_headers(&["x-tenant"]);
        let gateway = common::gateway_in(&start, options, move |_, request| {
            let call = counter.fetch_add(1, Ordering::SeqCst) + 1;
            answer(call, request)
        });
        Self {
            gateway,
            calls,
            start,
        }
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    async fn get(&self, path: &str) -> Got {
        self.with(path, &[]).await
    }

    async fn with(&self, path: &str, headers: &[(&str, &str)]) -> Got {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(&self.gateway, request, "").await
    }

    fn metrics(&self) -> String {
        self.start.metrics().text()
    }
}

/// What came in, with the number of the call in its metadata; an order `missing` is not there.
async fn answer(call: usize, request: tonic::Request<Payload>) -> common::Result {
    let Payload::One(message) = request.into_inner() else {
        panic!("a stream came in");
    };
    if message.windows(7).any(|part| part == b"missing") {
        return Err(Status::not_found("it is not there"));
    }
    let mut response = tonic::Response::new(Payload::One(message));
    let metadata = response.metadata_mut();
    metadata.insert("call", call.to_string().parse().unwrap());
    Ok(response)
}

/// The number of the call that an answer came from.
fn call(got: &Got) -> &str {
    got.header("grpc-metadata-call").unwrap()
}
