//! Writes to topics, and knows which can be written to: what can't is told at once to whoever writes,
//! and looked for behind until it can.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header as KafkaHeader, OwnedHeaders};
use rdkafka::producer::{FutureRecord, Producer as _};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};
use tonica_runtime::{Readiness, Start};

use crate::SendError;
use crate::backoff::pause;
use crate::client::Client;
use crate::lock::lock;
use crate::record::Header;
use crate::settings::{BROKERS, SEND_TIMEOUT};
use crate::topics::{Absence, Topics, absence};

/// Beyond the time of a message, in which librdkafka gives it up by itself.
const GRACE: Duration = Duration::from_millis(200);
/// Pauses between looks at a topic that can't be used, and how long one look may take.
const LOOK_FIRST: Duration = Duration::from_millis(250);
const LOOK_LONGEST: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_secs(2);

/// The client that writes, and what is known of the topics that were written to.
pub(crate) struct Writer {
    topics: Arc<Topics>,
    readiness: Readiness,
    timeout: Duration,
    client: Client,
    states: Mutex<HashMap<&'static str, State>>,
    /// Held while a topic is looked for the first time.
    first_look: tokio::sync::Mutex<()>,
}

/// What is known of a topic; nothing before the first look.
enum State {
    Usable,
    Away {
        error: SendError,
        /// The readiness names that wait for it.
        waiting: BTreeSet<String>,
    },
}

impl Writer {
    pub(crate) fn of(start: &Start, topics: &Arc<Topics>) -> Arc<Self> {
        let timeout = start
            .duration(SEND_TIMEOUT)
            .unwrap_or(Duration::from_secs(2));
        Arc::new(Self {
            topics: Arc::clone(topics),
            readiness: start.readiness().clone(),
            timeout,
            client: Client::new(timeout),
            states: Mutex::default(),
            first_look: tokio::sync::Mutex::default(),
        })
    }

