//! Rules of numbers. Those of 64 bits are texts in JSON, whose bounds only a sentence can tell.

use prost_reflect::{DynamicMessage, Kind, Value};
use serde_json::{Number, Value as Json};

use super::super::known;
use super::super::options::{flag, get};
use super::super::schema::Schema;
use super::super::values;
use super::{choice, constant};

pub(super) fn apply(
    rules: &DynamicMessage,
    kind: &Kind,
    schema: &mut Schema,
    notes: &mut Vec<String>,
) {
    constant(rules, kind, schema);
    choice(rules, kind, schema);
    let bound = |field: &str| {
        let value = get(rules, field)?;
        values::json(kind, &value).map(|json| (json, value))
    };
    let (lt, lte) = (bound("lt"), bound("lte"));
    let (gt, gte) = (bound("gt"), bound("gte"));
    let less = lt.as_ref().or(lte.as_ref());
    let more = gt.as_ref().or(gte.as_ref());
    let is_float = matches!(kind, Kind::Double | Kind::Float);
    let both = less.is_some() && more.is_some();
    if is_float && (both || flag(rules, "finite") || !schema.values.is_empty()) {
        known::only_numbers(schema);
    }
    // A lower bound above the upper one means what is outside of the two.
    let outside = matches!((more, less), (Some((_, a)), Some((_, b))) if above(a, b));
    let text = less.or(more).is_some_and(|(json, _)| json.is_string());
    if text || outside {
        let mut words = Vec::new();
        for (bound, word) in [
            (&gt, "more than"),
            (&gte, "at least"),
            (&lt, "less than"),
            (&lte, "at most"),
        ] {
            let bound = bound.as_ref().map(|(json, _)| plain(json));
            words.extend(bound.map(|bound| format!("{word} {bound}")));
        }
        let sentence = words.join(if outside { " or " } else { " and " });
        notes.push(capital(&sentence) + ".");
        if text && schema.examples.is_empty() {
            let [lt, lte, gt, gte] = [&lt, &lte, &gt, &gte].map(whole);
            let least = gte.or(gt.map(|above| above + 1));
            let most = lte.or(lt.map(|below| below - 1)).filter(|_| !outside);
            let number = 1.max(least.unwrap_or(1)).min(most.unwrap_or(i128::MAX));
            schema.examples.push(Json::String(number.to_string()));
        }
        return;
    }
    let number = |bound: Option<(Json, Value)>| number(bound?.0);
    schema.exclusive_maximum = number(lt);
    schema.maximum = number(lte);
    schema.exclusive_minimum = number(gt);
    let minimum = number(gte);
    if minimum.is_some() || schema.exclusive_minimum.is_some() {
        schema.minimum = minimum;
    }
}

/// A bound of 64 bits as a number.
fn whole(bound: &Option<(Json, Value)>) -> Option<i128> {
    bound.as_ref()?.0.as_str()?.parse().ok()
}

fn number(json: Json) -> Option<Number> {
    match json {
        Json::Number(number) => Some(number),
        _ => None,
    }
}

fn above(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::I32(a), Value::I32(b)) => a > b,
        (Value::U32(a), Value::U32(b)) => a > b,
        (Value::I64(a), Value::I64(b)) => a > b,
        (Value::U64(a), Value::U64(b)) => a > b,
        (Value::F32(a), Value::F32(b)) => a > b,
        (Value::F64(a), Value::F64(b)) => a > b,
        _ => false,
    }
}

fn plain(json: &Json) -> String {
    json.as_str()
        .map_or_else(|| json.to_string(), str::to_owned)
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
