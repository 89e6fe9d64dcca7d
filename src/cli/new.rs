//! `tonica new`: a workspace from a folder, from protos alone, or from the sample.

use std::path::{Path, PathBuf};

use super::{
    args::{Format, New},
    console::Console,
    current_folder, doctor, mode, report, warnings,
};
use crate::{
    apply::{self, Change, Report},
    diagnostic::{Diagnostic, Diagnostics},
    edit::sample,
    finish,
    read::{PROJECT_FILE, Root, bring},
    tree::Owner,
};

pub(crate) fn run(console: Console, args: &New) -> Result<u8, Diagnostics> {
    check_name(&args.name)?;
    let here = current_folder()?;
    let folder = here.join(
        args.into
            .clone()
            .unwrap_or_else(|| PathBuf::from(&args.name)),
    );
    let turn = apply::begin_new(&folder, mode(&args.writing, false))?;
    let edits = match (&args.from, &args.proto[..]) {
        (Some(from), _) => bring::folder(&args.name, &here.join(from))?,
        (None, []) => sample::edits(&args.name)?,
        (None, files) => {
            let files: Vec<PathBuf> = files.iter().map(|file| here.join(file)).collect();
            bring::files(&args.name, &files, &folder)?
        }
    };
    let root = Root {
        edits,
        ..Root::at(&folder)
    };
    let made = finish(&turn, &root, warnings(args.writing.deny_warnings))?;
    if args.writing.plan || args.writing.format == Format::Json {
        report::show(console, &made, &args.writing);
        return Ok(0);
    }
    console.diagnostics(&made.warnings);
    tell(console, args, &folder, &made);
    Ok(0)
}

fn check_name(name: &str) -> Result<(), Diagnostics> {
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(is_plain) {
        return Ok(());
    }
    Err(
        Diagnostic::error(format!("`{name}` can't be the name of a project"))
            .help("take lower-case letters, digits and `-`, a letter first: `my-shop`")
            .into(),
    )
}

/// What was made, what this machine lacks, and what comes next: one screen.
fn tell(console: Console, args: &New, folder: &Path, made: &Report) {
    let shown = args
        .into
        .clone()
        .unwrap_or_else(|| PathBuf::from(&args.name));
    console.say(&format!("made {} in {}", args.name, folder.display()));
    let files = |is_counted: &dyn Fn(&Change) -> bool| {
        let changes = made.changes.iter();
        let changes = changes.filter(|change| !report::is_own(&change.path));
        changes.filter(|change| is_counted(change)).count()
    };
    let is_generated = |change: &Change| change.owner == Some(Owner::Generated);
    let is_input = |change: &Change| {
        change.owner.is_none() && (change.path == PROJECT_FILE || change.path.ends_with(".proto"))
    };
    console.say(&format!(
        "  {:>4} inputs     yours: service.yaml and the protos",
        files(&is_input)
    ));
    console.say(&format!(
        "  {:>4} seeded     yours from now on: write your code there",
        files(&|change| !is_input(change) && !is_generated(change))
    ));
    console.say(&format!(
        "  {:>4} generated  kept true to the inputs by `tonica generate`",
        files(&is_generated)
    ));
    let has = |path: &str| files(&|change| change.path == path) > 0;
    let has_kafka = has("runtime/kafka/Cargo.toml");
    let lacking: Vec<doctor::Finding> = doctor::examine(has_kafka)
        .into_iter()
        .filter(|finding| !finding.ok)
        .collect();
    if !lacking.is_empty() {
        console.say("\nthis machine lacks");
        lacking
            .iter()
            .for_each(|finding| console.say(finding.line().trim_end()));
    }
    let run = if has_kafka || has("runtime/temporal/Cargo.toml") {
        "tonica dev".to_owned()
    } else {
        format!("cargo run -p {}", args.name)
    };
    let is_sample = args.from.is_none() && args.proto.is_empty();
    let third = if is_sample {
        "curl http://localhost:8080/v1/orders"
    } else {
        "tonica check"
    };
    console.say("\nnext");
    console.say(&format!("  cd {}", shown.display()));
    console.say(&format!("  {run}"));
    console.say(&format!("  {third}"));
}
