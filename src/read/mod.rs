//! The only readers: `service.yaml` one to one with spans, protos to descriptors.
//! Nothing is decided here but whether a text can be read at all.

pub(crate) mod bring;
mod builtin;
pub mod config;
mod derive;
pub(crate) mod map;
pub(crate) mod node;
mod protos;
mod root;
mod schema;
mod service_config;
pub(crate) mod value;

use std::sync::Arc;

pub use derive::derive;
pub use protos::Protos;
pub(crate) use protos::span;
pub use root::{Input, Root};
pub use schema::schema;
pub use service_config::{HttpRule, ServiceConfig};

use crate::diagnostic::{Diagnostics, Source};
use config::Config;
use protos::Import;
use value::Read;

/// The file that says what a project is.
pub const PROJECT_FILE: &str = "service.yaml";

/// The file that says what was emitted.
pub const LOCK_FILE: &str = "tonica.lock";

/// The import root of a project that names none.
const PROTO_FOLDER: &str = "proto";

/// All that a run reads.
#[derive(Debug, Clone)]
pub struct Raw {
    /// `service.yaml` as a text.
    pub yaml: Arc<Source>,
    /// `service.yaml` as it says, one to one.
    pub config: Config,
    /// The import roots, relative to the root of the project.
    pub roots: Vec<String>,
    /// The protos, compiled.
    pub protos: Protos,
    /// The service configs that `gateway.http_rules` names, in its order.
    pub service_configs: Vec<ServiceConfig>,
    /// Every file of the project that was read, sorted by path.
    pub inputs: Vec<Input>,
}

/// Reads a project whole: every error of service.yaml, of every proto and service config
/// together.
pub fn project(root: &Root) -> Result<Raw, Diagnostics> {
    let mut errors = Diagnostics::new();
    let yaml = root.text(PROJECT_FILE)?;
    let node = node::parse(&yaml)?;
    let config = Config::read(&node, &mut errors);
    let roots = config.as_ref().map_or_else(default_roots, import_roots);
    let wanted = config
        .iter()
        .flat_map(|config| &config.proto)
        .flat_map(|proto| &proto.files);
    let protos = protos::compile(root, &roots, &wanted.cloned().collect::<Vec<_>>());
    let (service_configs, rules) = config.as_ref().map_or_else(Default::default, |config| {
        service_config::all(root, config, &mut errors)
    });
    match (config, protos) {
        (Some(config), Ok((protos, mut inputs))) if errors.is_empty() => {
            inputs.extend(rules);
            inputs.push(Input {
                path: PROJECT_FILE.to_owned(),
                bytes: root.bytes(PROJECT_FILE)?,
            });
            inputs.sort_by(|a, b| a.path.cmp(&b.path));
            inputs.dedup_by(|a, b| a.path == b.path);
            let roots = roots.into_iter().map(|import| import.folder).collect();
            Ok(Raw {
                yaml,
                config,
                roots,
                protos,
                service_configs,
                inputs,
            })
        }
        (_, protos) => {
            errors.append(protos.err().unwrap_or_default());
            errors.sort();
            Err(errors)
        }
    }
}

/// Compiles every proto below the import roots (relative to the root), without a
/// service.yaml.
pub fn protos(root: &Root, include: &[String]) -> Result<Protos, Diagnostics> {
    let roots: Vec<Import> = include
        .iter()
        .map(|folder| Import {
            folder: folder.clone(),
            at: None,
        })
        .collect();
    Ok(protos::compile(root, &roots, &[])?.0)
}

/// Paths of all inputs, relative to the root, sorted: service.yaml, the service configs that
/// it names, and every proto below its import roots. Parses no proto, so that an unchanged
/// project is known in milliseconds.
pub fn inputs(root: &Root) -> Result<Vec<String>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let yaml = root.text(PROJECT_FILE)?;
    let node = node::parse(&yaml)?;
    let Some(config) = Config::read(&node, &mut errors) else {
        return Err(errors);
    };
    let mut paths = vec![PROJECT_FILE.to_owned()];
    for import in import_roots(&config) {
        paths.extend(
            root.protos_below(&import.folder)?
                .into_iter()
                .map(|name| root::below(&import.folder, &name)),
        );
    }
    paths.extend(service_config::paths(&config, &mut errors));
    paths.sort();
    paths.dedup();
    if errors.is_empty() {
        Ok(paths)
    } else {
        Err(errors)
    }
}

fn import_roots(config: &Config) -> Vec<Import> {
    let include = config
        .proto
        .as_ref()
        .map_or(&[][..], |proto| &proto.include);
    if include.is_empty() {
        return default_roots();
    }
    include
        .iter()
        .map(|folder| Import {
            folder: folder.value.clone(),
            at: Some(folder.at.clone()),
        })
        .collect()
}

fn default_roots() -> Vec<Import> {
    vec![Import {
        folder: PROTO_FOLDER.to_owned(),
        at: None,
    }]
}
