//! Whether there is nothing to do, told by hashes alone: no proto is parsed for it.

use std::collections::BTreeSet;

use super::{
    folder::{self, Folder},
    journal,
    lock::{self, Entry, Lock, Version},
    report::{Finding, FindingKind, Report},
};
use crate::{edit::stub, tree::Owner};

/// A report where the inputs, the outputs and the user's methods are as the lock knows
/// them; `None` where the whole of a run must tell.
pub(crate) fn report(folder: Folder<'_>, known: &Lock, inputs: &[String]) -> Option<Report> {
    if known.tool != Some(Version::current()) || journal::is_pending(folder.0) {
        return None;
    }
    let text = folder.read(lock::PATH).ok()??;
    let same_inputs = known.inputs.keys().eq(inputs);
    let all_inputs = || {
        known
            .inputs
            .iter()
            .all(|(path, hashes)| is_clean(folder, path, hashes))
    };
    if text != known.to_string().as_bytes() || !same_inputs || !all_inputs() {
        return None;
    }
    let mut report = Report::default();
    for (path, entry) in &known.files {
        match entry.owner {
            Owner::Generated if is_clean(folder, path, &entry.hashes) => report.counts.0 += 1,
            Owner::Generated => return None,
            Owner::Seeded => {
                report.findings.extend(seeded(folder, path, entry)?);
                report.counts.1 += 1;
            }
        }
    }
    let planned: BTreeSet<&str> = known.files.keys().map(String::as_str).collect();
    let generated = known
        .files
        .iter()
        .filter(|(_, entry)| entry.owner == Owner::Generated);
    let crates: Vec<&str> = generated
        .filter_map(|(path, _)| path.strip_suffix("/Cargo.toml"))
        .collect();
    folder
        .extras(&crates, &planned)
        .is_empty()
        .then_some(report)
}

/// The stubs in a user's file that has all methods of its stored base.
fn seeded(folder: Folder<'_>, path: &str, entry: &Entry) -> Option<Vec<Finding>> {
    let (text, base) = (
        folder.read(path).ok()??,
        folder.read(&folder::base(path)).ok()??,
    );
    if entry.hashes != [lock::hash(&base)] {
        return None;
    }
    let note = |(subject, line)| {
        let finding = Finding::new(
            FindingKind::Stub,
            path,
            Some(Owner::Seeded),
            "it isn't written yet",
        );
        Finding {
            line: Some(line),
            subject: Some(subject),
            ..finding
        }
    };
    Some(stub::left(&text, &base)?.into_iter().map(note).collect())
}

fn is_clean(folder: Folder<'_>, path: &str, hashes: &[String]) -> bool {
    matches!(folder.read(path), Ok(Some(bytes)) if hashes == [lock::hash(&bytes)])
}
