//! The Cargo.lock of a fresh workspace: what cargo would write itself, so that `--locked`
//! holds from the start. It is cut out of one that cargo made for a project with every part
//! (`cargo xtask bless` has it do so), with the project's own packages named as it is.

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Item, TomlError};

use crate::edit::cargo_lock::{self, Members};
use crate::model::Model;
use crate::plan::File;
use crate::tree::{Output, Owner, Upkeep};

/// The name of the project in the stored lock.
const STORED: &str = "project";

/// The lock of a project with every part.
const ALL: &str = include_str!("../../templates/locks/all.lock");

/// The dependencies in it that not every project has, with the parts that bring them.
const BY_PARTS: &str = include_str!("../../templates/locks/by-parts.txt");

/// The lock of a workspace with these manifests.
pub(super) fn output(model: &Model, file: &File, outputs: &[Output]) -> Result<Output, String> {
    let members = members(outputs)?;
    let by_parts = by_parts();
    let comes = |package: &str, on: &str| match by_parts.get(&(package, on)) {
        Some(sets) => sets.iter().any(|parts| has(model, parts)),
        None => true,
    };
    let text = cargo_lock::part(ALL, STORED, &model.project, &members, comes)
        .ok_or("the stored lock isn't as cargo writes it")?;
    Ok(Output {
        path: file.path.clone(),
        owner: file.owner,
        bytes: text.into_bytes(),
        upkeep: Upkeep::CargoLock {
            theirs: theirs(model, outputs),
        },
    })
}

/// The packages of a workspace, each with the names of what it depends on.
fn members(outputs: &[Output]) -> Result<Members, String> {
    let mut members = Members::new();
    for output in outputs.iter().filter(|of| of.path.ends_with("/Cargo.toml")) {
        let text = String::from_utf8_lossy(&output.bytes);
        let manifest: DocumentMut = text.parse().map_err(|error: TomlError| error.to_string())?;
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name"));
        let name = name.and_then(Item::as_str);
        let name = name.ok_or_else(|| format!("{} names no package", output.path))?;
        let sections = ["dependencies", "dev-dependencies"].into_iter();
        let tables = sections.filter_map(|section| manifest.get(section)?.as_table_like());
        let named = tables.flat_map(|table| table.iter().map(|(name, _)| name.to_owned()));
        members.insert(name.to_owned(), named.collect());
    }
    Ok(members)
}

/// What `BY_PARTS` says: of two packages, with which sets of parts the first depends on the
/// second.
fn by_parts() -> BTreeMap<(&'static str, &'static str), Vec<&'static str>> {
    let lines = BY_PARTS.lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| {
        let (packages, sets) = line.split_once(": ")?;
        Some((packages.split_once(" > ")?, sets.split(", ").collect()))
    });
    rows.collect()
}

/// Whether a project has all of these parts: `grpc + kafka`.
fn has(model: &Model, parts: &str) -> bool {
    parts.split(" + ").all(|part| match part {
        "grpc" => model.has_grpc(),
        "gateway" => model.has_gateway(),
        "routes" => model.has_routes(),
        "workers" => model.has_workers(),
        "kafka" => model.has_kafka(),
        _ => false,
    })
}

/// The packages of a project whose manifests are the user's.
fn theirs(model: &Model, outputs: &[Output]) -> Vec<String> {
    let seeded = outputs.iter().filter(|file| file.owner == Owner::Seeded);
    let folders = seeded.filter_map(|file| {
        let path = file.path.strip_prefix("crates/")?;
        path.strip_suffix("/Cargo.toml")
    });
    folders
        .map(|folder| format!("{}-{folder}", model.project))
        .collect()
}
