//! Configuration: read once at the start, whole, with all its errors at once.

mod args;
mod file;
mod resolve;
mod show;
mod suggest;
mod table;

use std::ffi::OsString;

pub(crate) use args::Command;
use resolve::Sources;
pub(crate) use show::{explain, help, version};
use suggest::suggestion;
pub(crate) use table::Table;

use crate::Error;
use crate::values::Values;

/// The configuration as read, with what is wrong and what is odd about it.
pub(crate) struct Config {
    pub(crate) command: Command,
    pub(crate) values: Values,
    pub(crate) problems: Vec<Error>,
    pub(crate) warnings: Vec<String>,
}

/// Reads flags, environment and file.
pub(crate) fn read(table: &Table, args: impl Iterator<Item = OsString>) -> Config {
    let args = args::read(table, args);
    let mut problems = args.problems;
    let path = args.flags.iter().find(|flag| flag.env == "APP_CONFIG");
    let path = path
        .map(|flag| flag.value.clone())
        .or_else(|| std::env::var("APP_CONFIG").ok());
    let lines = match path
        .as_deref()
        .map(|path| (path, std::fs::read_to_string(path)))
    {
        Some((path, Ok(text))) => {
            let (lines, wrong) = file::read(table, path, &text);
            problems.extend(wrong);
            lines
        }
        Some((path, Err(error))) => {
            let problem = format!("can't read the file {path:?}");
            problems.push(Error::config("APP_CONFIG", problem).because(error));
            Vec::new()
        }
        None => Vec::new(),
    };
    let sources = Sources {
        flags: args.flags,
        path: path.unwrap_or_default(),
        lines,
    };
    let values = resolve::values(table, &sources, &mut problems);
    Config {
        command: args.command,
        values,
        problems,
        warnings: unknown_variables(table),
    }
}

/// Variables that look like ours and mean nothing.
fn unknown_variables(table: &Table) -> Vec<String> {
    let mut names: Vec<String> = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("APP_") && !is_known(table, name))
        .collect();
    names.sort();
    let warning = |name: String| {
        let known = table.settings.iter().map(|setting| setting.env.to_string());
        match suggestion(&name, known) {
            Some(known) => format!("{name} is set, but is no setting: did you mean {known}?"),
            None => format!("{name} is set, but is no setting; --help lists them"),
        }
    };
    names.into_iter().map(warning).collect()
}

fn is_known(table: &Table, name: &str) -> bool {
    let secret = name
        .strip_suffix("_FILE")
        .and_then(|name| table.by_env(name));
    table.by_env(name).is_some() || secret.is_some_and(|setting| setting.secret)
}
