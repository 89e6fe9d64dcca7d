//! Kafka: consumers that lose nothing and keep going, and typed producers, as parts of a process.
//! A consumer acknowledges what was handled or lies in its dead letter topic, and nothing else; a
//! producer answers once the broker has the message. Neither needs a restart when Kafka comes back.

mod backoff;
mod brokers;
mod client;
mod consumer;
mod consumers;
mod context;
mod decode;
mod encode;
mod failure;
mod handler;
mod hub;
mod listener;
mod lock;
mod producer;
mod received;
mod record;
mod send_error;
mod settings;
mod subscription;
mod topic;
mod topics;
mod writer;

pub use consumers::{Consumers, consumers};
pub use context::Context;
pub use decode::{NotDecoded, from_json, from_protobuf};
pub use encode::{NotEncoded, to_json, to_protobuf};
pub use failure::{Failure, OrFail};
pub use handler::Handler;
pub use producer::Producer;
pub use received::Received;
pub use send_error::SendError;
pub use settings::settings;
pub use subscription::{Order, Retry, Subscription};
pub use topic::Topic;
