//! The `update_mask` of a PATCH (AIP-134): which routes derive it from the body, and whether a
//! request gives its own. How the paths are found is the transcoder's affair.

use tonica_json::{Field, FieldPath, Kind, Label, Message, Method, Shape};

use crate::entry::Source;
use crate::table::Route;

/// The name of the field that AIP-134 gives the mask.
const NAME: &str = "update_mask";

/// A mask that is made from the body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mask {
    /// The field of the rpc's message that holds it.
    pub(crate) field: &'static Field,
    /// What the body is.
    pub(crate) body: &'static Message,
}

impl Mask {
    /// That of a PATCH whose body is a message in a field, if the rpc's message has a place for it
    /// that no variable of the path takes.
    pub(crate) fn of(
        route: &Route,
        method: &Method,
        source: Source,
        variables: &[FieldPath],
    ) -> Option<Self> {
        let Source::Field(body) = source else {
            return None;
        };
        let field = method.input.field_by_name(NAME)?;
        let body = message(body).filter(|body| body.shape() == Shape::Plain)?;
        let fits = route.method == "PATCH"
            && message(field).is_some_and(|message| message.shape() == Shape::FieldMask)
            && !variables.iter().any(|path| leads(path, field));
        fits.then_some(Self { field, body })
    }

    /// Whether a request binds the mask itself, by one of these fields.
    pub(crate) fn is_among<'p>(&self, mut bound: impl Iterator<Item = &'p FieldPath>) -> bool {
        bound.any(|path| leads(path, self.field))
    }
}

/// The message of a field that holds one.
fn message(field: &Field) -> Option<&'static Message> {
    match (field.kind(), field.label()) {
        (Kind::Message(message), Label::Explicit | Label::Implicit) => Some(message),
        _ => None,
    }
}

/// Whether a path begins at this field.
fn leads(path: &FieldPath, field: &Field) -> bool {
    let first = path.parents().first().copied().unwrap_or(path.leaf());
    first.number() == field.number()
}
