//! Binds text from paths and queries to fields.

use crate::{Error, Field, Message, Options};

/// A field that text is bound to: the messages on the way to it, and itself.
#[derive(Clone, Debug)]
pub struct FieldPath {
    parents: Vec<&'static Field>,
    leaf: &'static Field,
}

impl FieldPath {
    /// The message fields on the way, outermost first.
    pub fn parents(&self) -> &[&'static Field] {
        &self.parents
    }

    /// The field that the path ends at.
    pub fn leaf(&self) -> &'static Field {
        self.leaf
    }
}

/// Finds the field at a dotted path of JSON or proto names, such as `order.customer.id`.
///
/// # Errors
///
/// When a name is unknown, or one before the last is repeated, a map or no message.
pub fn resolve(message: &'static Message, path: &str) -> Result<FieldPath, Error> {
    let _ = message;
    Err(Error {
        path: path.to_owned(),
        offset: 0,
        reason: "is not read yet".to_owned(),
    })
}

/// Appends the field with the value that `text` spells to a message's wire bytes.
///
/// # Errors
///
/// When the text doesn't spell a value of the field's kind.
pub fn text_to_wire(
    path: &FieldPath,
    text: &str,
    options: &Options,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let _ = (path, options, out);
    Err(Error {
        path: text.to_owned(),
        offset: 0,
        reason: "is not read yet".to_owned(),
    })
}
