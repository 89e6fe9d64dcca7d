//! Where Kafka is, how this process talks to it, and the small broker of a developer's machine.

use rdkafka::ClientConfig;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, Producer as _};
use tonica_runtime::{Error, Start};

use crate::settings::{BROKERS, DEFAULT_BROKERS, IN_PROCESS};

/// The brokers of a process.
pub(crate) struct Brokers {
    addresses: String,
    client_id: String,
    /// The client that the broker in this process belongs to.
    in_process: Option<BaseProducer>,
}

impl Brokers {
    /// As `KAFKA_BROKERS` says; with `in-process` it starts that one.
    ///
    /// # Errors
    /// The broker in this process can't be started.
    pub(crate) fn of(start: &Start) -> Result<Self, Error> {
        let addresses = start
            .text(BROKERS)
            .unwrap_or_else(|| DEFAULT_BROKERS.to_owned());
        let client_id = start
            .text("APP_NAME")
            .unwrap_or_else(|| "tonica".to_owned());
        if addresses != IN_PROCESS {
            return Ok(Self {
                addresses,
                client_id,
                in_process: None,
            });
        }
        let problem = || Error::config(BROKERS, "can't start the broker in this process");
        let owner: BaseProducer = ClientConfig::new()
            .set("test.mock.num.brokers", "1")
            .create()
            .map_err(|error| problem().because(error))?;
        let broker = owner.client().mock_cluster();
        let addresses = broker.ok_or_else(problem)?.bootstrap_servers();
        tracing::warn!(
            "{BROKERS}={IN_PROCESS}: messages are kept in this process's memory, a few MiB of each \
             partition, and are gone with it; for a developer's machine only"
        );
        Ok(Self {
            addresses,
            client_id,
            in_process: Some(owner),
        })
    }

    /// `127.0.0.1:9092`
    pub(crate) fn addresses(&self) -> &str {
        &self.addresses
    }

    /// `Kafka at 127.0.0.1:9092 (KAFKA_BROKERS)`
    pub(crate) fn place(&self) -> String {
        format!("Kafka at {} ({BROKERS})", self.addresses)
    }

    /// What every client of the process is configured with. One that was cut off comes back within
    /// a second of the broker. Topics are made by people and by `APP_DEV`, never by a misspelt name.
    pub(crate) fn config(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.addresses)
            .set("client.id", &self.client_id)
            .set("reconnect.backoff.max.ms", "1000")
            .set("allow.auto.create.topics", "false");
        config
    }

    /// Whether the broker is in this process.
    pub(crate) fn is_in_process(&self) -> bool {
        self.in_process.is_some()
    }

    /// Makes a topic on the broker in this process, which does not know the protocol for it.
    pub(crate) fn create_in_process(&self, topic: &str, partitions: i32) -> Result<(), String> {
        let broker = self.in_process.as_ref();
        let broker = broker.and_then(|owner| owner.client().mock_cluster());
        let broker = broker.ok_or("there is no broker in this process")?;
        match broker.create_topic(topic, partitions, 1) {
            // A producer and a consumer may both have missed it.
            Err(KafkaError::MockCluster(RDKafkaErrorCode::TopicAlreadyExists)) => Ok(()),
            created => created.map_err(|error| error.to_string()),
        }
    }
}
