//! `tonica add …`: the inputs are edited in memory, the whole workspace is planned from
//! them, and all of it is written as one change.

use std::collections::BTreeMap;

use super::args::{Activity, Add, Consumer, Producer, Route, Worker, Workflow, Writing};
use super::{Ending, console::Console, here, mode, report, unknown, warnings};
use crate::{
    apply,
    diagnostic::{Diagnostic, Diagnostics},
    edit, finish,
    read::{self, Raw, Root},
};

/// Whether an input was changed, or what was wrong.
type Changed = Result<bool, Diagnostics>;

pub(crate) fn run(console: Console, args: &Add) -> Ending {
    match args {
        Add::Service { name, writing } => change(console, writing, |raw| edit::service(raw, name)),
        Add::Rpc { name, writing } => change(console, writing, |raw| edit::rpc(raw, name)),
        Add::Worker(args) => worker(console, args),
        Add::Activity(args) => activity(console, args),
        Add::Workflow(args) => workflow(console, args),
        Add::Consumer(args) => consumer(console, args),
        Add::Producer(args) => producer(console, args),
        Add::Route(args) => route(console, args),
        Add::Other(words) => Err(unknown("add ", words, &[])),
    }
    .map(|_| 0)
}

fn worker(console: Console, args: &Worker) -> Changed {
    let Worker {
        name,
        task_queue,
        activities,
        workflows,
        writing,
    } = args;
    let changed = change(console, writing, |raw| {
        edit::worker(raw, name, task_queue, activities, workflows)
    })?;
    if changed && !activities.is_empty() {
        tell_default(console);
    }
    Ok(changed)
}

fn activity(console: Console, args: &Activity) -> Changed {
    let work = edit::Work {
        name: &args.name,
        input: &args.input,
        output: args.output.as_deref(),
    };
    let limit = args.start_to_close.as_deref();
    let changed = change(console, &args.writing, |raw| {
        edit::activity(raw, &args.worker, work, limit)
    })?;
    if changed && limit.is_none() {
        tell_default(console);
    }
    Ok(changed)
}

fn workflow(console: Console, args: &Workflow) -> Changed {
    let work = edit::Work {
        name: &args.name,
        input: &args.input,
        output: args.output.as_deref(),
    };
    change(console, &args.writing, |raw| {
        edit::workflow(raw, &args.worker, work)
    })
}

fn consumer(console: Console, args: &Consumer) -> Changed {
    let Consumer {
        name,
        topic,
        group,
        message,
        writing,
    } = args;
    change(console, writing, |raw| {
        edit::consumer(raw, name, topic, group, message)
    })
}

fn producer(console: Console, args: &Producer) -> Changed {
    let Producer {
        name,
        topic,
        message,
        key,
        writing,
    } = args;
    change(console, writing, |raw| {
        edit::producer(raw, name, topic, message, key.as_deref())
    })
}

fn route(console: Console, args: &Route) -> Changed {
    let Route {
        name,
        path,
        method,
        group,
        workflow,
        writing,
    } = args;
    if workflow.is_some() {
        let help = "leave it out: a route has a handler of yours, which may start the workflow";
        let diagnostic = Diagnostic::error("`tonica add route --workflow` is not supported yet");
        return Err(diagnostic.help(help).into());
    }
    change(console, writing, |raw| {
        edit::route(raw, name, method.as_deref(), path, group.as_deref())
    })
}

/// Tells of a value that the user should think about.
fn tell_default(console: Console) {
    console.say(&format!(
        "note: start_to_close, how long one attempt may take, is {} unless you change it in {}",
        edit::START_TO_CLOSE,
        read::PROJECT_FILE
    ));
}

fn change(
    console: Console,
    writing: &Writing,
    edit: impl FnOnce(&Raw) -> Result<BTreeMap<String, Vec<u8>>, Diagnostics>,
) -> Changed {
    let here = here()?;
    let turn = apply::begin(&here.folder, mode(writing, false))?;
    let edits = edit(&read::project(&here)?)?;
    let changed = !edits.is_empty();
    let root = Root { edits, ..here };
    let report = finish(&turn, &root, warnings(writing.deny_warnings))
        .map_err(|told| as_edited(told, &root.edits))?;
    report::show(console, &report, writing);
    Ok(changed)
}

/// Says of errors in an edited input that the disk doesn't hold what they show.
fn as_edited(mut told: Diagnostics, edits: &BTreeMap<String, Vec<u8>>) -> Diagnostics {
    let path = |diagnostic: &Diagnostic| Some(diagnostic.at.as_ref()?.at.source.path.clone());
    let edited = |diagnostic: &&mut Diagnostic| {
        path(diagnostic).is_some_and(|path| edits.contains_key(&path))
    };
    if let Some(last) = told.0.iter_mut().rev().find(edited) {
        let path = path(last).unwrap_or_default();
        let note = format!("{path} is shown as it would be: nothing was written");
        last.notes.push(note);
    }
    told
}
