//! What a small call in process costs over the handler itself: nanoseconds a call, on one thread.

#[path = "../tests/echo/mod.rs"]
mod echo;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use prost::Message as _;
use tokio::runtime::Builder;
use tonic::Request;
use tonica_grpc::{Channel, Payload};

use echo::client::EchoClient;
use echo::echo_v1;
use echo::echo_v1::echo_server::Echo;
use echo::schema::ECHO;

/// Answers at once, so that what is measured is the way to it.
struct Quick;

#[tonic::async_trait]
impl Echo for Quick {
    async fn say(
        &self,
        request: Request<echo_v1::Request>,
    ) -> Result<tonic::Response<echo_v1::Reply>, tonic::Status> {
        let text = request.into_inner().text;
        Ok(tonic::Response::new(echo_v1::Reply {
            text,
            ..Default::default()
        }))
    }

    type RepeatStream = tonica_grpc::Messages<echo_v1::Reply>;

    async fn repeat(
        &self,
        _: Request<echo_v1::Request>,
    ) -> Result<tonic::Response<Self::RepeatStream>, tonic::Status> {
        Err(tonic::Status::unimplemented("not measured"))
    }

    async fn gather(
        &self,
        _: Request<tonic::Streaming<echo_v1::Request>>,
    ) -> Result<tonic::Response<echo_v1::Reply>, tonic::Status> {
        Err(tonic::Status::unimplemented("not measured"))
    }

    type TalkStream = tonica_grpc::Messages<echo_v1::Reply>;

    async fn talk(
        &self,
        _: Request<tonic::Streaming<echo_v1::Request>>,
    ) -> Result<tonic::Response<Self::TalkStream>, tonic::Status> {
        Err(tonic::Status::unimplemented("not measured"))
    }
}

fn calls(criterion: &mut Criterion) {
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        return;
    };
    let message = echo_v1::Request {
        text: "hello".to_owned(),
        ..Default::default()
    };
    let wire = bytes::Bytes::from(message.encode_to_vec());
    let channel = Channel::local(&ECHO, echo::dispatch::echo(Quick));
    let client = EchoClient::fake(Quick);
    criterion.bench_function("handler alone, decode and encode around it", |bencher| {
        bencher.iter(|| {
            let answer = runtime.block_on(async {
                let message = echo_v1::Request::decode(wire.clone())?;
                let answer = Quick.say(Request::new(message)).await;
                Ok::<_, prost::DecodeError>(answer.map(|answer| answer.get_ref().encode_to_vec()))
            });
            black_box(answer)
        });
    });
    criterion.bench_function("through the chain, bytes", |bencher| {
        bencher.iter(|| {
            let request = Request::new(Payload::One(wire.clone()));
            black_box(runtime.block_on(channel.call(0, request)))
        });
    });
    criterion.bench_function("through the chain, typed", |bencher| {
        bencher.iter(|| black_box(runtime.block_on(client.say(message.clone()))));
    });
}

criterion_group!(benches, calls);
criterion_main!(benches);
