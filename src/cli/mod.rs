//! The command line: arguments to calls, results to words and exit codes. Decides nothing
//! about workspaces.

mod add;
mod args;
mod bug;
mod check;
mod console;
mod describe;
mod dev;
mod doctor;
mod new;
mod report;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use args::{Cli, Command, Format, Generate, Print, Writing};
use clap::{CommandFactory as _, Parser as _};
use console::Console;

use crate::{
    Warnings,
    apply::{self, Mode},
    diagnostic::{Diagnostic, Diagnostics},
    generate, read,
    read::Root,
};

/// How a command ends: an exit code, or what was wrong, which tells its own.
type Ending = Result<u8, Diagnostics>;

/// Runs the program. A panic is told as our own bug, with exit code 3.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    bug::guard(|| {
        let cli = match Cli::try_parse_from(args) {
            Ok(cli) => cli,
            // clap's own words; help and version go to stdout with exit code 0.
            Err(error) => {
                drop(error.print());
                return u8::try_from(error.exit_code()).unwrap_or(2);
            }
        };
        let console = Console::new(&cli.manner);
        command(console, cli.command).unwrap_or_else(|wrong| {
            console.diagnostics(&wrong);
            wrong.exit_code()
        })
    })
}

fn command(console: Console, command: Command) -> Ending {
    match command {
        Command::New(args) => new::run(console, &args),
        Command::Generate(args) => regenerate(console, &args),
        Command::Check(args) => check::run(console, &args),
        Command::Diff(args) => diff(console, &args),
        Command::Add(args) => add::run(console, &args),
        Command::Describe(args) => describe::run(console, &args),
        Command::Dev(args) => dev::run(console, &args),
        Command::Doctor(args) => doctor::run(console, &args),
        Command::Schema => {
            console.data(&read::schema());
            Ok(0)
        }
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "tonica", &mut text);
            console.data(&String::from_utf8_lossy(&text));
            Ok(0)
        }
        Command::Other(words) => Err(unknown("", &words, &TO_COME)),
    }
}

fn regenerate(console: Console, args: &Generate) -> Ending {
    let mode = mode(&args.writing, args.force);
    let report = generate(&here()?, mode, warnings(args.writing.deny_warnings))?;
    report::show(console, &report, &args.writing);
    Ok(0)
}

fn diff(console: Console, args: &Print) -> Ending {
    let report = generate(&here()?, Mode::Plan, Warnings::Allow)?;
    console.diagnostics(&report.warnings);
    match args.format {
        Format::Json => console.json(&report::Changes::of(&report)),
        Format::Text => {
            let shown = report
                .changes
                .iter()
                .filter(|change| console.verbose || !report::is_own(&change.path));
            console.data(&shown.map(apply::unified).collect::<String>());
        }
    }
    Ok(0)
}

/// Commands of the design that no part stands behind yet.
const TO_COME: [&str; 5] = ["remove", "rename", "upgrade", "breaking", "man"];

fn unknown(before: &str, words: &[String], to_come: &[&str]) -> Diagnostics {
    let word = words.first().map_or("", String::as_str);
    let diagnostic = if to_come.contains(&word) {
        Diagnostic::error(format!("`tonica {before}{word}` is not supported yet"))
    } else {
        Diagnostic::error(format!("there is no command `tonica {before}{word}`"))
    };
    diagnostic
        .help(format!("`tonica {before}--help` lists what there is"))
        .into()
}

/// The workspace around the current folder.
fn here() -> Result<Root, Diagnostics> {
    Root::find(&current_folder()?)
}

fn current_folder() -> Result<PathBuf, Diagnostics> {
    std::env::current_dir().map_err(|error| {
        Diagnostic::error(format!("the current folder can't be told: {error}")).into()
    })
}

fn mode(writing: &Writing, force: bool) -> Mode {
    if writing.plan {
        Mode::Plan
    } else {
        Mode::Write { force }
    }
}

fn warnings(deny: bool) -> Warnings {
    if deny {
        Warnings::Deny
    } else {
        Warnings::Allow
    }
}
