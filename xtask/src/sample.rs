//! The samples: folders with a service.yaml, protos, and optionally service configs in `rules`
//! and an `overlay` of working bodies. `protos.yaml` names a published crate whose protos are read instead of a copy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{program, repository};

/// One sample project.
pub(crate) struct Sample {
    /// What its workspace in the cache is called.
    pub(crate) name: String,
    folder: PathBuf,
}

/// What `protos.yaml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    #[serde(rename = "crate")]
    package: String,
    version: String,
    /// A folder of the crate → where it stands in the sample.
    folders: BTreeMap<String, String>,
}

/// The part of service.yaml that is needed here.
#[derive(Deserialize)]
struct Project {
    name: String,
}

/// All samples by name.
pub(crate) fn all() -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for entry in fs::read_dir(repository::samples())? {
        let entry = entry?;
        if entry.path().join("service.yaml").exists() {
            samples.push(Sample {
                name: entry.file_name().to_string_lossy().into_owned(),
                folder: entry.path(),
            });
        }
    }
    samples.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(samples)
}

/// One sample.
pub(crate) fn named(name: &str) -> Result<Sample> {
    let samples = all()?.into_iter().find(|sample| sample.name == name);
    samples.with_context(|| format!("there is no sample {name}"))
}

/// The project that the gateways are compared on.
pub(crate) fn of_bench() -> Sample {
    Sample {
        name: String::from("bench-gateway"),
        folder: repository::root().join("benches/gateway"),
    }
}

impl Sample {
    /// The name that its service.yaml gives the project.
    pub(crate) fn project(&self) -> Result<String> {
        let text = fs::read_to_string(self.folder.join("service.yaml"))?;
        Ok(serde_saphyr::from_str::<Project>(&text)?.name)
    }

    /// Writes service.yaml, the protos and service configs into an empty folder.
    pub(crate) fn write_inputs(&self, into: &Path) -> Result<()> {
        fs::copy(self.folder.join("service.yaml"), into.join("service.yaml"))?;
        for inputs in ["proto", "rules"] {
            if self.folder.join(inputs).exists() {
                copy(&self.folder.join(inputs), &into.join(inputs))?;
            }
        }
        let published = self.folder.join("protos.yaml");
        if published.exists() {
            let published: Published = serde_saphyr::from_str(&fs::read_to_string(published)?)?;
            let package = published.folder()?;
            for (from, to) in &published.folders {
                copy(&package.join(from), &into.join(to))?;
            }
        }
        Ok(())
    }

    /// Lays the working bodies, if there are any, over an emitted workspace.
    pub(crate) fn lay_overlay(&self, over: &Path) -> Result<()> {
        if self.has_overlay() {
            copy(&self.folder.join("overlay"), over)?;
        }
        Ok(())
    }

    pub(crate) fn has_overlay(&self) -> bool {
        self.folder.join("overlay").exists()
    }
}

impl Published {
    /// The folder in which cargo keeps the crate's source; fetched if it isn't there.
    fn folder(&self) -> Result<PathBuf> {
        let Self {
            package, version, ..
        } = self;
        let folder = tempfile::tempdir()?;
        let manifest = format!(
            "[package]\nname = \"protos\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n\
             [dependencies]\n{package} = {{ version = \"={version}\", default-features = false }}\n"
        );
        fs::write(folder.path().join("Cargo.toml"), manifest)?;
        fs::write(folder.path().join("lib.rs"), "")?;
        let arguments = ["metadata", "--quiet", "--format-version", "1"];
        let metadata = program::run(&mut program::cargo(folder.path(), &arguments))?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        let packages = metadata["packages"].as_array();
        let found = packages
            .into_iter()
            .flatten()
            .find(|p| p["name"] == **package);
        let manifest = found.and_then(|found| found["manifest_path"].as_str());
        let manifest = manifest.with_context(|| format!("cargo knows no crate {package}"))?;
        let parent = Path::new(manifest).parent();
        parent
            .map(Path::to_owned)
            .context("a manifest without a folder")
    }
}

/// Copies the files below a folder.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let entries = fs::read_dir(from).with_context(|| format!("can't read {}", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}
