//! Requests that are streams: cut into messages as they arrive, bound, bounded, and told of where
//! they are wrong; and the answers that flow meanwhile.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use common::streamed::{
    Arriving, Broken, Endless, arriving, gateway_with, json, open, parts, text,
};
use common::{Result, order};
use futures_util::{FutureExt, StreamExt};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::{Value, json as value};
use tonic::{Code, Status};
use tonica_gateway::{Gateway, Reply};
use tonica_grpc::Payload;

const NDJSON: &str = "application/x-ndjson";

/// Long enough that only a hang exceeds it.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a handler got of its stream: the messages, and the error that ended it.
#[derive(Default)]
struct Got {
    messages: Vec<Bytes>,
    error: Option<Status>,
}

type Seen = Arc<Mutex<Got>>;

/// A gateway before a service that reads its stream to the end and answers the order `done`.
fn gathering(settings: &[(&str, &str)]) -> (Arc<Gateway>, Seen) {
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    let gateway = gateway_with(settings, move |_, request| {
        let seen = Arc::clone(&kept);
        async move { gather(request, &seen).await }
    });
    (gateway, seen)
}

async fn gather(request: tonic::Request<Payload>, seen: &Seen) -> Result {
    let mut messages = request.into_inner().many();
    while let Some(message) = messages.next().await {
        match message {
            Ok(message) => seen.lock().unwrap().messages.push(message),
            Err(status) => {
                seen.lock().unwrap().error = Some(status.clone());
                // Its own words for it: the client is told what it did all the same.
                return Err(Status::unknown("the stream broke"));
            }
        }
    }
    Ok(tonic::Response::new(Payload::One(order("done"))))
}

fn messages(seen: &Seen) -> Vec<Bytes> {
    std::mem::take(&mut seen.lock().unwrap().messages)
}

fn sum(content_type: &str, body: Arriving) -> Request<Arriving> {
    let request = Request::post("/sum/7").header("content-type", content_type);
    request.body(body).unwrap()
}

/// An order as the path binds it behind its body's.
fn bound(body: &Bytes) -> Bytes {
    [body.clone(), order("7")].concat().into()
}

