//! What all consumers and producers of a process share: the brokers, one client that writes, and
//! the metrics.

use std::sync::{Arc, Mutex};

use tonica_runtime::{Error, Start};

use crate::SendError;
use crate::brokers::Brokers;
use crate::consumer::Metrics;
use crate::lock::lock;
use crate::record::Header;
use crate::topics::Topics;
use crate::writer::Writer;

/// Behind the hooks of the user, which may still send.
const STOP_PRIORITY: u32 = 100;

/// One a process.
pub(crate) struct Hub {
    pub(crate) topics: Arc<Topics>,
    pub(crate) metrics: Metrics,
    writer: Arc<Writer>,
}

/// Where the start keeps it.
#[derive(Default)]
struct Shared {
    hub: Mutex<Option<Arc<Hub>>>,
}

impl Hub {
    /// The process's own; made when first asked for. Connects to nothing.
    ///
    /// # Errors
    /// A setting that can't be used.
    pub(crate) fn of(start: &Start) -> Result<Arc<Self>, Error> {
        let shared: Arc<Shared> = start.shared();
        let mut slot = lock(&shared.hub);
        if let Some(hub) = &*slot {
            return Ok(Arc::clone(hub));
        }
        let brokers = Brokers::of(start)?;
        let create = start.flag("APP_DEV") || brokers.is_in_process();
        let topics = Arc::new(Topics { brokers, create });
        let hub = Arc::new(Self {
            writer: Writer::of(start, &topics),
            topics,
            metrics: Metrics::register(start),
        });
        let writer = Arc::clone(&hub.writer);
        start.on_stop(STOP_PRIORITY, "Kafka producer", async move {
            writer.close().await;
        });
        *slot = Some(Arc::clone(&hub));
        Ok(hub)
    }

    /// Sends a producer's message and waits until the broker has it. A failure makes the process
    /// not ready until the topic can be used again.
    ///
    /// # Errors
    /// It was not delivered, as far as can be told.
    pub(crate) async fn send(
        &self,
        producer: &'static str,
        topic: &'static str,
        key: Option<&[u8]>,
        value: &[u8],
    ) -> Result<(), SendError> {
        let sent = self.writer.write(topic, key, Some(value), Vec::new()).await;
        sent.map_err(|error| {
            let name = format!("producer {producer}");
            self.writer.waits(name, topic, error.to_string());
            error.of_producer(producer, topic)
        })
    }

    /// Writes a dead letter. Whoever calls tells readiness of a failure.
    ///
    /// # Errors
    /// It was not delivered, as far as can be told.
    pub(crate) async fn bury(
        &self,
        topic: &'static str,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: Vec<Header>,
    ) -> Result<(), SendError> {
        self.writer.write(topic, key, value, headers).await
    }
}
