//! What the crates of the shop build: the Temporal SDK's core is for the workers alone, and the
//! workflows build no client of Temporal either.

use anyhow::{Result, ensure};

use crate::program;
use crate::report::Report;
use crate::workspace::Workspace;

const CORE: &str = "temporalio-sdk-core";
const CLIENT: &str = "temporalio-client";
const KAFKA: &str = "rdkafka-sys";

/// A crate of the shop, what it builds, and what it must not.
const CRATES: [(&str, &[&str], &[&str]); 8] = [
    ("shop-workers", &[CORE], &[]),
    ("shop-clients", &[CLIENT, KAFKA], &[CORE]),
    ("shop-core", &[CLIENT, KAFKA], &[CORE]),
    ("shop-services", &[CLIENT, KAFKA], &[CORE]),
    ("shop-consumers", &[CLIENT, KAFKA], &[CORE]),
    (
        "shop-workflows",
        &["temporalio-workflow"],
        &[CORE, CLIENT, KAFKA],
    ),
    (
        "shop-contract",
        &["temporalio-common-wasm"],
        &[CORE, CLIENT, KAFKA],
    ),
    (
        "shop-gateway",
        &["tonica-gateway"],
        &[CORE, CLIENT, KAFKA, "shop-api", "shop-core"],
    ),
];

pub(super) fn run(report: &mut Report, shop: &Workspace) {
    for (package, built, absent) in CRATES {
        report.step(&format!("{package}: what it doesn't build"), || {
            let packages = packages(shop, package)?;
            let has = |name: &str| packages.iter().any(|package| package == name);
            for name in built {
                ensure!(has(name), "{package} doesn't build {name} any more");
            }
            for name in absent {
                ensure!(!has(name), "{package} builds {name}");
            }
            Ok(())
        });
    }
}

/// The names of all packages that are built for one, when it alone is.
fn packages(shop: &Workspace, package: &str) -> Result<Vec<String>> {
    let tree = program::run(&mut shop.cargo(&[
        "tree",
        "--locked",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--package",
        package,
    ]))?;
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    Ok(names.map(str::to_owned).collect())
}
