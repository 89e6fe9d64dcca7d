//! The rows of the table of settings that Kafka brings.

use tonica_runtime::{Kind, Setting};

pub(crate) const BROKERS: &str = "KAFKA_BROKERS";
pub(crate) const SEND_TIMEOUT: &str = "KAFKA_SEND_TIMEOUT";
pub(crate) const CONSUMER_TOPIC: &str = "CONSUMER_TOPIC";

/// The value of `KAFKA_BROKERS` that asks for a broker in this process.
pub(crate) const IN_PROCESS: &str = "in-process";

/// Where Kafka listens if nobody says otherwise.
pub(crate) const DEFAULT_BROKERS: &str = "127.0.0.1:9092";

/// The settings of consumers and producers: `KAFKA_BROKERS`, `KAFKA_SEND_TIMEOUT` and
/// `CONSUMER_TOPIC`.
pub fn settings() -> Vec<Setting> {
    let brokers = Kind::Shape {
        name: "HOST:PORT,…",
        check: check_brokers,
    };
    let row = |name, kind, default, help| Setting::new(name, kind, default, help).group("Kafka");
    vec![
        row(
            BROKERS,
            brokers,
            Some(DEFAULT_BROKERS),
            "Kafka's brokers, or in-process: a small one in memory, for a developer's machine",
        ),
        row(
            SEND_TIMEOUT,
            Kind::Duration,
            Some("2s"),
            "How long a message may take to the broker; below a call's deadline",
        ),
        row(
            CONSUMER_TOPIC,
            Kind::List,
            None,
            "Topics whose consumers run here; all if not set",
        ),
    ]
}

/// A list of `host:port`, or the one word.
fn check_brokers(value: &str) -> Result<(), String> {
    if value == IN_PROCESS {
        return Ok(());
    }
    value.split(',').try_for_each(|broker| {
        let right = broker.trim().rsplit_once(':').is_some_and(|(host, port)| {
            let bracketed = host.starts_with('[') && host.ends_with(']');
            let host_is_right = !host.is_empty()
                && !host.contains(['/', '@', ' '])
                && (bracketed || !host.contains(':'));
            host_is_right && port.parse::<u16>().is_ok_and(|port| port != 0)
        });
        if right {
            Ok(())
        } else {
            Err("is not host:port (several with commas between), nor in-process".to_owned())
        }
    })
}
