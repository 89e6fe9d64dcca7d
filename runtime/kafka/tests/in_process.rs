//! Consumers and producers over the broker in the process, as on a developer's machine.

mod support;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use support::{
    PATIENCE, Probe, Running, of_key, producer, send, start, subscription, unique, until,
};
use tonica_kafka::{
    Consumers, Failure, Producer, Received, SendError, Subscription, Topic, consumers, settings,
    to_protobuf,
};
use tonica_runtime::{Kind, Part, Start};

const IN_PROCESS: (&str, &str) = ("KAFKA_BROKERS", "in-process");

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_handled_in_the_order_of_its_key() {
    let topic = unique("all");
    let start = start(&[IN_PROCESS, ("KAFKA_SEND_TIMEOUT", "30s")]);
    let probe = Probe::ok();
    let running = Running::start(&start, subscription(topic), &probe);
    running.ready().await;
    send(
        &start,
        topic,
        (0..300).map(|n| format!("k{}:{n:03}", n % 10)),
    )
    .await;
    until("all are handled", || probe.count() == 300).await;
    let texts = probe.texts();
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 300);
    assert!((0..10).all(|key| of_key(&texts, &format!("k{key}")).is_sorted()));
    let metrics = start.metrics().text();
    let labels = format!("{{consumer=\"probe\",topic=\"{topic}\"}}");
    assert!(
        metrics.contains(&format!("consumer_messages_processed_total{labels} 300")),
        "{metrics}"
    );
    assert!(
        metrics.contains("consumer_processing_duration_seconds_count"),
        "{metrics}"
    );
    running.stop(PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poison_message_is_buried_and_the_rest_flows() {
    let topic = unique("poison");
    let letters: &'static str = format!("{topic}.dlq").leak();
    let start = start(&[IN_PROCESS, ("KAFKA_SEND_TIMEOUT", "30s")]);
    send(&start, topic, ["a:1", "b:bad", "c:2"].map(str::to_owned)).await;
    let probe = Probe::new(|message, _| async move {
        if message.ends_with("bad") {
            return Err(Failure::reject("no such order"));
        }
        Ok(())
    });
    let subscription_with = Subscription {
        dead_letter: Some(letters),
        ..subscription(topic)
    };
    let running = Running::start(&start, subscription_with, &probe);
    until("the good ones are handled", || probe.count() == 2).await;
    let undertaker = Probe::ok();
    let second = Running::start(&start, subscription(letters), &undertaker);
    until("the bad one is buried", || undertaker.count() == 1).await;
    assert_eq!(undertaker.texts(), ["b:bad"]);
    running.stop(PATIENCE).await.unwrap();
    second.stop(PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_without_end_costs_no_slot() {
    let topic = unique("endless");
    let start = start(&[IN_PROCESS, ("KAFKA_SEND_TIMEOUT", "30s")]);
    let probe = Probe::new(|message, _| async move {
        if message.starts_with("endless") {
            return Err(Failure::retry_after("never again", Duration::MAX));
        }
        Ok(())
    });
    let one = Subscription {
        concurrency: 1,
        ..subscription(topic)
    };
    let running = Running::start(&start, one, &probe);
    send(&start, topic, ["endless:1".to_owned()]).await;
    until("it failed", || probe.started.load(Ordering::SeqCst) == 1).await;
    send(&start, topic, ["k:2".to_owned()]).await;
    until("the other is handled", || probe.count() == 1).await;
    running.stop(PATIENCE).await.unwrap();
}

#[tokio::test]
async fn a_producer_without_kafka_says_how_to_start_it() {
    // Nothing listens there: the port is the one of discarded data.
    let start = start(&[
        ("KAFKA_BROKERS", "127.0.0.1:9"),
        ("KAFKA_SEND_TIMEOUT", "300ms"),
    ]);
    let producer = producer(&start, "orders");
    assert!(
        start.readiness().is_ready(),
        "no dependency before the first use"
    );
    let error: SendError = producer.send(&"k:1".to_owned()).await.unwrap_err();
    let text = error.to_string();
    for word in [
        "texts",
        "orders",
        "127.0.0.1:9 (KAFKA_BROKERS)",
        "start Kafka",
        "`tonica dev`",
    ] {
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(tonic::Status::from(error).code(), tonic::Code::Unavailable);
    assert_eq!(start.readiness().reasons()[0].0, "producer texts");
}

#[tokio::test]
async fn a_test_producer_keeps_what_was_sent() {
    let producer = Producer::test(Topic {
        name: "texts",
        topic: "orders",
        encode: to_protobuf,
        key: |_: &String| None,
    });
    producer.clone().send(&"one".to_owned()).await.unwrap();
    assert_eq!(producer.sent(), ["one"]);
    let received = Received::test("one".to_owned())
        .with_key("k")
        .with_header("traceparent", "00-a");
    assert_eq!(
        (received.key(), received.trace_parent()),
        (Some(&b"k"[..]), Some("00-a"))
    );
}

#[tokio::test]
async fn topics_select_consumers_and_an_unknown_one_is_refused() {
    let build = |topics: &str| {
        let start: Start = start(&[("CONSUMER_TOPIC", topics)]);
        let all = || {
            Consumers::new()
                .with(subscription("orders"), |_| Probe::ok())
                .with(subscription("mails"), |_| Probe::ok())
        };
        let part: Box<dyn Part<()>> = Box::new(consumers(all));
        part.build(&start, Some(().into()))
            .map(|components| components.len())
    };
    assert_eq!(build("orders").unwrap(), 1);
    assert_eq!(build("orders,mails").unwrap(), 2);
    let error = build("orders,parcels").unwrap_err();
    assert!(error.is_config());
    assert_eq!(
        error.to_string(),
        "CONSUMER_TOPIC: this binary consumes no topic named parcels; its topics are: mails, orders"
    );
    let all = || Consumers::new().with(another("mails"), |_| Probe::ok());
    let part: Box<dyn Part<()>> = Box::new(consumers(all));
    let start = start(&[("CONSUMER_TOPIC", "mails")]);
    let error = part.build(&start, Some(().into())).err().unwrap();
    assert!(
        error.to_string().contains("leaves no consumer to run"),
        "{error}"
    );
}

/// One that `APP_CONSUMERS` leaves out.
fn another(topic: &'static str) -> Subscription<String> {
    Subscription {
        name: "another",
        ..subscription(topic)
    }
}

#[test]
fn brokers_are_checked_when_the_configuration_is_read() {
    let rows = settings();
    let brokers = rows.iter().find(|row| row.env == "KAFKA_BROKERS").unwrap();
    assert!(matches!(brokers.kind, Kind::Shape { .. }));
    for right in ["in-process", "127.0.0.1:9092", "a:1, b.c:2,[::1]:9092"] {
        assert_eq!(brokers.kind.check(right), Ok(()), "{right}");
    }
    for wrong in [
        "kafka",
        "kafka:0",
        "kafka:99999",
        ":9092",
        "http://kafka:9092",
        "a:1,,b:2",
    ] {
        assert!(brokers.kind.check(wrong).is_err(), "{wrong}");
    }
}
