//! Schemas of one name that are not the same: those of a route get its name before theirs.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::object;

const PREFIX: &str = "#/components/schemas/";

/// Renames the schemas of `described` that `document` has others of the same name for.
pub(crate) fn tell_apart(document: &Value, route: &str, described: &mut Value) {
    let empty = Map::new();
    let of = |of: &Value| of.pointer("/components/schemas")?.as_object().cloned();
    let own = of(described).unwrap_or_default();
    let known = document.pointer("/components/schemas");
    let known = known.and_then(Value::as_object).unwrap_or(&empty);
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    loop {
        let other = own.iter().find(|(name, schema)| {
            let there = known.get(name.as_str());
            !renamed.contains_key(name.as_str())
                && there.is_some_and(|there| there != *schema || refers(schema, &renamed))
        });
        let Some((name, _)) = other else { break };
        let mut new = format!("{route}.{name}");
        while known.contains_key(&new) || own.contains_key(&new) {
            new.push('_');
        }
        renamed.insert(name.clone(), new);
    }
    if renamed.is_empty() {
        return;
    }
    refer(described, &renamed);
    let schemas = object(&mut object(&mut described["components"])["schemas"]);
    for (old, new) in renamed {
        if let Some(schema) = schemas.remove(&old) {
            schemas.insert(new, schema);
        }
    }
}

/// Whether a schema refers to one that gets another name.
fn refers(schema: &Value, renamed: &BTreeMap<String, String>) -> bool {
    match schema {
        Value::String(text) => target(text).is_some_and(|name| renamed.contains_key(name)),
        Value::Array(items) => items.iter().any(|item| refers(item, renamed)),
        Value::Object(map) => map.values().any(|value| refers(value, renamed)),
        _ => false,
    }
}

/// Has all references lead to the new names.
fn refer(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = target(text).and_then(|name| renamed.get(name)) {
                *text = format!("{PREFIX}{new}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, renamed)),
        Value::Object(map) => map.values_mut().for_each(|value| refer(value, renamed)),
        _ => {}
    }
}

fn target(reference: &str) -> Option<&str> {
    reference.strip_prefix(PREFIX)
}
