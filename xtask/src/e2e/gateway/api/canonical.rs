//! An answer without what differs from one namespace to another and from one time to the next: names
//! in braces stand for it, the same for the same value, so that what belongs together still does.

use serde_json::{Map, Value};

/// Values of these keys differ from one namespace to another, and why.
const VARYING: [(&str, &str); 6] = [
    ("taskId", "numbers that both namespaces draw from one shard"),
    ("nextPageToken", "opaque, holds ids and times"),
    ("conflictToken", "opaque, counts what the schedule did"),
    ("historySizeBytes", "a time may be a byte longer"),
    ("approximateBacklogAge", "grows"),
    ("tasksAddRate", "of the last seconds"),
];

/// Given where a time is absent.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

/// The answers of one namespace, in the order in which they came.
pub(super) struct Canonical {
    namespace: String,
    ids: Vec<String>,
}

impl Canonical {
    pub(super) fn new(namespace: &str) -> Self {
        Self {
            namespace: namespace.to_owned(),
            ids: Vec::new(),
        }
    }

    pub(super) fn of(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.of(item)).collect(),
            Value::Object(fields) => Value::Object(self.object(fields)),
            other => other.clone(),
        }
    }

    /// serde_json sorts keys, so ids are met in the same order on both sides.
    fn object(&mut self, fields: &Map<String, Value>) -> Map<String, Value> {
        let mut canonical = Map::new();
        for (key, value) in fields {
            let value = match VARYING.iter().find(|(varying, _)| varying == key) {
                Some((varying, _)) => Value::String(format!("{{{varying}}}")),
                None => self.of(value),
            };
            canonical.insert(self.text(key), value);
        }
        canonical
    }

    fn text(&mut self, text: &str) -> String {
        if is_time(text) && text != NO_TIME {
            return "{time}".to_owned();
        }
        let mut out = text.replace(&self.namespace, "{ns}");
        let mut from = 0;
        while let Some((at, id)) = id_in(&out, from) {
            let known = self.ids.iter().position(|known| *known == id);
            let number = known.unwrap_or_else(|| {
                self.ids.push(id.clone());
                self.ids.len() - 1
            });
            let name = format!("{{id {number}}}");
            out.replace_range(at..at + id.len(), &name);
            from = at + name.len();
        }
        out
    }
}

/// `2026-11-27T19:30:14.933314919Z`
fn is_time(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        19 => byte == b'.' || byte == b'Z',
        _ => byte.is_ascii_digit() || (at + 1 == text.len() && byte == b'Z'),
    };
    text.len() >= 20 && text.ends_with('Z') && text.bytes().enumerate().all(shape)
}

/// The first UUID from a place on.
fn id_in(text: &str, from: usize) -> Option<(usize, String)> {
    const LEN: usize = 36;
    let is_id = |bytes: &[u8]| {
        bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    let bytes = text.as_bytes();
    let starts = from..(bytes.len() + 1).saturating_sub(LEN);
    let mut starts = starts.filter(|start| text.is_char_boundary(*start));
    let at = starts.find(|start| is_id(&bytes[*start..*start + LEN]))?;
    Some((at, text[at..at + LEN].to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_belongs_together_still_does() {
        let [a, b] = [
            "01a21e7c-a515-74c9-b6df-33c6ee8a3d8a",
            "9843b3b2-8c97-4912-ac86-700d04d6c513",
        ];
        let mut canonical = Canonical::new("shop");
        let answer = json!({
            "run": a, "first": a, "other": format!("run {b} of shop"), "taskId": "1",
            "times": ["2026-11-27T19:30:14.93Z", NO_TIME, "2026"], (a): 7,
        });
        // Ids count in the order of keys, and a key that is one comes first.
        let expected = json!({
            "first": "{id 0}", "other": "run {id 1} of {ns}", "run": "{id 0}", "taskId": "{taskId}",
            "times": ["{time}", NO_TIME, "2026"], "{id 0}": 7,
        });
        assert_eq!(canonical.of(&answer), expected);
    }
}
