//! The workspace as it lies on the disk, for the comparison: reads, never writes.

use std::{collections::BTreeSet, fs, io, path::Path};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The root of a workspace, which may not be there yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folder<'a>(pub(crate) &'a Path);

impl Folder<'_> {
    /// What a file holds; `None` where there is none.
    pub(crate) fn read(self, path: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(Diagnostic::error(format!("cannot read {path}: {error}"))
                .help("make it a file that can be read, or remove it")
                .into()),
        }
    }

    /// Files in the tool's own folders that are in none of `planned`. Those are the crates
    /// with a generated manifest: cargo would take up what lies in them.
    pub(crate) fn extras(self, crates: &[&str], planned: &BTreeSet<&str>) -> Vec<String> {
        let mut found = Vec::new();
        for folder in crates {
            walk(&self.0.join(folder), folder, &mut found);
        }
        found.retain(|path| !planned.contains(path.as_str()));
        found.sort();
        found.dedup();
        found
    }
}

/// Hidden files, backups of editors and build output are nobody's business here.
fn walk(folder: &Path, path: &str, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with('~') || name == "target" {
            continue;
        }
        let below = format!("{path}/{name}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), &below, found),
            _ => found.push(below),
        }
    }
}

/// The name of something in a folder; `None` where it is empty or not there.
pub(crate) fn first(folder: &Path) -> io::Result<Option<String>> {
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let first = entries.next().transpose()?;
    Ok(first.map(|entry| entry.file_name().to_string_lossy().into_owned()))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The path of the stored base of a seeded file.
pub(crate) fn base(path: &str) -> String {
    format!(".tonica/base/{path}")
}
