//! The health service of gRPC (<https://github.com/grpc/grpc/blob/master/doc/health-checking.md>):
//! each service, and the server as the empty name, serves while the process is ready.

use std::convert::Infallible;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};
use tonica_runtime::Readiness;

/// How soon a change of readiness is told.
const STEP: Duration = Duration::from_millis(100);

/// What the health service says.
pub(super) struct Health {
    reporter: HealthReporter,
    names: Vec<&'static str>,
}

impl Health {
    pub(super) fn new(services: &[&'static str]) -> Self {
        let names = services.iter().copied().chain([""]).collect();
        Self {
            reporter: HealthReporter::new(),
            names,
        }
    }

    /// The service to be mounted.
    pub(super) fn service(&self) -> HealthServer<HealthService> {
        HealthServer::new(HealthService::from_health_reporter(self.reporter.clone()))
    }

    /// Tells what readiness says, for ever.
    pub(super) async fn follow(&self, readiness: &Readiness) -> Infallible {
        let mut told = None;
        let mut steps = interval(STEP);
        steps.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let ready = readiness.is_ready();
            if told != Some(ready) {
                self.tell(ready).await;
                told = Some(ready);
            }
            steps.tick().await;
        }
    }

    async fn tell(&self, ready: bool) {
        let status = if ready {
            ServingStatus::Serving
        } else {
            ServingStatus::NotServing
        };
        for name in &self.names {
            self.reporter.set_service_status(name, status).await;
        }
    }
}
