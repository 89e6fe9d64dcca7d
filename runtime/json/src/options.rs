//! What a caller may choose about the JSON that is written and read.

use crate::error::{Fault, fault, quoted};
use crate::{ErrorKind, Message};

/// How JSON is written and read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Writes fields without presence also when they hold their default, lists and maps also
    /// when they are empty.
    pub defaults: bool,
    /// Writes fields by their names in the proto; both names are read in any case.
    pub proto_names: bool,
    /// Writes enum values as numbers; both forms are read in any case.
    pub enum_numbers: bool,
    /// Reads over keys and enum names that the tables don't know, instead of refusing them.
    pub ignore_unknown: bool,
    /// The messages that a `google.protobuf.Any` may hold, sorted by name.
    pub types: &'static [&'static Message],
    /// How deep messages, objects and arrays may be nested.
    pub depth: u32,
}

impl Options {
    /// All choices off, no types for `Any`, 100 levels.
    pub const fn new() -> Options {
        Options {
            defaults: false,
            proto_names: false,
            enum_numbers: false,
            ignore_unknown: false,
            types: &[],
            depth: 100,
        }
    }

    /// The message at this address, such as `type.googleapis.com/shop.orders.v1.Order`, among
    /// those that an `Any` may hold; the error says why there is none.
    pub(crate) fn held(&self, address: &str) -> Result<&'static Message, Fault> {
        let Some((_, name)) = address.rsplit_once('/') else {
            let address = quoted(address.as_bytes());
            let reason = format!(
                "is an Any whose type is no address such as \"type.googleapis.com/package.Message\": {address}"
            );
            return Err(fault(0, reason).of(ErrorKind::UnknownType));
        };
        match self.types.binary_search_by(|known| known.name().cmp(name)) {
            Ok(found) => Ok(self.types[found]),
            Err(_) => {
                let address = quoted(address.as_bytes());
                let reason = format!("is an Any of a type that isn't known here: {address}");
                Err(fault(0, reason).of(ErrorKind::UnknownType))
            }
        }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options::new()
    }
}
