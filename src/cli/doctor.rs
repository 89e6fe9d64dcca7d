//! `tonica doctor`: what a machine needs to build a workspace, whether it is there, and how
//! to get it.

use std::process::Command;

use serde::Serialize;

use super::{
    args::{Format, Print},
    console::Console,
};
use crate::{apply::lock::Version, diagnostic::Diagnostics};

/// A program that is needed.
struct Need {
    name: &'static str,
    /// Tried in order; the first that runs counts.
    programs: &'static [&'static str],
    /// The oldest version that will do.
    least: Option<&'static str>,
    why: &'static str,
    get: &'static str,
}

const NEEDS: [Need; 5] = [
    Need {
        name: "rustc",
        programs: &["rustc"],
        least: Some(env!("CARGO_PKG_RUST_VERSION")),
        why: "compiles the workspace",
        get: "https://rustup.rs, then `rustup update stable`",
    },
    Need {
        name: "cargo",
        programs: &["cargo"],
        least: Some(env!("CARGO_PKG_RUST_VERSION")),
        why: "builds the workspace",
        get: "https://rustup.rs, then `rustup update stable`",
    },
    Need {
        name: "rustfmt",
        programs: &["rustfmt"],
        least: None,
        why: "formats your code",
        get: "rustup component add rustfmt",
    },
    Need {
        name: "clippy",
        programs: &["cargo-clippy"],
        least: None,
        why: "lints your code",
        get: "rustup component add clippy",
    },
    Need {
        name: "cc",
        programs: &["cc", "gcc", "clang"],
        least: None,
        why: "compiles the C parts of the allocator and of zstd, and links",
        get: "Debian: apt-get install gcc libc6-dev; Fedora: dnf install gcc; macOS: xcode-select --install",
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
    let findings = examine();
    match args.format {
        Format::Json => console.json(&findings),
        Format::Text => console.data(&findings.iter().map(Finding::line).collect::<String>()),
    }
    Ok(u8::from(findings.iter().any(|finding| !finding.ok)))
}

/// Looks for all that is needed.
pub(crate) fn examine() -> Vec<Finding> {
    NEEDS.iter().map(Need::examine).collect()
}

impl Need {
    fn examine(&self) -> Finding {
        let version = self.programs.iter().find_map(|program| version(program));
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
fn version(program: &str) -> Option<String> {
    let output = Command::new(program)
        .arg("--version")
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
