//! What is counted of calls to services elsewhere, beside what every call counts.
//!
//! - `grpc_upstream_endpoints{service, state}`: endpoints that are `up`, `down` or `ejected`
//! - `grpc_upstream_ejections_total{service}`: endpoints left out because they failed too often
//! - `grpc_upstream_retries_total{service, method}`: attempts after the first
//! - `grpc_upstream_retries_refused_total{service}`: retries that the budget didn't allow

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use tonica_json::{Method, Service};
use tonica_runtime::Start;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfService {
    service: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfState {
    service: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfMethod {
    service: &'static str,
    method: &'static str,
}

/// The families of a process.
#[derive(Clone, Debug, Default)]
pub(crate) struct Families {
    endpoints: Family<OfState, Gauge>,
    ejections: Family<OfService, Counter>,
    retries: Family<OfMethod, Counter>,
    refused: Family<OfService, Counter>,
}

impl Families {
    /// New families in the registry of this process; to be called once.
    pub(crate) fn register(start: &Start) -> Families {
        let families = Families::default();
        let registry = start.metrics();
        registry.register(
            "grpc_upstream_endpoints",
            "Endpoints of services elsewhere",
            families.endpoints.clone(),
        );
        registry.register(
            "grpc_upstream_ejections",
            "Endpoints left out for a while because they failed too often",
            families.ejections.clone(),
        );
        registry.register(
            "grpc_upstream_retries",
            "Attempts after the first at calls to services elsewhere",
            families.retries.clone(),
        );
        registry.register(
            "grpc_upstream_retries_refused",
            "Retries that the budget did not allow",
            families.refused.clone(),
        );
        families
    }
}

/// What is counted of one service.
#[derive(Debug)]
pub(super) struct Metrics {
    families: Families,
    service: &'static str,
}

impl Metrics {
    pub(super) fn new(families: Families, service: &'static Service) -> Self {
        Self {
            families,
            service: service.name,
        }
    }

    pub(super) fn endpoints(&self, up: usize, down: usize, ejected: usize) {
        let service = self.service;
        for (state, count) in [("up", up), ("down", down), ("ejected", ejected)] {
            let labels = OfState { service, state };
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            self.families.endpoints.get_or_create(&labels).set(count);
        }
    }

    pub(super) fn ejected(&self) {
        let service = self.service;
        let ejections = &self.families.ejections;
        ejections.get_or_create(&OfService { service }).inc();
    }

    pub(super) fn retried(&self, method: &'static Method) {
        let labels = OfMethod {
            service: self.service,
            method: method.name,
        };
        self.families.retries.get_or_create(&labels).inc();
    }

    pub(super) fn refused(&self) {
        let service = self.service;
        let refused = &self.families.refused;
        refused.get_or_create(&OfService { service }).inc();
    }
}
