//! Listens to librdkafka: its log lines, and why it can't reach a broker.

use std::sync::{Arc, Mutex};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::lock::lock;

/// The last reason why a broker can't be reached, as one client of the process learned it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listener {
    reason: Arc<Mutex<Option<String>>>,
}

impl Listener {
    /// The last reason, in librdkafka's words.
    pub(crate) fn reason(&self) -> Option<String> {
        lock(&self.reason).clone()
    }

    /// It is reached again.
    pub(crate) fn forget(&self) {
        lock(&self.reason).take();
    }

    /// One of librdkafka's log lines. Its troubles are told by readiness and by errors of ours, so
    /// that its own words are for those who debug.
    pub(crate) fn line(level: RDKafkaLogLevel, facility: &str, line: &str) {
        match level {
            RDKafkaLogLevel::Debug => tracing::trace!(target: "librdkafka", facility, "{line}"),
            _ => tracing::debug!(target: "librdkafka", facility, "{line}"),
        }
    }

    /// One of librdkafka's errors: it goes on by itself after all of those.
    pub(crate) fn heard(&self, error: &KafkaError, reason: &str) {
        tracing::debug!(target: "librdkafka", %error, reason);
        // "1/1 brokers are down" says less than what came before it.
        if error.rdkafka_error_code() != Some(RDKafkaErrorCode::AllBrokersDown) {
            *lock(&self.reason) = Some(short(reason).to_owned());
        }
    }
}

impl ClientContext for Listener {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        Listener::line(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.heard(&error, reason);
    }
}

/// `127.0.0.1:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms
/// in state CONNECT)` → `Connect to ipv4#127.0.0.1:9092 failed: Connection refused`
fn short(reason: &str) -> &str {
    let mut reason = reason.split(" (after ").next().unwrap_or(reason);
    while let Some((broker, rest)) = reason.split_once(": ")
        && !broker.contains(' ')
    {
        reason = rest;
    }
    reason
}
