//! What is missing at the start and comes later.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tonica_kafka::Subscription;

use super::support::{
    PATIENCE, Probe, Running, producer, send, start, subscription, unique, until,
};
use super::{brokers, dev};

/// A port that nothing listens on yet.
async fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// Leads from that address to the broker.
fn broker_at(addr: SocketAddr) -> JoinHandle<()> {
    tokio::spawn(async move {
        let listener = TcpListener::bind(addr).await.unwrap();
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut far = TcpStream::connect(brokers()).await.unwrap();
                let _ = copy_bidirectional(&mut near, &mut far).await;
            });
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_topic_is_named_and_awaited() {
    let topic = unique("missing");
    let production = start(&[("KAFKA_BROKERS", &brokers())]);
    let probe = Probe::ok();
    let running = Running::start(&production, subscription(topic), &probe);
    let command = format!(
        "kafka-topics.sh --bootstrap-server {} --create --topic {topic}",
        brokers()
    );
    running
        .not_ready(&[&format!("topic {topic} is not there"), &command])
        .await;
    send(&dev(), topic, ["k:1".to_owned()]).await;
    until("it reads", || probe.count() == 1).await;
    running.ready().await;
    running.stop(PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_producer_names_a_missing_topic_and_goes_on_once_it_is_there() {
    let topic = unique("unwritten");
    let production = start(&[("KAFKA_BROKERS", &brokers())]);
    let producer = producer(&production, topic);
    assert!(production.readiness().is_ready());
    let error = producer.send(&"k:1".to_owned()).await.unwrap_err();
    assert!(error.is_unavailable());
    assert!(error.to_string().contains("kafka-topics.sh"), "{error}");
    let reasons = production.readiness().reasons();
    assert_eq!(reasons[0].0, "producer texts");
    send(&dev(), topic, ["k:0".to_owned()]).await;
    until("readiness recovers", || production.readiness().is_ready()).await;
    producer.send(&"k:1".to_owned()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_comes_late_is_used_without_a_restart() {
    let topic = unique("late");
    send(&dev(), topic, ["k:1".to_owned()]).await;
    let addr = free().await;
    let start = start(&[
        ("KAFKA_BROKERS", &addr.to_string()),
        ("KAFKA_SEND_TIMEOUT", "1s"),
    ]);
    let probe = Probe::ok();
    let letters = Subscription {
        dead_letter: None,
        ..subscription(topic)
    };
    let running = Running::start(&start, letters, &probe);
    let producer = producer(&start, topic);
    running
        .not_ready(&[
            &format!("Kafka at {addr} (KAFKA_BROKERS) can't be reached"),
            "refused",
        ])
        .await;
    let error = producer
        .send(&"k:2".to_owned())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("KAFKA_BROKERS") && error.contains("tonica dev"),
        "{error}"
    );
    assert!(!start.readiness().is_ready());
    let broker = broker_at(addr);
    until("it reads", || probe.count() == 1).await;
    running.ready().await;
    until("readiness recovers", || start.readiness().is_ready()).await;
    producer.send(&"k:2".to_owned()).await.unwrap();
    until("it reads on", || probe.count() == 2).await;
    running.stop(PATIENCE).await.unwrap();
    broker.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_producer_tells_what_is_wrong_now() {
    let topic = unique("first-kafka-then-topic");
    let addr = free().await;
    let production = start(&[
        ("KAFKA_BROKERS", &addr.to_string()),
        ("KAFKA_SEND_TIMEOUT", "500ms"),
    ]);
    let producer = producer(&production, topic);
    let error = producer.send(&"k:1".to_owned()).await.unwrap_err();
    assert!(error.to_string().contains("can't be reached"), "{error}");
    let broker = broker_at(addr);
    until("the missing topic is named", || {
        let reasons = production.readiness().reasons();
        reasons[0]
            .1
            .contains(&format!("topic {topic} is not there"))
    })
    .await;
    let error = producer.send(&"k:1".to_owned()).await.unwrap_err();
    assert!(error.to_string().contains("kafka-topics.sh"), "{error}");
    broker.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_without_a_broker_is_clean_and_quick() {
    let addr = free().await;
    let start = start(&[("KAFKA_BROKERS", &addr.to_string())]);
    let running = Running::start(&start, subscription("orders"), &Probe::ok());
    running.not_ready(&["can't be reached"]).await;
    running.stop(Duration::from_secs(5)).await.unwrap();
}
