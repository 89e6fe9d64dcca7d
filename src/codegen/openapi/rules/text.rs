//! Rules of strings and of bytes, which are base64 in JSON: of their lengths only a sentence can
//! tell.

use prost_reflect::{DynamicMessage, Kind, Value};

use super::super::options::{flag, get};
use super::super::schema::Schema;
use super::super::values;
use super::{choice, constant, count};

/// Kinds of strings that JSON Schema has a format for.
const FORMATS: [(&str, &str); 7] = [
    ("email", "email"),
    ("hostname", "hostname"),
    ("ipv4", "ipv4"),
    ("ipv6", "ipv6"),
    ("uri", "uri"),
    ("uri_ref", "uri-reference"),
    ("uuid", "uuid"),
];

/// Kinds of strings that a pattern tells.
const PATTERNS: [(&str, &str); 4] = [
    ("tuuid", "^[0-9a-fA-F]{32}$"),
    ("ulid", "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$"),
    (
        "protobuf_fqn",
        "^[A-Za-z_][A-Za-z_0-9]*(\\.[A-Za-z_][A-Za-z_0-9]*)*$",
    ),
    (
        "protobuf_dot_fqn",
        "^\\.[A-Za-z_][A-Za-z_0-9]*(\\.[A-Za-z_][A-Za-z_0-9]*)*$",
    ),
];

/// Kinds of strings that only a sentence tells.
const KINDS: [(&str, &str); 9] = [
    ("address", "A host name or an IP address."),
    ("host_and_port", "A host and a port: `example.com:443`."),
    (
        "ip_with_prefixlen",
        "An IP address with a prefix length: `192.0.2.1/24`.",
    ),
    (
        "ipv4_with_prefixlen",
        "An IPv4 address with a prefix length: `192.0.2.1/24`.",
    ),
    (
        "ipv6_with_prefixlen",
        "An IPv6 address with a prefix length: `2001:db8::1/64`.",
    ),
    ("ip_prefix", "An IP prefix: `192.0.2.0/24`."),
    ("ipv4_prefix", "An IPv4 prefix: `192.0.2.0/24`."),
    ("ipv6_prefix", "An IPv6 prefix: `2001:db8::/64`."),
    ("ip", ""),
];

pub(super) fn strings(rules: &DynamicMessage, schema: &mut Schema, notes: &mut Vec<String>) {
    constant(rules, &Kind::String, schema);
    choice(rules, &Kind::String, schema);
    let exact = count(rules, "len");
    schema.min_length = exact.or_else(|| count(rules, "min_len"));
    schema.max_length = exact.or_else(|| count(rules, "max_len"));
    notes.extend(lengths(rules, ["len_bytes", "min_bytes", "max_bytes"]));
    let text = |field: &str| get(rules, field).and_then(|value| value.as_str().map(str::to_owned));
    let mut patterns = Vec::new();
    match text("pattern") {
        // Flags and classes of RE2 that JSON Schema's dialect lacks.
        Some(pattern) if is_portable(&pattern) => patterns.push(pattern),
        Some(pattern) => notes.push(format!("Matches `{pattern}`.")),
        None => {}
    }
    patterns.extend(text("prefix").map(|prefix| format!("^{}", escaped(&prefix))));
    patterns.extend(text("suffix").map(|suffix| format!("{}$", escaped(&suffix))));
    patterns.extend(text("contains").map(|part| escaped(&part)));
    notes.extend(text("not_contains").map(|part| format!("Doesn't contain `{part}`.")));
    for (field, pattern) in PATTERNS {
        patterns.extend(flag(rules, field).then(|| pattern.to_owned()));
    }
    all_of(schema, patterns);
    for (field, format) in FORMATS {
        if flag(rules, field) {
            schema.format = Some(format);
        }
    }
    if flag(rules, "ip") {
        schema.any_of = ["ipv4", "ipv6"].map(either).into();
    }
    for (field, sentence) in KINDS {
        notes.extend((flag(rules, field) && !sentence.is_empty()).then(|| sentence.to_owned()));
    }
    match get(rules, "well_known_regex").and_then(|value| value.as_enum_number()) {
        Some(1) => notes.push("The name of an HTTP header.".to_owned()),
        Some(2) => notes.push("The value of an HTTP header.".to_owned()),
        _ => {}
    }
}

pub(super) fn bytes(rules: &DynamicMessage, schema: &mut Schema, notes: &mut Vec<String>) {
    constant(rules, &Kind::Bytes, schema);
    choice(rules, &Kind::Bytes, schema);
    notes.extend(lengths(rules, ["len", "min_len", "max_len"]));
    const PARTS: [(&str, &str); 3] = [
        ("prefix", "Begin with"),
        ("suffix", "End with"),
        ("contains", "Contain"),
    ];
    for (field, word) in PARTS {
        let part = get(rules, field).and_then(|value| match value {
            Value::Bytes(bytes) => Some(values::base64(&bytes)),
            _ => None,
        });
        notes.extend(part.map(|part| format!("{word} the bytes `{part}`.")));
    }
    let pattern = get(rules, "pattern");
    notes.extend(
        pattern
            .as_ref()
            .and_then(Value::as_str)
            .map(|pattern| format!("The bytes match `{pattern}`.")),
    );
    for (field, sentence) in [
        ("ip", "The 4 or 16 bytes of an IP address."),
        ("ipv4", "The 4 bytes of an IPv4 address."),
        ("ipv6", "The 16 bytes of an IPv6 address."),
        ("uuid", "The 16 bytes of a UUID."),
    ] {
        notes.extend(flag(rules, field).then(|| sentence.to_owned()));
    }
}

/// How many bytes there must be.
fn lengths(rules: &DynamicMessage, [exact, least, most]: [&str; 3]) -> Option<String> {
    let bytes = |count: u64| format!("{count} byte{}", if count == 1 { "" } else { "s" });
    match (count(rules, exact), count(rules, least), count(rules, most)) {
        (Some(count), ..) => Some(format!("Exactly {}.", bytes(count))),
        (_, Some(least), Some(most)) => Some(format!("From {least} to {}.", bytes(most))),
        (_, Some(least), None) => Some(format!("At least {}.", bytes(least))),
        (_, None, Some(most)) => Some(format!("At most {}.", bytes(most))),
        _ => None,
    }
}

/// One pattern as such, several as one after the other.
fn all_of(schema: &mut Schema, mut patterns: Vec<String>) {
    if patterns.len() <= 1 {
        if let Some(pattern) = patterns.pop() {
            schema.pattern = Some(pattern);
        }
        return;
    }
    let each = |pattern| Schema {
        pattern: Some(pattern),
        ..Schema::default()
    };
    schema.all_of = patterns.into_iter().map(each).collect();
}

fn either(format: &'static str) -> Schema {
    Schema {
        format: Some(format),
        ..Schema::default()
    }
}

/// Whether a pattern of RE2 says the same in ECMA-262.
fn is_portable(pattern: &str) -> bool {
    const OWN: [&str; 8] = ["(?", "\\A", "\\z", "\\Q", "\\C", "\\p", "\\P", "[[:"];
    !OWN.iter().any(|word| pattern.contains(word))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\.+*?()|[]{}^$".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
