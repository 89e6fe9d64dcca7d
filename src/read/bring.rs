//! The inputs of a new project, from where they lie now: a folder with a service.yaml, or
//! protos alone. Gives them by their paths in the project; nothing is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{PROJECT_FILE, PROTO_FOLDER, Root, derive, project, protos};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::edit::yaml;

/// Texts by their path in the project.
type Files = BTreeMap<String, Vec<u8>>;

/// The inputs of a folder, under another name. One without a service.yaml gives its protos
/// (those below `proto`, where there is such a folder) and gets one for every service.
pub(crate) fn folder(name: &str, from: &Path) -> Result<Files, Diagnostics> {
    let root = Root::at(from);
    if !root.is_folder("") {
        return Err(missing(from));
    }
    if !from.join(PROJECT_FILE).is_file() {
        let below = if root.is_folder(PROTO_FOLDER) {
            PROTO_FOLDER
        } else {
            "."
        };
        let mut files = Files::new();
        for proto in root.protos_below(below)? {
            let bytes = root.bytes(&super::root::below(below, &proto))?;
            files.insert(format!("{PROTO_FOLDER}/{proto}"), bytes);
        }
        return derived(name, files, &root, below);
    }
    let raw = project(&root)?;
    let mut files: Files = raw
        .inputs
        .into_iter()
        .map(|input| (input.path, input.bytes))
        .collect();
    if raw.config.name.value != name {
        let text = yaml::set(&raw.yaml.text, "name", name).map_err(|why| {
            Diagnostic::error(format!("`name` can't be set to `{name}`: {why}"))
                .at(raw.config.name.at.clone(), "")
                .help("write it as a plain value of its own line")
        })?;
        files.insert(PROJECT_FILE.to_owned(), text.into_bytes());
    }
    Ok(files)
}

/// Proto files and what they import from beside them; `empty` is a folder that holds none.
pub(crate) fn files(name: &str, paths: &[PathBuf], empty: &Path) -> Result<Files, Diagnostics> {
    let mut files = Files::new();
    let mut errors = Diagnostics::new();
    let mut left: Vec<(String, PathBuf)> = paths.iter().map(|path| placed(path)).collect();
    let roots: Vec<PathBuf> = left.iter().map(|(_, root)| root.clone()).collect();
    while let Some((proto, root)) = left.pop() {
        let path = root.join(&proto);
        let key = format!("{PROTO_FOLDER}/{proto}");
        if files.contains_key(&key) {
            continue;
        }
        match fs::read(&path) {
            Ok(bytes) => {
                for import in imports(&proto, &bytes) {
                    let holds = |root: &&PathBuf| root.join(&import).is_file();
                    left.extend(
                        roots
                            .iter()
                            .find(holds)
                            .map(|root| (import.clone(), root.clone())),
                    );
                }
                files.insert(key, bytes);
            }
            Err(error) => errors.push(
                Diagnostic::error(format!("cannot read {}: {error}", path.display()))
                    .help("name proto files that are there"),
            ),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let root = Root {
        folder: empty.to_path_buf(),
        edits: files.clone(),
    };
    derived(name, files, &root, PROTO_FOLDER)
}

fn derived(name: &str, mut files: Files, root: &Root, include: &str) -> Result<Files, Diagnostics> {
    let compiled = protos(root, &[include.to_owned()])?;
    let text = derive(name, &[PROTO_FOLDER.to_owned()], &compiled);
    files.insert(PROJECT_FILE.to_owned(), text.into_bytes());
    Ok(files)
}

/// The name under which a proto is imported, and the folder in which it has that name: the
/// package tells how many of its folders are part of the name.
fn placed(path: &Path) -> (String, PathBuf) {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let text = fs::read(path).unwrap_or_default();
    let parsed = protox_parse::parse(&name, &String::from_utf8_lossy(&text));
    let package = parsed
        .map(|file| file.package().replace('.', "/"))
        .unwrap_or_default();
    let root = folder.to_string_lossy().replace('\\', "/");
    match root.strip_suffix(&package) {
        Some(root) if !package.is_empty() && (root.is_empty() || root.ends_with('/')) => {
            (format!("{package}/{name}"), PathBuf::from(root))
        }
        _ => (name, folder),
    }
}

/// What a proto imports; one that doesn't parse is told of when all are compiled.
fn imports(name: &str, bytes: &[u8]) -> Vec<String> {
    let parsed = protox_parse::parse(name, &String::from_utf8_lossy(bytes));
    parsed.map(|file| file.dependency).unwrap_or_default()
}

fn missing(folder: &Path) -> Diagnostics {
    Diagnostic::error(format!("there is no folder {}", folder.display()))
        .help("name a folder with a service.yaml and protos, or with protos alone")
        .into()
}
