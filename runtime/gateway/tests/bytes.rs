//! `google.api.HttpBody` up and down: bytes as they are, in parts as they come, and cut off where
//! they can't be whole.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use common::streamed::{
    Arriving, Broken, Endless, GET, OPEN, TURN, arriving, gateway_with, json, open, part, parts,
};
use common::{Result, many, order};
use futures_util::StreamExt;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use prost::Message;
use tonic::{Code, Status};
use tonica_gateway::{BrokenOff, Gateway};
use tonica_grpc::Payload;

/// As prost makes it of google/api/httpbody.proto.
#[derive(Clone, PartialEq, Message)]
struct HttpBody {
    #[prost(string, tag = "1")]
    content_type: String,
    #[prost(bytes = "bytes", tag = "2")]
    data: Bytes,
    #[prost(bytes = "vec", repeated, tag = "3")]
    extensions: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "20")]
    body: Option<HttpBody>,
}

fn http_body(content_type: &str, data: impl Into<Bytes>) -> HttpBody {
    HttpBody {
        content_type: content_type.to_owned(),
        data: data.into(),
        extensions: vec![vec![10, 1, b'x']],
    }
}

fn wire(message: &impl Message) -> Bytes {
    message.encode_to_vec().into()
}

/// The files of a stream, and the error that ended it.
type Seen = Arc<Mutex<(Vec<File>, Option<Status>)>>;

/// A gateway before a service that keeps what it sees.
fn keeping(settings: &[(&str, &str)]) -> (Arc<Gateway>, Seen) {
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    let gateway = gateway_with(settings, move |_, request| {
        let seen = Arc::clone(&kept);
        async move {
            let mut messages = request.into_inner().many();
            while let Some(message) = messages.next().await {
                let file = message.map(|message| File::decode(message).unwrap());
                let mut seen = seen.lock().unwrap();
                match file {
                    Ok(file) => seen.0.push(file),
                    Err(status) => {
                        seen.1 = Some(status.clone());
                        return Err(status);
                    }
                }
            }
            Ok(tonic::Response::new(Payload::One(order("kept"))))
        }
    });
    (gateway, seen)
}

fn put(content_type: &str, body: Arriving) -> Request<Arriving> {
    let request = Request::put("/files/a.txt").header("content-type", content_type);
    request.body(body).unwrap()
}

