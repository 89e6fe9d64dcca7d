//! Durations, sizes and rates as people write them.

use std::{borrow::Cow, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::diagnostic::Diagnostics;
use crate::read::node::{Node, Value};
use crate::read::value::{Read, expected};

/// A duration: `250ms`, `30s`, `5m`, `24h`, `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period(pub Duration);

/// A size in bytes: `512B`, `64KiB`, `4MiB`, `1GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

/// So many in a time: `50/s`, `100/m`, `1000/h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// In which time.
    pub period: Duration,
}

/// Units of time in milliseconds.
const TIMES: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Units of size in bytes.
const SIZES: [(&str, u64); 4] = [
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// A whole number and its unit: `30` and `s` of `30s`; no more digits than fit.
fn amount(text: &str) -> Option<(u64, &str)> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

/// A whole number with one of the units, in the smallest of them.
fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let (count, unit) = amount(text)?;
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    count.checked_mul(*factor)
}

/// Reads a text by `parse`, or tells what was expected.
fn read<T>(
    node: &Node,
    (what, help): (&str, &str),
    errors: &mut Diagnostics,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let parsed = match &node.value {
        Value::Text(text) => parse(text),
        _ => None,
    };
    if parsed.is_none() {
        errors.push(expected(what, node, help));
    }
    parsed
}

impl Period {
    /// What a text says.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        measure(text, &TIMES).map(|millis| Self(Duration::from_millis(millis)))
    }
}

impl Read for Period {
    const EXAMPLE: &'static str = "30s";

    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        read(
            node,
            (
                "a duration",
                "write a whole number and a unit: `250ms`, `30s`, `5m`, `24h`, `7d`",
            ),
            errors,
            Self::parse,
        )
    }
}

impl Read for Size {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        read(
            node,
            (
                "a size",
                "write a whole number and a unit: `512B`, `64KiB`, `4MiB`, `1GiB`",
            ),
            errors,
            |text| measure(text, &SIZES).map(Self),
        )
    }
}

impl Read for Rate {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        read(
            node,
            (
                "a rate",
                "write how many in which time: `50/s`, `100/m`, `1000/h`",
            ),
            errors,
            |text| {
                let (count, unit) = text.split_once('/')?;
                let period = TIMES
                    .iter()
                    .find(|(name, _)| *name == unit && *name != "ms")?
                    .1;
                Some(Self {
                    count: count.parse().ok()?,
                    period: Duration::from_millis(period),
                })
            },
        )
    }
}

/// The schema of a text with a pattern.
macro_rules! pattern_schema {
    ($kind:ident, $name:literal, $pattern:literal, $example:literal) => {
        impl JsonSchema for $kind {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "examples": [$example] })
            }
        }
    };
}
pattern_schema!(Period, "Period", "^[0-9]+(ms|s|m|h|d)$", "30s");
pattern_schema!(Size, "Size", "^[0-9]+(B|KiB|MiB|GiB)$", "4MiB");
pattern_schema!(Rate, "Rate", "^[0-9]+/(s|m|h|d)$", "50/s");
