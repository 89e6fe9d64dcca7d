//! What a service elsewhere, or what stands before it, may answer instead of an answer: each becomes
//! the right status, and none of it tells a client where the service is.

use h2::Reason;
use tonic::{Code, Status};

use crate::fake::{Act, Answer, Fake, frame};
use crate::process::until;
use crate::{GET, LIST, call, detail, steady};

/// Without retries: each attempt is looked at.
const ONCE: (&str, &str) = ("GRPC_UPSTREAM_ATTEMPTS", "1");

/// Calls both kinds of methods, which must fail alike.
async fn refused(act: Act, code: Code) -> Status {
    let fake = Fake::new(move |_| act.clone()).await;
    let (_start, channel) = steady(&fake.addr(), &[ONCE]);
    for method in [LIST, GET] {
        let status = call(&channel, method).await.unwrap_err();
        assert_eq!(status.code(), code, "{method}: {status}");
        assert!(!status.message().contains("127.0.0.1"), "{status}");
        if method == GET {
            return status;
        }
    }
    unreachable!("GET is the last")
}

fn data(data: &[Vec<u8>]) -> Answer {
    Answer {
        data: data.to_vec(),
        ..Answer::default()
    }
}

fn page(status: u16) -> Act {
    Act::Answer(Answer {
        status,
        headers: vec![("content-type", b"text/html")],
        data: vec![b"<html><h1>10.0.0.7 is away</h1></html>".to_vec()],
        trailers: None,
    })
}

#[tokio::test]
async fn a_page_of_a_proxy_is_what_its_status_says() {
    for (status, code) in [
        (502, Code::Unavailable),
        (503, Code::Unavailable),
        (429, Code::Unavailable),
        (404, Code::Unimplemented),
        (401, Code::Unauthenticated),
        (403, Code::PermissionDenied),
        (400, Code::Internal),
        (500, Code::Unknown),
        (200, Code::Unknown),
    ] {
        let refused = refused(page(status), code).await;
        assert_eq!(refused.message(), "the answer of echo can't be read");
        let why = detail(&refused);
        assert!(
            why.contains(&status.to_string()) && why.contains("text/html"),
            "{why}"
        );
    }
}

#[tokio::test]
async fn a_status_without_a_message_is_passed_on() {
    let status = refused(Act::status(vec![("grpc-status", b"5")]), Code::NotFound).await;
    assert_eq!(status.message(), "");
}

#[tokio::test]
async fn a_status_that_can_not_be_read_is_unknown() {
    for value in [b"abc".as_slice(), b"99", b"", b"-1"] {
        refused(Act::status(vec![("grpc-status", value)]), Code::Unknown).await;
    }
}

#[tokio::test]
async fn a_message_of_a_status_that_is_no_text_does_not_hide_the_code() {
    let headers = vec![
        ("grpc-status", b"5".as_slice()),
        ("grpc-message", b"no %C3%A4 %FF %"),
    ];
    let status = refused(Act::status(headers), Code::NotFound).await;
    assert_eq!(status.message(), "no \u{e4} \u{fffd} %");
}

#[tokio::test]
async fn details_that_are_no_base64_are_left_out() {
    let headers = vec![
        ("grpc-status", b"5".as_slice()),
        ("grpc-status-details-bin", b"!!!"),
        ("grpc-message", b"gone"),
    ];
    let status = refused(Act::status(headers.clone()), Code::NotFound).await;
    assert_eq!((status.message(), status.details()), ("gone", &[][..]));
    let answer = Answer {
        trailers: Some(headers),
        ..Answer::default()
    };
    refused(Act::Answer(answer), Code::NotFound).await;
}

#[tokio::test]
async fn a_message_that_is_cut_off_is_an_internal_error() {
    for piece in [frame(0, 10, b"four"), vec![0, 0]] {
        refused(Act::Answer(data(&[piece])), Code::Internal).await;
    }
}

#[tokio::test]
async fn bytes_that_are_no_message_are_an_internal_error() {
    for piece in [frame(60, 5, b"html>"), frame(1, 4, b"zipp")] {
        refused(Act::Answer(data(&[piece])), Code::Internal).await;
    }
}

