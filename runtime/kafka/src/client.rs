//! The one client of a process that writes: idempotent, and acknowledged by all replicas in sync. Made
//! when the first message is sent.

use std::sync::Mutex;
use std::time::Duration;

use rdkafka::error::KafkaError;
use rdkafka::producer::{FutureProducer, Producer as _};
use tokio::time::timeout;

use crate::SendError;
use crate::brokers::Brokers;
use crate::listener::Listener;
use crate::lock::lock;

/// How long the stop waits for messages that nobody waits for any more.
const FLUSH: Duration = Duration::from_secs(3);
/// Beyond that, for the client to come back from its wait.
const GRACE: Duration = Duration::from_millis(200);

/// The client, if there is one yet or still.
pub(crate) struct Client {
    timeout: Duration,
    listener: Listener,
    slot: Mutex<Slot>,
}

enum Slot {
    Unused,
    Open(FutureProducer<Listener>),
    Closed,
}

impl Client {
    /// One that gives a message up after `timeout`.
    pub(crate) fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            listener: Listener::default(),
            slot: Mutex::new(Slot::Unused),
        }
    }

    /// The client; made when first asked for.
    ///
    /// # Errors
    /// It can't be made, or the process stops.
    pub(crate) fn open(&self, brokers: &Brokers) -> Result<FutureProducer<Listener>, SendError> {
        let mut slot = lock(&self.slot);
        match &*slot {
            Slot::Open(client) => Ok(client.clone()),
            Slot::Closed => Err(SendError::unavailable("the process stops")),
            Slot::Unused => {
                let client = self.make(brokers).map_err(|error| {
                    SendError::unavailable(format!("can't start a Kafka producer: {error}"))
                })?;
                *slot = Slot::Open(client.clone());
                Ok(client)
            }
        }
    }

    /// What the client learned of its brokers.
    pub(crate) fn listener(&self) -> &Listener {
        &self.listener
    }

    /// Has the next one who asks get a new client.
    pub(crate) fn renew(&self) {
        let mut slot = lock(&self.slot);
        if let Slot::Open(_) = &*slot {
            let old = std::mem::replace(&mut *slot, Slot::Unused);
            // Its end may take as long as the network likes.
            std::thread::spawn(move || drop(old));
        }
    }

    /// Whether the process stops.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(&*lock(&self.slot), Slot::Closed)
    }

    /// Writes what is left and closes; bounded, whatever Kafka does.
    pub(crate) async fn close(&self) {
        let slot = std::mem::replace(&mut *lock(&self.slot), Slot::Closed);
        let Slot::Open(client) = slot else { return };
        // On a thread of its own: its end may take as long as the network likes.
        let closed = tokio::task::spawn_blocking(move || {
            if let Err(error) = client.flush(FLUSH) {
                let left = client.in_flight_count();
                tracing::warn!(%error, left, "messages were not delivered");
            }
        });
        if timeout(FLUSH + GRACE, closed).await.is_err() {
            tracing::warn!("the Kafka producer did not close in time");
        }
    }

    fn make(&self, brokers: &Brokers) -> Result<FutureProducer<Listener>, KafkaError> {
        let timeout = self.timeout.as_millis().max(1);
        let mut config = brokers.config();
        config
            .set("enable.idempotence", "true")
            .set("acks", "all")
            // A message that was given up must not arrive later.
            .set("message.timeout.ms", timeout.to_string())
            .set("linger.ms", "1")
            // The broker judges the size of a message, and says so.
            .set("message.max.bytes", "16777216")
            .set("queue.buffering.max.messages", "10000")
            .set("queue.buffering.max.kbytes", "32768");
        config.create_with_context(self.listener.clone())
    }
}
