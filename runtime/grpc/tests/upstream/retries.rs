//! Which calls are tried again, and how often.

use std::time::Duration;

use h2::Reason;
use tonic::{Code, Request, Status};
use tonica_grpc::{Channel, Payload};

use crate::fake::{Act, Fake};
use crate::{GET, LIST, PUT, call, metric, steady};

/// One connection, so that one that is lost is the one.
const ONE: (&str, &str) = ("GRPC_UPSTREAM_CONNECTIONS", "1");
const RETRIES: &str = r#"grpc_upstream_retries_total{service="echo.v1.Echo",method="Say"}"#;

#[tokio::test]
async fn an_idempotent_call_is_tried_three_times_in_all() {
    let fake = Fake::new(|_| Act::unavailable()).await;
    let (start, channel) = steady(&fake.addr(), &[]);
    let status = call(&channel, GET).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unavailable, "full")
    );
    assert_eq!(fake.count(), 3);
    let attempts = fake.header("grpc-previous-rpc-attempts");
    assert_eq!(attempts, [None, Some("1".to_owned()), Some("2".to_owned())]);
    assert_eq!(metric(&start, RETRIES), Some(2));
}

#[tokio::test]
async fn a_retry_that_is_answered_is_the_answer() {
    for method in [GET, LIST] {
        let fake = Fake::new(|nth| match nth {
            0 => Act::unavailable(),
            _ => Act::ok(),
        })
        .await;
        let (_start, channel) = steady(&fake.addr(), &[]);
        assert_eq!(call(&channel, method).await.unwrap(), [b""]);
        assert_eq!(fake.count(), 2);
    }
}

#[tokio::test]
async fn a_retry_goes_to_another_endpoint() {
    let bad = Fake::new(|_| Act::unavailable()).await;
    let good = Fake::new(|_| Act::ok()).await;
    let addrs = format!("{},{}", bad.addr(), good.addr());
    let (start, channel) = steady(&addrs, &[("GRPC_UPSTREAM_EJECTION", "0")]);
    crate::process::until("both are up", || crate::endpoints(&start, "up") == 2).await;
    for _ in 0..10 {
        call(&channel, GET).await.unwrap();
    }
    assert_eq!((bad.count(), good.count()), (5, 10));
}

#[tokio::test]
async fn other_calls_and_other_codes_are_not_tried_again() {
    let fake = Fake::new(|_| Act::unavailable()).await;
    let (_start, channel) = steady(&fake.addr(), &[]);
    call(&channel, PUT).await.unwrap_err();
    assert_eq!(fake.count(), 1, "a method that is not idempotent");
    let fake = Fake::new(|_| Act::unavailable()).await;
    let (_start, channel) = steady(&fake.addr(), &[("GRPC_UPSTREAM_ATTEMPTS", "1")]);
    call(&channel, GET).await.unwrap_err();
    assert_eq!(fake.count(), 1, "retries are off");
    let fake = Fake::new(|_| Act::status(vec![("grpc-status", b"13")])).await;
    let (_start, channel) = steady(&fake.addr(), &[]);
    call(&channel, GET).await.unwrap_err();
    assert_eq!(fake.count(), 1, "INTERNAL");
}

#[tokio::test]
async fn a_stream_of_requests_is_not_tried_again() {
    let fake = Fake::new(|_| Act::unavailable()).await;
    let (_start, channel) = steady(&fake.addr(), &[]);
    let messages = futures_util::stream::iter([Ok(b"\n\x02hi".as_slice().into())]);
    let payload = Payload::Many(Box::pin(messages));
    let status = channel.call(GET, Request::new(payload)).await.unwrap_err();
    assert_eq!((status.code(), fake.count()), (Code::Unavailable, 1));
}

#[tokio::test]
async fn a_lost_connection_costs_only_calls_that_can_not_be_repeated() {
    for (method, requests) in [(GET, 2), (PUT, 1)] {
        let fake = Fake::new(|nth| match nth {
            0 => Act::HangUp,
            _ => Act::ok(),
        })
        .await;
        let (_start, channel) = steady(&fake.addr(), &[ONE]);
        let answer = call(&channel, method).await;
        assert_eq!(answer.is_ok(), method == GET, "{answer:?}");
        assert_eq!(fake.count(), requests);
    }
}

