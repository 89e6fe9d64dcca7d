//! `tonica add consumer` and `producer`.

use super::entry::{Value, added, same};
use super::{Edits, message::full_name, work::text};
use crate::{
    diagnostic::Diagnostics,
    edit::yaml::{Field, Place},
    read::{Raw, config::Spanned},
};

/// Adds a consumer with a dead letter topic of its own.
pub(crate) fn consumer(
    raw: &Raw,
    name: &str,
    topic: &str,
    group: &str,
    message: &str,
) -> Result<Edits, Diagnostics> {
    let message = full_name(raw, message)?;
    let known = raw
        .config
        .consumers
        .iter()
        .find(|consumer| consumer.name.value == name);
    if let Some(known) = known {
        let values = [
            value("topic", Some(topic), known.topic.as_ref()),
            value("group", Some(group), Some(&known.group)),
            value("message", Some(&message), known.message.as_ref()),
        ];
        same(&format!("a consumer `{name}`"), &known.name.at, &values)?;
        return Ok(Edits::new());
    }
    let entry = vec![
        ("name", text(name)),
        ("topic", text(topic)),
        ("group", text(group)),
        ("message", text(&message)),
        ("dead_letter", Field::Flag(true)),
    ];
    added(raw, Place::top("consumers"), &entry)
}

/// Adds a producer.
pub(crate) fn producer(
    raw: &Raw,
    name: &str,
    topic: &str,
    message: &str,
    key: Option<&str>,
) -> Result<Edits, Diagnostics> {
    let message = full_name(raw, message)?;
    let known = raw
        .config
        .producers
        .iter()
        .find(|producer| producer.name.value == name);
    if let Some(known) = known {
        let values = [
            value("topic", Some(topic), Some(&known.topic)),
            value("message", Some(&message), Some(&known.message)),
            value("key", key, known.key.as_ref()),
        ];
        same(&format!("a producer `{name}`"), &known.name.at, &values)?;
        return Ok(Edits::new());
    }
    let mut entry = vec![
        ("name", text(name)),
        ("topic", text(topic)),
        ("message", text(&message)),
    ];
    entry.extend(key.map(|key| ("key", text(key))));
    added(raw, Place::top("producers"), &entry)
}

fn value<'a>(
    key: &'a str,
    asked: Option<&'a str>,
    there: Option<&'a Spanned<String>>,
) -> Value<'a> {
    Value {
        key,
        asked,
        there: there.map(|there| there.value.as_str()),
    }
}
