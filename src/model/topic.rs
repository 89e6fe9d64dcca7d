//! What a project reads from and writes to Kafka.

use std::time::Duration;

use super::TypeRef;

/// One consumer: a topic read by a group.
#[derive(Debug, Clone)]
pub struct Consumer {
    /// Snake-case name in service.yaml, of the file and the module: `order_events`.
    pub name: String,
    /// The Rust type of its handler: `OrderEvents`.
    pub type_name: String,
    /// The topic that it reads.
    pub topic: String,
    /// Its consumer group.
    pub group: String,
    /// The message that a record holds.
    pub message: TypeRef,
    /// How a record holds it.
    pub encoding: Encoding,
    /// What is handled one after the other.
    pub order: Order,
    /// Records handled at once; 16 by default.
    pub concurrency: u32,
    /// How a record is tried again.
    pub retry: ConsumerRetry,
    /// The topic for records that can't be handled: `<topic>.<group>.dlq` by default; `None`
    /// where service.yaml says `false`.
    pub dead_letter: Option<String>,
    /// How long a revoke waits for handlers; 5 s by default.
    pub drain: Duration,
}

/// How a record is tried again, in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsumerRetry {
    /// Attempts in all; 5 by default.
    pub attempts: u32,
    /// The first pause; 200 ms by default. Each next one is twice as long.
    pub initial: Duration,
    /// The longest pause; 30 s by default.
    pub maximum: Duration,
}

/// One producer: a topic that is written to.
#[derive(Debug, Clone)]
pub struct Producer {
    /// Snake-case name in service.yaml and of the field of Clients: `order_events`.
    pub name: String,
    /// The topic that it writes.
    pub topic: String,
    /// The message that a record holds.
    pub message: TypeRef,
    /// The field that is the record's key.
    pub key: Option<Key>,
    /// How a record holds the message.
    pub encoding: Encoding,
}

/// A field of a message that is a record's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The Rust field, a raw identifier where it is a keyword: `order_id`.
    pub field: String,
    /// What its value is.
    pub kind: KeyKind,
    /// Marked `optional` in the proto: no value, no key.
    pub optional: bool,
}

/// What the value of a key field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A string, whose bytes are the key.
    Text,
    /// Bytes, which are the key.
    Bytes,
    /// A whole number, an enum or a bool, whose text is the key.
    Number,
}

/// How a record holds a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Protobuf wire bytes.
    Protobuf,
    /// ProtoJSON.
    Json,
}

/// What is handled one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Records of one key.
    Key,
    /// Records of one partition.
    Partition,
    /// Nothing.
    None,
}
