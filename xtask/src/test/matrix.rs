//! What every emitted workspace must pass, as its user would run it, with the lock that it came with.

use crate::program;
use crate::report::Report;
use crate::sample::Sample;
use crate::workspace::Workspace;

pub(super) fn run(report: &mut Report, sample: &Sample, emitted: &Workspace) {
    let clippy = [
        "clippy",
        "--locked",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    let steps: [(&str, &[&str]); 4] = [
        ("fmt", &["fmt", "--all", "--check"]),
        ("clippy", &clippy),
        ("test", &["test", "--locked"]),
        ("doc", &["doc", "--locked", "--no-deps"]),
    ];
    for (name, arguments) in steps {
        report.step(&format!("{}: {name}", sample.name), || {
            let mut cargo = emitted.cargo(arguments);
            program::run(cargo.env("RUSTDOCFLAGS", "-D warnings")).map(drop)
        });
    }
}