#[tokio::test]
async fn an_answer_of_none_or_two_messages_where_one_is_due_is_an_internal_error() {
    let two = [frame(0, 1, b"a"), frame(0, 1, b"b")];
    for data in [data(&[]), data(&two), data(&[two.concat()])] {
        let fake = Fake::new(move |_| Act::Answer(data.clone())).await;
        let (_start, channel) = steady(&fake.addr(), &[ONCE]);
        let status = call(&channel, GET).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal, "{status}");
    }
}

#[tokio::test]
async fn a_message_in_many_pieces_is_put_together() {
    let message = frame(0, 300, &[7; 300]);
    let pieces: Vec<_> = message.chunks(2).map(<[u8]>::to_vec).collect();
    let fake = Fake::new(move |_| Act::Answer(data(&pieces))).await;
    let (_start, channel) = steady(&fake.addr(), &[ONCE]);
    for method in [GET, LIST] {
        assert_eq!(call(&channel, method).await.unwrap(), [vec![7; 300]]);
    }
}

#[tokio::test]
async fn an_answer_that_ends_without_a_status_is_unknown() {
    let answer = Answer {
        trailers: None,
        ..Answer::default()
    };
    refused(Act::Answer(answer), Code::Unknown).await;
    let answer = Answer {
        trailers: Some(vec![("x-other", b"1")]),
        ..Answer::default()
    };
    refused(Act::Answer(answer), Code::Unknown).await;
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_by_its_header() {
    let act = Act::Answer(data(&[frame(0, 100 << 20, b"the rest never comes")]));
    let status = refused(act, Code::ResourceExhausted).await;
    assert!(status.message().contains("GRPC_MAX_RESPONSE"), "{status}");
}

#[tokio::test]
async fn an_encoding_that_nobody_asked_for_is_an_internal_error() {
    let mut answer = Answer::default();
    answer.headers.push(("grpc-encoding", b"snappy"));
    refused(Act::Answer(answer), Code::Internal).await;
}

#[tokio::test]
async fn a_reset_is_what_its_reason_says() {
    for (reason, code) in [
        (Reason::INTERNAL_ERROR, Code::Internal),
        (Reason::PROTOCOL_ERROR, Code::Internal),
        (Reason::CANCEL, Code::Cancelled),
        (Reason::ENHANCE_YOUR_CALM, Code::ResourceExhausted),
        (Reason::INADEQUATE_SECURITY, Code::PermissionDenied),
    ] {
        refused(Act::Reset(reason), code).await;
    }
}

#[tokio::test]
async fn what_does_not_speak_http2_is_told_apart() {
    for (bytes, hint) in [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), "HTTP/1"),
        (
            b"\x15\x03\x01\x00\x02\x02\x46",
            "it speaks TLS: use https://",
        ),
        (b"SSH-2.0-OpenSSH_9.9\r\n", r#"first bytes are "SSH-2.0-O""#),
        (b"", "no connection within 200ms"),
    ] {
        let fake = Fake::bytes(bytes).await;
        let (start, channel) = steady(&fake.addr(), &[ONCE, ("GRPC_CONNECT_TIMEOUT", "200ms")]);
        until("readiness is told why", || {
            let reasons = start.readiness().reasons();
            reasons.iter().any(|(_, reason)| reason.contains(hint))
        })
        .await;
        let status = call(&channel, GET).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable, "{status}");
        assert_eq!(status.message(), "echo can't be reached");
        assert!(detail(&status).contains(hint), "{status}");
    }
}

#[tokio::test]
async fn a_connection_that_no_longer_answers_pings_is_opened_anew() {
    // The SETTINGS of a server, after which it reads on and says no word.
    let fake = Fake::bytes(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await;
    let settings = [
        ("GRPC_UPSTREAM_CONNECTIONS", "1"),
        ("GRPC_UPSTREAM_KEEPALIVE", "10ms"),
        ("GRPC_UPSTREAM_KEEPALIVE_TIMEOUT", "10ms"),
    ];
    let (_start, channel) = steady(&fake.addr(), &settings);
    until("it is connected again", || fake.connections() > 2).await;
    drop(channel);
}
