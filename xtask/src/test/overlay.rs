//! The versions in the manifests of overlays: a dependency that the workspace's one table of
//! versions has is named with that version.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use toml_edit::{DocumentMut, Item};

use crate::repository;

pub(super) fn versions_agree() -> Result<()> {
    let root = manifest(&repository::root().join("Cargo.toml"))?;
    let table = &root["workspace"]["dependencies"];
    let mut compared = 0;
    for path in manifests(&repository::samples())? {
        let overlay = manifest(&path)?;
        for section in ["dependencies", "dev-dependencies"] {
            let entries = overlay.get(section).and_then(Item::as_table);
            for (name, entry) in entries.into_iter().flatten() {
                let Some(wanted) = table.get(name).and_then(version) else {
                    continue;
                };
                let found = version(entry).unwrap_or_default();
                let path = path.display();
                ensure!(found == wanted, "{path}: {name} is {found}, not {wanted}");
                compared += 1;
            }
        }
    }
    ensure!(compared > 0, "no overlay names a dependency");
    Ok(())
}

fn version(entry: &Item) -> Option<&str> {
    entry.as_str().or_else(|| entry.get("version")?.as_str())
}

fn manifest(path: &Path) -> Result<DocumentMut> {
    let text = fs::read_to_string(path)?;
    let manifest = text.parse().map_err(anyhow::Error::from);
    manifest.with_context(|| path.display().to_string())
}

/// Every Cargo.toml below a folder.
fn manifests(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(manifests(&path)?);
        } else if path.ends_with("Cargo.toml") {
            found.push(path);
        }
    }
    Ok(found)
}
