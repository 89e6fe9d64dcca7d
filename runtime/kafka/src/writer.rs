//! The one client of a process that writes: idempotent, acknowledged by all replicas in sync. Made
//! when the first message is sent; what it can't write to is told at once and tried again behind.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header as KafkaHeader, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord, Producer as _};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout, timeout_at};
use tonica_runtime::{Readiness, Start};

use crate::SendError;
use crate::backoff::pause;
use crate::listener::Listener;
use crate::lock::lock;
use crate::record::Header;
use crate::settings::{BROKERS, SEND_TIMEOUT};
use crate::topics::{Absence, Topics, absence};

/// Beyond the time of a message, in which librdkafka gives it up by itself.
const GRACE: Duration = Duration::from_millis(200);
/// How long the stop waits for messages that nobody waits for any more.
const FLUSH: Duration = Duration::from_secs(3);
/// Pauses between looks at a topic that can't be used, and how long one look may take.
const LOOK_FIRST: Duration = Duration::from_millis(250);
const LOOK_LONGEST: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_secs(2);

type Client = FutureProducer<Listener>;

/// The client, and what is known of the topics that were written to.
pub(crate) struct Writer {
    topics: Arc<Topics>,
    readiness: Readiness,
    timeout: Duration,
    listener: Listener,
    client: Mutex<Slot>,
    states: Mutex<HashMap<&'static str, State>>,
    /// Held while a topic is looked for the first time.
    first_look: tokio::sync::Mutex<()>,
}

enum Slot {
    Unused,
    Open(Client),
    Closed,
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
        Arc::new(Self {
            topics: Arc::clone(topics),
            readiness: start.readiness().clone(),
            timeout: start
                .duration(SEND_TIMEOUT)
                .unwrap_or(Duration::from_secs(2)),
            listener: Listener::default(),
            client: Mutex::new(Slot::Unused),
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
        let sending = self.open()?;
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
        let slot = std::mem::replace(&mut *lock(&self.client), Slot::Closed);
        let Slot::Open(client) = slot else { return };
        // On a thread of its own: its end may take as long as the network likes.
        let closed = tokio::task::spawn_blocking(move || {
            if let Err(error) = client.flush(FLUSH) {
                tracing::warn!(%error, left = client.in_flight_count(), "messages were not delivered");
            }
        });
        if timeout(FLUSH + GRACE, closed).await.is_err() {
            tracing::warn!("the Kafka producer did not close in time");
        }
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
            .open()
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
            Some(RDKafkaErrorCode::Fatal) => self.renew(),
            _ => {}
        }
        self.away(topic, &absence(error))
    }

    /// Notes that the topic can't be used, and has it looked for until it can.
    fn away(self: &Arc<Self>, topic: &'static str, absence: &Absence) -> SendError {
        let mut reason = self.topics.reason(absence, topic, &self.listener);
        if *absence == Absence::Unreachable {
            reason.push_str(&format!(
                "; start Kafka, for example with `tonica dev`, or set {BROKERS}"
            ));
        }
        let error = SendError::unavailable(reason);
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

    /// The client; made when first asked for.
    fn open(&self) -> Result<Client, SendError> {
        let mut slot = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        match &*slot {
            Slot::Open(client) => Ok(client.clone()),
            Slot::Closed => Err(SendError::unavailable("the process stops")),
            Slot::Unused => {
                let client = self.make().map_err(|error| {
                    SendError::unavailable(format!("can't start a Kafka producer: {error}"))
                })?;
                *slot = Slot::Open(client.clone());
                Ok(client)
            }
        }
    }

    fn make(&self) -> Result<Client, KafkaError> {
        let mut config = self.topics.brokers.config();
        config
            .set("enable.idempotence", "true")
            .set("acks", "all")
            // A message that was given up must not arrive later.
            .set(
                "message.timeout.ms",
                self.timeout.as_millis().max(1).to_string(),
            )
            .set("linger.ms", "1")
            // The broker judges the size of a message, and says so.
            .set("message.max.bytes", "16777216")
            .set("queue.buffering.max.messages", "10000")
            .set("queue.buffering.max.kbytes", "32768");
        config.create_with_context(self.listener.clone())
    }

    fn renew(&self) {
        let mut slot = lock(&self.client);
        if let Slot::Open(_) = &*slot {
            let old = std::mem::replace(&mut *slot, Slot::Unused);
            std::thread::spawn(move || drop(old));
        }
    }

    /// Whether the process stops.
    fn is_closed(&self) -> bool {
        matches!(&*lock(&self.client), Slot::Closed)
    }
}

/// Looks for a topic until it can be used; then readiness hears of it.
async fn back(writer: Weak<Writer>, topic: &'static str) {
    let mut looks = 0;
    loop {
        looks += 1;
        tokio::time::sleep(pause(LOOK_FIRST, LOOK_LONGEST, looks)).await;
        let Some(writer) = writer.upgrade().filter(|writer| !writer.is_closed()) else {
            return;
        };
        match writer.look(topic, LOOK).await {
            Ok(()) => {
                let mut states = lock(&writer.states);
                writer.listener.forget();
                if let Some(State::Away { waiting, .. }) = states.insert(topic, State::Usable) {
                    waiting.iter().for_each(|name| writer.readiness.up(name));
                }
                return;
            }
            Err(absence) => tracing::debug!(topic, ?absence, "still can't be used"),
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
