//! The only writer. One comparison of the planned tree with the disk and the lock yields
//! the changes, which are performed, reported or printed. It decides nothing about content.

mod compare;
mod diff;
mod fast;
mod folder;
mod generated;
mod hold;
mod journal;
pub mod lock;
mod paths;
mod report;
mod seeded;
mod steps;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use compare::{Comparison, Wanted};
pub use diff::unified;
use folder::Folder;
use hold::Hold;
use lock::{Lock, Version};
pub use report::{Change, ChangeKind, Finding, FindingKind, Mode, Pending, Report};

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    read::Input,
    tree::{Owner, Tree},
};

/// One run in one workspace: in `Write` no other run writes there meanwhile.
#[derive(Debug)]
pub struct Turn {
    root: PathBuf,
    mode: Mode,
    recovered: bool,
    _hold: Option<Hold>,
}

/// Begins a run. In `Write`, waits for a run that is at work and takes back what one that
/// died had begun; that is why nothing may be read before.
pub fn begin(root: &Path, mode: Mode) -> Result<Turn, Diagnostics> {
    let turn = |hold, recovered| Turn {
        root: root.to_path_buf(),
        mode,
        recovered,
        _hold: hold,
    };
    if !matches!(mode, Mode::Write { .. }) {
        return Ok(turn(None, false));
    }
    let hold = hold::hold(root)?;
    let recovered = journal::recover(root, &mut |_| Ok(())).map_err(|error| {
        Diagnostic::error(format!("a run died half-way in {}, and taking it back failed: {error}", root.display()))
            .help("mend what is in the way, then run this again; .tonica/journal holds what was there before")
    })?;
    Ok(turn(hold, recovered))
}

/// Begins the run that makes a workspace: where there is anything yet, it is refused.
pub fn begin_new(root: &Path, mode: Mode) -> Result<Turn, Diagnostics> {
    let turn = begin(root, mode)?;
    let first = folder::first(root).map_err(|error| {
        Diagnostic::error(format!(
            "{} can't become a workspace: {error}",
            root.display()
        ))
        .help("choose another folder with --into")
    })?;
    let Some(there) = first else { return Ok(turn) };
    Err(Diagnostic::refusal(format!("{} isn't empty: `{there}` is there", root.display()))
        .help("choose another folder with --into; in a workspace, `tonica generate` and `tonica add` go on")
        .into())
}

impl Turn {
    /// A report where there is nothing to do, told by hashes alone. `inputs` gives the paths
    /// of all inputs. A lock of a newer tool is refused; `check` reports it.
    pub fn up_to_date(
        &self,
        inputs: impl FnOnce() -> Result<Vec<String>, Diagnostics>,
    ) -> Result<Option<Report>, Diagnostics> {
        let known = self.lock()?;
        if known.tool > Some(Version::current()) {
            let help = newer(&known);
            let finding = Finding::new(FindingKind::OutdatedTool, lock::PATH, None, help);
            let findings = vec![finding];
            return match self.mode {
                Mode::Check => Ok(Some(self.brief(Report {
                    findings,
                    ..Report::default()
                }))),
                _ => Err(refuse_newer(&known)),
            };
        }
        // A tool that is being worked on makes other files without a new version.
        let trusted = !cfg!(debug_assertions) && self.mode != (Mode::Write { force: true });
        if !trusted || known.tool.is_none() {
            return Ok(None);
        }
        let notes = self.mode == Mode::Check;
        let report = fast::report(Folder(&self.root), &known, &inputs()?, notes);
        Ok(report.map(|report| self.brief(report)))
    }

    fn brief(&self, report: Report) -> Report {
        Report {
            recovered: self.recovered,
            ..report
        }
    }

