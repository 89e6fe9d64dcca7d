//! Endpoints that fail are left out, for a while, and never too many of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonica_grpc::Channel;
use tonica_runtime::Start;

use crate::fake::{Act, Fake};
use crate::process::until;
use crate::{PUT, call, endpoints, metric, steady};

const EJECTIONS: &str = r#"grpc_upstream_ejections_total{service="echo.v1.Echo"}"#;

/// Calls the endpoints with these settings, once all are up.
async fn calling(fakes: &[&Fake], settings: &[(&str, &str)]) -> (Start, Channel) {
    let addrs: Vec<_> = fakes.iter().map(|fake| fake.addr()).collect();
    let (start, channel) = steady(&addrs.join(","), settings);
    let all = fakes.len() as u64;
    until("all are up", || endpoints(&start, "up") == all).await;
    (start, channel)
}

/// Makes so many calls; how many failed.
async fn failed(channel: &Channel, count: usize) -> usize {
    let mut failed = 0;
    for _ in 0..count {
        failed += usize::from(call(channel, PUT).await.is_err());
    }
    failed
}

#[tokio::test]
async fn one_that_fails_five_times_in_a_row_is_left_out() {
    let bad = Fake::new(|_| Act::unavailable()).await;
    let good = Fake::new(|_| Act::ok()).await;
    let (start, channel) = calling(&[&bad, &good], &[("GRPC_UPSTREAM_EJECTION", "1h")]).await;
    assert_eq!(failed(&channel, 50).await, 5);
    assert_eq!(bad.count(), 5);
    assert_eq!(metric(&start, EJECTIONS), Some(1));
    assert_eq!(
        (endpoints(&start, "up"), endpoints(&start, "ejected")),
        (1, 1)
    );
}

#[tokio::test]
async fn lost_connections_count_and_other_answers_do_not() {
    let bad = Fake::new(|_| Act::HangUp).await;
    let good = Fake::new(|_| Act::status(vec![("grpc-status", b"13")])).await;
    let (start, channel) = calling(&[&bad, &good], &[("GRPC_UPSTREAM_EJECTION", "1h")]).await;
    while metric(&start, EJECTIONS).is_none() {
        failed(&channel, 1).await;
    }
    assert_eq!(bad.count(), 5);
}

#[tokio::test]
async fn one_that_works_now_and_then_is_kept() {
    let half = Fake::new(|nth| {
        if nth % 4 == 3 {
            Act::ok()
        } else {
            Act::unavailable()
        }
    })
    .await;
    let good = Fake::new(|_| Act::ok()).await;
    let (start, channel) = calling(&[&half, &good], &[("GRPC_UPSTREAM_EJECTION", "1h")]).await;
    failed(&channel, 40).await;
    assert_eq!((half.count(), metric(&start, EJECTIONS)), (20, None));
}

#[tokio::test]
async fn it_is_tried_again_with_one_call_and_comes_back_when_that_is_answered() {
    let works = Arc::new(AtomicBool::new(false));
    let script = Arc::clone(&works);
    let bad = Fake::new(move |_| match script.load(Ordering::Relaxed) {
        true => Act::ok(),
        false => Act::unavailable(),
    })
    .await;
    let good = Fake::new(|_| Act::ok()).await;
    let (start, channel) = calling(&[&bad, &good], &[("GRPC_UPSTREAM_EJECTION", "10ms")]).await;
    while bad.count() < 8 {
        failed(&channel, 1).await;
    }
    assert_eq!(
        metric(&start, EJECTIONS),
        Some(1),
        "it never came back between"
    );
    works.store(true, Ordering::Relaxed);
    while endpoints(&start, "up") < 2 {
        assert_eq!(failed(&channel, 1).await, 0);
    }
    let before = bad.count();
    assert_eq!(failed(&channel, 10).await, 0);
    assert_eq!(bad.count(), before + 5);
}

#[tokio::test]
async fn a_call_that_finds_nothing_out_leaves_it_out() {
    let bad = Fake::new(|nth| {
        if nth < 5 {
            Act::unavailable()
        } else {
            Act::Silence
        }
    })
    .await;
    let good = Fake::new(|_| Act::ok()).await;
    let (start, channel) = calling(&[&bad, &good], &[("GRPC_UPSTREAM_EJECTION", "10ms")]).await;
    failed(&channel, 10).await;
    while bad.count() < 7 {
        let waits = call(&channel, PUT);
        let _ = tokio::time::timeout(std::time::Duration::from_millis(10), waits).await;
    }
    assert_eq!(endpoints(&start, "ejected"), 1);
}

#[tokio::test]
async fn the_last_one_is_never_left_out_and_neither_is_more_than_half() {
    let only = Fake::new(|_| Act::unavailable()).await;
    let (start, channel) = calling(&[&only], &[("GRPC_UPSTREAM_EJECTION", "1h")]).await;
    assert_eq!(failed(&channel, 20).await, 20);
    assert_eq!((only.count(), metric(&start, EJECTIONS)), (20, None));

    let bad = [Fake::new(|_| Act::unavailable()).await, only];
    let good = Fake::new(|_| Act::ok()).await;
    let all = [&bad[0], &bad[1], &good];
    let (start, channel) = calling(&all, &[("GRPC_UPSTREAM_EJECTION", "1h")]).await;
    failed(&channel, 60).await;
    assert_eq!(metric(&start, EJECTIONS), Some(1));
}

#[tokio::test]
async fn one_that_is_left_out_is_better_than_none() {
    let bad = Fake::new(|_| Act::unavailable()).await;
    let good = Fake::new(|_| Act::ok()).await;
    let (start, channel) = calling(&[&bad, &good], &[("GRPC_UPSTREAM_EJECTION", "1h")]).await;
    failed(&channel, 10).await;
    assert_eq!(endpoints(&start, "ejected"), 1);
    good.stop();
    until("the other is down", || endpoints(&start, "down") == 1).await;
    let before = bad.count();
    failed(&channel, 1).await;
    assert_eq!(bad.count(), before + 1);
}
