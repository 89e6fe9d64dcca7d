//! Keys of service.yaml that are read and typed, but whose part isn't built yet: refused,
//! never accepted and ignored.

use super::Context;
use crate::diagnostic::{Diagnostic, Span};
use crate::read::config::{Docs, Entry};

/// Refuses each such key that is used.
pub(super) fn check(context: &mut Context<'_>) {
    let config = &context.raw.config;
    let gateway = config.gateway.as_ref();
    let docs = gateway.and_then(|gateway| gateway.docs.as_ref());
    let keys = [
        (
            "gateway.docs: swagger",
            docs.filter(|docs| docs.value.value == Docs::Swagger)
                .map(|docs| &docs.key),
        ),
        (
            "gateway.http_rules",
            gateway.and_then(|gateway| used(&gateway.http_rules)),
        ),
        (
            "gateway.cache",
            gateway.and_then(|gateway| used(&gateway.cache)),
        ),
        (
            "gateway.rate_limits",
            gateway.and_then(|gateway| used(&gateway.rate_limits)),
        ),
        ("routes", used(&config.routes)),
        ("auth", config.auth.as_ref().map(|auth| &auth.key)),
        (
            "breaking",
            config.breaking.as_ref().map(|breaking| &breaking.key),
        ),
        ("workers", used(&config.workers)),
        ("consumers", used(&config.consumers)),
        ("producers", used(&config.producers)),
    ];
    let used: Vec<(&str, Span)> = keys
        .into_iter()
        .filter_map(|(name, key)| Some((name, key?.clone())))
        .collect();
    for (name, key) in used {
        context.tell(
            Diagnostic::error(format!("`{name}` is not supported yet"))
                .at(key, "")
                .help("remove it: this version of tonica makes services and their gateway"),
        );
    }
}

/// The key of a list that isn't empty.
fn used<T>(entry: &Option<Entry<Vec<T>>>) -> Option<&Span> {
    entry
        .as_ref()
        .filter(|entry| !entry.value.is_empty())
        .map(|entry| &entry.key)
}
