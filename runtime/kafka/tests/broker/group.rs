//! Members that come and go.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::support::{
    PATIENCE, Probe, Running, committed, members, send, subscription, unique, until,
};
use super::{brokers, dev};

/// A handler that waits until the test lets it go on.
fn gated() -> (Probe, Arc<Semaphore>) {
    let gate = Arc::new(Semaphore::new(0));
    let inner = Arc::clone(&gate);
    let probe = Probe::new(move |_, _| {
        let gate = Arc::clone(&inner);
        async move {
            gate.acquire().await.unwrap().forget();
            Ok(())
        }
    });
    (probe, gate)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_flight_finishes_when_partitions_go_to_another_member() {
    let topic = unique("revoke");
    let start = dev();
    send(&start, topic, (0..60).map(|n| format!("k{n}:{n}"))).await;
    let (first, gate) = gated();
    let one = Running::start(&start, subscription(topic), &first);
    until("handlers run", || first.started.load(Ordering::SeqCst) == 8).await;
    // All 60 are in hand: eight started, the others queued. The second member asks for half.
    let second = Probe::ok();
    let two = Running::start(&start, subscription(topic), &second);
    gate.add_permits(1000);
    two.ready().await;
    send(&start, topic, (60..400).map(|n| format!("k{n}:{n}"))).await;
    until("all are handled", || first.count() + second.count() >= 400).await;
    until("the second has its share", || second.count() > 0).await;
    let mut texts = first.texts();
    texts.extend(second.texts());
    assert_eq!(texts.len(), 400, "none came twice");
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 400);
    one.stop(PATIENCE).await.unwrap();
    two.stop(PATIENCE).await.unwrap();
    assert_eq!(committed(&brokers(), topic, topic).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_partitions_is_healthy() {
    let topic = unique("idle");
    let start = dev();
    let members: Vec<_> = (0..7)
        .map(|_| Running::start(&start, subscription(topic), &Probe::ok()))
        .collect();
    for member in &members {
        member.ready().await;
    }
    for member in members {
        member.stop(PATIENCE).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_under_load_finishes_what_is_in_hand_and_loses_nothing() {
    let topic = unique("drain");
    let start = dev();
    send(
        &start,
        topic,
        (0..3000).map(|n| format!("k{}:{n}", n % 300)),
    )
    .await;
    let slow = || {
        Probe::new(|_, _| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(())
        })
    };
    let mut texts = Vec::new();
    while texts.len() < 3000 {
        let probe = slow();
        let enough = (3000 - texts.len()).min(700);
        let running = Running::start(&start, subscription(topic), &probe);
        until("some are handled", || probe.count() >= enough).await;
        running.stop(Duration::from_secs(10)).await.unwrap();
        texts.extend(probe.texts());
        assert_eq!(
            committed(&brokers(), topic, topic).await,
            texts.len() as i64
        );
        let left = members(&brokers(), topic).await;
        assert_eq!(left, 0, "the group doesn't wait for a member that has gone");
    }
    assert_eq!(texts.len(), 3000, "none came twice");
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 3000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_ends_at_its_deadline_and_what_it_cuts_off_comes_again() {
    let topic = unique("cut");
    let start = dev();
    send(&start, topic, (0..3).map(|n| format!("k{n}:{n}"))).await;
    let (stuck, _gate) = gated();
    let running = Running::start(&start, subscription(topic), &stuck);
    until("handlers run", || stuck.started.load(Ordering::SeqCst) == 3).await;
    let error = running
        .stop(Duration::from_secs(1))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("3 messages in hand"), "{error}");
    assert_eq!(committed(&brokers(), topic, topic).await, 0);
    let next = Probe::ok();
    let running = Running::start(&start, subscription(topic), &next);
    until("all come again", || next.count() == 3).await;
    running.stop(PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_pauses_beyond_its_deadline() {
    let topic = unique("pause");
    let start = dev();
    send(&start, topic, ["k:0".to_owned(), "k:1".to_owned()]).await;
    let failing = Probe::new(|_, _| async {
        Err(tonica_kafka::Failure::retry_after(
            "later",
            Duration::from_secs(3600),
        ))
    });
    let running = Running::start(&start, subscription(topic), &failing);
    until("it failed", || failing.started.load(Ordering::SeqCst) == 1).await;
    running.stop(PATIENCE).await.unwrap();
    assert_eq!(committed(&brokers(), topic, topic).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_done_comes_again_after_a_crash() {
    let topic = unique("crash");
    let start = dev();
    send(&start, topic, ["k:0", "k:1", "k:2"].map(str::to_owned)).await;
    let stuck = Probe::new(|message, _| async move {
        if message.offset() == 1 {
            std::future::pending::<()>().await;
        }
        Ok(())
    });
    let running = Running::start(&start, subscription(topic), &stuck);
    until("the first is handled", || stuck.count() == 1).await;
    running.crash().await;
    let probe = Probe::ok();
    let running = Running::start(&start, subscription(topic), &probe);
    until("the rest comes", || {
        probe.texts().ends_with(&["k:2".to_owned()])
    })
    .await;
    assert!(probe.texts().contains(&"k:1".to_owned()));
    running.stop(PATIENCE).await.unwrap();
}
