//! Typed producers: `send` answers once the broker has the message.

use std::fmt;
use std::sync::{Arc, Mutex};

use tonica_runtime::{Error, Start};

use crate::hub::Hub;
use crate::lock::lock;
use crate::{SendError, Topic};

/// Writes messages of one type to one topic. Cheap to clone.
///
/// All producers of a process share one connection. It is made when the first message is sent: a
/// process that never sends one doesn't depend on Kafka.
pub struct Producer<M> {
    topic: Topic<M>,
    way: Way<M>,
}

/// Where messages go.
enum Way<M> {
    Kafka(Arc<Hub>),
    Test(Arc<Sent<M>>),
}

/// What was sent in a test.
struct Sent<M> {
    messages: Mutex<Vec<M>>,
    /// Keeps a message, cloned.
    copy: fn(&M) -> M,
}

impl<M> Producer<M> {
    /// A producer for that topic. Never waits for Kafka.
    ///
    /// # Errors
    /// A setting that can't be used.
    pub fn open(start: &Start, topic: Topic<M>) -> Result<Self, Error> {
        let way = Way::Kafka(Hub::of(start)?);
        Ok(Self { topic, way })
    }

    /// A producer for tests: it keeps what is sent, and [`Producer::sent`] tells.
    pub fn test(topic: Topic<M>) -> Self
    where
        M: Clone,
    {
        let sent = Sent {
            messages: Mutex::default(),
            copy: M::clone,
        };
        Self {
            topic,
            way: Way::Test(Arc::new(sent)),
        }
    }

    /// Sends a message and waits until the broker has it, on all replicas in sync; at most
    /// `KAFKA_SEND_TIMEOUT` (2 s). Waits, too, while the memory for unsent messages is full.
    ///
    /// Sent twice when called twice: after an error that [`SendError::is_unavailable`] says may
    /// pass, the message may be there all the same.
    ///
    /// # Errors
    /// Kafka can't be reached, the topic is not there, or the message can't be written.
    pub async fn send(&self, message: &M) -> Result<(), SendError> {
        let value = (self.topic.encode)(message)
            .map_err(|error| SendError::not_encoded(self.topic.name, &error))?;
        match &self.way {
            Way::Kafka(hub) => {
                let key = (self.topic.key)(message);
                let Topic { name, topic, .. } = self.topic;
                hub.send(name, topic, key.as_deref(), &value).await
            }
            Way::Test(sent) => {
                lock(&sent.messages).push((sent.copy)(message));
                Ok(())
            }
        }
    }

    /// What was sent through a producer of [`Producer::test`] and its clones, in order; nothing for
    /// one that writes to Kafka.
    pub fn sent(&self) -> Vec<M>
    where
        M: Clone,
    {
        match &self.way {
            Way::Kafka(_) => Vec::new(),
            Way::Test(sent) => lock(&sent.messages).clone(),
        }
    }
}

// By hand: a derive would ask the same of `M`.
impl<M> Clone for Producer<M> {
    fn clone(&self) -> Self {
        let way = match &self.way {
            Way::Kafka(hub) => Way::Kafka(Arc::clone(hub)),
            Way::Test(sent) => Way::Test(Arc::clone(sent)),
        };
        Self {
            topic: self.topic,
            way,
        }
    }
}

impl<M> fmt::Debug for Producer<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("name", &self.topic.name)
            .field("topic", &self.topic.topic)
            .finish_non_exhaustive()
    }
}
