//! What service.yaml reads from and writes to Kafka: consumers, producers, and that their
//! topics go together.

mod consumer;
mod name;
mod producer;
mod together;

use super::Context;
use super::entry::{self, CONSUMER, PRODUCER};
use crate::model::topic::Encoding;
use crate::model::{Consumer, Producer};
use crate::read::config::{self, Entry};

/// All consumers whose messages are known; tells what is wrong with any.
pub(super) fn consumers(context: &mut Context<'_>) -> Vec<Consumer> {
    let consumers = &context.raw.config.consumers;
    let names = consumers.iter().map(|consumer| &consumer.name);
    entry::check_all(context, &CONSUMER, names);
    consumers
        .iter()
        .filter_map(|consumer| consumer::one(context, consumer))
        .collect()
}

/// All producers whose messages are known; tells what is wrong with any.
pub(super) fn producers(context: &mut Context<'_>) -> Vec<Producer> {
    let producers = &context.raw.config.producers;
    let names = producers.iter().map(|producer| &producer.name);
    entry::check_all(context, &PRODUCER, names);
    together::check(context);
    producers
        .iter()
        .filter_map(|producer| producer::one(context, producer))
        .collect()
}

/// How a record holds its message; what isn't supported yet was told.
fn encoding(entry: Option<&Entry<config::Encoding>>) -> Encoding {
    match entry.map(|entry| entry.value) {
        Some(config::Encoding::Json) => Encoding::Json,
        None | Some(config::Encoding::Protobuf | config::Encoding::Confluent) => Encoding::Protobuf,
    }
}
