//! A topic that is deleted and made anew under a consumer.

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;

use super::support::{PATIENCE, Probe, Running, send, subscription, unique, until};
use super::{brokers, dev};

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_made_anew_is_read_from_its_begin() {
    let topic = unique("anew");
    let texts = |from: i32| (from..from + 5).map(|n| format!("k:{n}"));
    send(&dev(), topic, texts(0)).await;
    let probe = Probe::ok();
    let running = Running::start(&dev(), subscription(topic), &probe);
    until("the first are handled", || probe.count() == 5).await;
    let admin: AdminClient<DefaultClientContext> = ClientConfig::new()
        .set("bootstrap.servers", brokers())
        .create()
        .unwrap();
    let deleted = admin.delete_topics(&[topic], &AdminOptions::new()).await;
    deleted.unwrap()[0].as_ref().unwrap();
    send(&dev(), topic, texts(5).take(3)).await;
    until("those of the new one are handled", || probe.count() == 8).await;
    running.stop(PATIENCE).await.unwrap();
}
