//! Changes as people and programs read them.

use serde::Serialize;

use super::{
    args::{Format, Writing},
    console::Console,
};
use crate::{
    apply::{Change, ChangeKind, FindingKind, Pending, Report, lock},
    tree::Owner,
};

/// So many changed files are named one by one; of more, the generated ones are counted.
const NAMED: usize = 24;

/// The changes of a run, as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Changes<'a> {
    tool: &'static str,
    changes: Vec<ChangeRow<'a>>,
    pending: Vec<PendingRow<'a>>,
}

#[derive(Debug, Serialize)]
struct ChangeRow<'a> {
    path: &'a str,
    owner: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stubs: &'a [String],
    /// It would be refused without `--force`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited_by_hand: bool,
}

#[derive(Debug, Serialize)]
struct PendingRow<'a> {
    path: &'a str,
    r#impl: String,
    item: &'a str,
    reason: &'a str,
    code: &'a str,
}

impl<'a> Changes<'a> {
    pub(crate) fn of(report: &'a Report) -> Self {
        let change = |change: &'a Change| ChangeRow {
            path: &change.path,
            owner: owner(change.owner),
            kind: match change.kind {
                ChangeKind::Create => "create",
                ChangeKind::Update => "update",
                ChangeKind::Delete => "delete",
                ChangeKind::StubInserted { .. } => "stub",
            },
            stubs: stubs(change),
            edited_by_hand: change.forced,
        };
        let pending = |pending: &'a Pending| PendingRow {
            path: &pending.path,
            r#impl: pending.stub.block.to_string(),
            item: &pending.stub.item,
            reason: &pending.reason,
            code: &pending.stub.code,
        };
        Self {
            tool: env!("CARGO_PKG_VERSION"),
            changes: report.changes.iter().map(change).collect(),
            pending: report.pending.iter().map(pending).collect(),
        }
    }
}

/// Tells what a run changed or, with `--plan`, would change.
pub(crate) fn show(console: Console, report: &Report, writing: &Writing) {
    console.diagnostics(&report.warnings);
    if report.recovered {
        console.say("a run died half-way here; what it had begun was taken back first");
    }
    if writing.format == Format::Json {
        console.json(&Changes::of(report));
    } else {
        let lines = lines(console, report);
        let nothing = report.changes.iter().all(|change| is_own(&change.path)) && lines.is_empty();
        match (nothing, writing.plan) {
            (true, _) => console.say("up to date"),
            (false, true) => console.data(&lines.concat()),
            (false, false) => lines.iter().for_each(|line| console.say(line.trim_end())),
        }
    }
    pending(console, report);
    leftovers(console, report);
}

/// Stubs that the user has to place: those of one impl block together, as far as there is one
/// reason.
pub(crate) fn pending(console: Console, report: &Report) {
    let together = |one: &Pending, next: &Pending| {
        one.path == next.path && one.reason == next.reason && one.stub.block == next.stub.block
    };
    for group in report.pending.chunk_by(together) {
        let [Pending { path, stub, reason }, ..] = group else {
            continue;
        };
        let block = &stub.block;
        let name = |one: &Pending| format!("{}::{}", block.name(), one.stub.item);
        let names: Vec<String> = group.iter().map(name).collect();
        let codes: Vec<&str> = group.iter().map(|one| one.stub.code.trim_end()).collect();
        console.error(&format!(
            "warning: {path}: {reason}; put what is missing of {} into `{block}`:\n{}",
            names.join(", "),
            codes.join("\n\n")
        ));
    }
}

/// What `generate` leaves to the user.
fn leftovers(console: Console, report: &Report) {
    let removed = |path: &str| {
        report
            .changes
            .iter()
            .any(|change| change.path == path && change.after.is_none())
    };
    for finding in &report.findings {
        let left = match finding.kind {
            FindingKind::Stale => !removed(&finding.path),
            FindingKind::Extra
            | FindingKind::Unused
            | FindingKind::Kept
            | FindingKind::Interrupted => true,
            _ => false,
        };
        if left {
            console.say(&format!("note: {}: {}", finding.path, finding.help));
        }
    }
}

/// A line for each changed file, the tool's own left out unless all are wanted.
fn lines(console: Console, report: &Report) -> Vec<String> {
    let shown = |change: &&Change| console.verbose || !is_own(&change.path);
    let changes: Vec<&Change> = report.changes.iter().filter(shown).collect();
    let brief = !console.verbose && changes.len() > NAMED;
    let is_counted =
        |change: &&Change| brief && change.owner == Some(Owner::Generated) && !change.forced;
    let (counted, named): (Vec<&Change>, Vec<&Change>) = changes.into_iter().partition(is_counted);
    let width = named
        .iter()
        .map(|change| change.path.len())
        .max()
        .unwrap_or(0);
    let mut lines: Vec<String> = named.iter().map(|change| line(change, width)).collect();
    if !counted.is_empty() {
        lines.push(format!(
            "  and {} generated files (-v names them)\n",
            counted.len()
        ));
    }
    lines
}

fn line(change: &Change, width: usize) -> String {
    let verb = match (&change.kind, change.owner) {
        (ChangeKind::Create, Some(Owner::Seeded)) => "seeded",
        (ChangeKind::Create, _) => "created",
        (ChangeKind::Update, None) => "edited",
        (ChangeKind::Update, _) => "changed",
        (ChangeKind::Delete, _) => "removed",
        (ChangeKind::StubInserted { .. }, _) => "stubbed",
    };
    let remark = match (&change.kind, change.owner) {
        (ChangeKind::StubInserted { items }, _) => format!("yours: + {}", items.join(", ")),
        _ if change.forced => "generated, but edited by hand: only with --force".to_owned(),
        (ChangeKind::Create, Some(Owner::Seeded)) => "yours from now on".to_owned(),
        (_, owner) => self::owner(owner).to_owned(),
    };
    format!("  {verb:<8} {:<width$}  {remark}\n", change.path)
}

/// Files that only serve the tool itself.
pub(crate) fn is_own(path: &str) -> bool {
    path.starts_with(".tonica/") || path == lock::PATH
}

/// Whose a file is, in one word.
pub(crate) fn owner(owner: Option<Owner>) -> &'static str {
    match owner {
        None => "yours",
        Some(Owner::Generated) => "generated",
        Some(Owner::Seeded) => "seeded",
    }
}

fn stubs(change: &Change) -> &[String] {
    match &change.kind {
        ChangeKind::StubInserted { items } => items,
        _ => &[],
    }
}
