//! service.yaml one to one. The doc comments here are the descriptions of the JSON
//! Schema, so they speak to the one who writes the file.

mod amount;
mod auth;
mod consumer;
mod gateway;
mod worker;

pub use amount::{Period, Rate, Size};
pub use auth::{Access, Auth, AuthRule, Breaking, BreakingChange};
pub use consumer::{
    Batch, Consumer, ConsumerRetry, DeadLetter, Encoding, Order, Producer, Protocol,
};
pub use gateway::{Cache, Docs, Errors, Gateway, Per, RateLimit, Route};
pub use worker::{
    Activity, ActivityRetry, PollerCounts, Pollers, Query, Signal, Update, Versioning, Worker,
    Workflow,
};

use super::map::map;
pub use super::value::{Entry, Spanned};

map! {
    /// What a project is: its services and protos, its gateway, workers and consumers.
    Config {
        /// The version of this format: 1.
        version: Spanned<u32>,
        /// The project's name, which names the binaries: `shop` makes shop, shop-service, …
        /// Lower-case letters, digits and `-`, a letter first.
        #[schemars(regex(pattern = r"^[a-z][a-z0-9-]*$"))]
        name: Spanned<String>,
        /// Where the protos are.
        #[schemars(default)]
        proto: Option<Proto>,
        /// The gRPC services of this project and those that it calls.
        #[schemars(default)]
        services: Vec<Service>,
        /// The REST gateway.
        #[schemars(default)]
        gateway: Option<Gateway>,
        /// Routes of the gateway that no rpc stands behind.
        #[schemars(default)]
        routes: Option<Entry<Vec<Route>>>,
        /// Who may call what.
        #[schemars(default)]
        auth: Option<Entry<Auth>>,
        /// What `tonica breaking` lets pass.
        #[schemars(default)]
        breaking: Option<Entry<Breaking>>,
        /// Workers: workflows and activities.
        #[schemars(default)]
        workers: Vec<Worker>,
        /// Consumers of topics.
        #[schemars(default)]
        consumers: Vec<Consumer>,
        /// Producers of records.
        #[schemars(default)]
        producers: Vec<Producer>,
    }
}

map! {
    /// Where the protos are.
    Proto {
        /// Import roots below this folder, in order; default `proto`. google/api, google/rpc,
        /// google/type, google/longrunning, buf/validate and google/protobuf are built in.
        #[schemars(default)]
        include: Vec<Spanned<String>>,
        /// The proto files of the project, as they are imported; default: every .proto
        /// below the import roots.
        #[schemars(default)]
        files: Vec<Spanned<String>>,
    }
}

map! {
    /// One gRPC service.
    Service {
        /// Fully qualified name in the protos: `shop.orders.v1.OrderService`.
        proto: Spanned<String>,
        /// Its name here, in snake case, which names files, modules and settings; default:
        /// the last part of `proto`. Say it when two would collide (v1 and v2).
        #[schemars(default, regex(pattern = r"^[a-z][a-z0-9_]*$"))]
        name: Option<Spanned<String>>,
        /// Whether its HTTP rules become routes; default: true when any rpc has one.
        #[schemars(default)]
        rest: Option<Spanned<bool>>,
        /// Deadline of a call that brings none; default 3s.
        #[schemars(default)]
        timeout: Option<Spanned<Period>>,
        /// True: it lives elsewhere, only clients and routes are made; default false.
        #[schemars(default)]
        remote: Option<Spanned<bool>>,
    }
}
