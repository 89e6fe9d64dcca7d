//! What every emitted workspace must pass, as its user would run it.

use crate::program;
use crate::report::Report;
use crate::sample::Sample;
use crate::workspace::Workspace;

pub(super) fn run(report: &mut Report, sample: &Sample, emitted: &Workspace) {
    let steps: [(&str, &[&str]); 4] = [
        ("fmt", &["fmt", "--all", "--check"]),
        (
            "clippy",
            &["clippy", "--all-targets", "--", "-D", "warnings"],
        ),
        ("test", &["test"]),
        ("doc", &["doc", "--no-deps"]),
    ];
    for (name, arguments) in steps {
        report.step(&format!("{}: {name}", sample.name), || {
            let mut cargo = emitted.cargo(arguments);
            program::run(cargo.env("RUSTDOCFLAGS", "-D warnings")).map(drop)
        });
    }
}
