//! Two validators of OpenAPI documents that know nothing of each other, got by pip: one goes by
//! the specification's own JSON Schema, the other reads a document into its models. Both look at
//! the document of every sample.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::report::Report;
use crate::sample::Sample;
use crate::workspace::Workspace;
use crate::{cache, program, repository};

/// The validators, as pip and `validate.py` know them, and their versions.
const VALIDATORS: [(&str, &str); 2] = [
    ("openapi-spec-validator", "0.9.0"),
    ("aiopenapi3", "0.11.0"),
];

/// Where an emitted workspace has its document.
const DOCUMENT: &str = "crates/rest/src/openapi.json";

/// The validators, installed.
pub(crate) struct Validators {
    folder: PathBuf,
}

impl Validators {
    /// Installs them into the cache, unless they are there, and has both refuse what is wrong.
    pub(crate) fn get() -> Result<Self> {
        let versions = VALIDATORS.map(|(_, version)| version).join("-");
        let openapi = cache::sub_folder("openapi")?;
        let folder = openapi.join(versions);
        if !folder.exists() {
            let beside = tempfile::Builder::new()
                .prefix(".new-")
                .tempdir_in(&openapi)?;
            let new = beside.path().join("packages");
            let packages = VALIDATORS.map(|(name, version)| format!("{name}=={version}"));
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "install", "--quiet", "--target"]);
            program::run(pip.arg(&new).args(packages))
                .context("the validators of OpenAPI can't be got by pip")?;
            fs::rename(&new, &folder)?;
        }
        let validators = Self { folder };
        validators.refuse()?;
        Ok(validators)
    }

    /// What a validator finds in a document; `None` where all is well.
    fn ask(&self, validator: &str, document: &Path) -> Result<Option<String>> {
        let script = repository::root().join("xtask/openapi/validate.py");
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", &self.folder);
        let output = program::output(python.arg(script).arg(validator).arg(document))?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((!output.status.success()).then_some(told))
    }

    /// Were they to take anything, that they take our documents would say nothing.
    fn refuse(&self) -> Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("openapi.json");
        for (what, wrong) in [("right", false), ("wrong", true)] {
            fs::write(&path, small(wrong).to_string())?;
            for (validator, _) in VALIDATORS {
                let told = self.ask(validator, &path)?;
                ensure!(
                    told.is_some() == wrong,
                    "{validator} on a document that is {what}: {told:?}"
                );
            }
        }
        Ok(())
    }
}

/// A document, or one that lacks the parameter of its path.
fn small(wrong: bool) -> Value {
    let order =
        json!({"name": "order", "in": "path", "required": true, "schema": {"type": "string"}});
    let parameters = if wrong { json!([]) } else { json!([order]) };
    json!({
        "openapi": "3.1.1",
        "info": {"title": "small", "version": "v1"},
        "paths": {"/orders/{order}": {"get": {
            "operationId": "get",
            "parameters": parameters,
            "responses": {"200": {"description": "OK"}},
        }}},
    })
}

/// Has both look at the document of a sample, where it has one.
pub(crate) fn run(
    report: &mut Report,
    validators: &Validators,
    sample: &Sample,
    emitted: &Workspace,
) {
    let document = emitted.folder.join(DOCUMENT);
    if !document.exists() {
        return;
    }
    for (validator, _) in VALIDATORS {
        report.step(
            &format!("{}: {validator} takes openapi.json", sample.name),
            || {
                let told = validators.ask(validator, &document)?;
                ensure!(told.is_none(), "{}", told.unwrap_or_default());
                Ok(())
            },
        );
    }
}
