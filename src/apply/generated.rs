//! A generated file against the disk: it is the tool's, but what somebody put into it is
//! never lost without a word.

use super::{
    compare::Comparison,
    folder::Folder,
    lock::{self, Entry},
    report::{Change, Finding, FindingKind},
};
use crate::{
    diagnostic::Diagnostics,
    tree::{Output, Owner},
};

const OWNER: Option<Owner> = Some(Owner::Generated);

/// A file that is planned.
pub(crate) fn compare(
    found: &mut Comparison,
    folder: Folder<'_>,
    output: &Output,
    known: Option<&Entry>,
    force: bool,
) -> Result<(), Diagnostics> {
    let path = output.path.as_str();
    let wanted = lock::hash(&output.bytes);
    let before = folder.read(path)?;
    match &before {
        None => {
            found.finding(FindingKind::Missing, path, OWNER, "run `tonica generate`");
        }
        Some(before) if *before == output.bytes => {
            if known.is_none_or(|entry| entry.hashes != [wanted.as_str()]) {
                found.finding(
                    FindingKind::Unlocked,
                    path,
                    OWNER,
                    "the lock doesn't know it as it is: run `tonica generate`",
                );
            }
        }
        Some(before) => differs(found, path, before, &output.bytes, known),
    }
    if before.as_ref() != Some(&output.bytes) {
        let forced = !force
            && before
                .as_deref()
                .is_some_and(|before| is_foreign(before, known));
        let change = Change::new(path, OWNER, before, Some(output.bytes.clone()));
        found.changes.push(Change { forced, ..change });
    }
    found.keep(path, Owner::Generated, wanted);
    Ok(())
}

/// A file that is planned no more: it goes, unless somebody edited it.
pub(crate) fn stale(
    found: &mut Comparison,
    folder: Folder<'_>,
    path: &str,
    entry: &Entry,
    force: bool,
) -> Result<(), Diagnostics> {
    let Some(before) = folder.read(path)? else {
        return Ok(());
    };
    if !force && is_foreign(&before, Some(entry)) {
        let help = "nothing needs it any more, but it was edited by hand: remove it, or run `tonica generate --force`";
        found.finding(FindingKind::Stale, path, OWNER, help);
        found.lock.files.insert(path.to_owned(), entry.clone());
        return Ok(());
    }
    found.finding(
        FindingKind::Stale,
        path,
        OWNER,
        "nothing needs it any more: run `tonica generate`, which removes it",
    );
    found
        .changes
        .push(Change::new(path, OWNER, Some(before), None));
    Ok(())
}

/// Says in what way a file isn't as planned.
fn differs(found: &mut Comparison, path: &str, before: &[u8], after: &[u8], known: Option<&Entry>) {
    let (kind, help) = match known {
        None => (
            FindingKind::Unlocked,
            "it is in the way of a generated file: move it, or run `tonica generate --force`",
        ),
        Some(_) if has_markers(before) => (
            FindingKind::Modified,
            "a merge left marks in it: run `tonica generate`",
        ),
        Some(entry) if is_foreign(before, Some(entry)) => (
            FindingKind::Modified,
            "it was edited by hand: `tonica diff` shows how, `tonica generate --force` takes it back",
        ),
        Some(_) => (
            FindingKind::OutdatedInputs,
            "its inputs or the tool changed: run `tonica generate`",
        ),
    };
    let finding = Finding::new(kind, path, OWNER, help);
    found.findings.push(Finding {
        line: Some(first_difference(before, after)),
        ..finding
    });
}

/// Whether a file holds what neither a run nor git put there. Two hashes in the lock tell
/// that git merged two branches' versions of it: what came of that is nobody's work.
fn is_foreign(before: &[u8], known: Option<&Entry>) -> bool {
    let Some(entry) = known else { return true };
    let merged = entry.hashes.len() > 1 || has_markers(before);
    !merged && entry.hashes != [lock::hash(before)]
}

/// Whether a merge left its marks.
pub(crate) fn has_markers(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let starts = |marker| text.lines().any(|line| line.starts_with(marker));
    starts("<<<<<<< ") && starts(">>>>>>> ") && text.lines().any(lock::is_marker)
}

/// The first line, from 1, in which two texts differ.
fn first_difference(one: &[u8], other: &[u8]) -> usize {
    let same = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count();
    one[..same].iter().filter(|byte| **byte == b'\n').count() + 1
}
