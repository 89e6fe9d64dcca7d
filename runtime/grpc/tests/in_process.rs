//! Calls in this process: slots, fakes, and what a handler's own calls inherit.

#![allow(clippy::unwrap_used, reason = "what can't be set up ends the test")]

mod echo;
mod process;

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::BoxStream;
use tonic::{Code, Request, Response, Status, Streaming};
use tonica_grpc::{Channel, Context};
use tonica_runtime::{Mode, Role};

use echo::client::EchoClient;
use echo::echo_v1::echo_server::Echo;
use echo::echo_v1::{Reply, Request as Asked};
use echo::handler::EchoService;
use echo::schema::ECHO;
use process::call::{Kind, Way, call};
use process::{Process, free_port, start};

fn asked(text: &str) -> Asked {
    Asked {
        text: text.to_owned(),
        ..Asked::default()
    }
}

#[tokio::test]
async fn a_fake_answers_without_a_process_around_it() {
    let client = EchoClient::fake(EchoService::default());
    let reply = client.say(asked("hello")).await.unwrap().into_inner();
    assert_eq!(reply.text, "hello");
    let mut replies = client
        .repeat(Asked {
            count: 3,
            ..asked("x")
        })
        .await
        .unwrap()
        .into_inner();
    let mut count = 0;
    while let Some(reply) = replies.message().await.unwrap() {
        assert_eq!(reply.text, "x");
        count += 1;
    }
    assert_eq!(count, 3);
}

#[tokio::test]
async fn an_empty_slot_is_unavailable() {
    let start = start(Mode::Aio, &[(Role::Services, "echo")], &[]);
    let client = EchoClient::new(Channel::to(&start, &ECHO).unwrap());
    let status = client.say(asked("")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.message().contains("not running yet"), "{status}");
}

#[tokio::test]
async fn a_way_that_leads_nowhere_says_so() {
    let status = EchoClient::new(Channel::unavailable(&ECHO))
        .say(asked(""))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(
        status.message().contains("no echo in this test"),
        "{status}"
    );
}

#[tokio::test]
async fn a_method_that_is_not_there_is_unimplemented() {
    let channel = Channel::local(&ECHO, echo::dispatch::echo(EchoService::default()));
    let request = Request::new(tonica_grpc::Payload::One(bytes::Bytes::new()));
    let status = channel.call(17, request).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
}

#[tokio::test]
async fn bytes_that_are_no_message_are_refused() {
    let channel = Channel::local(&ECHO, echo::dispatch::echo(EchoService::default()));
    for method in 0..2 {
        let wire = bytes::Bytes::from_static(b"\xff\xff");
        let request = Request::new(tonica_grpc::Payload::One(wire));
        let status = channel.call(method, request).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal, "{status}");
    }
}

#[tokio::test]
async fn a_callers_time_is_read_in_every_unit() {
    let client = EchoClient::fake(EchoService::default());
    let hour = 3_600_000;
    let read = [
        ("1H", hour),
        ("60M", hour),
        ("3600S", hour),
        ("3600000m", hour),
        ("99999999u", 99_999),
        ("99999999n", 99),
    ];
    // The service's own 3 s where it can't be read.
    let unread = ["", "S", "1", "1x", "-1S", "1.5S", "123456789S", "1 S"].map(|text| (text, 3_000));
    for (text, millis) in read.into_iter().chain(unread) {
        let mut request = Request::new(asked(""));
        request
            .metadata_mut()
            .insert("grpc-timeout", text.parse().unwrap());
        let left = client.say(request).await.unwrap().into_inner().remaining_ms;
        assert!(left <= millis && left + 1_500 > millis, "{text:?}: {left}");
    }
}

/// Passes every call on to another service, asking for a minute.
struct Relay(EchoClient);

fn minute(asked: Asked) -> Request<Asked> {
    let mut request = Request::new(asked);
    request.set_timeout(Duration::from_secs(60));
    request
}

#[tonic::async_trait]
impl Echo for Relay {
    async fn say(&self, request: Request<Asked>) -> Result<Response<Reply>, Status> {
        self.0.say(minute(request.into_inner())).await
    }

    type RepeatStream = BoxStream<'static, Result<Reply, Status>>;

    async fn repeat(
        &self,
        request: Request<Asked>,
    ) -> Result<Response<Self::RepeatStream>, Status> {
        // Called when the stream is polled, long after this has returned.
        let client = self.0.clone();
        let late = async move { Ok(client.say(minute(request.into_inner())).await?.into_inner()) };
        Ok(Response::new(Box::pin(futures_util::stream::once(late))))
    }

    async fn gather(&self, request: Request<Streaming<Asked>>) -> Result<Response<Reply>, Status> {
        let first = request.into_inner().message().await?.unwrap_or_default();
        let client = self.0.clone();
        let context = Context::current().ok_or_else(|| Status::internal("no context"))?;
        let task = tokio::spawn(context.scope(async move { client.say(minute(first)).await }));
        task.await
            .map_err(|error| Status::internal(error.to_string()))?
    }

    type TalkStream = BoxStream<'static, Result<Reply, Status>>;

    async fn talk(
        &self,
        request: Request<Streaming<Asked>>,
    ) -> Result<Response<Self::TalkStream>, Status> {
        let client = self.0.clone();
        let talk = move |asked: Result<Asked, Status>| {
            let client = client.clone();
            async move { Ok(client.say(minute(asked?)).await?.into_inner()) }
        };
        let replies = futures_util::StreamExt::then(request.into_inner(), talk);
        Ok(Response::new(Box::pin(replies)))
    }
}

/// Calls a relay by every way and kind: what its own call to `client` gets is what came to it.
async fn inherits(client: EchoClient) {
    let relay = Process::serving(free_port().await, &[], Relay(client)).await;
    for way in Way::ALL {
        for kind in Kind::ALL {
            let mut request = Request::new(asked("on"));
            request.set_timeout(Duration::from_secs(10));
            request
                .metadata_mut()
                .insert("x-request-id", "relayed-1".parse().unwrap());
            let reply = call(&relay, way, kind, request)
                .await
                .unwrap()
                .replies
                .remove(0);
            assert_eq!(reply.request_id, "relayed-1", "{way:?} {kind:?}");
            let left = reply.remaining_ms;
            assert!((1..=10_000).contains(&left), "{way:?} {kind:?}: {left}");
        }
    }
}

#[tokio::test]
async fn a_handlers_calls_in_process_inherit_ids_and_never_more_time() {
    inherits(EchoClient::fake(EchoService::default())).await;
}

#[tokio::test]
async fn a_handlers_calls_elsewhere_inherit_ids_and_never_more_time() {
    let elsewhere = Arc::new(Process::new(&[]).await);
    let (_start, channel) = process::caller(&elsewhere.addr.to_string());
    inherits(EchoClient::new(channel)).await;
}

#[test]
fn a_call_carries_little_about() {
    let channel = Channel::unavailable(&ECHO);
    let request = Request::new(tonica_grpc::Payload::One(bytes::Bytes::new()));
    let bytes = std::mem::size_of_val(&channel.call(0, request));
    assert!(bytes <= 1_000, "{bytes}");
}
