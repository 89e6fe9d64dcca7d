//! The activities of a worker, their deadlines and retries.

use std::time::Duration;

use super::output;
use crate::diagnostic::Diagnostic;
use crate::lower::amount::{self, Limit, Pauses, TEN_YEARS};
use crate::lower::{Context, message};
use crate::model::worker::ActivityRetry;
use crate::model::{Activity, name};
use crate::read::config::{self, Period, Spanned};

const START_TO_CLOSE: Limit<Duration> = Limit {
    most: TEN_YEARS,
    text: "3650d",
    help: "it is how long one attempt may take",
};

const HEARTBEAT: Limit<Duration> = Limit {
    most: TEN_YEARS,
    text: "3650d",
    help: "it is how long the activity may be silent; leave it out for one that sends no heartbeats",
};

const ATTEMPTS: Limit<u32> = Limit {
    most: 1_000_000,
    text: "1000000",
    help: "it counts all attempts, the first one too; leave it out for no limit",
};

/// What Temporal takes where the retry doesn't say; its longest pause is 100 first ones.
const PAUSES: Pauses = Pauses {
    initial: Duration::from_secs(1),
    initial_text: "1s",
    maximum: None,
};

pub(super) fn one(
    context: &mut Context<'_>,
    worker: &str,
    activity: &config::Activity,
) -> Option<Activity> {
    let input = message::payload(context, &activity.input);
    let output = output(context, activity.output.as_ref());
    let limit = &activity.start_to_close;
    let start_to_close = amount::period(context, "start_to_close", limit, &START_TO_CLOSE);
    let heartbeat = activity
        .heartbeat
        .as_ref()
        .map(|heartbeat| self::heartbeat(context, heartbeat, limit));
    let retry = activity
        .retry
        .as_ref()
        .map_or_else(ActivityRetry::default, |given| retry(context, given));
    let name = &activity.name.value;
    Some(Activity {
        type_name: name::camel(name),
        temporal_name: name::temporal(worker, name),
        name: name.clone(),
        input: input?,
        output: output?,
        start_to_close,
        heartbeat,
        retry,
    })
}

fn heartbeat(
    context: &mut Context<'_>,
    heartbeat: &Spanned<Period>,
    limit: &Spanned<Period>,
) -> Duration {
    let period = amount::period(context, "heartbeat", heartbeat, &HEARTBEAT);
    if period >= limit.value.0 && !limit.value.0.is_zero() {
        context.tell(
            Diagnostic::error("`heartbeat` must be shorter than `start_to_close`")
                .at(heartbeat.at.clone(), "")
                .label(limit.at.clone(), "an attempt is over by then")
                .help("make it a fraction, such as a fifth, or leave it out"),
        );
    }
    period
}

fn retry(context: &mut Context<'_>, retry: &config::ActivityRetry) -> ActivityRetry {
    let attempts = retry
        .attempts
        .as_ref()
        .map(|attempts| amount::count(context, "retry.attempts", attempts, &ATTEMPTS));
    if let Some(coefficient) = &retry.coefficient
        && !(1.0..=100.0).contains(&coefficient.value)
    {
        context.tell(
            Diagnostic::error("`retry.coefficient` must be from 1.0 to 100.0")
                .at(coefficient.at.clone(), "")
                .help("each pause is so many times as long as the one before; 2.0 is usual"),
        );
    }
    for kind in &retry.non_retryable {
        if kind.value.trim().is_empty() {
            context.tell(
                Diagnostic::error("`retry.non_retryable` holds a kind of errors without a name")
                    .at(kind.at.clone(), "")
                    .help("name the kind, or take it out"),
            );
        }
    }
    let (initial, maximum) = amount::pauses(
        context,
        retry.initial.as_ref(),
        retry.maximum.as_ref(),
        &PAUSES,
    );
    let kinds = retry.non_retryable.iter().map(|kind| kind.value.clone());
    ActivityRetry {
        attempts,
        initial,
        coefficient: retry.coefficient.as_ref().map(|given| given.value),
        maximum,
        non_retryable: kinds.collect(),
    }
}
