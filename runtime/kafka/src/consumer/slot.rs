//! A slot: handles one record after the other, and says what becomes of each.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::Instant;

use super::bench::Bench;
use super::job::{Job, Step};
use super::letter::{self, Letter};
use super::metrics::Counts;
use crate::backoff::pause;
use crate::failure::Verdict;
use crate::hub::Hub;
use crate::record::Record;
use crate::{Context, Failure, Handler, NotDecoded, Received, Subscription};

/// Pauses between attempts to write a dead letter.
const BURY_FIRST: Duration = Duration::from_millis(500);
const BURY_LONGEST: Duration = Duration::from_secs(5);
/// The longest pause that a handler may ask for: a longer one has no end that a clock can tell.
const PAUSE_LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// What all slots of a consumer share.
pub(crate) struct Slots<M, H> {
    pub(crate) subscription: Subscription<M>,
    pub(crate) handler: Arc<H>,
    pub(crate) bench: Arc<Bench>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) counts: Counts,
}

impl<M: Send + Sync + 'static, H: Handler<M>> Slots<M, H> {
    /// One slot; runs until it is dropped.
    pub(crate) async fn run(self: Arc<Self>) {
        loop {
            let job = self.bench.next().await;
            let cx = Context::new(job.lease.clone());
            match job.step.clone() {
                Step::Handle { failures } => self.handle(job, failures, &cx).await,
                Step::Bury { letter, failures } => self.bury(job, letter, failures, &cx).await,
            }
        }
    }

    async fn handle(&self, job: Job, failures: u32, cx: &Context) {
        let attempt = failures + 1;
        let begun = Instant::now();
        let work = AssertUnwindSafe(self.attempt(&job.record, attempt, cx)).catch_unwind();
        let result = tokio::select! {
            biased;
            () = cx.over() => return self.bench.with(|work| work.give_up(&job)),
            result = work => result.unwrap_or_else(|_| Err(Failure::retry("the handler panicked"))),
        };
        self.counts.handled(result.is_ok(), begun.elapsed());
        let Err(failure) = result else {
            return self.bench.with(|work| work.done(&job));
        };
        let place = place(&job.record);
        let consumer = self.subscription.name;
        match failure.verdict {
            Verdict::Retry(after) if attempt < self.subscription.retry.attempts => {
                self.again(job, &failure, after, attempt);
            }
            // There is nowhere to put it, and it may pass yet.
            Verdict::Retry(after) if self.subscription.dead_letter.is_none() => {
                let why = format!(
                    "the handler {consumer} fails at {place}: {failure}; it is tried until it \
                     succeeds, since there is no dead letter topic"
                );
                self.bench.with(|work| work.hold(&job, why));
                self.again(job, &failure, after, attempt);
            }
            Verdict::Halt => self.halt(&job, &failure),
            Verdict::Retry(_) | Verdict::Reject => match self.subscription.dead_letter {
                Some(topic) => {
                    tracing::error!(consumer, place, attempt, error = %failure, "goes to the dead letter topic {topic}");
                    let letter = Letter {
                        topic,
                        error: failure.to_string(),
                        attempts: attempt,
                    };
                    self.bury(job, letter, 0, cx).await;
                }
                None => self.halt(&job, &failure),
            },
        }
    }

    /// Has the record tried again.
    fn again(&self, job: Job, failure: &Failure, after: Option<Duration>, attempt: u32) {
        let retry = self.subscription.retry;
        let pause = after.unwrap_or_else(|| pause(retry.initial, retry.maximum, attempt));
        let (consumer, place) = (self.subscription.name, place(&job.record));
        tracing::warn!(consumer, place, attempt, again_in = ?pause, error = %failure, "not handled");
        self.later(job, Step::Handle { failures: attempt }, pause);
    }

    /// Decodes the record and calls the handler.
    async fn attempt(
        &self,
        record: &Arc<Record>,
        attempt: u32,
        cx: &Context,
    ) -> Result<(), Failure> {
        let decoded = match &record.value {
            Some(value) => (self.subscription.decode)(value),
            None => Err(NotDecoded::new("it has no value (a tombstone)")),
        };
        let received = Received {
            message: decoded.map_err(Failure::reject)?,
            record: Arc::clone(record),
            attempt,
        };
        self.handler.handle(&received, cx).await
    }

    async fn bury(&self, job: Job, letter: Letter, failures: u32, cx: &Context) {
        let Letter {
            topic,
            ref error,
            attempts,
        } = letter;
        let headers = letter::headers(&job.record, self.subscription.group, error, attempts);
        let key = job.record.key.as_deref();
        let delivery = self
            .hub
            .bury(topic, key, job.record.value.as_deref(), headers);
        let delivered = tokio::select! {
            biased;
            () = cx.over() => return self.bench.with(|work| work.give_up(&job)),
            delivered = delivery => delivered,
        };
        self.counts.buried(delivered.is_ok());
        let Err(failure) = delivered else {
            return self.bench.with(|work| work.done(&job));
        };
        let why = format!(
            "the dead letter topic {topic} can't be written: {failure}; {} is held until it can",
            place(&job.record)
        );
        let failures = failures + 1;
        let pause = pause(BURY_FIRST, BURY_LONGEST, failures);
        let consumer = self.subscription.name;
        // Readiness repeats it as long as it lasts; thousands may be held, each tried every 5 s.
        if self.bench.with(|work| work.hold(&job, why.clone())) {
            tracing::error!(consumer, again_in = ?pause, "{why}");
        } else {
            tracing::debug!(consumer, again_in = ?pause, "{why}");
        }
        self.later(job, Step::Bury { letter, failures }, pause);
    }

    fn halt(&self, job: &Job, failure: &Failure) {
        let Record {
            partition, offset, ..
        } = *job.record;
        let why = format!(
            "the handler {} stopped at {}: {failure}; nothing from there on is acknowledged: \
             mend the handler and start again",
            self.subscription.name,
            place(&job.record)
        );
        tracing::error!(
            consumer = self.subscription.name,
            partition,
            offset,
            "{why}"
        );
        self.bench.with(|work| work.halt(job, why));
    }

    fn later(&self, mut job: Job, step: Step, pause: Duration) {
        job.step = step;
        let due = Instant::now() + pause.min(PAUSE_LONGEST);
        self.bench.with(|work| work.later(job, due));
    }
}

/// Where a record lies, for logs: `topic orders, partition 3, offset 42`.
fn place(record: &Record) -> String {
    let Record {
        topic,
        partition,
        offset,
        ..
    } = record;
    format!("topic {topic}, partition {partition}, offset {offset}")
}
