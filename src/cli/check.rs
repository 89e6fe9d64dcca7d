//! `tonica check`: what drifted, for people, programs and GitHub.

use serde::Serialize;

use super::{
    args::{Check, CheckFormat},
    console::Console,
    here, report, warnings,
};
use crate::{
    apply::{Finding, Mode, Report},
    diagnostic::{Diagnostic, Diagnostics},
    generate,
};

#[derive(Debug, Serialize)]
struct Findings<'a> {
    tool: &'static str,
    clean: bool,
    findings: Vec<Row<'a>>,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    kind: &'static str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    help: &'a str,
}

pub(crate) fn run(console: Console, args: &Check) -> Result<u8, Diagnostics> {
    if args.format == CheckFormat::Sarif {
        return Err(Diagnostic::error("`--format sarif` is not supported yet")
            .help("take text, json or github")
            .into());
    }
    let report = generate(&here()?, Mode::Check, warnings(args.deny_warnings))?;
    console.diagnostics(&report.warnings);
    match args.format {
        CheckFormat::Json => console.json(&Findings::of(&report)),
        CheckFormat::Github => {
            console.data(&report.findings.iter().map(annotation).collect::<String>())
        }
        CheckFormat::Text | CheckFormat::Sarif => text(console, &report),
    }
    Ok(u8::from(!report.is_clean()))
}

impl<'a> Findings<'a> {
    fn of(report: &'a Report) -> Self {
        let row = |finding: &'a Finding| Row {
            kind: finding.kind.name(),
            path: &finding.path,
            owner: finding.owner.map(|owner| report::owner(Some(owner))),
            line: finding.line,
            subject: finding.subject.as_deref(),
            help: &finding.help,
        };
        Self {
            tool: env!("CARGO_PKG_VERSION"),
            clean: report.is_clean(),
            findings: report.findings.iter().map(row).collect(),
        }
    }
}

/// Drift to stdout, the verdict to stderr. Notes are counted unless all is wanted.
fn text(console: Console, report: &Report) {
    let (notes, drift): (Vec<&Finding>, Vec<&Finding>) = report
        .findings
        .iter()
        .partition(|finding| finding.kind.is_note());
    let shown = if console.verbose {
        report.findings.iter().collect()
    } else {
        drift.clone()
    };
    console.data(&shown.into_iter().map(line).collect::<String>());
    if !notes.is_empty() && !console.verbose {
        console.say(&format!("{} (-v names them)", count(notes.len(), "note")));
    }
    match drift.len() {
        0 => {
            let (generated, seeded) = report.counts;
            console.say(&format!(
                "clean: {generated} generated and {seeded} seeded files"
            ));
        }
        findings => console.say(&count(findings, "finding")),
    }
}

fn line(finding: &Finding) -> String {
    let place = match finding.line {
        Some(line) => format!("{}:{line}", finding.path),
        None => finding.path.clone(),
    };
    let subject = finding
        .subject
        .as_ref()
        .map(|subject| format!("{subject}: "))
        .unwrap_or_default();
    format!(
        "{}: {place}: {subject}{}\n",
        finding.kind.name(),
        finding.help
    )
}

/// A line by which GitHub marks the place in a pull request.
fn annotation(finding: &Finding) -> String {
    let level = if finding.kind.is_note() {
        "notice"
    } else {
        "error"
    };
    let line = finding
        .line
        .map(|line| format!(",line={line}"))
        .unwrap_or_default();
    let subject = finding
        .subject
        .as_ref()
        .map(|subject| format!("{subject}: "))
        .unwrap_or_default();
    let words = format!("{}: {subject}{}", finding.kind.name(), finding.help);
    format!(
        "::{level} file={}{line}::{}\n",
        escape(&finding.path)
            .replace(':', "%3A")
            .replace(',', "%2C"),
        escape(&words)
    )
}

fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
