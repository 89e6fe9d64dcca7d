//! `tonica` keeps a Rust workspace true to a service.yaml and its protos.
//! Data flows one way: read, lower, plan, render, apply.

pub mod apply;
pub mod cli;
pub mod codegen;
pub mod diagnostic;
mod edit;
pub mod lower;
pub mod model;
mod parallel;
pub mod plan;
pub mod read;
pub mod render;
pub mod tree;

use apply::{Mode, Report, Turn};
use diagnostic::{Diagnostic, Diagnostics, Severity};
use read::Root;

/// What becomes of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warnings {
    /// They are told beside the result.
    Allow,
    /// They are errors.
    Deny,
}

/// Makes a workspace true to its inputs, or says what is not so.
///
/// # Errors
///
/// All that is wrong with the inputs; then nothing was written.
pub fn generate(root: &Root, mode: Mode, warnings: Warnings) -> Result<Report, Diagnostics> {
    let turn = apply::begin(&root.folder, mode)?;
    if warnings == Warnings::Allow
        && let Some(report) = turn.up_to_date(|| read::inputs(root))?
    {
        return Ok(report);
    }
    finish(&turn, root, warnings)
}

/// The rest of a run that has begun: read, lower, plan, render, apply.
pub(crate) fn finish(turn: &Turn, root: &Root, warnings: Warnings) -> Result<Report, Diagnostics> {
    let raw = read::project(root)?;
    let model = lower::model(&raw)?;
    if warnings == Warnings::Deny && !model.warnings.is_empty() {
        let mut denied = model.warnings;
        denied.deny_warnings();
        return Err(denied);
    }
    let files = plan::files(&model);
    let tree = render::all(&model, &files).map_err(our_fault)?;
    let report = turn.apply(&tree, &raw.inputs, &root.edits)?;
    Ok(Report {
        warnings: model.warnings,
        ..report
    })
}

fn our_fault(error: render::Error) -> Diagnostics {
    Diagnostic::new(Severity::Bug, error.to_string()).into()
}