    /// Writes a record, no value being a tombstone, and waits until the broker has it.
    ///
    /// # Errors
    /// It was not delivered, as far as can be told.
    pub(crate) async fn write(
        self: &Arc<Self>,
        topic: &'static str,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: Vec<Header>,
    ) -> Result<(), SendError> {
        let deadline = Instant::now() + self.timeout;
        self.usable(topic, deadline).await?;
        let mut record = FutureRecord::<[u8], [u8]>::to(topic).headers(owned(&headers));
        record.key = key;
        record.payload = value;
        let sending = self.client.open(&self.topics.brokers)?;
        let sent = timeout_at(deadline + GRACE, sending.send(record, self.timeout)).await;
        let error = match sent {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err((error, _))) => error,
            Err(_) => KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut),
        };
        Err(self.failed(topic, error))
    }

    /// `name` in readiness is down until the topic can be used again.
    pub(crate) fn waits(&self, name: String, topic: &'static str, reason: String) {
        let mut states = lock(&self.states);
        if let Some(State::Away { waiting, .. }) = states.get_mut(topic) {
            self.readiness.down(&name, reason);
            waiting.insert(name);
        }
    }

    /// Writes what is left and closes; bounded, whatever Kafka does.
    pub(crate) async fn close(&self) {
        self.client.close().await;
    }

    /// Whether the topic can be written to, as far as is known; looks for it the first time.
    async fn usable(
        self: &Arc<Self>,
        topic: &'static str,
        deadline: Instant,
    ) -> Result<(), SendError> {
        if let Some(known) = self.known(topic) {
            return known;
        }
        let late = |_| self.away(topic, &Absence::Unreachable);
        let _first = timeout_at(deadline, self.first_look.lock())
            .await
            .map_err(late)?;
        if let Some(known) = self.known(topic) {
            return known;
        }
        let look = self.look(topic, deadline - Instant::now());
        let found = timeout_at(deadline + GRACE, look).await.map_err(late)?;
        match found {
            Ok(()) => {
                lock(&self.states).insert(topic, State::Usable);
                Ok(())
            }
            Err(absence) => Err(self.away(topic, &absence)),
        }
    }

    fn known(&self, topic: &str) -> Option<Result<(), SendError>> {
        match lock(&self.states).get(topic)? {
            State::Usable => Some(Ok(())),
            State::Away { error, .. } => Some(Err(error.clone())),
        }
    }

    /// Looks for the topic, off this thread.
    async fn look(&self, topic: &'static str, time: Duration) -> Result<(), Absence> {
        let client = self
            .client
            .open(&self.topics.brokers)
            .map_err(|error| Absence::Other(error.to_string()))?;
        let topics = Arc::clone(&self.topics);
        let runtime = Handle::current();
        let look = move || topics.ensure(client.client(), topic, time, &runtime);
        let found = tokio::task::spawn_blocking(look).await;
        found.unwrap_or_else(|error| Err(Absence::Other(error.to_string())))
    }

    /// What a failure to write means, for this record and for the topic.
    fn failed(self: &Arc<Self>, topic: &'static str, error: KafkaError) -> SendError {
        match error.rdkafka_error_code() {
            Some(
                RDKafkaErrorCode::MessageSizeTooLarge
                | RDKafkaErrorCode::InvalidMessage
                | RDKafkaErrorCode::InvalidMessageSize
                | RDKafkaErrorCode::InvalidRecord,
            ) => {
                return SendError::refused(format!(
                    "topic {topic} doesn't take the message: {error}"
                ));
            }
            Some(RDKafkaErrorCode::QueueFull) => {
                return SendError::unavailable(format!(
                    "the memory for unsent messages is full: {} takes them too slowly",
                    self.topics.brokers.place()
                ));
            }
            // The order of what was written can't be told any more: the next one begins anew.
            Some(RDKafkaErrorCode::Fatal) => self.client.renew(),
            _ => {}
        }
        self.away(topic, &absence(error))
    }

    /// Why the topic can't be used, and what to do.
    fn why(&self, topic: &str, absence: &Absence) -> SendError {
        let mut reason = self.topics.reason(absence, topic, self.client.listener());
        if *absence == Absence::Unreachable {
            reason.push_str(&format!(
                "; start Kafka, for example with `tonica dev`, or set {BROKERS}"
            ));
        }
        SendError::unavailable(reason)
    }

    /// Notes that the topic can't be used, and has it looked for until it can.
    fn away(self: &Arc<Self>, topic: &'static str, absence: &Absence) -> SendError {
        let error = self.why(topic, absence);
        let mut states = lock(&self.states);
        if !matches!(states.get(topic), Some(State::Away { .. })) {
            let away = State::Away {
                error: error.clone(),
                waiting: BTreeSet::new(),
            };
            states.insert(topic, away);
            tokio::spawn(back(Arc::downgrade(self), topic));
        }
        error
    }

    /// The topic still can't be used: what is told of it is what the last look found.
    fn still_away(&self, topic: &'static str, absence: &Absence) {
        let news = self.why(topic, absence);
        let mut states = lock(&self.states);
        if let Some(State::Away { error, waiting }) = states.get_mut(topic)
            && *error != news
        {
            for name in &*waiting {
                self.readiness.down(name, news.to_string());
            }
            *error = news;
        }
    }

    /// The topic can be used again.
    fn is_back(&self, topic: &'static str) {
        let mut states = lock(&self.states);
        self.client.listener().forget();
        if let Some(State::Away { waiting, .. }) = states.insert(topic, State::Usable) {
            waiting.iter().for_each(|name| self.readiness.up(name));
        }
    }
}

/// Looks for a topic until it can be used; then readiness hears of it.
async fn back(writer: Weak<Writer>, topic: &'static str) {
    let mut looks = 0;
    loop {
        looks += 1;
        tokio::time::sleep(pause(LOOK_FIRST, LOOK_LONGEST, looks)).await;
        let Some(writer) = writer.upgrade().filter(|writer| !writer.client.is_closed()) else {
            return;
        };
        match writer.look(topic, LOOK).await {
            Ok(()) => return writer.is_back(topic),
            Err(absence) => {
                tracing::debug!(topic, ?absence, "still can't be used");
                writer.still_away(topic, &absence);
            }
        }
    }
}

fn owned(headers: &[Header]) -> OwnedHeaders {
    headers.iter().fold(
        OwnedHeaders::new_with_capacity(headers.len()),
        |owned, (key, value)| {
            owned.insert(KafkaHeader {
                key,
                value: value.as_deref(),
            })
        },
    )
}
