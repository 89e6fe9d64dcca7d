//! `consumers` and `producers` of Kafka topics.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Entry, Period, Size, Spanned};
use crate::diagnostic::Diagnostics;
use crate::read::map::{choice, map};
use crate::read::node::{Node, Value};
use crate::read::value::{Read, expected};

map! {
    /// One consumer of a topic.
    Consumer {
        /// Its name in snake case.
        #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"))]
        name: Spanned<String>,
        /// The topic that it reads; or `topics`.
        #[schemars(default)]
        topic: Option<Spanned<String>>,
        /// The topics that it reads; or `topic`.
        #[schemars(default)]
        topics: Option<Entry<Vec<Spanned<String>>>>,
        /// Its consumer group.
        group: Spanned<String>,
        /// The message that a record holds; or `raw`.
        #[schemars(default)]
        message: Option<Spanned<String>>,
        /// True: records are handed over as bytes; default false.
        #[schemars(default)]
        raw: Option<Entry<bool>>,
        /// How a record holds the message; default `protobuf`.
        #[schemars(default)]
        encoding: Option<Entry<Encoding>>,
        /// What is handled one after the other; default `key`.
        #[schemars(default)]
        order: Option<Spanned<Order>>,
        /// Records handled at once.
        #[schemars(default)]
        concurrency: Option<Spanned<u32>>,
        /// Present: the handler takes batches.
        #[schemars(default)]
        batch: Option<Entry<Batch>>,
        /// How a record is tried again.
        #[schemars(default)]
        retry: Option<ConsumerRetry>,
        /// Where records go that can't be handled: true, a topic's name, or false.
        dead_letter: Spanned<DeadLetter>,
        /// How long the stop waits for handlers; default 5s.
        #[schemars(default)]
        drain: Option<Spanned<Period>>,
        /// The group protocol; default `classic`.
        #[schemars(default)]
        protocol: Option<Entry<Protocol>>,
        /// True: a restart does not rebalance the group; default false.
        #[schemars(default)]
        static_membership: Option<Entry<bool>>,
        /// True: schemas come from the registry at SCHEMA_REGISTRY_URL; default false.
        #[schemars(default)]
        schema_registry: Option<Entry<bool>>,
        /// Bytes of records held at once; default 64MiB.
        #[schemars(default)]
        max_bytes_in_flight: Option<Entry<Size>>,
    }
}

choice! {
    /// How a record holds a message.
    Encoding {
        /// Protobuf wire bytes.
        Protobuf = "protobuf",
        /// ProtoJSON.
        Json = "json",
        /// Confluent's frame around protobuf.
        Confluent = "confluent",
    }
}

choice! {
    /// What is handled one after the other.
    Order {
        /// Records of one key.
        Key = "key",
        /// Records of one partition.
        Partition = "partition",
        /// Nothing.
        None = "none",
    }
}

map! {
    /// A batch of records.
    Batch {
        /// At most so many.
        size: Spanned<u32>,
        /// At most so long after the first.
        wait: Spanned<Period>,
    }
}

map! {
    /// How a record is tried again.
    ConsumerRetry {
        /// Attempts in all.
        #[schemars(default)]
        attempts: Option<Spanned<u32>>,
        /// The first pause.
        #[schemars(default)]
        initial: Option<Spanned<Period>>,
        /// The longest pause.
        #[schemars(default)]
        maximum: Option<Spanned<Period>>,
        /// Pauses of retry topics, one topic each.
        #[schemars(default)]
        topics: Option<Entry<Vec<Spanned<Period>>>>,
    }
}

/// Where records go that can't be handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeadLetter {
    /// To a topic named after the consumer's, or nowhere.
    Default(bool),
    /// To this topic.
    Topic(String),
}

impl Read for DeadLetter {
    const EXAMPLE: &'static str = "true | TOPIC | false";

    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Bool(value) => Some(Self::Default(*value)),
            Value::Text(topic) => Some(Self::Topic(topic.clone())),
            _ => {
                errors.push(expected(
                    "`true`, `false` or a topic",
                    node,
                    "name the topic for records that can't be handled, or say `true` or `false`",
                ));
                None
            }
        }
    }
}

impl JsonSchema for DeadLetter {
    fn schema_name() -> Cow<'static, str> {
        "DeadLetter".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["boolean", "string"] })
    }
}

choice! {
    /// The protocol of a consumer group.
    Protocol {
        /// Cooperative-sticky assignment by the clients.
        Classic = "classic",
        /// Assignment by the broker (KIP-848).
        Consumer = "consumer",
    }
}

map! {
    /// One producer of records.
    Producer {
        /// Its name in snake case.
        #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"))]
        name: Spanned<String>,
        /// The topic that it writes.
        topic: Spanned<String>,
        /// The message that a record holds.
        message: Spanned<String>,
        /// The field of the message that is the record's key.
        #[schemars(default)]
        key: Option<Spanned<String>>,
        /// How a record holds the message; default `protobuf`.
        #[schemars(default)]
        encoding: Option<Entry<Encoding>>,
    }
}
