//! Whether there is nothing to do, told by hashes alone: no proto is parsed for it.

use std::{collections::BTreeSet, fs::File, io::Read as _, num::NonZero, thread};

use super::{
    folder::{self, Folder},
    journal,
    lock::{self, Entry, Lock, Version},
    report::{Finding, FindingKind, Report},
};
use crate::{edit::stub, tree::Owner};

/// So many files are worth a thread of their own.
const SHARE: usize = 64;

/// A file and the hashes of which it must have one, which must be the only one.
type Known<'a> = (String, &'a [String]);

/// A report where the inputs, the outputs and the user's methods are as the lock knows
/// them; `None` where the whole of a run must tell. With `notes` it names the stubs.
pub(crate) fn report(
    folder: Folder<'_>,
    known: &Lock,
    inputs: &[String],
    notes: bool,
) -> Option<Report> {
    if known.tool != Some(Version::current()) || journal::is_pending(folder.0) {
        return None;
    }
    let text = folder.read(lock::PATH).ok()??;
    if text != known.to_string().as_bytes() || !known.inputs.keys().eq(inputs) {
        return None;
    }
    if !all_clean(folder, &files(known)) || !extras(folder, known).is_empty() {
        return None;
    }
    let mut report = Report::default();
    for (path, entry) in &known.files {
        match entry.owner {
            Owner::Generated => report.counts.0 += 1,
            Owner::Seeded => {
                report.findings.extend(stubs(folder, path, notes)?);
                report.counts.1 += 1;
            }
        }
    }
    Some(report)
}

/// Every file of which the lock has the hash; of a seeded one that is the stored base.
fn files(known: &Lock) -> Vec<Known<'_>> {
    let inputs = known
        .inputs
        .iter()
        .map(|(path, hashes)| (path.clone(), &hashes[..]));
    let path = |path: &String, entry: &Entry| match entry.owner {
        Owner::Generated => path.clone(),
        Owner::Seeded => folder::base(path),
    };
    let outputs = known
        .files
        .iter()
        .map(|(name, entry)| (path(name, entry), &entry.hashes[..]));
    inputs.chain(outputs).collect()
}

/// Whether all files are as they were, looked at by as many threads as there are cores.
fn all_clean(folder: Folder<'_>, files: &[Known<'_>]) -> bool {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = files.len().div_ceil(cores).max(SHARE);
    let clean = |share: &[Known<'_>]| {
        let mut buffer = Vec::new();
        share.iter().all(|file| is_clean(folder, file, &mut buffer))
    };
    thread::scope(|scope| {
        let (own, others) = files.split_at(share.min(files.len()));
        let others: Vec<_> = others
            .chunks(share)
            .map(|share| scope.spawn(|| clean(share)))
            .collect();
        let own = clean(own);
        // A thread that panicked has not said that its files are clean.
        others
            .into_iter()
            .all(|other| other.join().unwrap_or(false))
            && own
    })
}

/// Whether a file has the hash by which it is known. The buffer spares an allocation.
fn is_clean(folder: Folder<'_>, (path, hashes): &Known<'_>, buffer: &mut Vec<u8>) -> bool {
    buffer.clear();
    let read = File::open(folder.0.join(path)).and_then(|mut file| file.read_to_end(buffer));
    read.is_ok() && *hashes == [lock::hash(buffer)]
}

fn extras(folder: Folder<'_>, known: &Lock) -> Vec<String> {
    let planned: BTreeSet<&str> = known.files.keys().map(String::as_str).collect();
    let generated = known
        .files
        .iter()
        .filter(|(_, entry)| entry.owner == Owner::Generated);
    let crates: Vec<&str> = generated
        .filter_map(|(path, _)| path.strip_suffix("/Cargo.toml"))
        .collect();
    folder.extras(&crates, &planned)
}

/// The stubs in a user's file that has all methods of its stored base.
fn stubs(folder: Folder<'_>, path: &str, notes: bool) -> Option<Vec<Finding>> {
    let text = folder.read(path).ok()??;
    let base = folder.read(&folder::base(path)).ok()??;
    if text == base && !notes {
        return Some(Vec::new());
    }
    let note = |(subject, line)| {
        let help = "it isn't written yet";
        let finding = Finding::new(FindingKind::Stub, path, Some(Owner::Seeded), help);
        Finding {
            line: Some(line),
            subject: Some(subject),
            ..finding
        }
    };
    Some(stub::left(&text, &base)?.into_iter().map(note).collect())
}
