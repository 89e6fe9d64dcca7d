//! Where a project is, and the only calls that read its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;
use std::sync::Arc;
use std::{fs, io};

use super::{LOCK_FILE, PROJECT_FILE};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};

/// Deepest nesting of folders below an import root: links may go round in circles.
const DEPTH: usize = 64;

/// The folder of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root {
    /// The folder, as it was given or found.
    pub folder: PathBuf,
    /// Inputs as they will be, by path relative to the folder with `/`: they hide what the
    /// disk holds, so that a change is planned before anything is written.
    pub edits: BTreeMap<String, Vec<u8>>,
}

/// A file of the project that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Relative to the root, with `/`.
    pub path: String,
    /// All of it, as it was read.
    pub bytes: Vec<u8>,
}

impl Root {
    /// The nearest folder, `from` itself or one above, that holds a service.yaml or a
    /// tonica.lock.
    pub fn find(from: &Path) -> Result<Self, Diagnostics> {
        let holds = |folder: &&Path| {
            [PROJECT_FILE, LOCK_FILE]
                .iter()
                .any(|name| folder.join(name).is_file())
        };
        match from.ancestors().find(holds) {
            Some(folder) => Ok(Self::at(folder)),
            None => Err(Diagnostic::error(format!(
                "no {PROJECT_FILE} in {} or any folder above it",
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
            edits: BTreeMap::new(),
        }
    }

    /// The place of a path relative to the root.
    pub fn join(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The bytes of a file, by its path relative to the root.
    pub(crate) fn bytes(&self, path: &str) -> Result<Vec<u8>, Diagnostics> {
        if let Some(bytes) = self.edits.get(path) {
            return Ok(bytes.clone());
        }
        fs::read(self.join(path)).map_err(|error| unreadable(path, &error))
    }

    /// A file as a text, without its byte order mark.
    pub(crate) fn text(&self, path: &str) -> Result<Arc<Source>, Diagnostics> {
        text(path, self.bytes(path)?)
    }

    /// Whether a path relative to the root is a folder or will hold a file.
    pub(crate) fn is_folder(&self, path: &str) -> bool {
        let inside = below(path, "");
        self.join(path).is_dir() || self.edits.keys().any(|edit| edit.starts_with(&inside))
    }

    /// Whether a path relative to the root is a file or will be one.
    pub(crate) fn is_file(&self, path: &str) -> bool {
        self.edits.contains_key(path) || self.join(path).is_file()
    }

    /// Every .proto below a folder, relative to it, sorted. Hidden folders and those that
    /// cargo marks as a cache are passed over.
    pub(crate) fn protos_below(&self, folder: &str) -> Result<BTreeSet<String>, Diagnostics> {
        let mut names = BTreeSet::new();
        let mut errors = Diagnostics::new();
        let inside = below(folder, "");
        let edited = self
            .edits
            .keys()
            .filter_map(|path| path.strip_prefix(&inside));
        names.extend(
            edited
                .filter(|name| name.ends_with(".proto"))
                .map(str::to_owned),
        );
        if self.join(folder).is_dir() {
            self.walk(folder, "", DEPTH, &mut names, &mut errors);
        }
        if errors.is_empty() {
            Ok(names)
        } else {
            Err(errors)
        }
    }

    fn walk(
        &self,
        root: &str,
        inner: &str,
        depth: usize,
        names: &mut BTreeSet<String>,
        errors: &mut Diagnostics,
    ) {
        let folder = below(root, inner);
        let entries = match fs::read_dir(self.join(&folder)) {
            Ok(entries) => entries,
            Err(error) => return errors.append(unreadable(&folder, &error)),
        };
        for entry in entries.flatten() {
            // A name that is no UTF-8 can't be imported.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = entry.path();
            let inner = below(inner, &name);
            if path.is_dir() {
                let skipped = name.starts_with('.') || path.join("CACHEDIR.TAG").is_file();
                if !skipped && depth > 0 {
                    self.walk(root, &inner, depth - 1, names, errors);
                }
            } else if name.ends_with(".proto") {
                names.insert(inner);
            }
        }
    }
}

/// `name` below `folder`, where `.` and the empty one are the root itself.
pub(crate) fn below(folder: &str, name: &str) -> String {
    match folder {
        "" | "." => name.to_owned(),
        _ => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

/// Whether a path that service.yaml names leads out of the project.
pub(crate) fn escapes(path: &str) -> bool {
    path.starts_with('/') || path.contains(['\\', ':']) || path.split('/').any(|part| part == "..")
}

/// `./proto/` is `proto`.
pub(crate) fn clean(path: &str) -> String {
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// The text of a file, without its byte order mark.
pub(crate) fn text(path: &str, bytes: Vec<u8>) -> Result<Arc<Source>, Diagnostics> {
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text
                .strip_prefix('\u{feff}')
                .map(str::to_owned)
                .unwrap_or(text);
            Ok(Arc::new(Source {
                path: path.to_owned(),
                text,
            }))
        }
        Err(error) => Err(no_utf8(path, &error).into()),
    }
}

fn no_utf8(path: &str, error: &FromUtf8Error) -> Diagnostic {
    let start = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let source = Arc::new(Source {
        path: path.to_owned(),
        text,
    });
    Diagnostic::error(format!("cannot read {path}: it is no UTF-8"))
        .at(
            Span::new(&source, start..start + 1),
            "the first byte that isn't",
        )
        .help("save the file as UTF-8")
}

fn unreadable(path: &str, error: &io::Error) -> Diagnostics {
    let source = Arc::new(Source {
        path: path.to_owned(),
        text: String::new(),
    });
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    };
    let diagnostic =
        Diagnostic::error(format!("cannot read {path}: {why}")).at(Span::new(&source, 0..0), "");
    match error.kind() {
        io::ErrorKind::PermissionDenied => diagnostic.help("check the file's permissions").into(),
        io::ErrorKind::NotFound if path == PROJECT_FILE => diagnostic
            .help("make a project here: `tonica new NAME --from DIR`, or run this in one")
            .into(),
        _ => diagnostic.help("put a readable file there").into(),
    }
}
