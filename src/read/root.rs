//! Where a project is: the folder that holds its service.yaml.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The folder of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The folder, as it was given or found.
    pub folder: PathBuf,
}

impl Root {
    /// The nearest folder, `from` itself or one above, that holds a service.yaml or a
    /// tonica.lock.
    pub fn find(from: &Path) -> Result<Self, Diagnostics> {
        let holds = |folder: &&Path| {
            ["service.yaml", "tonica.lock"]
                .iter()
                .any(|name| folder.join(name).is_file())
        };
        match from.ancestors().find(holds) {
            Some(folder) => Ok(Self::at(folder)),
            None => Err(Diagnostic::error(format!(
                "no service.yaml in {} or any folder above it",
                from.display()
            ))
            .help("run this in a project, or make one: `tonica new NAME`")
            .into()),
        }
    }

    /// A folder that is known to be a project's.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The place of a path relative to the root.
    pub fn join(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }
}
