//! The commands and their flags, as people type them. What they do is elsewhere.

mod add;

use std::path::PathBuf;

pub(crate) use add::{Activity, Add, Consumer, Producer, Route, Worker, Workflow};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Keeps a Rust workspace true to a service.yaml and its protos.
///
/// Runs from any folder below the workspace. Exit codes: 0 done, 1 drift or refusal,
/// 2 bad input or use, 3 a bug of tonica's own.
#[derive(Debug, Parser)]
#[command(name = "tonica", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) manner: Manner,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How much is said, and in which colours.
#[derive(Debug, Args)]
pub(crate) struct Manner {
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Name every file, also the tool's own
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a workspace: from a folder, from protos alone, or a sample
    New(New),
    /// Make the workspace true to its inputs
    ///
    /// As JSON, here and wherever files change: {"tool", "changes": [{"path", "owner", "kind":
    /// create | update | delete | stub, "stubs"?, "edited_by_hand"?}], "pending": [{"path",
    /// "trait", "item", "reason", "code"}]}.
    Generate(Generate),
    /// Say what drifted; writes nothing. Exit code 0 clean, 1 drift, 2 error
    ///
    /// As JSON: {"tool", "clean", "findings": [{"kind", "path", "owner"?, "line"?, "subject"?,
    /// "help"}]}. Kinds: missing, modified, stale, extra, missing_rpc, outdated_tool,
    /// outdated_inputs, unlocked, interrupted; stub, unused and kept are notes and no drift.
    Check(Check),
    /// Print what `generate` would change, as a unified diff
    Diff(Print),
    /// Add to service.yaml or the protos, and make the workspace true to it
    #[command(subcommand)]
    Add(Add),
    /// Print modes, services with rpcs and routes, workers, consumers, producers, and files by
    /// owner
    Describe(Print),
    /// Run all of the project on this machine, with the servers that it needs, until Ctrl-C
    ///
    /// For each server the first that works: an address in the environment (KAFKA_BROKERS,
    /// TEMPORAL_ADDRESS), one that listens on the default port, Docker Compose with
    /// deploy/compose.yaml, a program on PATH, and for Kafka a small one in the process itself.
    /// Nothing is downloaded. Exit code: that of the project's process.
    Dev(Dev),
    /// Say what this machine lacks to build the workspace, and how to get it
    Doctor(Print),
    /// Print the JSON Schema of service.yaml
    Schema,
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Commands that are to come: refused by name.
    #[command(external_subcommand)]
    Other(Vec<String>),
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The project's name: lower-case letters, digits and `-`, a letter first
    pub(crate) name: String,
    /// A folder with a service.yaml and protos, or with protos alone
    #[arg(long, value_name = "DIR", conflicts_with = "proto")]
    pub(crate) from: Option<PathBuf>,
    /// Proto files; service.yaml is made for them
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) proto: Vec<PathBuf>,
    /// The folder that becomes the workspace; default: ./NAME
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// Overwrite generated files that were edited by hand
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CheckFormat,
    /// Take warnings for errors
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// Print which servers would be taken, and stop
    #[arg(long)]
    pub(crate) plan: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    Text,
    Json,
    Github,
    Sarif,
}

/// What every command that writes takes.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Print what would change, and stop
    #[arg(long)]
    pub(crate) plan: bool,
    /// How to print the changes
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Take warnings for errors
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

/// What every command that only prints takes.
#[derive(Debug, Args)]
pub(crate) struct Print {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}
