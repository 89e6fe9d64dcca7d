//! Entries of service.yaml: one that is there as it is meant stays, one that differs is
//! shown beside what was asked for, and a new one goes in.

use super::{Edits, byte_order_mark};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Span},
    edit::yaml::{self, Entry, Place},
    read::{PROJECT_FILE, Raw},
};

/// A value of an entry: what is asked for, and what is there.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) key: &'a str,
    /// `None`: no such key.
    pub(super) asked: Option<&'a str>,
    pub(super) there: Option<&'a str>,
}

/// Nothing to do for an entry that is there, or an error that shows where it differs.
pub(super) fn same(what: &str, at: &Span, values: &[Value<'_>]) -> Result<(), Diagnostics> {
    let others: Vec<&Value<'_>> = values
        .iter()
        .filter(|value| value.asked != value.there)
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    let mut diagnostic = Diagnostic::error(format!("{PROJECT_FILE} has {what}, and it differs"))
        .at(at.clone(), "this one");
    for Value { key, asked, there } in others {
        diagnostic = diagnostic.note(format!(
            "`{key}` is {} there, and {} was asked for",
            shown(*there, "absent"),
            shown(*asked, "none")
        ));
    }
    let help = format!("change it in {PROJECT_FILE}, or choose another name");
    Err(diagnostic.help(help).into())
}

fn shown(value: Option<&str>, nothing: &str) -> String {
    value.map_or_else(|| nothing.to_owned(), |value| format!("`{value}`"))
}

/// service.yaml with one more entry.
pub(super) fn added(raw: &Raw, place: Place<'_>, entry: &Entry) -> Result<Edits, Diagnostics> {
    let edited = yaml::append(&raw.yaml.text, place, entry).map_err(|why| {
        let list = place.list;
        Diagnostic::error(format!("{PROJECT_FILE} can't be edited here: {why}")).help(format!(
            "add this to `{list}` by hand, then run `tonica generate`: {}",
            yaml::one_line(entry)
        ))
    })?;
    let mut bytes = byte_order_mark(raw, PROJECT_FILE);
    bytes.extend(edited.into_bytes());
    Ok(Edits::from([(PROJECT_FILE.to_owned(), bytes)]))
}
