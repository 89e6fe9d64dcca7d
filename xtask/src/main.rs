//! What is done with this repository beside `cargo build`: `cargo xtask test` and its parts.
//! Everything that outlives a run is in the cache folder, never in the checkout.

mod bench;
mod bless;
mod cache;
mod conformance;
mod demo;
mod e2e;
mod fuzz;
mod guarded;
mod openapi;
mod ports;
mod program;
mod report;
mod repository;
mod sample;
mod servers;
mod test;
mod tree;
mod wait;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::fuzz::Length;
use crate::report::{Format, Report};

#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs every test
    Test {
        /// Without the samples and the running systems: seconds, for the inner loop
        #[arg(long, conflicts_with = "long")]
        fast: bool,
        /// With more seeds and longer runs
        #[arg(long)]
        long: bool,
        /// One sample alone
        #[arg(long, value_name = "NAME", conflicts_with_all = ["fast", "long"])]
        sample: Option<String>,
    },
    /// Makes the Cargo.locks of fresh workspaces anew
    Bless {
        /// Writes nothing; fails where one is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Runs protobuf's conformance suite on the transcoder
    Conformance {
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Runs the fuzz targets, or one, each for a minute
    Fuzz {
        /// wire_to_json, json_to_wire, text_to_wire, template, route or request
        name: Option<String>,
        /// How long each is run
        #[arg(long, default_value_t = 60)]
        seconds: u32,
        /// How many inputs each is given, however long it takes
        #[arg(long, conflicts_with = "seconds")]
        inputs: Option<u64>,
        /// Runs the target on this file alone
        #[arg(long, value_name = "FILE", requires = "name", conflicts_with_all = ["seconds", "inputs"])]
        input: Option<PathBuf>,
    },
    /// Runs a system as its users would
    E2e {
        name: System,
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        /// One part of `gateway` alone
        #[arg(long, value_enum, value_name = "PART")]
        only: Option<e2e::gateway::Part>,
    },
    /// Builds the shop, runs it on real servers, and plays its story: one command for a fresh clone
    Demo {
        /// Ends after the story
        #[arg(long)]
        once: bool,
    },
    /// Runs Kafka and Temporal until Ctrl-C; prints their addresses
    Servers(servers::Options),
    /// Measures, and compares with the limits
    Bench {
        name: Bench,
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        /// Seconds that each load of the gateways lasts
        #[arg(long, value_name = "N", default_value_t = 2)]
        seconds: u32,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum System {
    /// The shop sample: one process, then service and gateway
    Shop,
    /// The REST gateway: by curl in both modes, and Temporal's API against the server's own
    Gateway,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// Speed and size of `tonica` and of what it emits
    Generator,
    /// What it costs to check and build the shop
    Shop,
    /// The REST gateway against others, all in one run
    Gateway,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(task: Task) -> anyhow::Result<ExitCode> {
    // What stays until Ctrl-C holds the cache only while it builds.
    let lock = cache::lock()?;
    match task {
        Task::Demo { once } => demo::run(once, lock),
        Task::Servers(options) => servers::run(&options, lock),
        Task::Test {
            sample: Some(name), ..
        } => test::one_sample(&name),
        Task::Test { fast, long, .. } => test::run(test::Scope::of(fast, long)),
        Task::Bless { check: false } => bless::run().map(|()| ExitCode::SUCCESS),
        Task::Bless { check: true } => bless::check().map(|()| ExitCode::SUCCESS),
        Task::Conformance { format } => {
            let mut report = Report::new("conformance", format);
            conformance::run(&mut report)?;
            report.verdict()
        }
        Task::Fuzz {
            name: Some(name),
            input: Some(input),
            ..
        } => fuzz::again(&name, &input),
        Task::Fuzz {
            name,
            seconds,
            inputs,
            ..
        } => {
            let mut report = Report::new("fuzz", Format::Text);
            let length = inputs.map_or(Length::Seconds(seconds), Length::Inputs);
            fuzz::run(&mut report, name.as_deref(), length)?;
            report.verdict()
        }
        Task::E2e { name, format, only } => match name {
            System::Shop => {
                let mut report = Report::new("e2e shop", format);
                e2e::shop::run(&mut report)?;
                report.verdict()
            }
            System::Gateway => {
                let mut report = Report::new("e2e gateway", format);
                e2e::gateway::run(&mut report, only)?;
                report.verdict()
            }
        },
        Task::Bench {
            name,
            format,
            seconds,
        } => match name {
            Bench::Gateway => {
                let mut report = Report::new("bench gateway", format);
                bench::gateway::run(&mut report, seconds)?;
                report.verdict()
            }
            Bench::Generator => {
                let mut report = Report::new("bench generator", format);
                bench::generator::run(&mut report)?;
                report.verdict()
            }
            Bench::Shop => {
                let mut report = Report::new("bench shop", format);
                bench::shop::run(&mut report)?;
                report.verdict()
            }
        },
    }
}
