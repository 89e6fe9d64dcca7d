//! The one registry of metrics of a process, served at `/metrics`.

use std::sync::{Arc, Mutex};

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};

use crate::lock::lock;

/// The registry. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
}

impl Metrics {
    /// Adds a metric. Keep a clone of it to count with.
    ///
    /// `name` is without the suffix that its kind brings: a counter `http_requests` is served as
    /// `http_requests_total`. `help` is one sentence without a full stop. Register a name once:
    /// find what is registered already through [`crate::Start::shared`].
    pub fn register(&self, name: &str, help: &str, metric: impl Metric) {
        lock(&self.registry).register(name, help, metric);
    }

    /// What the process is: `app_info{…} 1`.
    pub(crate) fn describe(&self, labels: Vec<(&'static str, String)>) {
        self.register("app", "What this process is", Info::new(labels));
    }

    /// The text of `/metrics`, in the OpenMetrics format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // A String takes everything: only a metric of the user's own making can fail here.
        if let Err(error) = encode(&mut text, &lock(&self.registry)) {
            tracing::error!(%error, "a metric could not be written");
        }
        text
    }
}