    /// Compares the planned tree with the disk and, in `Write`, makes the disk so: all of
    /// it or, with an error, nothing. `edits` are files of the user's as
    /// they will be, by path: changed inputs, bodies that a sample brings.
    pub fn apply(
        &self,
        tree: &Tree,
        inputs: &[Input],
        edits: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Report, Diagnostics> {
        let known = self.lock()?;
        if known.tool > Some(Version::current()) {
            return Err(refuse_newer(&known));
        }
        let force = self.mode == Mode::Write { force: true };
        let wanted = Wanted {
            tree,
            edits,
            inputs,
            force,
        };
        let mut found = compare::compare(Folder(&self.root), &known, wanted)?;
        if journal::is_pending(&self.root) {
            let help =
                "a run died half-way: run `tonica generate`, which takes back what it had begun";
            found.findings.insert(
                0,
                Finding::new(FindingKind::Interrupted, journal::FOLDER, None, help),
            );
        }
        let planned: Vec<&str> = tree
            .outputs
            .iter()
            .map(|output| output.path.as_str())
            .collect();
        paths::check(&self.root, &found.changes, &planned)?;
        if matches!(self.mode, Mode::Write { .. }) {
            self.write(&found)?;
        }
        Ok(self.report(found, tree))
    }

    fn lock(&self) -> Result<Lock, Diagnostics> {
        let text = Folder(&self.root).read(lock::PATH)?.unwrap_or_default();
        Lock::parse(&String::from_utf8_lossy(&text)).map_err(|error| {
            Diagnostic::error(format!("{}:{}: {}", lock::PATH, error.line, error.message))
                .help("take the file from version control, or remove it and run `tonica generate`")
                .into()
        })
    }

    fn write(&self, found: &Comparison) -> Result<(), Diagnostics> {
        let refused: Vec<Diagnostic> = found
            .changes
            .iter()
            .filter(|change| change.forced)
            .map(refuse)
            .collect();
        if !refused.is_empty() {
            return Err(Diagnostics(refused));
        }
        if found.changes.is_empty() {
            return Ok(());
        }
        let made = make_root(&self.root)?;
        let written = journal::write(&self.root, &found.changes, &mut |_| Ok(()));
        written.map_err(|failure| {
            made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
            failed(&self.root, &failure).into()
        })
    }

    fn report(&self, found: Comparison, tree: &Tree) -> Report {
        let count = |owner| {
            tree.outputs
                .iter()
                .filter(|output| output.owner == owner)
                .count()
        };
        Report {
            changes: found.changes,
            findings: found.findings,
            pending: found.pending,
            counts: (count(Owner::Generated), count(Owner::Seeded)),
            recovered: self.recovered,
            warnings: Diagnostics::new(),
        }
    }
}

/// Makes the folder of a new workspace; the folders that were made, inner ones first.
fn make_root(root: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let made: Vec<PathBuf> = root
        .ancestors()
        .take_while(|folder| !folder.exists())
        .map(Path::to_path_buf)
        .collect();
    fs::create_dir_all(root).map_err(|error| {
        made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
        Diagnostic::error(format!(
            "cannot make the folder {}: {error}",
            root.display()
        ))
        .help("make a folder that can be written, or choose another")
    })?;
    Ok(made
        .into_iter()
        .filter(|folder| !folder.as_os_str().is_empty())
        .collect())
}

fn refuse(change: &Change) -> Diagnostic {
    const SHOWN: usize = 40;
    let diff = unified(change);
    let mut lines: Vec<&str> = diff.lines().take(SHOWN).collect();
    if diff.lines().count() > SHOWN {
        lines.push("… (the rest: `tonica diff`)");
    }
    Diagnostic::refusal(format!(
        "{} was edited by hand, and is generated",
        change.path
    ))
    .note(format!(
        "what `tonica generate` would do to it:\n{}",
        lines.join("\n")
    ))
    .help("keep your change elsewhere, or drop it with `tonica generate --force`")
}

fn newer(known: &Lock) -> String {
    let version = known.tool.map(|tool| tool.to_string()).unwrap_or_default();
    format!(
        "it was written by tonica {version}, this is {}: install {version} or newer",
        Version::current()
    )
}

fn refuse_newer(known: &Lock) -> Diagnostics {
    Diagnostic::refusal(format!("{} is of a newer tonica than this one", lock::PATH))
        .help(newer(known))
        .into()
}

fn failed(root: &Path, failure: &journal::Failure) -> Diagnostic {
    let message = format!(
        "cannot write below {}: {} ({})",
        root.display(),
        failure.source,
        failure.doing
    );
    let diagnostic = Diagnostic::error(message);
    match &failure.stuck {
        None => diagnostic
            .note("nothing was changed")
            .help("make the folder one that can be written, then run this again"),
        Some(error) => diagnostic
            .note(format!("taking back what was done failed too: {error}"))
            .help("run `tonica generate` when the disk can be written: it takes the rest back"),
    }
}
