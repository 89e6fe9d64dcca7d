//! A seeded file against the disk: it is the user's. It is written once; later only what
//! its upkeep says comes into it, and into its stored base, so that a merge sees the user's
//! changes alone.

use super::{
    compare::Comparison,
    folder::{self, Folder},
    generated,
    lock::{self, Entry},
    report::{Change, ChangeKind, Finding, FindingKind, Pending},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    edit::{
        cargo_lock,
        stub::{self, Outcome},
    },
    tree::{Output, Owner, Stub, Upkeep},
};

const OWNER: Option<Owner> = Some(Owner::Seeded);
const BASE_OWNER: Option<Owner> = Some(Owner::Generated);
/// What is told of a stub.
const UNWRITTEN: &str = "it isn't written yet";
/// What is told of a file that has another base than the lock knows.
const UNLOCKED: &str = "the lock doesn't know it as it is: run `tonica generate`";
/// What is told of a file that somebody else made.
const KEPT: &str =
    "it was there before, and stays as it is: see that it has what the generated code wants of it";

/// The user's file.
#[derive(Clone, Copy)]
struct User<'a> {
    /// What it holds but for what this module does to it.
    current: &'a [u8],
    /// What it holds on the disk.
    before: Option<&'a Vec<u8>>,
}

/// A file that is planned. `edit`: what the user's file will be, where the run brings it.
pub(crate) fn compare(
    found: &mut Comparison,
    folder: Folder<'_>,
    output: &Output,
    known: Option<&Entry>,
    edit: Option<&Vec<u8>>,
) -> Result<(), Diagnostics> {
    let path = output.path.as_str();
    let base_before = folder.read(&folder::base(path))?;
    let before = folder.read(path)?;
    let is_first = known.is_none() && base_before.is_none();
    let base_after = match edit.or(before.as_ref()) {
        None => {
            let help = "run `tonica generate`, which writes it anew";
            found.finding(FindingKind::Missing, path, OWNER, help);
            let change = Change::new(path, OWNER, None, Some(output.bytes.clone()));
            found.changes.push(change);
            output.bytes.clone()
        }
        Some(current) => {
            let base = base_before.as_deref();
            let sound = base.filter(|base| !generated::has_markers(base));
            let user = User {
                current,
                before: before.as_ref(),
            };
            match &output.upkeep {
                Upkeep::Nothing => {
                    left(found, output, current);
                    stubs(found, output, &[], user, sound)
                }
                Upkeep::Stubs(list) => stubs(found, output, list, user, sound),
                Upkeep::CargoLock { theirs } => merge(found, output, theirs, user, sound)?,
            }
        }
    };
    let hash = lock::hash(&base_after);
    if base_before.as_ref() != Some(&base_after) {
        let path = folder::base(path);
        let change = Change::new(&path, BASE_OWNER, base_before, Some(base_after));
        found.changes.push(change);
    }
    let is_known = known.is_some_and(|entry| entry.hashes == [hash.as_str()]);
    if !is_known && found.findings.iter().all(|other| other.path != path) {
        let (kind, help) = if is_first && before.is_some_and(|before| before != output.bytes) {
            (FindingKind::Kept, KEPT)
        } else {
            (FindingKind::Unlocked, UNLOCKED)
        };
        found.finding(kind, path, OWNER, help);
    }
    found.keep(path, Owner::Seeded, hash);
    Ok(())
}

/// Code that nothing plans any more stays, and stays known.
pub(crate) fn stale(
    found: &mut Comparison,
    folder: Folder<'_>,
    path: &str,
    entry: &Entry,
) -> Result<(), Diagnostics> {
    let base = folder.read(&folder::base(path))?;
    if folder.read(path)?.is_some() {
        found.finding(FindingKind::Unused, path, OWNER, unused(path));
        found.lock.files.insert(path.to_owned(), entry.clone());
    } else if base.is_some() {
        found
            .changes
            .push(Change::new(&folder::base(path), BASE_OWNER, base, None));
    }
    Ok(())
}

/// What to do about code that nothing plans any more. A crate needs doing at once: it depends
/// on generated ones that go, and cargo reads every member of the workspace.
fn unused(path: &str) -> String {
    match path.strip_suffix("/Cargo.toml") {
        Some(folder) => format!(
            "nothing uses this crate any more, and the workspace doesn't build with it: remove {folder}, or keep it by `exclude = [\"{folder}\"]` in Cargo.toml"
        ),
        None => "nothing uses it any more: it is yours, remove it when you like".to_owned(),
    }
}

