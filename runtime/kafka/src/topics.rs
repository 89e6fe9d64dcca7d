//! Whether a topic is there, why not, and making it on a developer's machine.

use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::Client;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use tokio::runtime::Handle;

use crate::brokers::Brokers;
use crate::listener::Listener;

/// How many partitions a topic gets on a developer's machine, and in the command that we name.
const PARTITIONS: i32 = 6;
/// How long a new topic may take to appear.
const APPEARS: Duration = Duration::from_secs(2);

/// Why a topic can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Absence {
    /// No broker answers.
    Unreachable,
    /// The brokers don't have it.
    Missing,
    /// The brokers don't let us.
    Refused,
    /// It is there but can't be used, or can't be made.
    Other(String),
}

/// What looking for topics needs.
pub(crate) struct Topics {
    pub(crate) brokers: Brokers,
    /// Whether missing ones are made: `APP_DEV`, or a broker in this process.
    pub(crate) create: bool,
}

impl Topics {
    /// Blocks until the topic is there, has been made, or `timeout` has passed.
    ///
    /// # Errors
    /// Why it can't be used.
    pub(crate) fn ensure<C: ClientContext>(
        &self,
        client: &Client<C>,
        topic: &str,
        timeout: Duration,
        runtime: &Handle,
    ) -> Result<(), Absence> {
        match find(client, topic, timeout) {
            Err(Absence::Missing) if self.create => {
                self.make(topic, timeout, runtime).map_err(Absence::Other)?;
                appears(client, topic)
            }
            found => found,
        }
    }

    /// Why a topic can't be used and what to do, for readiness, logs and clients. `learned` is what
    /// the client heard last.
    pub(crate) fn reason(&self, absence: &Absence, topic: &str, learned: &Listener) -> String {
        let place = self.brokers.place();
        match absence {
            Absence::Unreachable => {
                let why = learned.reason();
                let why = why.as_deref().unwrap_or("it doesn't answer");
                format!("{place} can't be reached: {why}")
            }
            Absence::Missing => format!(
                "topic {topic} is not there: create it with `kafka-topics.sh --bootstrap-server {} \
                 --create --topic {topic} --partitions {PARTITIONS}`",
                self.brokers.addresses()
            ),
            Absence::Refused => format!(
                "{place} doesn't let this process use topic {topic}: allow it with `kafka-acls.sh`"
            ),
            Absence::Other(why) => format!("topic {topic} can't be used at {place}: {why}"),
        }
    }

    fn make(&self, topic: &str, timeout: Duration, runtime: &Handle) -> Result<(), String> {
        if self.brokers.is_in_process() {
            return self.brokers.create_in_process(topic, PARTITIONS);
        }
        let can_not = |error: KafkaError| format!("it is not there and can't be made: {error}");
        let admin: AdminClient<Listener> = self
            .brokers
            .config()
            .create_with_context(Listener::default())
            .map_err(can_not)?;
        let options = AdminOptions::new()
            .request_timeout(Some(timeout))
            .operation_timeout(Some(timeout));
        // -1: as many replicas as the broker's own default.
        let new = NewTopic::new(topic, PARTITIONS, TopicReplication::Fixed(-1));
        let made = runtime.block_on(admin.create_topics([&new], &options));
        match made.map_err(can_not)?.into_iter().next() {
            Some(Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => Ok(()),
            Some(Err((_, code))) => Err(format!("it is not there and can't be made: {code}")),
            Some(Ok(_)) | None => {
                tracing::info!(
                    topic,
                    partitions = PARTITIONS,
                    "made the topic, which was missing"
                );
                Ok(())
            }
        }
    }
}

/// Waits for a topic that was just made.
fn appears<C: ClientContext>(client: &Client<C>, topic: &str) -> Result<(), Absence> {
    let begun = Instant::now();
    loop {
        let left = APPEARS.saturating_sub(begun.elapsed());
        let found = find(client, topic, left);
        if found.is_ok() || left.is_zero() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn find<C: ClientContext>(
    client: &Client<C>,
    topic: &str,
    timeout: Duration,
) -> Result<(), Absence> {
    let metadata = client
        .fetch_metadata(Some(topic), timeout)
        .map_err(absence)?;
    let found = metadata.topics().iter().find(|found| found.name() == topic);
    match found.map(|found| found.error().map(RDKafkaErrorCode::from)) {
        Some(None) => Ok(()),
        Some(Some(code)) => Err(absence(KafkaError::MetadataFetch(code))),
        None => Err(Absence::Missing),
    }
}

/// What an error of Kafka means to one who wants to use a topic.
pub(crate) fn absence(error: KafkaError) -> Absence {
    match error.rdkafka_error_code() {
        Some(
            RDKafkaErrorCode::BrokerTransportFailure
            | RDKafkaErrorCode::AllBrokersDown
            | RDKafkaErrorCode::OperationTimedOut
            | RDKafkaErrorCode::MessageTimedOut
            | RDKafkaErrorCode::Resolve
            | RDKafkaErrorCode::NetworkException
            | RDKafkaErrorCode::Authentication
            | RDKafkaErrorCode::SSL
            | RDKafkaErrorCode::RequestTimedOut,
        ) => Absence::Unreachable,
        Some(
            RDKafkaErrorCode::UnknownTopicOrPartition
            | RDKafkaErrorCode::UnknownTopic
            | RDKafkaErrorCode::UnknownPartition,
        ) => Absence::Missing,
        Some(
            RDKafkaErrorCode::TopicAuthorizationFailed
            | RDKafkaErrorCode::ClusterAuthorizationFailed,
        ) => Absence::Refused,
        _ => Absence::Other(error.to_string()),
    }
}
