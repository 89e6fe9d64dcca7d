//! What is told of an input that a target breaks on: the promise that it breaks, the input itself,
//! and how to run it again.

use std::fs;
use std::path::Path;

/// How much of an input is shown.
const SHOWN: usize = 2000;

/// Tells it from what libFuzzer has written.
pub(super) fn tell(target: &str, log: &str) -> String {
    let path = log
        .split("Test unit written to ")
        .nth(1)
        .and_then(|rest| rest.lines().next());
    let Some(path) = path.map(str::trim) else {
        return format!("{target} failed without an input that it breaks on:\n{log}");
    };
    let input = fs::read(Path::new(path)).unwrap_or_default();
    let shown = input[..input.len().min(SHOWN)].escape_ascii();
    let rest = if input.len() > SHOWN { " …" } else { "" };
    format!(
        "{}\nthe input, {} bytes: b\"{shown}\"{rest}\nto run it again: cargo xtask fuzz {target} --input {path}\n\
         Mend what it shows, and make a test of it where the code is.",
        promise(log),
        input.len(),
    )
}

/// What was broken: from the panic to its backtrace, or libFuzzer's own words.
fn promise(log: &str) -> String {
    let lines = || log.lines().map(str::trim_end);
    let panic: Vec<_> = lines()
        .skip_while(|line| !line.contains("panicked at"))
        .take_while(|line| !line.starts_with("stack backtrace") && !line.starts_with("note:"))
        .take(12)
        .collect();
    if !panic.is_empty() {
        return panic.join("\n");
    }
    let summary = lines().filter(|line| line.contains("ERROR:") || line.contains("SUMMARY:"));
    summary.collect::<Vec<_>>().join("\n")
}