#[tokio::test]
async fn what_was_refused_unseen_is_sent_again_whatever_it_is() {
    let fake = Fake::new(|nth| match nth {
        0..3 => Act::Reset(Reason::REFUSED_STREAM),
        _ => Act::ok(),
    })
    .await;
    let (start, channel) = steady(&fake.addr(), &[ONE]);
    call(&channel, PUT).await.unwrap();
    assert_eq!(fake.count(), 4);
    let attempts = fake.header("grpc-previous-rpc-attempts");
    assert_eq!(
        attempts,
        [None, None, None, None],
        "nobody saw those before"
    );
    assert_eq!(metric(&start, RETRIES), None);
}

#[tokio::test]
async fn what_a_server_that_goes_away_did_not_see_is_sent_to_another() {
    // SETTINGS and a GOAWAY that says: no stream was or will be processed.
    let leaving = Fake::bytes(&[
        0, 0, 0, 4, 0, 0, 0, 0, 0, //
        0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ])
    .await;
    let good = Fake::new(|_| Act::ok()).await;
    let (_start, channel) = steady(&format!("{},{}", leaving.addr(), good.addr()), &[]);
    for _ in 0..20 {
        call(&channel, PUT).await.unwrap();
    }
    assert_eq!(good.count(), 20);
}

async fn pushed_back(millis: &'static [u8]) -> (Fake, Result<(), Status>) {
    let fake = Fake::new(move |nth| match nth {
        0 => Act::status(vec![
            ("grpc-status", b"14"),
            ("grpc-retry-pushback-ms", millis),
        ]),
        _ => Act::ok(),
    })
    .await;
    let (_start, channel) = steady(&fake.addr(), &[]);
    let answer = call(&channel, GET).await;
    (fake, answer.map(drop))
}

#[tokio::test]
async fn a_service_says_when_to_come_back_or_not_to() {
    let (fake, answer) = pushed_back(b"1").await;
    assert_eq!((answer.is_ok(), fake.count()), (true, 2), "soon");
    for never in [b"-1".as_slice(), b"soon", b"3600000"] {
        let (fake, answer) = pushed_back(never).await;
        assert_eq!((answer.is_ok(), fake.count()), (false, 1), "{never:?}");
    }
}

/// Calls until this many calls have ended.
async fn many(channel: &Channel, count: usize) -> usize {
    let mut failed = 0;
    for _ in 0..count {
        failed += usize::from(call(channel, GET).await.is_err());
    }
    failed
}

#[tokio::test]
async fn retries_end_with_their_budget() {
    let fake = Fake::new(|_| Act::unavailable()).await;
    let (start, channel) = steady(&fake.addr(), &[]);
    assert_eq!(many(&channel, 200).await, 200);
    // Ten at the start, a fifth of the calls, and one a second, which this doesn't take a minute.
    let retries = fake.count() - 200;
    assert!((50..110).contains(&retries), "{retries}");
    let refused = r#"grpc_upstream_retries_refused_total{service="echo.v1.Echo"}"#;
    assert!(metric(&start, refused).unwrap() > 100);
}

#[tokio::test]
async fn no_attempt_begins_after_the_deadline() {
    let fake = Fake::new(|nth| match nth {
        0 => Act::unavailable(),
        _ => Act::Silence,
    })
    .await;
    let (_start, channel) = steady(&fake.addr(), &[]);
    let mut request = Request::new(Payload::One(bytes::Bytes::new()));
    request.set_timeout(Duration::from_millis(300));
    let status = channel.call(GET, request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status}");
    let left = fake.header("grpc-timeout");
    let micros = |nth: usize| -> u32 {
        let left = left[nth].as_deref().unwrap().trim_end_matches('u');
        left.parse().unwrap()
    };
    assert!(micros(1) < micros(0), "{left:?}");
}
