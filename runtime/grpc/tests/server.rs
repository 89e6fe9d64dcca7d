//! The gRPC edge beside the services: health, reflection, compression, what is no gRPC, the stop.

#![allow(clippy::unwrap_used, reason = "what can't be set up ends the test")]

mod echo;
mod process;

use futures_util::{StreamExt as _, stream};
use http::{Method, Request as HttpRequest, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tonic::codec::CompressionEncoding;
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use echo::echo_v1::Request as Asked;
use echo::echo_v1::echo_client::EchoClient;
use process::wire::Wire;
use process::{PATIENCE, Process};

fn about(service: &str) -> HealthCheckRequest {
    HealthCheckRequest {
        service: service.to_owned(),
    }
}

#[tokio::test]
async fn health_follows_readiness_for_each_service_and_the_server() {
    let process = Process::new(&[]).await;
    let mut client = HealthClient::new(Wire::connect(process.addr).await);
    for service in ["", "echo.v1.Echo"] {
        let mut watch = client.watch(about(service)).await.unwrap().into_inner();
        let mut becomes = async |wanted: ServingStatus| {
            let wait =
                async { while watch.message().await.unwrap().unwrap().status() != wanted {} };
            timeout(PATIENCE, wait).await.unwrap();
        };
        becomes(ServingStatus::Serving).await;
        process.start.readiness().down("database", "gone");
        becomes(ServingStatus::NotServing).await;
        let answer = client.check(about(service)).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::NotServing, "{service:?}");
        process.start.readiness().up("database");
        becomes(ServingStatus::Serving).await;
    }
    let status = client.check(about("shop.Other")).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}