#[tokio::test]
async fn every_form_of_a_body_is_a_stream_of_messages_that_the_path_binds_into() {
    let tags = |tag: &str| Bytes::from([&[34, 1], tag.as_bytes()].concat());
    let (a, b) = (bound(&tags("a")), bound(&tags("b")));
    let lines = "{\"tags\":[\"a\"]}\n\r\n  \n{\"orderId\":\"no\",\"tags\":[\"b\"]}";
    let own = [&order("no")[..], &b].concat();
    let both = vec![a.clone(), b];
    let cases: [(&str, &str, Vec<Bytes>); 12] = [
        (NDJSON, lines, vec![a.clone(), own.into()]),
        (NDJSON, "", vec![]),
        (NDJSON, "\n\n", vec![]),
        (
            "Application/jsonl; charset=utf-8",
            "{}\r\n",
            vec![order("7")],
        ),
        ("application/ndjson", "{}\n{}\n", vec![order("7"); 2]),
        ("application/json", "", vec![]),
        ("application/json", " [ ] ", vec![]),
        ("application/json", r#"{"tags":["a"]}"#, vec![a]),
        (
            "application/json",
            r#"[{"tags":["a"]},{"tags":["b"]} ]"#,
            both.clone(),
        ),
        (
            "application/json",
            r#"{"tags":["a"]}{"tags":["b"]}"#,
            both.clone(),
        ),
        (
            "application/json",
            "{\"tags\":[\"a\"]}\n{\"tags\":\n[\"b\"]}\n",
            both.clone(),
        ),
        (
            "application/foo+json",
            r#"[{"tags":["a"]} , {"tags":["b"]}]"#,
            both,
        ),
    ];
    let (gateway, seen) = gathering(&[]);
    for (content_type, body, expected) in cases {
        let response = open(&gateway, sum(content_type, parts([body.to_owned()]))).await;
        assert_eq!(response.status(), StatusCode::OK, "{body}");
        assert_eq!(json(response).await, value!({"orderId": "done"}));
        assert_eq!(messages(&seen), expected, "{content_type}: {body}");
    }
}

#[tokio::test]
async fn a_field_can_be_the_body_and_the_query_binds_into_every_message_too() {
    let (gateway, seen) = gathering(&[]);
    let request = Request::put("/sum/7?total=5").header("content-type", NDJSON);
    let body = parts(["{\"id\":\"a\"}\n{\"id\":\"b\"}"]);
    let response = open(&gateway, request.body(body).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let expected = |id: &str| [b"\x12\x03\x0a\x01", id.as_bytes(), b"\x38\x05\x0a\x017"].concat();
    assert_eq!(messages(&seen), [expected("a"), expected("b")]);
}

#[tokio::test]
async fn what_is_wrong_before_the_stream_is_refused_before_it() {
    let (gateway, seen) = gathering(&[]);
    let request = |path: &str, content_type: &str| {
        let request = Request::put(path).header("content-type", content_type);
        request.body(parts(["{}"])).unwrap()
    };
    let response = open(&gateway, request("/sum/7?nope=1", NDJSON)).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let response = open(&gateway, request("/sum/7", "text/plain")).await;
    assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let accepted = &json(response).await["details"][0]["metadata"]["accepted"];
    assert_eq!(
        accepted,
        "application/x-ndjson, application/jsonl, application/json"
    );
    assert!(messages(&seen).is_empty());
}

/// Sends a body that is wrong; what the client is told, and what the handler got before.
async fn wrong(content_type: &str, body: &str) -> (StatusCode, Value, usize) {
    let (gateway, seen) = gathering(&[("GATEWAY_MAX_BODY", "20")]);
    let response = open(&gateway, sum(content_type, parts([body.to_owned()]))).await;
    let status = response.status();
    let json = json(response).await;
    let error = seen.lock().unwrap().error.take().unwrap();
    assert_eq!(json["code"], error.code() as i32, "{json}");
    assert_eq!(json["message"], error.message(), "{json}");
    (status, json, messages(&seen).len())
}

#[tokio::test]
async fn a_wrong_message_is_told_with_its_place_to_client_and_handler() {
    let json = "application/json";
    let cases = [
        (
            NDJSON,
            "{}\n\n{\"total\":\"x\"}\n{}",
            1,
            "(line 3, column 11 of the body)",
        ),
        (NDJSON, "{}\n{", 1, "(line 2, column 2 of the body)"),
        (
            json,
            r#"[{}, {"total":"x"}]"#,
            1,
            "(at byte 15 of the body, in message 2)",
        ),
        (
            json,
            r#"{}{"total":"x"}"#,
            1,
            "(at byte 12 of the body, in message 2)",
        ),
        (
            json,
            "{} {",
            1,
            "the body ends within a message (at byte 4 of the body, in message 2)",
        ),
        (json, "[{}", 1, "the body ends before its array does"),
        (
            json,
            "[{},]",
            1,
            "has `]` where a message should be (at byte 4 of the body)",
        ),
        (
            json,
            "[{} {}]",
            1,
            "has `{` where `,` or `]` should be (at byte 4 of the body)",
        ),
        (
            json,
            "[{}] 1",
            1,
            "has `1` where the end should be (at byte 5 of the body)",
        ),
        (
            json,
            "{},{}",
            1,
            "has `,` where a message should be (at byte 2 of the body)",
        ),
        (json, "nope", 0, "in message 1)"),
    ];
    for (content_type, body, before, told) in cases {
        let (status, json, got) = wrong(content_type, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{json}");
        let message = json["message"].as_str().unwrap();
        assert!(message.contains(told), "{body}: {message}");
        let detail = &json["details"][0]["@type"];
        assert_eq!(detail, "type.googleapis.com/google.rpc.BadRequest");
        assert_eq!(got, before, "{body}");
    }
}

#[tokio::test]
async fn a_message_over_the_limit_is_413_and_the_body_may_be_larger() {
    let long = format!("{{\"orderId\":\"{}\"}}", "x".repeat(8));
    assert_eq!(long.len(), 22);
    let cases = [
        (NDJSON, format!("{{}}\n{long}\n"), "line 2"),
        (NDJSON, format!("{{}}\n\n{long}"), "line 3"),
        ("application/json", format!("[{{}},{long}]"), "message 2"),
    ];
    for (content_type, body, which) in cases {
        let (status, json, before) = wrong(content_type, &body).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{json}");
        assert_eq!(json["code"], 8);
        assert_eq!(json["details"][0]["reason"], "MESSAGE_TOO_LARGE");
        let message = json["message"].as_str().unwrap();
        assert!(message.starts_with(which), "{message}");
        assert_eq!(before, 1);
    }
    let (gateway, seen) = gathering(&[("GATEWAY_MAX_BODY", "20")]);
    let body = parts(["{}\n".repeat(1000)]);
    assert_eq!(
        open(&gateway, sum(NDJSON, body)).await.status(),
        StatusCode::OK
    );
    assert_eq!(messages(&seen).len(), 1000);
}

#[tokio::test]
async fn a_message_without_an_end_is_given_up_at_the_limit() {
    for (content_type, part) in [(NDJSON, "x"), ("application/json", "[[[[")] {
        let (gateway, _) = gathering(&[("GATEWAY_MAX_BODY", "1000")]);
        let taken = Arc::new(AtomicUsize::new(0));
        let body = Endless {
            part: part.into(),
            taken: Arc::clone(&taken),
        };
        let request = Request::post("/sum/7").header("content-type", content_type);
        let response = open(&gateway, request.body(body).unwrap()).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(taken.load(Ordering::Relaxed) <= 1002);
    }
}

#[tokio::test]
async fn a_client_that_vanishes_is_an_error_to_the_handler_and_never_the_end() {
    for (content_type, before) in [
        (NDJSON, "{}\n{}"),
        ("application/json", "[{}"),
        (NDJSON, ""),
    ] {
        let (gateway, seen) = gathering(&[]);
        let (sender, body) = arriving();
        sender.send(Ok(before.into())).unwrap();
        sender.send(Err(Broken)).unwrap();
        let response = open(&gateway, sum(content_type, body)).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        let json = json(response).await;
        assert_eq!(json["details"][0]["reason"], "BODY_INCOMPLETE");
        let error = seen.lock().unwrap().error.take().unwrap();
        assert_eq!(error.code(), Code::Cancelled, "{error}");
        assert_eq!(messages(&seen).len(), usize::from(!before.is_empty()));
    }
}

#[tokio::test]
async fn a_message_must_end_in_time_however_it_trickles() {
    let (gateway, seen) = gathering(&[("GATEWAY_BODY_TIMEOUT", "50ms")]);
    let (sender, body) = arriving();
    let client = async {
        sender.send(Ok("{}\n{".into())).unwrap();
        loop {
            sender.send(Ok(" ".into())).unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let response = tokio::select! {
        response = open(&gateway, sum(NDJSON, body)) => response,
        () = client => unreachable!(),
        () = tokio::time::sleep(PATIENCE) => panic!("it may trickle for ever"),
    };
    assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
    let json = json(response).await;
    assert_eq!(json["details"][0]["reason"], "BODY_TOO_SLOW", "{json}");
    assert_eq!(messages(&seen).len(), 1);
    let error = seen.lock().unwrap().error.take().unwrap();
    assert_eq!(error.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn between_messages_there_is_no_hurry() {
    let timeout = Duration::from_millis(20);
    let (gateway, seen) = gathering(&[("GATEWAY_BODY_TIMEOUT", "20ms")]);
    let (sender, body) = arriving();
    let client = async {
        for _ in 0..3 {
            sender.send(Ok("{}\n".into())).unwrap();
            tokio::time::sleep(3 * timeout).await;
        }
        drop(sender);
    };
    let (response, ()) = tokio::join!(open(&gateway, sum(NDJSON, body)), client);
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(messages(&seen).len(), 3);
}

/// A gateway before a service that answers each message with itself.
fn chatting() -> Arc<Gateway> {
    gateway_with(&[], |_, request| async {
        let messages = request.into_inner().many();
        Ok(tonic::Response::new(Payload::Many(messages)))
    })
}

fn chat(accept: &str, content_type: &str, body: Arriving) -> Request<Arriving> {
    let request = Request::post("/chat").header("content-type", content_type);
    request.header("accept", accept).body(body).unwrap()
}

#[tokio::test]
async fn answers_flow_while_the_request_still_comes() {
    let cases = [
        (
            "application/json",
            "[{\"orderId\":\"1\"}",
            ",{\"orderId\":\"2\"}",
            "]",
        ),
        (NDJSON, "{\"orderId\":\"1\"}\n", "{\"orderId\":\"2\"}\n", ""),
        (
            "application/jsonl",
            "{\"orderId\":\"1\"}\n",
            "{\"orderId\":\"2\"}\n",
            "",
        ),
        (
            "text/event-stream",
            "data: {\"orderId\":\"1\"}\n\n",
            "data: {\"orderId\":\"2\"}\n\n",
            "event: end\ndata: {}\n\n",
        ),
    ];
    let gateway = chatting();
    for (accept, first, second, end) in cases {
        let (sender, body) = arriving();
        let response = open(&gateway, chat(accept, NDJSON, body)).await;
        assert_eq!(response.headers()["content-type"], accept);
        let mut reply = response.into_body();
        assert!(reply.frame().now_or_never().is_none());
        sender.send(Ok("{\"orderId\":\"1\"}\n{".into())).unwrap();
        assert_eq!(text(&mut reply).await, first);
        assert!(reply.frame().now_or_never().is_none());
        sender.send(Ok("\"orderId\":\"2\"}\n".into())).unwrap();
        assert_eq!(text(&mut reply).await, second);
        drop(sender);
        let rest = reply.collect().await.unwrap().to_bytes();
        assert_eq!(rest, end);
    }
}

#[tokio::test]
async fn lines_are_answered_with_lines_where_any_form_will_do() {
    let cases = [
        ("*/*", NDJSON, NDJSON),
        ("*/*", "application/jsonl", NDJSON),
        ("*/*", "application/json", "application/json"),
        ("application/json", NDJSON, "application/json"),
        (
            "application/json;q=0.5, text/event-stream",
            NDJSON,
            "text/event-stream",
        ),
    ];
    for (accept, content_type, form) in cases {
        let request = chat(accept, content_type, parts(["{}"]));
        let response = open(&chatting(), request).await;
        assert_eq!(response.headers()["content-type"], form, "{accept}");
    }
    let response = open(&chatting(), chat("text/html", NDJSON, parts(["{}"]))).await;
    assert_eq!(response.status(), StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn an_error_in_the_request_is_the_last_frame_of_the_answer() {
    let cases = [
        ("application/json", ",{\"error\":", "}]"),
        (NDJSON, "{\"error\":", "}\n"),
        ("text/event-stream", "event: error\ndata: ", "\n\n"),
    ];
    for (accept, before, after) in cases {
        let request = chat(accept, NDJSON, parts(["{}\n{\"total\":\"x\"}\n{}\n"]));
        let response = open(&chatting(), request).await;
        assert_eq!(response.status(), StatusCode::OK);
        let mut reply = response.into_body();
        text(&mut reply).await;
        let last = text(&mut reply).await;
        let error = last.strip_prefix(before).unwrap().strip_suffix(after);
        let error: Value = serde_json::from_str(error.unwrap()).unwrap();
        assert_eq!(error["code"], 3);
        let violation = &error["details"][0]["fieldViolations"][0];
        assert_eq!(violation["field"], "total", "{error}");
        assert!(reply.frame().await.is_none());
    }
}

#[tokio::test]
async fn a_route_without_a_body_is_a_stream_of_what_the_path_says() {
    let request = Request::get("/chat/9").body(parts(["ignored"])).unwrap();
    let response = open(&chatting(), request).await;
    assert_eq!(json(response).await, value!([{"orderId": "9"}]));
}

#[tokio::test]
async fn no_more_is_taken_than_what_is_asked_for() {
    let gateway = chatting();
    let taken = Arc::new(AtomicUsize::new(0));
    let body = Endless {
        part: "{}\n".into(),
        taken: Arc::clone(&taken),
    };
    let request = Request::post("/chat").header("content-type", NDJSON);
    let response = open(&gateway, request.body(body).unwrap()).await;
    let mut reply: Reply = response.into_body();
    for asked in 1..100 {
        text(&mut reply).await;
        assert_eq!(taken.load(Ordering::Relaxed), asked);
    }
}

#[tokio::test]
async fn streams_pass_the_size_cap_of_all_calls() {
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    let gateway = gateway_with(&[("GATEWAY_MAX_BODY", "8MiB")], move |_, request| {
        let seen = Arc::clone(&kept);
        async move { gather(request, &seen).await }
    });
    // A channel of a test has the default cap: 4 MiB.
    let line = |length| format!("{{\"orderId\":\"{}\"}}\n", "x".repeat(length));
    let body = parts([line(3 << 20), line(5 << 20)]);
    open(&gateway, sum(NDJSON, body)).await;
    assert_eq!(messages(&seen).len(), 1);
    let error = seen.lock().unwrap().error.take().unwrap();
    assert_eq!(error.code(), Code::ResourceExhausted, "{error}");
}

#[tokio::test]
async fn a_deadline_ends_a_stream_that_waits_for_its_client() {
    let (gateway, seen) = gathering(&[]);
    let (sender, body) = arriving();
    sender.send(Ok("{}\n".into())).unwrap();
    let mut request = sum(NDJSON, body);
    let timeout = http::HeaderValue::from_static("50m");
    request.headers_mut().insert("grpc-timeout", timeout);
    let response = open(&gateway, request).await;
    assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(messages(&seen).len(), 1);
    assert!(sender.is_closed(), "the body is let go");
}

/// How values may stand in a body.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Lines,
    Array,
    Sequence,
}

fn layout(values: &[Value], layout: Layout) -> (String, &'static str) {
    let texts: Vec<String> = values.iter().map(Value::to_string).collect();
    match layout {
        Layout::Lines => (texts.join("\r\n"), NDJSON),
        Layout::Array => (format!(" [{}]\n", texts.join(" ,")), "application/json"),
        Layout::Sequence => (texts.join("\n"), "application/json"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn messages_are_the_same_however_a_body_is_cut(
        ids in prop::collection::vec(r#"[a-z\[\]{}"\\,\n é]{0,12}"#, 0..6),
        form in prop::sample::select(vec![Layout::Lines, Layout::Array, Layout::Sequence]),
        cuts in prop::collection::vec(0..200_usize, 0..12),
    ) {
        let values: Vec<Value> = ids.iter().map(|id| value!({"tags": [id]})).collect();
        let (body, content_type) = layout(&values, form);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(body.len())).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| body.as_bytes()[cut[0]..cut[1]].to_vec());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (status, got) = runtime.block_on(async {
            let (gateway, seen) = gathering(&[]);
            let status = open(&gateway, sum(content_type, parts(pieces))).await.status();
            (status, messages(&seen))
        });
        prop_assert_eq!(status, StatusCode::OK);
        let expected: Vec<Bytes> = ids.iter().map(|id| {
            let length = u8::try_from(id.len()).unwrap();
            bound(&[&[34, length], id.as_bytes()].concat().into())
        }).collect();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn no_body_panics(
        body in prop::collection::vec(r#"[\[\]{}",:\\\n 1a]{0,20}"#, 0..5),
        lines in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (gateway, _) = gathering(&[("GATEWAY_MAX_BODY", "30")]);
            let content_type = if lines { NDJSON } else { "application/json" };
            let status = open(&gateway, sum(content_type, parts(body))).await.status();
            assert!(status.as_u16() < 500, "{status}");
        });
    }
}
