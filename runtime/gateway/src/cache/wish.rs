//! Whether a request may be answered from the store, by its headers. A request that brings what the
//! service sees and the rule doesn't vary by (`authorization`, forwarded headers, Grpc-Metadata-*) is
//! never answered so, nor is its answer kept: it may be meant for that client alone.

use std::time::Duration;

use http::{HeaderMap, header};

use super::Rule;
use crate::metadata;

/// What a request may be answered with. One without a wish goes to the service, and its answer to
/// nobody else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// How old an answer may be; `None`: it must be made now.
    pub(super) oldest: Option<Duration>,
    /// Whether it may wait for the call of another request: not with a deadline of its own, which
    /// would hold for the others too.
    pub(super) joins: bool,
}

impl Wish {
    pub(super) fn of(headers: &HeaderMap, rule: &Rule, forwarded: &[String]) -> Option<Self> {
        if metadata::tells_apart(headers, forwarded, &rule.vary) {
            return None;
        }
        let mut wish = Self {
            oldest: Some(rule.age),
            joins: !headers.contains_key("grpc-timeout"),
        };
        let values = headers.get_all(header::CACHE_CONTROL).iter();
        let directives = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim);
        for directive in directives {
            if directive.eq_ignore_ascii_case("no-store") {
                return None;
            }
            if directive.eq_ignore_ascii_case("no-cache") {
                wish.oldest = None;
            } else if let Some(age) = max_age(directive) {
                let age = Duration::from_secs(age);
                // Nothing is as young as that.
                wish.oldest = wish
                    .oldest
                    .map(|oldest| oldest.min(age))
                    .filter(|oldest| !oldest.is_zero());
            }
        }
        Some(wish)
    }
}

fn max_age(directive: &str) -> Option<u64> {
    let (name, seconds) = directive.split_once('=')?;
    let seconds = seconds.trim_matches('"').parse().ok()?;
    name.eq_ignore_ascii_case("max-age").then_some(seconds)
}
