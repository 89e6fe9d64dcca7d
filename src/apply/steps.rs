//! The steps of a run as values and as the lines of its journal.

use std::io;

use super::paths;

/// One step: what was there before tells how it is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    MakeFolder(String),
    Create(usize, String),
    Replace(usize, String),
    Delete(usize, String),
}

impl Step {
    /// As it stands in the journal: the kind, the number of its staged file, the path.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::MakeFolder(path) => format!("folder 0 {path}"),
            Self::Create(index, path) => format!("create {index} {path}"),
            Self::Replace(index, path) => format!("replace {index} {path}"),
            Self::Delete(index, path) => format!("delete {index} {path}"),
        }
    }
}

/// The lines of a journal.
pub(crate) fn render(steps: &[Step]) -> String {
    steps.iter().map(|step| step.text() + "\n").collect()
}

/// Reads a list of steps; one that leads out of the root isn't ours.
pub(crate) fn parse(text: &str) -> io::Result<Vec<Step>> {
    let step = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let (kind, index) = (parts.next()?, parts.next()?.parse().ok()?);
        let path = parts
            .next()
            .filter(|path| paths::is_inside(path))?
            .to_owned();
        match kind {
            "folder" => Some(Step::MakeFolder(path)),
            "create" => Some(Step::Create(index, path)),
            "replace" => Some(Step::Replace(index, path)),
            "delete" => Some(Step::Delete(index, path)),
            _ => None,
        }
    };
    let read = |line| {
        step(line).ok_or_else(|| io::Error::other(format!("`{line}` is no step of a journal")))
    };
    text.lines().map(read).collect()
}
