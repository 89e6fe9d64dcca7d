//! Numbers and durations of service.yaml: each has a range in which it makes sense.

use std::time::Duration;

use super::Context;
use crate::diagnostic::Diagnostic;
use crate::read::config::{Period, Spanned};

/// The upper end of a range whose lower end is more than nothing.
pub(super) struct Limit<T> {
    pub(super) most: T,
    /// As service.yaml writes it: `24h`.
    pub(super) text: &'static str,
    /// What the value is for.
    pub(super) help: &'static str,
}

/// What is longer is a mistake, and no server takes it.
pub(super) const TEN_YEARS: Duration = Duration::from_secs(3650 * 24 * 3600);

/// A duration; tells of one that is zero or too long.
pub(super) fn period(
    context: &mut Context<'_>,
    key: &str,
    given: &Spanned<Period>,
    limit: &Limit<Duration>,
) -> Duration {
    let period = given.value.0;
    if period.is_zero() || period > limit.most {
        let message = format!(
            "`{key}` must be more than nothing and at most {}",
            limit.text
        );
        context.tell(
            Diagnostic::error(message)
                .at(given.at.clone(), "")
                .help(limit.help),
        );
    }
    period
}

/// A count; tells of one that is zero or too high.
pub(super) fn count(
    context: &mut Context<'_>,
    key: &str,
    given: &Spanned<u32>,
    limit: &Limit<u32>,
) -> u32 {
    if given.value == 0 || given.value > limit.most {
        let message = format!("`{key}` must be from 1 to {}", limit.text);
        context.tell(
            Diagnostic::error(message)
                .at(given.at.clone(), "")
                .help(limit.help),
        );
    }
    given.value
}

/// Where retries begin and end when service.yaml doesn't say.
pub(super) struct Pauses {
    pub(super) initial: Duration,
    /// As service.yaml writes it.
    pub(super) initial_text: &'static str,
    /// None: always long enough.
    pub(super) maximum: Option<(Duration, &'static str)>,
}

const FIRST: Limit<Duration> = Limit {
    most: TEN_YEARS,
    text: "3650d",
    help: "it is the pause before the second attempt; each next one is longer",
};

const LONGEST: Limit<Duration> = Limit {
    most: TEN_YEARS,
    text: "3650d",
    help: "it is the longest pause between two attempts",
};

/// The first and the longest pause, where they are given; tells of a longest one that is
/// shorter than the first.
pub(super) fn pauses(
    context: &mut Context<'_>,
    initial: Option<&Spanned<Period>>,
    maximum: Option<&Spanned<Period>>,
    default: &Pauses,
) -> (Option<Duration>, Option<Duration>) {
    let first = initial.map(|given| period(context, "retry.initial", given, &FIRST));
    let longest = maximum.map(|given| period(context, "retry.maximum", given, &LONGEST));
    let most = longest.or(default.maximum.map(|(maximum, _)| maximum));
    if most.is_some_and(|most| most < first.unwrap_or(default.initial)) {
        let diagnostic =
            Diagnostic::error("the longest pause of a retry is shorter than the first");
        let diagnostic = match (initial, maximum, default.maximum) {
            (Some(initial), Some(maximum), _) => diagnostic
                .at(maximum.at.clone(), "the longest")
                .label(initial.at.clone(), "the first"),
            (None, Some(maximum), _) => diagnostic
                .at(maximum.at.clone(), "the longest")
                .note(format!("`initial` is {} by default", default.initial_text)),
            (Some(initial), None, Some((_, text))) => diagnostic
                .at(initial.at.clone(), "the first")
                .note(format!("`maximum` is {text} by default")),
            _ => return (first, longest),
        };
        context.tell(diagnostic.help("make `maximum` at least as long as `initial`"));
    }
    (first, longest)
}
