//! `cargo xtask test`: everything that must hold, step by step. A step that fails doesn't stop
//! those that can do without it.

mod crates;
mod matrix;
mod new;
mod overlay;
mod symbols;
mod traces;

use std::process::ExitCode;

use anyhow::Result;

use crate::fuzz::Length;
use crate::report::{Format, Report};
use crate::sample::{self, Sample};
use crate::servers::Servers;
use crate::workspace::{self, Workspace};
use crate::{bless, conformance, e2e, fuzz, openapi, program, repository};

/// The sample that is also run.
const SHOP: &str = "shop";

/// The sample whose gateway has routes of its own.
const ROUTES: &str = "routes";

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// This repository alone.
    Fast,
    /// The samples and the running systems, too.
    All,
    /// The same with longer runs.
    Long,
}

impl Scope {
    pub(crate) fn of(fast: bool, long: bool) -> Self {
        match (fast, long) {
            (true, _) => Scope::Fast,
            (_, true) => Scope::Long,
            _ => Scope::All,
        }
    }
}

pub(crate) fn run(scope: Scope) -> Result<ExitCode> {
    let mut report = Report::new("test", Format::Text);
    this_repository(&mut report, scope);
    if scope != Scope::Fast {
        report.step("the stored locks are cargo's", bless::check);
        conformance::run(&mut report)?;
        fuzz::run(&mut report, None, fuzzed(scope))?;
        let servers = report.step("Kafka and Temporal answer", Servers::up);
        if let Some(servers) = &servers {
            on_servers(&mut report, servers);
        }
        samples(&mut report, &sample::all()?, servers.as_ref());
    }
    Ok(report.counts())
}

/// How long each fuzz target is run.
fn fuzzed(scope: Scope) -> Length {
    match scope {
        Scope::Long => Length::Inputs(10_000_000),
        _ => Length::Seconds(60),
    }
}

pub(crate) fn one_sample(name: &str) -> Result<ExitCode> {
    let mut report = Report::new("test", Format::Text);
    let sample = sample::named(name)?;
    let servers = if sample.name == SHOP {
        report.step("Kafka and Temporal answer", Servers::up)
    } else {
        None
    };
    samples(&mut report, &[sample], servers.as_ref());
    Ok(report.counts())
}

/// The tests of the runtime crates that talk to real servers, which a plain `cargo test` leaves out.
fn on_servers(report: &mut Report, servers: &Servers) {
    for (package, test) in [("tonica-kafka", "broker"), ("tonica-temporal", "server")] {
        report.step(&format!("{package} on real servers"), || {
            let arguments = ["test", "--package", package, "--test", test];
            let mut command = program::cargo(repository::root(), &arguments);
            command.envs(servers.settings());
            program::run(&mut command).map(drop)
        });
    }
}

fn this_repository(report: &mut Report, scope: Scope) {
    let cargo = |arguments: &[&str]| {
        let mut command = program::cargo(repository::root(), arguments);
        command.env("RUSTDOCFLAGS", "-D warnings");
        if scope == Scope::Long {
            command.env("PROPTEST_CASES", "20000");
        }
        program::run(&mut command).map(drop)
    };
    report.step("fmt", || cargo(&["fmt", "--all", "--check"]));
    let lint = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    report.step("clippy", || cargo(&lint));
    report.step("tests", || cargo(&["test", "--workspace"]));
    report.step("doc", || cargo(&["doc", "--workspace", "--no-deps"]));
    report.step("overlay versions", overlay::versions_agree);
}

fn samples(report: &mut Report, samples: &[Sample], servers: Option<&Servers>) {
    let Some(tonica) = report.step("build tonica", || workspace::build_tonica(false)) else {
        return;
    };
    let name = "the validators of OpenAPI know right from wrong";
    let validators = report.step(name, openapi::Validators::get);
    for sample in samples {
        let name = format!("{}: emit and check", sample.name);
        let emitted = report.step(&name, || Workspace::emit(&tonica, sample));
        let Some(emitted) = emitted else { continue };
        traces::run(report, sample, &emitted);
        if let Some(validators) = &validators {
            openapi::run(report, validators, sample, &emitted);
        }
        matrix::run(report, sample, &emitted);
        if sample.name == SHOP {
            new::run(report, &tonica, &emitted);
            if let Some(servers) = servers {
                e2e::shop::run_in(report, &emitted, servers);
                e2e::gateway::run_in(report, &emitted, Some(servers));
            }
            symbols::run(report, &emitted);
            crates::run(report, &emitted);
        }
        if sample.name == ROUTES {
            e2e::routes::run_in(report, &emitted);
            symbols::with_routes(report, &emitted);
        }
        if sample.name == e2e::gateway::streams::NAME {
            e2e::gateway::streams::run_in(report, &emitted);
        }
        if sample.name == e2e::gateway::api::SAMPLE {
            e2e::gateway::api::run_in(report, &emitted);
        }
    }
}
