//! The command line: `--flag value`, `--flag=value`, `--help`, `--version`, `config explain`.

use std::ffi::OsString;

use crate::config::suggest::suggestion;
use crate::config::table::Table;
use crate::{Error, Kind};

/// What the process was asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Command {
    #[default]
    Run,
    Help,
    Version,
    Explain,
}

/// The command line, read.
#[derive(Debug, Default)]
pub(crate) struct Args {
    pub(crate) command: Command,
    pub(crate) flags: Vec<Flag>,
    pub(crate) problems: Vec<Error>,
}

/// A setting given by a flag.
#[derive(Debug)]
pub(crate) struct Flag {
    /// The name of the setting: `APP_PORT`.
    pub(crate) env: String,
    /// The flag as written: `--port`.
    pub(crate) written: String,
    pub(crate) value: String,
}

pub(crate) fn read(table: &Table, args: impl Iterator<Item = OsString>) -> Args {
    let mut read = Args::default();
    let mut words = Vec::new();
    let mut args = args
        .map(|arg| arg.to_string_lossy().into_owned())
        .peekable();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--help" | "-h" => read.command = Command::Help,
            "--version" | "-V" => read.command = Command::Version,
            flag if flag.starts_with("--") => {
                let next = args.next_if(|next| takes_next(table, flag) && !next.starts_with("--"));
                read.flag(table, flag, next);
            }
            _ => words.push(arg),
        }
    }
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => {}
        ["config", "explain"] if read.command == Command::Run => read.command = Command::Explain,
        ["config", "explain"] => {}
        [word, ..] => read.problems.push(Error::config(
            word,
            "is no command: the only one is `config explain`; settings are given as --flag value",
        )),
    }
    read
}

/// Whether the word after `flag` is its value: not after `--flag=value`, nor after a switch. After an
/// unknown flag it most likely is; so there is one error, not two.
fn takes_next(table: &Table, flag: &str) -> bool {
    let setting = table.by_flag(flag.trim_start_matches("--"));
    !flag.contains('=') && setting.is_none_or(|setting| !matches!(setting.kind, Kind::Switch))
}

impl Args {
    fn flag(&mut self, table: &Table, arg: &str, next: Option<String>) {
        let (written, inline) = match arg.split_once('=') {
            Some((written, value)) => (written, Some(value.to_owned())),
            None => (arg, None),
        };
        let name = written.trim_start_matches("--");
        let Some(setting) = table.by_flag(name) else {
            let flags = table.settings.iter().map(|setting| setting.flag());
            let hint = suggestion(name, flags).map(|flag| format!(": did you mean --{flag}?"));
            let hint = hint.unwrap_or_else(|| ": --help lists them".to_owned());
            self.problems
                .push(Error::config(written, format!("is no flag{hint}")));
            return;
        };
        let lone = matches!(setting.kind, Kind::Switch).then(|| "true".to_owned());
        let Some(value) = inline.or(next).or(lone) else {
            let form = format!("needs a value: {written} {}", setting.kind.placeholder());
            self.problems.push(Error::config(written, form));
            return;
        };
        let env = setting.env.clone().into_owned();
        if self.flags.iter().any(|flag| flag.env == env) {
            self.problems
                .push(Error::config(written, "is given twice: give it once"));
            return;
        }
        self.flags.push(Flag {
            env,
            written: written.to_owned(),
            value,
        });
    }
}
