//! Which protos there are: every file below the import roots, by the name under which it
//! is imported.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Import;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, nearest};
use crate::read::builtin;
use crate::read::root::{Input, Root, below, clean, escapes, text};
use crate::read::value::Spanned;

/// The protos below the import roots.
pub(super) struct Found {
    /// The import roots, for messages.
    pub(super) folders: Vec<String>,
    /// The text of each file by the name under which it is imported.
    pub(super) texts: BTreeMap<String, Arc<Source>>,
    /// Each file as it was read, sorted by path.
    pub(super) inputs: Vec<Input>,
}

impl Found {
    /// All files below the import roots. The first root wins where two hold a name, and a
    /// root within another one names what lies below it.
    pub(super) fn below(root: &Root, imports: &[Import]) -> Result<Self, Diagnostics> {
        let mut errors = Diagnostics::new();
        let imports: Vec<&Import> = imports
            .iter()
            .filter(|import| usable(root, import, &mut errors))
            .collect();
        let folders: Vec<String> = imports.iter().map(|import| clean(&import.folder)).collect();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut paths: BTreeMap<String, String> = BTreeMap::new();
        for folder in &folders {
            match root.protos_below(folder) {
                Ok(found) => {
                    for name in found {
                        let path = below(folder, &name);
                        if deepest(&folders, &path) == folder {
                            names.entry(name).or_insert_with(|| path.clone());
                        }
                        paths.insert(path, String::new());
                    }
                }
                Err(error) => errors.append(error),
            }
        }
        let mut found = Self {
            folders,
            texts: BTreeMap::new(),
            inputs: Vec::new(),
        };
        let by_path: BTreeMap<&String, &String> =
            names.iter().map(|(name, path)| (path, name)).collect();
        for path in paths.into_keys() {
            match root
                .bytes(&path)
                .and_then(|bytes| Ok((text(&path, bytes.clone())?, bytes)))
            {
                Ok((source, bytes)) => {
                    if let Some(name) = by_path.get(&path) {
                        found.texts.insert((*name).clone(), source);
                    }
                    found.inputs.push(Input { path, bytes });
                }
                Err(error) => errors.append(error),
            }
        }
        if errors.is_empty() {
            Ok(found)
        } else {
            Err(errors)
        }
    }

    /// The files that the project is made of: those wanted, or all but copies of what the
    /// tool brings.
    pub(super) fn start(
        &self,
        wanted: &[Spanned<String>],
        errors: &mut Diagnostics,
    ) -> Vec<String> {
        if wanted.is_empty() {
            let own = |name: &&String| {
                builtin::text(name).is_none() && !name.starts_with("google/protobuf/")
            };
            return self.texts.keys().filter(own).cloned().collect();
        }
        let mut names: Vec<String> = Vec::new();
        for name in wanted {
            if self.texts.contains_key(&name.value) {
                names.push(name.value.clone());
            } else {
                errors.push(self.missing(name));
            }
        }
        names.sort();
        names.dedup();
        names
    }

    fn missing(&self, name: &Spanned<String>) -> Diagnostic {
        let message = format!("there is no `{}` below {}", name.value, self.roots());
        let diagnostic = Diagnostic::error(message).at(name.at.clone(), "");
        match nearest(&name.value, self.texts.keys().map(String::as_str)).first() {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("name a file as it is imported, relative to an import root"),
        }
    }

    /// The import roots as a message names them.
    pub(super) fn roots(&self) -> String {
        let quoted: Vec<String> = self
            .folders
            .iter()
            .map(|folder| format!("`{folder}`"))
            .collect();
        if quoted.is_empty() {
            "the import roots".to_owned()
        } else {
            quoted.join(", ")
        }
    }
}

/// Whether an import root is a folder of the project; tells when it isn't.
fn usable(root: &Root, import: &Import, errors: &mut Diagnostics) -> bool {
    let Some(at) = &import.at else {
        return root.is_folder(&import.folder);
    };
    let folder = &import.folder;
    if escapes(folder) {
        errors.push(
            Diagnostic::error(format!("the import root `{folder}` leaves the project"))
                .at(at.clone(), "")
                .help(
                    "name a folder below the one that holds service.yaml, with `/` between parts",
                ),
        );
        return false;
    }
    let is_folder = root.is_folder(folder);
    if !is_folder {
        errors.push(
            Diagnostic::error(format!(
                "the import root `{folder}` is no folder of the project"
            ))
            .at(at.clone(), "")
            .help("make it, or name the folder that holds the protos"),
        );
    }
    is_folder
}

/// The innermost of the folders that holds a path.
fn deepest<'a>(folders: &'a [String], path: &str) -> &'a str {
    let holds = |folder: &&String| path.starts_with(&below(folder, ""));
    folders
        .iter()
        .filter(holds)
        .max_by_key(|folder| if *folder == "." { 0 } else { folder.len() })
        .map_or(".", String::as_str)
}