#[tokio::test]
async fn an_upload_comes_in_parts_each_with_its_type_and_what_the_path_says() {
    let (gateway, seen) = keeping(&[]);
    let body = parts(["one", "", "two"]);
    let response = open(&gateway, put("text/plain; charset=utf-8", body)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(json(response).await["orderId"], "kept");
    let (files, _) = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(files.len(), 2);
    for (file, data) in files.iter().zip(["one", "two"]) {
        let body = file.body.as_ref().unwrap();
        assert_eq!(file.name, "a.txt");
        assert_eq!(body.content_type, "text/plain; charset=utf-8");
        assert_eq!(body.data, data);
    }
}

#[tokio::test]
async fn an_empty_upload_is_one_message_and_any_type_or_none_will_do() {
    let (gateway, seen) = keeping(&[]);
    let odd = http::HeaderValue::from_bytes(b"odd/\xff").unwrap();
    let mut requests = vec![put("application/json", arriving().1)];
    requests.push(Request::put("/files/a.txt").body(arriving().1).unwrap());
    requests.push(put("x/y", arriving().1));
    requests[2].headers_mut().insert("content-type", odd);
    for (request, content_type) in
        requests
            .into_iter()
            .zip(["application/json", "", "odd/\u{fffd}"])
    {
        assert_eq!(open(&gateway, request).await.status(), StatusCode::OK);
        let files = std::mem::take(&mut seen.lock().unwrap().0);
        let body = files[0].body.clone().unwrap();
        assert_eq!((files.len(), &*body.content_type), (1, content_type));
        assert!(body.data.is_empty());
    }
}

#[tokio::test]
async fn no_size_but_that_of_a_part_is_limited() {
    let (gateway, seen) = keeping(&[("GATEWAY_MAX_BODY", "1000")]);
    let large: Vec<u8> = (0..2500_u32).map(|n| n as u8).collect();
    let response = open(&gateway, put("a/b", parts([large.clone()]))).await;
    assert_eq!(response.status(), StatusCode::OK);
    let files = std::mem::take(&mut seen.lock().unwrap().0);
    let data: Vec<Bytes> = files
        .into_iter()
        .map(|file| file.body.unwrap().data)
        .collect();
    assert_eq!(
        data.iter().map(Bytes::len).collect::<Vec<_>>(),
        [1000, 1000, 500]
    );
    assert_eq!(data.concat(), large);
    let (gateway, seen) = keeping(&[]);
    open(&gateway, put("a/b", parts([vec![0; 1 << 20]]))).await;
    let files = &seen.lock().unwrap().0;
    assert!(files.iter().all(|file| file.encoded_len() < 66_000));
}

#[tokio::test]
async fn an_upload_that_breaks_off_is_an_error_to_the_handler() {
    let (gateway, seen) = keeping(&[]);
    let (sender, body) = arriving();
    sender.send(Ok("begun".into())).unwrap();
    sender.send(Err(Broken)).unwrap();
    let response = open(&gateway, put("a/b", body)).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let message = json(response).await["message"].to_string();
    assert!(message.contains("after 5 bytes"), "{message}");
    let (files, error) = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(files.len(), 1);
    assert_eq!(error.unwrap().code(), Code::Cancelled);
}

#[tokio::test]
async fn an_upload_that_stalls_is_408() {
    let (gateway, seen) = keeping(&[("GATEWAY_BODY_TIMEOUT", "50ms")]);
    let (sender, body) = arriving();
    sender.send(Ok("begun".into())).unwrap();
    let response = open(&gateway, put("a/b", body)).await;
    assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
    let (files, error) = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(files.len(), 1);
    assert_eq!(error.unwrap().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn an_upload_waits_for_its_handler() {
    let gateway = gateway_with(&[], |_, request| async {
        let mut messages = request.into_inner().many();
        messages.next().await.unwrap()?;
        messages.next().await.unwrap()?;
        Ok(tonic::Response::new(Payload::One(order("enough"))))
    });
    let taken = Arc::new(AtomicUsize::new(0));
    let body = Endless {
        part: "part".into(),
        taken: Arc::clone(&taken),
    };
    let response = open(&gateway, Request::put("/files/a").body(body).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(taken.load(Ordering::Relaxed), 2);
}

/// A gateway before a service that answers downloads with these messages.
fn giving(messages: Vec<std::result::Result<Bytes, Status>>) -> Arc<Gateway> {
    let messages = Mutex::new(messages);
    gateway_with(&[], move |method, _| {
        assert_eq!(method, GET);
        let messages = std::mem::take(&mut *messages.lock().unwrap());
        async move { Ok(many(messages)) }
    })
}

fn get() -> Request<Arriving> {
    let request = Request::get("/files/a").header("accept", "image/png");
    request.body(arriving().1).unwrap()
}

#[tokio::test]
async fn a_download_is_the_bytes_and_the_first_message_says_of_what_kind() {
    let gateway = giving(vec![
        Ok(wire(&http_body("text/css", "one"))),
        Ok(wire(&http_body("", ""))),
        Ok(wire(&http_body("text/html", "two"))),
    ]);
    let response = open(&gateway, get()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/css");
    assert!(!response.headers().contains_key("x-accel-buffering"));
    let mut reply = response.into_body();
    assert_eq!(part(&mut reply).await.unwrap().unwrap(), "one");
    assert_eq!(part(&mut reply).await.unwrap().unwrap(), "two");
    assert!(part(&mut reply).await.is_none());
}

#[tokio::test]
async fn a_download_of_nothing_is_empty_and_of_no_kind_is_bytes() {
    for messages in [vec![], vec![Ok(Bytes::new())]] {
        let response = open(&giving(messages), get()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(
            response.headers()["content-type"],
            "application/octet-stream"
        );
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert!(bytes.is_empty());
    }
}

#[tokio::test]
async fn an_error_before_the_first_byte_has_its_status_and_a_later_one_breaks_off() {
    let error = || Err(Status::not_found("no such file"));
    let response = open(&giving(vec![error()]), get()).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(json(response).await["message"], "no such file");
    for second in [error(), Ok(Bytes::from_static(b"\x12\x7f"))] {
        let first = Ok(wire(&http_body("a/b", "one")));
        let response = open(&giving(vec![first, second]), get()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let mut reply = response.into_body();
        assert_eq!(part(&mut reply).await.unwrap().unwrap(), "one");
        assert_eq!(part(&mut reply).await.unwrap(), Err(BrokenOff));
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_500_and_no_leak() {
    let odd = [
        wire(&http_body("a/b\r\nset-cookie: x", "one")),
        Bytes::from_static(b"\x12\x7f"),
        Bytes::from_static(b"\x0b"),
    ];
    for message in odd {
        let response = open(&giving(vec![Ok(message)]), get()).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let json = json(response).await;
        assert_eq!(json["message"], "the service's answer can't be sent");
    }
}

/// Answers an HttpBody with itself, and a File with itself.
async fn turn(method: usize, request: tonic::Request<Payload>) -> Result {
    assert!([TURN, OPEN].contains(&method));
    let message = request.into_inner().one().await?;
    Ok(tonic::Response::new(Payload::One(message)))
}

#[tokio::test]
async fn one_message_can_be_bytes_both_ways_whole_or_as_a_field() {
    let gateway = gateway_with(&[("GATEWAY_MAX_BODY", "10")], turn);
    for path in ["/turn", "/open/a.txt"] {
        let request = |body: &'static str| {
            let request = Request::post(path).header("content-type", "a/b; c=d");
            request.body(parts([body])).unwrap()
        };
        let response = open(&gateway, request("{not json")).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], "a/b; c=d");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(bytes, "{not json");
        // It is one message, so it is as large as a message may be.
        let response = open(&gateway, request("more than ten")).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}

#[tokio::test]
async fn a_body_in_several_pieces_is_merged_and_the_path_wins() {
    let first = File {
        name: "no".to_owned(),
        body: Some(http_body("a/b", "one")),
    };
    let second = File {
        name: String::new(),
        body: Some(HttpBody {
            data: "two".into(),
            ..HttpBody::default()
        }),
    };
    let answer = Bytes::from([wire(&first), wire(&second)].concat());
    let name = Arc::new(Mutex::new(String::new()));
    let asked = Arc::clone(&name);
    let gateway = gateway_with(&[], move |_, request| {
        let (answer, asked) = (answer.clone(), Arc::clone(&asked));
        async move {
            let message = request.into_inner().one().await?;
            *asked.lock().unwrap() = File::decode(message).unwrap().name;
            Ok(tonic::Response::new(Payload::One(answer)))
        }
    });
    let request = Request::post("/open/a%20b").body(parts(["x"])).unwrap();
    let response = open(&gateway, request).await;
    assert_eq!(&*name.lock().unwrap(), "a b");
    assert_eq!(response.headers()["content-type"], "a/b");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(bytes, "two");
}

#[tokio::test]
async fn the_query_binds_nothing_that_is_the_body() {
    let gateway = gateway_with(&[], turn);
    for path in ["/turn?content_type=x", "/open/a?body.content_type=x"] {
        let request = Request::post(path).body(parts(["x"])).unwrap();
        let response = open(&gateway, request).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
    }
}
