//! What the binaries of a plain `cargo build` of the whole workspace hold: the gateway has neither
//! prost messages, nor anything of the user's, nor a client of Kafka or Temporal; with routes of its
//! own it holds what these need.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSymbol};

use crate::report::Report;
use crate::workspace::Workspace;

/// Words of symbols that shop-gateway must not have; the last two are librdkafka's and the
/// Temporal SDK's.
const ABSENT: [&str; 9] = [
    "shop_api",
    "shop_grpc",
    "shop_clients",
    "shop_core",
    "shop_services",
    "shop_workers",
    "shop_consumers",
    "rd_kafka_",
    "temporalio",
];

/// To be run after the shop was built.
pub(super) fn run(report: &mut Report, shop: &Workspace) {
    report.step("shop: what the gateway doesn't hold", || {
        let binaries = shop.binaries("debug");
        let whole = symbols(&binaries.join("shop"))?;
        let gateway = symbols(&binaries.join("shop-gateway"))?;
        for name in ABSENT {
            // Were the name never found, its absence from the gateway would say nothing.
            let found = whole.iter().any(|symbol| symbol.contains(name));
            ensure!(found, "shop holds no symbol of {name}");
            let found = gateway.iter().find(|symbol| symbol.contains(name));
            ensure!(found.is_none(), "shop-gateway holds {found:?} of {name}");
        }
        // The workers may hold it, for the Temporal SDK; with routes of its own the gateway does.
        let axum = gateway.iter().find(|symbol| symbol.contains("axum"));
        ensure!(axum.is_none(), "shop-gateway holds {axum:?} of axum");
        Ok(())
    });
}

/// What routes of its own bring into a gateway: the framework, and the code of its user's that they
/// may use; but not what they don't need.
pub(super) fn with_routes(report: &mut Report, desk: &Workspace) {
    report.step("routes: what the gateway holds", || {
        let gateway = symbols(&desk.binaries("debug").join("desk-gateway"))?;
        let holds = |name: &str| gateway.iter().any(|symbol| symbol.contains(name));
        for name in ["desk_routes", "desk_core", "desk_clients", "axum"] {
            ensure!(holds(name), "desk-gateway holds nothing of {name}");
        }
        for name in ["desk_services", "rd_kafka_", "temporalio"] {
            ensure!(!holds(name), "desk-gateway holds something of {name}");
        }
        Ok(())
    });
}

/// The mangled names in a binary's symbol table; each holds the names of its crates.
fn symbols(binary: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(binary).with_context(|| binary.display().to_string())?;
    let file = object::File::parse(&*bytes)?;
    let names = file
        .symbols()
        .filter_map(|symbol| symbol.name().ok().map(str::to_owned));
    Ok(names.collect())
}
