//! The health service of gRPC (<https://github.com/grpc/grpc/blob/master/doc/health-checking.md>):
//! each service, and the server as the empty name, serves while the process is ready.

use std::convert::Infallible;

use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};
use tonica_runtime::Readiness;

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
        let mut ready = readiness.is_ready();
        loop {
            self.tell(ready).await;
            ready = readiness.changed_from(ready).await;
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
