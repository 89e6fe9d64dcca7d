//! What a run tells: each step as it ends, each figure beside its limit, and one verdict.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

/// How a run is told on stdout.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A line a step.
    Text,
    /// One JSON object at the end; the lines go to stderr.
    Json,
}

/// Everything a run has to tell.
#[derive(Serialize)]
pub(crate) struct Report {
    name: &'static str,
    #[serde(skip)]
    format: Format,
    #[serde(skip)]
    started: Instant,
    steps: Vec<Step>,
    figures: Vec<Figure>,
}

#[derive(Serialize)]
struct Step {
    name: String,
    seconds: f64,
    problem: Option<String>,
}

/// A measured value and its limit.
#[derive(Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    bound: Bound,
    limit: f64,
}

/// On which side of its limit a figure must be.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Bound {
    AtMost,
    AtLeast,
}

impl Figure {
    /// A value that is no number keeps no limit.
    fn is_kept(&self) -> bool {
        match self.bound {
            Bound::AtMost => self.value <= self.limit,
            Bound::AtLeast => self.value >= self.limit,
        }
    }
}

impl Report {
    pub(crate) fn new(name: &'static str, format: Format) -> Self {
        Self {
            name,
            format,
            started: Instant::now(),
            steps: Vec::new(),
            figures: Vec::new(),
        }
    }

    /// Runs a step and tells how it went. `None`: it failed, and what needs it can't be run.
    pub(crate) fn step<T>(&mut self, name: &str, run: impl FnOnce() -> Result<T>) -> Option<T> {
        let started = Instant::now();
        let result = run();
        let seconds = started.elapsed().as_secs_f64();
        let problem = result.as_ref().err().map(|error| format!("{error:#}"));
        match &problem {
            None => self.line(&format!("ok      {seconds:6.1} s  {name}")),
            Some(problem) => self.line(&format!("FAILED  {seconds:6.1} s  {name}\n{problem}")),
        }
        self.steps.push(Step {
            name: name.to_owned(),
            seconds,
            problem,
        });
        result.ok()
    }

    /// Tells a figure; more than `limit` is a miss.
    pub(crate) fn figure(&mut self, name: &str, value: f64, unit: &'static str, limit: f64) {
        self.bounded(name, value, unit, Bound::AtMost, limit);
    }

    /// Tells a figure; less than `limit` is a miss.
    pub(crate) fn at_least(&mut self, name: &str, value: f64, unit: &'static str, limit: f64) {
        self.bounded(name, value, unit, Bound::AtLeast, limit);
    }

    fn bounded(&mut self, name: &str, value: f64, unit: &'static str, bound: Bound, limit: f64) {
        let figure = Figure {
            name: name.to_owned(),
            value,
            unit,
            bound,
            limit,
        };
        let word = if figure.is_kept() { "ok    " } else { "MISSED" };
        let side = match bound {
            Bound::AtMost => "most ",
            Bound::AtLeast => "least",
        };
        self.line(&format!(
            "{word}  {value:8.2} of at {side} {limit:7.2} {unit:5}  {name}"
        ));
        self.figures.push(figure);
    }

    /// A line beside the steps.
    pub(crate) fn line(&self, text: &str) {
        match self.format {
            Format::Text => println!("{text}"),
            Format::Json => eprintln!("{text}"),
        }
    }

    /// The counts alone on the last line: `12 passed, 0 failed`.
    pub(crate) fn counts(&self) -> ExitCode {
        let (passed, failed) = self.count();
        println!("{passed} passed, {failed} failed");
        exit_code(failed)
    }

    /// One line that says whether all was well; or all of it as JSON.
    pub(crate) fn verdict(&self) -> Result<ExitCode> {
        let (passed, failed) = self.count();
        if self.format == Format::Json {
            println!("{}", serde_json::to_string_pretty(self)?);
        }
        let word = if failed == 0 { "passed" } else { "FAILED" };
        self.line(&format!(
            "{} {word}: {passed} good, {failed} bad, in {:.1} s",
            self.name,
            self.started.elapsed().as_secs_f64()
        ));
        Ok(exit_code(failed))
    }

    /// How many steps and figures were bad so far.
    pub(crate) fn failures(&self) -> usize {
        self.count().1
    }

    /// Shows what explains failures, if there are more than there were.
    pub(crate) fn explain(&self, before: usize, explanation: impl FnOnce() -> String) {
        if self.failures() > before {
            self.line(&explanation());
        }
    }

    fn count(&self) -> (usize, usize) {
        let problems = self.steps.iter().filter(|step| step.problem.is_some());
        let kept = self.figures.iter().filter(|f| f.is_kept()).count();
        let failed = problems.count() + self.figures.len() - kept;
        (self.steps.len() + self.figures.len() - failed, failed)
    }
}

fn exit_code(failed: usize) -> ExitCode {
    ExitCode::from(u8::from(failed > 0))
}
