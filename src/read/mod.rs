//! The only readers: `service.yaml` one to one with spans, protos to descriptors.
//! Nothing is decided here but whether a text can be read at all.

pub mod config;
pub(crate) mod map;
pub(crate) mod node;
mod protos;
mod root;
pub(crate) mod value;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use protos::Protos;
pub use root::Root;

use crate::diagnostic::{Diagnostics, Source};
use config::Config;

/// All that a run reads.
#[derive(Debug, Clone)]
pub struct Raw {
    /// `service.yaml` as a text.
    pub yaml: Arc<Source>,
    /// `service.yaml` as it says, one to one.
    pub config: Config,
    /// The protos, compiled.
    pub protos: Protos,
    /// `tonica.lock` as a text; `None` where there is none yet.
    pub lock: Option<Arc<Source>>,
}

/// Where the inputs are: a folder, with texts laid over it that aren't written yet (an
/// edited service.yaml), or texts alone (the embedded sample, protos from elsewhere).
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The root on the disk; `None`: the texts are all there is.
    pub folder: Option<PathBuf>,
    /// Texts by path relative to the root, with `/`; they hide what the folder holds.
    pub over: BTreeMap<String, String>,
}

/// Reads a project whole: every error of service.yaml and of every proto together.
pub fn project(root: &Root) -> Result<Raw, Diagnostics> {
    files(&Files {
        folder: Some(root.folder.clone()),
        over: BTreeMap::new(),
    })
}

/// The same from inputs that aren't all on the disk.
pub fn files(files: &Files) -> Result<Raw, Diagnostics> {
    todo!("{files:?}")
}

/// Compiles every proto below the import roots (relative to the root), without a
/// service.yaml.
pub fn protos(files: &Files, include: &[String]) -> Result<Protos, Diagnostics> {
    todo!("{files:?} {include:?}")
}

/// Paths of all inputs, relative to the root, sorted: service.yaml and the protos that
/// it takes in. Parses no proto, so that an unchanged project is known in milliseconds.
pub fn inputs(root: &Root) -> Result<Vec<String>, Diagnostics> {
    todo!("{root:?}")
}

/// The JSON Schema (draft 2020-12) of service.yaml, from the structs that read it;
/// ends with a line feed.
pub fn schema() -> String {
    todo!()
}

/// A `service.yaml` for protos that come without one: every service that the files
/// below the import roots define. `include` are the import roots relative to the root.
pub fn derive(name: &str, include: &[String], protos: &Protos) -> String {
    todo!("{name} {include:?} {protos:?}")
}
