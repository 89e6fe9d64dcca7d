//! Protos to descriptors, without protoc: own files, their imports, and the built-in
//! ones. Only what is imported is parsed.

use std::collections::BTreeMap;
use std::sync::Arc;

use prost_reflect::DescriptorPool;

use crate::diagnostic::Source;

/// The protos of a project, compiled.
#[derive(Debug, Clone)]
pub struct Protos {
    /// All descriptors, options with their extensions included.
    pub pool: DescriptorPool,
    /// Names of the project's own files, as they are imported, sorted.
    pub own: Vec<String>,
    /// The text of each file by its name; path is where it was read, `<built-in>/…` for
    /// those that the tool brings.
    pub sources: BTreeMap<String, Arc<Source>>,
}
