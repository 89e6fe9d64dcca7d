//! Topics of all consumers and producers together: what one writes the other must be able
//! to read, and no record may come back to where it couldn't be handled.

use std::collections::BTreeMap;

use super::encoding;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::Context;
use crate::model::topic::Encoding;
use crate::read::config::{Config, Consumer, DeadLetter, Spanned};

/// A topic where a consumer or a producer names it.
struct Use<'a> {
    topic: &'a str,
    at: &'a Span,
    /// What its records hold, where that is known.
    message: Option<&'a Spanned<String>>,
    encoding: Encoding,
}

pub(super) fn check(context: &mut Context<'_>) {
    let config = &context.raw.config;
    check_groups(context, &config.consumers);
    for consumer in &config.consumers {
        check_dead_letter(context, consumer, &config.consumers);
    }
    let uses = uses(config);
    check_records(context, &uses);
    check_metrics(context, &uses, &config.consumers);
}

/// Consumers first, in the order of service.yaml.
fn uses(config: &Config) -> Vec<Use<'_>> {
    let read = config.consumers.iter().filter_map(|consumer| {
        let topic = consumer.topic.as_ref()?;
        Some(Use {
            topic: &topic.value,
            at: &topic.at,
            message: consumer.message.as_ref(),
            encoding: encoding(consumer.encoding.as_ref()),
        })
    });
    let written = config.producers.iter().map(|producer| Use {
        topic: &producer.topic.value,
        at: &producer.topic.at,
        message: Some(&producer.message),
        encoding: encoding(producer.encoding.as_ref()),
    });
    read.chain(written).collect()
}

/// Tells of two consumers that read one topic in one group.
fn check_groups(context: &mut Context<'_>, consumers: &[Consumer]) {
    let mut known: BTreeMap<(&str, &str), &Consumer> = BTreeMap::new();
    for consumer in consumers {
        let Some(topic) = &consumer.topic else {
            continue;
        };
        let Some(first) = known.insert((&topic.value, &consumer.group.value), consumer) else {
            continue;
        };
        let message = format!(
            "`{}` and `{}` both read `{}` in the group `{}`",
            first.name.value, consumer.name.value, topic.value, consumer.group.value
        );
        context.tell(
            Diagnostic::error(message)
                .at(consumer.group.at.clone(), "")
                .label(first.group.at.clone(), "first here")
                .help("give each a group of its own: in one group each gets a part of the records"),
        );
    }
}

/// Tells of a dead letter topic whose records come back to the group that gave them up.
fn check_dead_letter(context: &mut Context<'_>, consumer: &Consumer, all: &[Consumer]) {
    let (given, group) = (&consumer.dead_letter, &consumer.group.value);
    let Some(topic) = &consumer.topic else { return };
    let Some(dead_letter) = given.value.topic(&topic.value, group) else {
        return;
    };
    let reads = |other: &&Consumer| {
        other.group.value == *group
            && other
                .topic
                .as_ref()
                .is_some_and(|topic| topic.value == dead_letter)
    };
    let (message, back) = if dead_letter == topic.value {
        (
            format!(
                "the dead letters of `{}` go to its own topic",
                consumer.name.value
            ),
            topic,
        )
    } else if let Some(other) = all.iter().find(reads)
        && let Some(back) = &other.topic
    {
        (
            format!(
                "the dead letters of `{}` go to `{dead_letter}`, which `{}` of the same group reads",
                consumer.name.value, other.name.value
            ),
            back,
        )
    } else {
        return;
    };
    context.tell(
        Diagnostic::error(message)
            .at(given.at.clone(), "")
            .label(back.at.clone(), "read here")
            .help("name a topic that this group doesn't read, or say `true` for one of its own"),
    );
}

/// Warns of a topic whose records are not all of one message and encoding.
fn check_records(context: &mut Context<'_>, uses: &[Use<'_>]) {
    let mut known: BTreeMap<&str, &Use<'_>> = BTreeMap::new();
    let pool = &context.raw.protos.pool;
    let is_known = |one: &&Use<'_>| {
        one.message
            .is_some_and(|message| pool.get_message_by_name(&message.value).is_some())
    };
    for one in uses.iter().filter(is_known) {
        let first = known.entry(one.topic).or_insert(one);
        let (Some(before), Some(now)) = (first.message, one.message) else {
            continue;
        };
        let (message, at, other) = if before.value != now.value {
            let message = format!(
                "records of `{}` hold `{}` in one place and `{}` in another",
                one.topic, before.value, now.value
            );
            (message, &now.at, &before.at)
        } else if first.encoding != one.encoding {
            let message = format!(
                "records of `{}` hold their message as {} in one place and as {} in another",
                one.topic,
                word(first.encoding),
                word(one.encoding)
            );
            (message, one.at, first.at)
        } else {
            continue;
        };
        context.tell(
            Diagnostic::warning(message)
                .at(at.clone(), "")
                .label(other.clone(), "the other one")
                .help("use one message and encoding for a topic: what is read as another ends as a dead letter"),
        );
    }
}

fn word(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Protobuf => "protobuf",
        Encoding::Json => "JSON",
    }
}

/// Warns of topics that Kafka's metrics can't tell apart.
fn check_metrics(context: &mut Context<'_>, uses: &[Use<'_>], consumers: &[Consumer]) {
    let dead_letters = consumers.iter().filter_map(|consumer| {
        let given = &consumer.dead_letter;
        match &given.value {
            DeadLetter::Topic(name) => Some((name.as_str(), &given.at)),
            DeadLetter::Default(_) => None,
        }
    });
    let mut known: BTreeMap<String, (&str, &Span)> = BTreeMap::new();
    for (topic, at) in uses
        .iter()
        .map(|one| (one.topic, one.at))
        .chain(dead_letters)
    {
        let (first, place) = *known.entry(topic.replace('.', "_")).or_insert((topic, at));
        if first != topic {
            context.tell(
                Diagnostic::warning(format!(
                    "the topics `{first}` and `{topic}` are one in Kafka's metrics, and Kafka may refuse the second"
                ))
                .at(at.clone(), "")
                .label(place.clone(), "the other one")
                .help("use either `.` or `_` in names of topics, not both"),
            );
        }
    }
}
