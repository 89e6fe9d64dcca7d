//! From the list of files to their bytes: templates, generators, manifests, the lock.
//! An error here is a fault of this program, never of a project's input.

mod facts;
mod lock;
mod manifest;
mod templates;

use crate::codegen::{services, workers};
use crate::model::Model;
use crate::parallel;
use crate::plan::{Entry, File, Source};
use crate::tree::{Output, Tree, Upkeep};

/// The templates of seeded files that get stubs later.
const SERVICE: &str = "crates/services/src/service.rs";
const WORKER: &str = "crates/workers/src/worker.rs";

/// Why a file can't be made.
#[derive(Debug)]
pub struct Error {
    /// The file.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} can't be made: {}", self.path, self.reason)
    }
}

impl std::error::Error for Error {}

/// The bytes of all files, sorted by path.
///
/// # Errors
///
/// The first file that a template or a generator fails at.
pub fn all(model: &Model, files: &[File]) -> Result<Tree, Error> {
    let templates = templates::Templates::new(model).map_err(|reason| Error {
        path: "templates".to_owned(),
        reason,
    })?;
    let made = parallel::map(files, |file| {
        outputs_of(model, &templates, files, file).map_err(|reason| Error {
            path: file.path.clone(),
            reason,
        })
    });
    let mut outputs = Vec::with_capacity(files.len());
    for made in made {
        outputs.extend(made?);
    }
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Tree { outputs })
}

fn outputs_of(
    model: &Model,
    templates: &templates::Templates,
    files: &[File],
    file: &File,
) -> Result<Vec<Output>, String> {
    let bytes = match file.source {
        Source::Template(name) => templates.render(name)?.into_bytes(),
        Source::Entry(name, entry) => templates.entry(name, model, entry)?.into_bytes(),
        Source::Code(generate) => generate(model),
        Source::CargoLock => lock::of(model)?.into_bytes(),
        Source::Verbatim(bytes) => bytes.to_vec(),
        Source::Modules(generate) => return modules(file, &generate(model)?.files()),
    };
    let mut output = output(file, file.path.clone(), bytes)?;
    output.upkeep = match file.source {
        Source::Entry(SERVICE, Entry::Service(index)) => {
            Upkeep::Stubs(services::stubs(model, &model.services[index]))
        }
        Source::Entry(WORKER, Entry::Worker(index)) => {
            Upkeep::Stubs(workers::stubs(model, &model.workers[index]))
        }
        Source::CargoLock => Upkeep::CargoLock {
            theirs: lock::theirs(model, files),
        },
        _ => Upkeep::Nothing,
    };
    Ok(vec![output])
}

fn modules(file: &File, texts: &[(String, String)]) -> Result<Vec<Output>, String> {
    let outputs = texts.iter().map(|(path, text)| {
        let path = format!("{}/{path}", file.path);
        output(file, path, text.clone().into_bytes())
    });
    outputs.collect()
}

fn output(file: &File, path: String, mut bytes: Vec<u8>) -> Result<Output, String> {
    if path.ends_with("/Cargo.toml") {
        bytes = manifest::literal(&path, &bytes)?;
    }
    Ok(Output {
        path,
        owner: file.owner,
        bytes,
        upkeep: Upkeep::Nothing,
    })
}