async fn services(process: &Process) -> Result<Vec<String>, Status> {
    let mut client = ServerReflectionClient::new(Wire::connect(process.addr).await);
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let answers = client
        .server_reflection_info(stream::iter([request]))
        .await?;
    match answers
        .into_inner()
        .message()
        .await?
        .and_then(|answer| answer.message_response)
    {
        Some(MessageResponse::ListServicesResponse(list)) => Ok(list
            .service
            .into_iter()
            .map(|service| service.name)
            .collect()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn reflection_lists_the_services_when_it_is_on() {
    let process = Process::new(&[("GRPC_REFLECTION", "true")]).await;
    let services = services(&process).await.unwrap();
    assert!(
        services.contains(&"echo.v1.Echo".to_owned()),
        "{services:?}"
    );
    assert!(
        services.contains(&"grpc.health.v1.Health".to_owned()),
        "{services:?}"
    );
}

#[tokio::test]
async fn reflection_is_off_by_default() {
    let status = services(&Process::new(&[]).await).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented, "{status}");
}

#[tokio::test]
async fn messages_are_read_and_written_compressed() {
    let process = Process::new(&[]).await;
    for encoding in [CompressionEncoding::Gzip, CompressionEncoding::Zstd] {
        let mut client = EchoClient::new(Wire::connect(process.addr).await)
            .send_compressed(encoding)
            .accept_compressed(encoding);
        for padding in [0, 100_000] {
            let text = "long ".repeat(1_000);
            let request = Asked {
                text: text.clone(),
                padding,
                ..Asked::default()
            };
            let response = client.say(request.clone()).await.unwrap();
            let used = response
                .metadata()
                .get("grpc-encoding")
                .unwrap()
                .to_str()
                .unwrap();
            assert!(["gzip", "zstd"].contains(&used), "{used}");
            assert_eq!(response.get_ref().text, text, "{encoding:?}");
            let mut replies = client.repeat(request).await.unwrap().into_inner();
            assert_eq!(
                replies.message().await.unwrap().unwrap().text,
                text,
                "{encoding:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_small_message_that_grows_beyond_the_cap_is_refused() {
    let process = Process::new(&[("GRPC_MAX_REQUEST", "64KiB")]).await;
    for encoding in [CompressionEncoding::Gzip, CompressionEncoding::Zstd] {
        let wire = Wire::connect(process.addr).await;
        let mut client = EchoClient::new(wire).send_compressed(encoding);
        let bomb = Asked {
            text: "0".repeat(10 << 20),
            ..Asked::default()
        };
        let status = client.say(bomb).await.unwrap_err();
        assert_eq!(
            status.code(),
            Code::ResourceExhausted,
            "{encoding:?}: {status}"
        );
    }
}

#[tokio::test]
async fn the_request_id_is_returned() {
    let process = Process::new(&[]).await;
    let mut client = EchoClient::new(Wire::connect(process.addr).await);
    let mut request = Request::new(Asked::default());
    request
        .metadata_mut()
        .insert("x-request-id", "mine-1".parse().unwrap());
    let response = client.say(request).await.unwrap();
    assert_eq!(response.metadata().get("x-request-id").unwrap(), "mine-1");
    let response = client.say(Asked::default()).await.unwrap();
    let id = response
        .metadata()
        .get("x-request-id")
        .unwrap()
        .to_str()
        .unwrap();
    assert_eq!(id, response.get_ref().request_id);
}

async fn over_http2(process: &Process, request: HttpRequest<Full<bytes::Bytes>>) -> StatusCode {
    let stream = TcpStream::connect(process.addr).await.unwrap();
    let executor = hyper_util::rt::TokioExecutor::new();
    let handshake = hyper::client::conn::http2::handshake(executor, TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    sender.send_request(request).await.unwrap().status()
}

#[tokio::test]
async fn what_is_no_grpc_is_refused_in_http_s_own_words() {
    let process = Process::new(&[]).await;
    let request = |method: Method, kind: &str| {
        HttpRequest::builder()
            .method(method)
            .uri("http://test/echo.v1.Echo/Say")
            .header(header::CONTENT_TYPE, kind)
            .body(Full::default())
            .unwrap()
    };
    let get = request(Method::GET, "application/grpc");
    assert_eq!(
        over_http2(&process, get).await,
        StatusCode::METHOD_NOT_ALLOWED
    );
    for kind in ["application/json", "application/grpcish"] {
        let post = request(Method::POST, kind);
        assert_eq!(
            over_http2(&process, post).await,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{kind}"
        );
    }
    for kind in [
        "application/grpc",
        "application/grpc+proto",
        "application/grpc;x=y",
    ] {
        let post = request(Method::POST, kind);
        assert_eq!(over_http2(&process, post).await, StatusCode::OK, "{kind}");
    }
    let stream = TcpStream::connect(process.addr).await.unwrap();
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    let answer = sender
        .send_request(request(Method::POST, "application/grpc"))
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::HTTP_VERSION_NOT_SUPPORTED);
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(&*text, b"gRPC needs HTTP/2\n");
}

#[tokio::test]
async fn a_path_that_nothing_answers_is_unimplemented() {
    let process = Process::new(&[]).await;
    let request = HttpRequest::builder()
        .method(Method::POST)
        .uri("http://test/echo.v1.Echo/Sing")
        .header(header::CONTENT_TYPE, "application/grpc")
        .body(tonic::body::Body::empty())
        .unwrap();
    let mut wire = Wire::connect(process.addr).await;
    let answer = tower_service::Service::call(&mut wire, request)
        .await
        .unwrap();
    assert_eq!(answer.headers().get("grpc-status").unwrap(), "12");
}

#[tokio::test]
async fn a_watch_without_an_end_does_not_hold_up_the_stop() {
    let process = Process::new(&[]).await;
    let mut client = HealthClient::new(Wire::connect(process.addr).await);
    let mut watch = client.watch(about("")).await.unwrap().into_inner();
    watch.message().await.unwrap().unwrap();
    process.drain().await.unwrap();
    let status = timeout(PATIENCE, async {
        while let Some(status) = watch.next().await {
            if let Err(status) = status {
                return Some(status);
            }
        }
        None
    });
    let status = status.await.unwrap();
    assert_eq!(status.map(|status| status.code()), Some(Code::Unavailable));
}
