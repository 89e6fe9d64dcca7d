//! Protos to descriptors, without protoc: own files, their imports, and the built-in
//! ones. Only what is imported is parsed.

mod errors;
mod find;
mod graph;

use std::collections::BTreeMap;
use std::sync::Arc;

use prost_reflect::DescriptorPool;

use super::root::{Input, Root};
use super::value::Spanned;
use crate::diagnostic::{Diagnostics, Source, Span};
pub(crate) use errors::span;
use find::Found;

/// The protos of a project, compiled.
#[derive(Debug, Clone)]
pub struct Protos {
    /// All descriptors, options with their extensions included.
    pub pool: DescriptorPool,
    /// Names of the project's own files, as they are imported, sorted. Copies of files
    /// that the tool brings and files that only bring options are imports, not own.
    pub own: Vec<String>,
    /// The text of each compiled file by its name; its path is where it was read,
    /// `<built-in>/…` for those that the tool brings.
    pub sources: BTreeMap<String, Arc<Source>>,
}

/// An import root.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// Relative to the root of the project.
    pub(crate) folder: String,
    /// Where service.yaml says so; `None`: by default.
    pub(crate) at: Option<Span>,
}

/// Compiles the wanted files (default: every one below the import roots) with all that
/// they import; beside them every proto below the import roots as it was read, sorted by
/// path.
pub(crate) fn compile(
    root: &Root,
    imports: &[Import],
    wanted: &[Spanned<String>],
) -> Result<(Protos, Vec<Input>), Diagnostics> {
    let found = Found::below(root, imports)?;
    let mut errors = Diagnostics::new();
    let start = found.start(wanted, &mut errors);
    let graph = graph::parse(&found, &start, &mut errors);
    let pool = errors::pool(&graph, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    let explicit = !wanted.is_empty();
    let own = start
        .into_iter()
        .filter(|name| explicit || !only_brings_options(&pool, name))
        .collect();
    Ok((
        Protos {
            pool,
            own,
            sources: graph.sources,
        },
        found.inputs,
    ))
}

/// Whether a file exists to extend the options of others.
fn only_brings_options(pool: &DescriptorPool, name: &str) -> bool {
    let Some(file) = pool.get_file_by_name(name) else {
        return false;
    };
    let extends_options = file.extensions().any(|extension| {
        let extended = extension.containing_message();
        extended.package_name() == "google.protobuf" && extended.name().ends_with("Options")
    });
    extends_options && file.services().len() == 0
}