/// Puts into the user's file the stubs that it lacks; the base as it will be.
fn stubs(
    found: &mut Comparison,
    output: &Output,
    stubs: &[Stub],
    user: User<'_>,
    sound: Option<&[u8]>,
) -> Vec<u8> {
    let path = output.path.as_str();
    let placed = stub::place(user.current, &output.bytes, stubs);
    let mut present = Vec::new();
    let mut items = Vec::new();
    for (stub, outcome) in stubs.iter().zip(&placed.outcomes) {
        tell(found, path, stub, outcome);
        if !matches!(outcome, Outcome::Pending { .. }) {
            present.push(stub);
        }
        if matches!(outcome, Outcome::Inserted { .. }) {
            items.push(stub.item.clone());
        }
    }
    if user.before != Some(&placed.bytes) {
        let change = Change::new(path, OWNER, user.before.cloned(), Some(placed.bytes));
        let kind = if items.is_empty() {
            change.kind.clone()
        } else {
            ChangeKind::StubInserted { items }
        };
        found.changes.push(Change { kind, ..change });
    }
    base(sound, output, &present)
}

/// Merges what the plan newly needs into the user's Cargo.lock; the base as it will be.
fn merge(
    found: &mut Comparison,
    output: &Output,
    theirs: &[String],
    user: User<'_>,
    sound: Option<&[u8]>,
) -> Result<Vec<u8>, Diagnostics> {
    let path = output.path.as_str();
    let base = sound.map(String::from_utf8_lossy);
    let planned = String::from_utf8_lossy(&output.bytes);
    let text = std::str::from_utf8(user.current).ok();
    let merged = text.and_then(|text| cargo_lock::merged(text, base.as_deref(), &planned, theirs));
    let merged = merged.map(String::into_bytes).ok_or_else(|| {
        Diagnostic::error(format!(
            "{path} lacks packages that the workspace needs now, and isn't as cargo writes it"
        ))
        .help("mend it with cargo, or remove it; then run `tonica generate`")
    })?;
    if merged != user.current {
        let help = "it lacks what the workspace needs now: run `tonica generate`";
        found.finding(FindingKind::OutdatedInputs, path, OWNER, help);
    }
    if user.before != Some(&merged) {
        let change = Change::new(path, OWNER, user.before.cloned(), Some(merged));
        found.changes.push(change);
    }
    Ok(output.bytes.clone())
}

/// Says which methods of a file that is written once are as they were then: stubs.
fn left(found: &mut Comparison, output: &Output, current: &[u8]) {
    for (subject, line) in stub::left(current, &output.bytes).unwrap_or_default() {
        found.findings.push(Finding {
            line: Some(line),
            subject: Some(subject),
            ..Finding::new(FindingKind::Stub, &output.path, OWNER, UNWRITTEN)
        });
    }
}

/// Says what became of a stub.
fn tell(found: &mut Comparison, path: &str, stub: &Stub, outcome: &Outcome) {
    let (kind, line, help) = match outcome {
        Outcome::Present { stub: false, .. } => return,
        Outcome::Present { line, stub: true } => {
            (FindingKind::Stub, Some(*line), UNWRITTEN.to_owned())
        }
        Outcome::Inserted { line } => {
            let help = "run `tonica generate`, which puts a stub into the impl block";
            (FindingKind::MissingRpc, Some(*line), help.to_owned())
        }
        Outcome::Pending { reason } => {
            let help = format!(
                "not found: {reason}: put it in by hand if it is missing (`tonica generate` prints the stub)"
            );
            (FindingKind::MissingRpc, None, help)
        }
    };
    let subject = Some(format!("{}::{}", stub.block.name(), stub.item));
    found.findings.push(Finding {
        line,
        subject,
        ..Finding::new(kind, path, OWNER, help)
    });
    if let Outcome::Pending { reason } = outcome {
        found.pending.push(Pending {
            path: path.to_owned(),
            stub: stub.clone(),
            reason: reason.clone(),
        });
    }
}

/// The stored base with the stubs that the user's file has; one that is lost, or in which
/// a merge left its marks, is made anew.
fn base(sound: Option<&[u8]>, output: &Output, present: &[&Stub]) -> Vec<u8> {
    let Some(before) = sound else {
        return output.bytes.clone();
    };
    let text = String::from_utf8_lossy(before);
    let lacks = |stub: &&&Stub| !text.contains(&format!("fn {}(", stub.item));
    let lacking: Vec<Stub> = present
        .iter()
        .filter(lacks)
        .map(|stub| (*stub).clone())
        .collect();
    if lacking.is_empty() {
        return before.to_vec();
    }
    stub::place(before, &output.bytes, &lacking).bytes
}
