//! One consumer: its topic, how it handles records, and where those go that it can't.

use std::time::Duration;

use super::{encoding, name as kafka};
use crate::diagnostic::Diagnostic;
use crate::lower::amount::{self, Limit, Pauses};
use crate::lower::{Context, message};
use crate::model::topic::{ConsumerRetry, Order};
use crate::model::{Consumer, TypeRef, name};
use crate::read::config::{self, DeadLetter};

/// Records handled at once, if service.yaml doesn't say.
const CONCURRENCY: u32 = 16;

const MAX_CONCURRENCY: Limit<u32> = Limit {
    most: 10_000,
    text: "10000",
    help: "it is how many records are handled at once",
};

/// Attempts in all, if service.yaml doesn't say.
const ATTEMPTS: u32 = 5;

const MAX_ATTEMPTS: Limit<u32> = Limit {
    most: 1_000_000,
    text: "1000000",
    help: "it counts all attempts, the first one too",
};

const INITIAL: Duration = Duration::from_millis(200);
const MAXIMUM: Duration = Duration::from_secs(30);
const PAUSES: Pauses = Pauses {
    initial: INITIAL,
    initial_text: "200ms",
    maximum: Some((MAXIMUM, "30s")),
};

/// How long a revoke waits for handlers, if service.yaml doesn't say.
const DRAIN: Duration = Duration::from_secs(5);

const MAX_DRAIN: Limit<Duration> = Limit {
    most: Duration::from_secs(150),
    text: "150s",
    help: "it is how long a revoke waits for handlers; Kafka shuts a member out that takes longer",
};

pub(super) fn one(context: &mut Context<'_>, consumer: &config::Consumer) -> Option<Consumer> {
    kafka::check_group(context, &consumer.group);
    let topic = topic(context, consumer);
    let message = message(context, consumer);
    let dead_letter = topic.and_then(|topic| kafka::dead_letter(context, consumer, topic));
    let concurrency = consumer
        .concurrency
        .as_ref()
        .map_or(CONCURRENCY, |concurrency| {
            amount::count(context, "concurrency", concurrency, &MAX_CONCURRENCY)
        });
    let drain = consumer.drain.as_ref().map_or(DRAIN, |drain| {
        amount::period(context, "drain", drain, &MAX_DRAIN)
    });
    let retry = retry(context, consumer.retry.as_ref());
    let name = &consumer.name.value;
    Some(Consumer {
        type_name: name::camel(name),
        name: name.clone(),
        topic: topic?.to_owned(),
        group: consumer.group.value.clone(),
        message: message?,
        encoding: encoding(consumer.encoding.as_ref()),
        order: match consumer.order.as_ref().map(|order| order.value) {
            None | Some(config::Order::Key) => Order::Key,
            Some(config::Order::Partition) => Order::Partition,
            Some(config::Order::None) => Order::None,
        },
        concurrency,
        retry,
        dead_letter,
        drain,
    })
}

/// Its topic. Several are not supported yet, which was told.
fn topic<'a>(context: &mut Context<'_>, consumer: &'a config::Consumer) -> Option<&'a str> {
    match &consumer.topic {
        Some(topic) => {
            kafka::check_topic(context, topic);
            Some(&topic.value)
        }
        None => {
            let has_topics = consumer
                .topics
                .as_ref()
                .is_some_and(|topics| !topics.value.is_empty());
            if !has_topics {
                missing(context, consumer, "topic", "the topic that it reads");
            }
            None
        }
    }
}

/// What a record holds. Bytes are not supported yet, which was told.
fn message(context: &mut Context<'_>, consumer: &config::Consumer) -> Option<TypeRef> {
    let Some(wanted) = &consumer.message else {
        if !consumer.raw.as_ref().is_some_and(|raw| raw.value) {
            missing(context, consumer, "message", "what a record holds");
        }
        return None;
    };
    let message = message::own(context, wanted)?;
    Some(TypeRef::of(message.full_name()))
}

fn missing(context: &mut Context<'_>, consumer: &config::Consumer, key: &str, what: &str) {
    let message = format!("the consumer `{}` has no `{key}`", consumer.name.value);
    context.tell(
        Diagnostic::error(message)
            .at(consumer.name.at.clone(), "")
            .help(format!("add `{key}: …`, {what}")),
    );
}

fn retry(context: &mut Context<'_>, retry: Option<&config::ConsumerRetry>) -> ConsumerRetry {
    let attempts = retry
        .and_then(|retry| retry.attempts.as_ref())
        .map_or(ATTEMPTS, |attempts| {
            amount::count(context, "retry.attempts", attempts, &MAX_ATTEMPTS)
        });
    let (initial, maximum) = amount::pauses(
        context,
        retry.and_then(|retry| retry.initial.as_ref()),
        retry.and_then(|retry| retry.maximum.as_ref()),
        &PAUSES,
    );
    ConsumerRetry {
        attempts,
        initial: initial.unwrap_or(INITIAL),
        maximum: maximum.unwrap_or(MAXIMUM),
    }
}

impl DeadLetter {
    /// The topic that service.yaml names, or the default one; `None`: nowhere.
    pub(in crate::lower) fn topic(&self, topic: &str, group: &str) -> Option<String> {
        match self {
            Self::Default(true) => Some(format!("{topic}.{group}.dlq")),
            Self::Default(false) => None,
            Self::Topic(name) => Some(name.clone()),
        }
    }
}
