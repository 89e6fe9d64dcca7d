//! Raw input to `Model`: every name resolved, every cross-check made, all errors told
//! together. Nothing else sees both.

use crate::diagnostic::Diagnostics;
use crate::model::Model;
use crate::read::Raw;

/// The model of a project, with its warnings in `Model::warnings`; or all errors (and
/// warnings) that its input has.
pub fn model(raw: &Raw) -> Result<Model, Diagnostics> {
    todo!("{raw:?}")
}
