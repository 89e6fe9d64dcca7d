//! `tonica add …`: the inputs are edited in memory, the whole workspace is planned from
//! them, and all of it is written as one change.

use std::collections::BTreeMap;

use super::{args::Writing, console::Console, here, mode, report, warnings};
use crate::{
    apply,
    diagnostic::Diagnostics,
    edit, finish,
    read::{self, Raw, Root},
};

pub(crate) fn service(console: Console, name: &str, writing: &Writing) -> Result<u8, Diagnostics> {
    run(console, writing, |raw| edit::service(raw, name))
}

pub(crate) fn rpc(console: Console, name: &str, writing: &Writing) -> Result<u8, Diagnostics> {
    run(console, writing, |raw| edit::rpc(raw, name))
}

fn run(
    console: Console,
    writing: &Writing,
    edit: impl FnOnce(&Raw) -> Result<BTreeMap<String, Vec<u8>>, Diagnostics>,
) -> Result<u8, Diagnostics> {
    let here = here()?;
    let turn = apply::begin(&here.folder, mode(writing, false))?;
    let edits = edit(&read::project(&here)?)?;
    let report = finish(
        &turn,
        &Root { edits, ..here },
        warnings(writing.deny_warnings),
    )?;
    report::show(console, &report, writing);
    Ok(0)
}
