//! Order, acknowledgement and retries.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tonica_kafka::Failure;

use super::support::{
    PATIENCE, Probe, Running, committed, of_key, send, subscription, unique, until,
};
use super::{brokers, dev};

#[tokio::test(flavor = "multi_thread")]
async fn keys_keep_their_order_and_all_is_committed_at_the_stop() {
    let topic = unique("order");
    let start = dev();
    let texts = (0..2000).map(|n| format!("k{}:{n}", n % 50));
    send(&start, topic, texts).await;
    // Odd ones take longer, so that an order that is only luck breaks.
    let probe = Probe::new(|message, _| async move {
        if message.offset() % 7 == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    });
    let running = Running::start(&start, subscription(topic), &probe);
    until("all are handled", || probe.count() == 2000).await;
    running.stop(PATIENCE).await.unwrap();
    let texts = probe.texts();
    assert_eq!(texts.len(), 2000, "none came twice");
    for key in 0..50 {
        let numbers: Vec<u32> = of_key(&texts, &format!("k{key}"))
            .iter()
            .map(|text| text.split_once(':').unwrap().1.parse().unwrap())
            .collect();
        assert_eq!(numbers.len(), 40);
        assert!(numbers.is_sorted(), "k{key}: {numbers:?}");
    }
    assert_eq!(committed(&brokers(), topic, topic).await, 2000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_message_blocks_its_key_only_and_holds_the_watermark() {
    let topic = unique("retry");
    let start = dev();
    send(&start, topic, (0..100).map(|n| format!("k{}:{n}", n % 10))).await;
    let mended = Arc::new(AtomicBool::new(false));
    let broken = Arc::clone(&mended);
    let probe = Probe::new(move |message, _| {
        let broken = message.starts_with("k3:") && !broken.load(Ordering::SeqCst);
        async move {
            if broken {
                return Err(Failure::retry("the shelf is empty"));
            }
            Ok(())
        }
    });
    let mut subscription = subscription(topic);
    subscription.retry.attempts = u32::MAX;
    let running = Running::start(&start, subscription, &probe);
    until("the other keys are handled", || probe.count() == 90).await;
    assert!(of_key(&probe.texts(), "k3").is_empty());
    // What is above the first failed one of its partition is not acknowledged.
    assert!(committed(&brokers(), topic, topic).await < 100);
    mended.store(true, Ordering::SeqCst);
    until("the key goes on", || probe.count() == 100).await;
    let own = of_key(&probe.texts(), "k3");
    assert_eq!(
        own,
        (0..10)
            .map(|n| format!("k3:{}", n * 10 + 3))
            .collect::<Vec<_>>()
    );
    running.stop(PATIENCE).await.unwrap();
    assert_eq!(committed(&brokers(), topic, topic).await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_tried_again() {
    let topic = unique("panic");
    let start = dev();
    send(&start, topic, ["k:0".to_owned()]).await;
    let probe = Probe::new(|message, _| async move {
        assert!(message.attempt() > 2, "once more");
        Ok(())
    });
    let running = Running::start(&start, subscription(topic), &probe);
    until("it is handled", || probe.count() == 1).await;
    assert_eq!(probe.seen.lock().unwrap()[0].attempt, 3);
    running.stop(PATIENCE).await.unwrap();
}
