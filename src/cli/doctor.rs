//! `tonica doctor`: what a machine needs to build a workspace, whether it is there, and how
//! to get it.

use std::process::Command;

use serde::Serialize;

use super::{
    args::{Format, Print},
    console::Console,
    here,
};
use crate::{apply::lock::Version, diagnostic::Diagnostics, lower, read};

/// A program that is needed.
struct Need {
    name: &'static str,
    /// Tried in order; the first that runs counts.
    programs: &'static [&'static str],
    /// What a program is asked for, to tell its version.
    asked: &'static [&'static str],
    /// The oldest version that will do.
    least: Option<&'static str>,
    why: &'static str,
    get: &'static str,
    /// Whether only a project with Kafka needs it.
    kafka: bool,
}

const VERSION: &[&str] = &["--version"];

const NEEDS: [Need; 8] = [
    Need {
        name: "rustc",
        programs: &["rustc"],
        asked: VERSION,
        least: Some(env!("CARGO_PKG_RUST_VERSION")),
        why: "compiles the workspace",
        get: "https://rustup.rs, then `rustup update stable`",
        kafka: false,
    },
    Need {
        name: "cargo",
        programs: &["cargo"],
        asked: VERSION,
        least: Some(env!("CARGO_PKG_RUST_VERSION")),
        why: "builds the workspace",
        get: "https://rustup.rs, then `rustup update stable`",
        kafka: false,
    },
    Need {
        name: "rustfmt",
        programs: &["rustfmt"],
        asked: VERSION,
        least: None,
        why: "formats your code",
        get: "rustup component add rustfmt",
        kafka: false,
    },
    Need {
        name: "clippy",
        programs: &["cargo-clippy"],
        asked: VERSION,
        least: None,
        why: "lints your code",
        get: "rustup component add clippy",
        kafka: false,
    },
    Need {
        name: "cc",
        programs: &["cc", "gcc", "clang"],
        asked: VERSION,
        least: None,
        why: "compiles the C parts of the allocator and of zstd, and links",
        get: "Debian: apt-get install gcc libc6-dev; Fedora: dnf install gcc; macOS: xcode-select --install",
        kafka: false,
    },
    Need {
        name: "c++",
        programs: &["c++", "g++", "clang++"],
        asked: VERSION,
        least: None,
        why: "compiles librdkafka, for projects with Kafka",
        get: "Debian: apt-get install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install",
        kafka: true,
    },
    Need {
        name: "make",
        programs: &["make", "gmake"],
        asked: VERSION,
        least: None,
        why: "builds librdkafka, for projects with Kafka",
        get: "Debian: apt-get install make; Fedora: dnf install make; macOS: xcode-select --install",
        kafka: true,
    },
    Need {
        name: "openssl",
        programs: &["pkg-config", "pkgconf"],
        asked: &["--modversion", "openssl"],
        least: None,
        why: "has the headers for librdkafka's TLS, found by pkg-config, for projects with Kafka",
        get: "Debian: apt-get install pkg-config libssl-dev; Fedora: dnf install pkgconf openssl-devel; macOS: brew install pkgconf openssl",
        kafka: true,
    },
];

/// What became of one need.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    name: &'static str,
    /// Whether it is there and new enough.
    pub(crate) ok: bool,
    /// What it says of its version; absent where it isn't there.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    why: &'static str,
    /// How to get it, where it isn't there.
    #[serde(skip_serializing_if = "Option::is_none")]
    get: Option<&'static str>,
}

pub(crate) fn run(console: Console, args: &Print) -> Result<u8, Diagnostics> {
    // Outside of a project it may be about any.
    let project = here().and_then(|root| read::project(&root));
    let model = project.and_then(|raw| lower::model(&raw));
    let findings = examine(model.map_or(true, |model| model.has_kafka()));
    match args.format {
        Format::Json => console.json(&findings),
        Format::Text => console.data(&findings.iter().map(Finding::line).collect::<String>()),
    }
    Ok(u8::from(findings.iter().any(|finding| !finding.ok)))
}

/// Looks for all that a project needs, with Kafka or without.
pub(crate) fn examine(kafka: bool) -> Vec<Finding> {
    let needs = NEEDS.iter().filter(|need| kafka || !need.kafka);
    needs.map(Need::examine).collect()
}

impl Need {
    fn examine(&self) -> Finding {
        let version = (self.programs.iter()).find_map(|program| version(program, self.asked));
        let new_enough =
            |found: &String| match (self.least.map(str::parse::<Version>), number(found)) {
                (Some(Ok(least)), Some(found)) => found >= least,
                (Some(_), None) => false,
                (Some(Err(_)) | None, _) => true,
            };
        let ok = version.as_ref().is_some_and(new_enough);
        Finding {
            name: self.name,
            ok,
            version,
            why: self.why,
            get: (!ok).then_some(self.get),
        }
    }
}

impl Finding {
    pub(crate) fn line(&self) -> String {
        let mut line = match (&self.version, self.ok) {
            (Some(version), true) => format!("found    {:<8} {version}", self.name),
            (Some(version), false) => {
                format!("too old  {:<8} {version}, which {}", self.name, self.why)
            }
            (None, _) => format!("missing  {:<8} {}", self.name, self.why),
        };
        if let Some(get) = self.get {
            line.push_str(&format!("\n         get it:  {get}"));
        }
        line + "\n"
    }
}

/// The first line that a program says of its version; `None` where it doesn't run.
fn version(program: &str, asked: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(asked)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    Some(text.lines().next().unwrap_or_default().trim().to_owned())
}

/// The version in `rustc 1.95.0 (59807616e 2026-04-14)`.
fn number(text: &str) -> Option<Version> {
    text.split_whitespace().find_map(|word| word.parse().ok())
}
