//! The list of the fuzz targets: their names are those of the binaries and of the seeds' folders.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A fuzz target.
pub(super) struct Target {
    pub(super) name: &'static str,
    /// The file of words that its inputs are made of.
    pub(super) dictionary: &'static str,
}

const fn target(name: &'static str, dictionary: &'static str) -> Target {
    Target { name, dictionary }
}

/// Every target.
pub(super) static TARGETS: [Target; 6] = [
    target("wire_to_json", "json.dict"),
    target("json_to_wire", "json.dict"),
    target("text_to_wire", "json.dict"),
    target("template", "path.dict"),
    target("route", "path.dict"),
    target("request", "json.dict"),
];

/// The target of this name, or all of them.
pub(super) fn named(name: Option<&str>) -> Result<&'static [Target]> {
    let Some(name) = name else {
        return Ok(&TARGETS);
    };
    let known = TARGETS.iter().position(|target| target.name == name);
    match known {
        Some(at) => Ok(&TARGETS[at..=at]),
        None => {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            bail!("there is no target {name}; these are: {}", names.join(", "));
        }
    }
}

impl Target {
    /// The seeds' paths, one behind the other with commas between.
    pub(super) fn seeds(&self, fuzz: &Path) -> Result<String> {
        let folder = fuzz.join("seeds").join(self.name);
        let files =
            fs::read_dir(&folder).with_context(|| format!("can't read {}", folder.display()))?;
        let mut names = Vec::new();
        for file in files {
            let name = file?.file_name();
            names.push(format!("seeds/{}/{}", self.name, name.display()));
        }
        names.sort();
        Ok(names.join(","))
    }
}
