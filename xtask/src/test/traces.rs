//! What a project doesn't use leaves no trace in its workspace: neither in the name of a file, nor
//! in its text, nor in Cargo.lock. Only service.yaml, which is the user's, may speak of it.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::report::Report;
use crate::sample::Sample;
use crate::tree;
use crate::workspace::Workspace;

/// The sample whose own protos are Temporal's.
const TEMPORAL_API: &str = "temporal";

pub(super) fn run(report: &mut Report, sample: &Sample, emitted: &Workspace) {
    report.step(
        &format!("{}: no trace of what isn't used", sample.name),
        || {
            let yaml = fs::read_to_string(emitted.folder.join("service.yaml"))?;
            let has = |key: &str| yaml.lines().any(|line| line.trim_end() == key);
            if !has("workers:") && sample.name != TEMPORAL_API {
                no_trace(&emitted.folder, "temporal")?;
            }
            if !has("consumers:") && !has("producers:") {
                no_trace(&emitted.folder, "kafka")?;
            }
            Ok(())
        },
    );
}

/// No file has the word, in whatever letters.
fn no_trace(folder: &Path, word: &str) -> Result<()> {
    let mut files = tree::files(folder)?;
    files.remove(Path::new("service.yaml"));
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        let line = text.lines().find(|line| line.contains(word));
        let shown = path.display();
        ensure!(line.is_none(), "{shown} has {word}: {line:?}");
        let named = path.to_string_lossy().to_ascii_lowercase().contains(word);
        ensure!(!named, "{shown} is named after {word}");
    }
    Ok(())
}
