//! What the binaries of a plain `cargo build` of the whole workspace hold: the gateway has neither
//! prost messages, nor anything of the user's, nor a client of Kafka or Temporal.

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
