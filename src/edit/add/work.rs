//! `tonica add activity` and `workflow`: what a worker runs.

use super::entry::{Value, added, same};
use super::{Edits, message::full_name};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, nearest},
    edit::yaml::{Entry, Field, Place},
    lower::message::EMPTY,
    read::{
        PROJECT_FILE, Raw,
        config::{self, Period, Spanned},
    },
};

/// How long one attempt of an activity may take, if nothing is said.
pub(crate) const START_TO_CLOSE: &str = "30s";

/// An activity or a workflow as people ask for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work<'a> {
    pub(crate) name: &'a str,
    /// A message by its full or short name.
    pub(crate) input: &'a str,
    /// Likewise; `None`: google.protobuf.Empty.
    pub(crate) output: Option<&'a str>,
}

/// The same with full names.
pub(super) struct Resolved<'a> {
    pub(super) name: &'a str,
    pub(super) input: String,
    output: Option<String>,
}

/// Adds an activity to a worker.
pub(crate) fn activity(
    raw: &Raw,
    worker: &str,
    work: Work<'_>,
    start_to_close: Option<&str>,
) -> Result<Edits, Diagnostics> {
    let (index, known) = find(raw, worker)?;
    let work = resolved(raw, work)?;
    if has_activity(known, &work, start_to_close)? {
        return Ok(Edits::new());
    }
    let place = Place {
        item: Some(("workers", index)),
        list: "activities",
    };
    let entry = activity_entry(&work, start_to_close.unwrap_or(START_TO_CLOSE));
    added(raw, place, &entry)
}

/// Adds a workflow to a worker.
pub(crate) fn workflow(raw: &Raw, worker: &str, work: Work<'_>) -> Result<Edits, Diagnostics> {
    let (index, known) = find(raw, worker)?;
    let work = resolved(raw, work)?;
    if has_workflow(known, &work)? {
        return Ok(Edits::new());
    }
    let place = Place {
        item: Some(("workers", index)),
        list: "workflows",
    };
    added(raw, place, &workflow_entry(&work))
}

pub(super) fn activity_entry(work: &Resolved<'_>, start_to_close: &str) -> Entry {
    let mut entry = workflow_entry(work);
    entry.push(("start_to_close", text(start_to_close)));
    entry
}

pub(super) fn workflow_entry(work: &Resolved<'_>) -> Entry {
    let mut entry = vec![("name", text(work.name)), ("input", text(&work.input))];
    if let Some(output) = &work.output {
        entry.push(("output", text(output)));
    }
    entry
}

pub(super) fn text(text: &str) -> Field {
    Field::Text(text.to_owned())
}

pub(super) fn resolved<'a>(raw: &Raw, work: Work<'a>) -> Result<Resolved<'a>, Diagnostics> {
    let output = work.output.map(|output| full_name(raw, output));
    Ok(Resolved {
        name: work.name,
        input: full_name(raw, work.input)?,
        output: output.transpose()?,
    })
}

/// The worker of a name, and its place in service.yaml.
fn find<'a>(raw: &'a Raw, wanted: &str) -> Result<(usize, &'a config::Worker), Diagnostics> {
    let workers = &raw.config.workers;
    let mut found = workers.iter().enumerate();
    if let Some(found) = found.find(|(_, worker)| worker.name.value == wanted) {
        return Ok(found);
    }
    let names: Vec<&str> = workers
        .iter()
        .map(|worker| worker.name.value.as_str())
        .collect();
    let help = match (nearest(wanted, names.iter().copied()).first(), &names[..]) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("add it first: `tonica add worker {wanted} --task-queue …`"),
        (None, _) => format!("its workers are `{}`", names.join("`, `")),
    };
    Err(
        Diagnostic::error(format!("{PROJECT_FILE} has no worker `{wanted}`"))
            .help(help)
            .into(),
    )
}

/// Whether a worker has that activity; an error if it has another one of its name.
pub(super) fn has_activity(
    worker: &config::Worker,
    work: &Resolved<'_>,
    start_to_close: Option<&str>,
) -> Result<bool, Diagnostics> {
    let known = worker
        .activities
        .iter()
        .find(|known| known.name.value == work.name);
    let Some(known) = known else { return Ok(false) };
    let mut values = messages(work, &known.input, known.output.as_ref()).to_vec();
    let limit = &known.start_to_close;
    let is_same = |asked: &&str| Period::parse(asked) == Some(limit.value);
    values.push(Value {
        key: "start_to_close",
        asked: start_to_close
            .filter(|asked| !is_same(asked))
            .or(Some(limit.at.text())),
        there: Some(limit.at.text()),
    });
    let what = format!("an activity `{}` of `{}`", work.name, worker.name.value);
    same(&what, &known.name.at, &values).map(|()| true)
}

/// Whether a worker has that workflow; an error if it has another one of its name.
pub(super) fn has_workflow(
    worker: &config::Worker,
    work: &Resolved<'_>,
) -> Result<bool, Diagnostics> {
    let known = worker
        .workflows
        .iter()
        .find(|known| known.name.value == work.name);
    let Some(known) = known else { return Ok(false) };
    let values = messages(work, &known.input, known.output.as_ref());
    let what = format!("a workflow `{}` of `{}`", work.name, worker.name.value);
    same(&what, &known.name.at, &values).map(|()| true)
}

fn messages<'a>(
    work: &'a Resolved<'_>,
    input: &'a Spanned<String>,
    output: Option<&'a Spanned<String>>,
) -> [Value<'a>; 2] {
    [
        Value {
            key: "input",
            asked: Some(&work.input),
            there: Some(&input.value),
        },
        Value {
            key: "output",
            asked: Some(work.output.as_deref().unwrap_or(EMPTY)),
            there: Some(output.map_or(EMPTY, |output| output.value.as_str())),
        },
    ]
}
