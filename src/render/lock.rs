//! The Cargo.lock of a fresh workspace: one that cargo made for the same set of parts
//! (`cargo xtask bless` has it do so), with the project's own packages named as the
//! project is. What cargo would write itself, so that `--locked` holds from the start.

use crate::edit::cargo_lock;
use crate::model::Model;
use crate::plan::File;
use crate::tree::Owner;

/// The name of the project in the stored locks.
const STORED: &str = "project";

const SERVICES: &str = include_str!("../../templates/locks/services.lock");
const GATEWAY: &str = include_str!("../../templates/locks/gateway.lock");
const BOTH: &str = include_str!("../../templates/locks/services-gateway.lock");

/// The lock of a project.
pub(super) fn of(model: &Model) -> Result<String, String> {
    let stored = match (model.has_services(), model.has_gateway()) {
        (true, true) => BOTH,
        (true, false) => SERVICES,
        (false, _) => GATEWAY,
    };
    cargo_lock::renamed(stored, STORED, &model.project)
        .ok_or_else(|| "the stored lock isn't as cargo writes it".to_owned())
}

/// The packages of a project whose manifests are the user's.
pub(super) fn theirs(model: &Model, files: &[File]) -> Vec<String> {
    let seeded = files.iter().filter(|file| file.owner == Owner::Seeded);
    let folders = seeded.filter_map(|file| {
        let path = file.path.strip_prefix("crates/")?;
        path.strip_suffix("/Cargo.toml")
    });
    folders
        .map(|folder| format!("{}-{folder}", model.project))
        .collect()
}
