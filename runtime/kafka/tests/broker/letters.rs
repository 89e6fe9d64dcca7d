//! Messages that can't be handled.

use std::sync::atomic::{AtomicBool, Ordering};

use tonica_kafka::{Failure, NotDecoded, Subscription, from_protobuf};

use super::support::{
    PATIENCE, Probe, Running, committed, send, start, subscription, unique, until,
};
use super::{brokers, dev};

/// A probe that rejects `bad`, retries `weak` in vain and takes the others.
fn picky() -> Probe {
    Probe::new(|message, _| async move {
        match message.split_once(':').map(|(_, what)| what) {
            Some("bad") => Err(Failure::reject("no such order")),
            Some("weak") => Err(Failure::retry("the stock is away")),
            _ => Ok(()),
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_handled_goes_to_the_dead_letter_topic_with_its_origin() {
    let topic = unique("poison");
    let letters: &'static str = format!("{topic}.dlq").leak();
    let start = dev();
    let texts = ["a:1", "b:bad", "c:weak", "d:undecodable", "e:2", "b:3"];
    send(&start, topic, texts.map(str::to_owned)).await;
    let subscription = Subscription {
        decode: |bytes| match from_protobuf::<String>(bytes)? {
            text if text.ends_with("undecodable") => Err(NotDecoded::new("not ours")),
            text => Ok(text),
        },
        dead_letter: Some(letters),
        ..subscription(topic)
    };
    let probe = picky();
    let running = Running::start(&start, subscription, &probe);
    until("the good ones are handled", || probe.count() == 3).await;
    let undertaker = Probe::ok();
    let second = Running::start(&start, super::support::subscription(letters), &undertaker);
    until("the bad ones are buried", || undertaker.count() == 3).await;
    running.stop(PATIENCE).await.unwrap();
    second.stop(PATIENCE).await.unwrap();
    assert_eq!(committed(&brokers(), topic, topic).await, 6);
    let seen = undertaker.seen.lock().unwrap().clone();
    for (text, attempts, error) in [
        ("b:bad", "1", "no such order"),
        ("c:weak", "3", "the stock is away"),
        ("d:undecodable", "1", "not ours"),
    ] {
        let letter = seen.iter().find(|letter| letter.text == text).unwrap();
        let header = |name: &str| {
            let found = letter
                .headers
                .iter()
                .find(|header| header.0 == format!("dead-letter-{name}"));
            found.unwrap().1.clone()
        };
        assert_eq!(header("topic"), topic);
        assert_eq!(header("group"), topic);
        assert_eq!(header("attempts"), attempts);
        assert_eq!(header("error"), error);
        assert!(header("partition").parse::<i32>().is_ok());
        assert!(header("offset").parse::<i64>().is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_halt_acknowledges_nothing_and_says_where_and_what_to_do() {
    let topic = unique("halt");
    let start = dev();
    send(&start, topic, (0..20).map(|n| format!("k:{n}"))).await;
    let stub = Probe::new(|_, _| async { Err(Failure::halt("probe is not written yet")) });
    let running = Running::start(&start, subscription(topic), &stub);
    running
        .not_ready(&[
            "probe",
            topic,
            "partition ",
            "offset 0",
            "not written yet",
            "start again",
        ])
        .await;
    assert_eq!(stub.started.load(Ordering::SeqCst), 1);
    running.stop(PATIENCE).await.unwrap();
    assert_eq!(committed(&brokers(), topic, topic).await, 0);
    let written = Probe::ok();
    let running = Running::start(&start, subscription(topic), &written);
    until("all are there still", || written.count() == 20).await;
    running.stop(PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_dead_letter_topic_a_rejected_message_halts() {
    let topic = unique("reject");
    let start = dev();
    send(&start, topic, ["b:bad".to_owned(), "b:2".to_owned()]).await;
    let probe = picky();
    let running = Running::start(&start, subscription(topic), &probe);
    running.not_ready(&["no such order", topic]).await;
    running.stop(PATIENCE).await.unwrap();
    assert_eq!(probe.count(), 0);
    assert_eq!(committed(&brokers(), topic, topic).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_dead_letter_topic_what_may_pass_is_tried_until_it_has() {
    static AWAY: AtomicBool = AtomicBool::new(true);
    let topic = unique("outage");
    let start = dev();
    send(&start, topic, ["b:1".to_owned()]).await;
    let probe = Probe::new(|_, _| async {
        if AWAY.load(Ordering::SeqCst) {
            return Err(Failure::retry("the stock is away"));
        }
        Ok(())
    });
    let running = Running::start(&start, subscription(topic), &probe);
    running
        .not_ready(&["the stock is away", topic, "until it succeeds"])
        .await;
    assert_eq!(committed(&brokers(), topic, topic).await, 0);
    AWAY.store(false, Ordering::SeqCst);
    until("it is handled", || probe.count() == 1).await;
    running.ready().await;
    running.stop(PATIENCE).await.unwrap();
    assert_eq!(committed(&brokers(), topic, topic).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_that_can_not_be_written_is_held_until_it_can() {
    let topic = unique("held");
    let letters: &'static str = format!("{topic}.dlq").leak();
    send(&dev(), topic, ["b:bad", "b:2", "c:3"].map(str::to_owned)).await;
    let production = start(&[("KAFKA_BROKERS", &brokers())]);
    let subscription = Subscription {
        dead_letter: Some(letters),
        ..subscription(topic)
    };
    let probe = picky();
    let running = Running::start(&production, subscription, &probe);
    until("the others go on", || probe.count() == 1).await;
    running
        .not_ready(&[letters, "kafka-topics.sh", "held", "offset 0"])
        .await;
    assert_eq!(probe.texts(), ["c:3"]);
    send(&dev(), letters, ["x:1".to_owned()]).await;
    until("its key goes on", || probe.count() == 2).await;
    running.ready().await;
    running.stop(PATIENCE).await.unwrap();
    assert_eq!(committed(&brokers(), topic, topic).await, 3);
}
