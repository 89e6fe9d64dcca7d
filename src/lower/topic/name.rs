//! Names of topics and groups: which of them Kafka takes.

use crate::diagnostic::{Diagnostic, Span};
use crate::lower::Context;
use crate::read::config::{Consumer, DeadLetter, Spanned};

/// Longest name of a topic.
const LONGEST: usize = 249;

/// Topics that Kafka keeps for itself.
const INTERNAL: &[&str] = &["__consumer_offsets", "__transaction_state"];

/// Tells of a topic that can't exist.
pub(super) fn check_topic(context: &mut Context<'_>, topic: &Spanned<String>) {
    check_topic_at(context, &topic.value, &topic.at);
}

fn check_topic_at(context: &mut Context<'_>, topic: &str, at: &Span) {
    let (reason, help) = if INTERNAL.contains(&topic) {
        ("it is one of Kafka's own", "choose another one")
    } else if let Some(wrong) = wrong(topic) {
        wrong
    } else {
        return;
    };
    context.tell(
        Diagnostic::error(format!("Kafka can't have this topic: {reason}"))
            .at(at.clone(), "")
            .help(help),
    );
}

/// Tells of a group whose name topics and tools can't hold.
pub(super) fn check_group(context: &mut Context<'_>, group: &Spanned<String>) {
    if let Some((reason, help)) = wrong(&group.value) {
        context.tell(
            Diagnostic::error(format!("this consumer group can't be used: {reason}"))
                .at(group.at.clone(), "")
                .note("dead letter topics are named after it, so it has the letters of a topic")
                .help(help),
        );
    }
}

/// Why a name can't be, and what to do.
fn wrong(name: &str) -> Option<(&'static str, &'static str)> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if name.is_empty() {
        Some(("it is empty", "name it after what it is for: `orders`"))
    } else if !name.bytes().all(legal) {
        Some((
            "it holds other characters than letters, digits, `.`, `_` and `-`",
            "use those alone",
        ))
    } else if name == "." || name == ".." {
        Some(("it is a path", "name it after what it is for: `orders`"))
    } else if name.len() > LONGEST {
        Some(("it is longer than 249 letters", "name it shorter"))
    } else {
        None
    }
}

/// Tells of a dead letter topic that was hardly meant as one: what other readers of YAML take
/// for a switch is a text here.
fn check_no_switch(context: &mut Context<'_>, topic: &str, at: &Span) {
    let meant = match topic.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => "true",
        "false" | "no" | "off" | "none" | "null" => "false",
        _ => return,
    };
    context.tell(
        Diagnostic::error(format!("the dead letter topic would be called `{topic}`"))
            .at(at.clone(), "")
            .help(format!("write `dead_letter: {meant}`, or name a topic")),
    );
}

/// Where records go that a consumer of `topic` can't handle; tells of a topic that can't be.
pub(super) fn dead_letter(
    context: &mut Context<'_>,
    consumer: &Consumer,
    topic: &str,
) -> Option<String> {
    let (given, group) = (&consumer.dead_letter, &consumer.group.value);
    let named = given.value.topic(topic, group)?;
    if let DeadLetter::Topic(name) = &given.value {
        check_topic_at(context, name, &given.at);
        check_no_switch(context, name, &given.at);
    } else if wrong(topic).is_none() && wrong(group).is_none() && named.len() > LONGEST {
        context.tell(
            Diagnostic::error("the dead letter topic's name would be longer than 249 letters")
                .at(given.at.clone(), "")
                .note("it is `<topic>.<group>.dlq` by default")
                .help("name a topic: `dead_letter: orders.dlq`"),
        );
    }
    Some(named)
}
