//! Which messages a Rust file may call by their short names, and the imports for that.

use std::collections::{BTreeMap, BTreeSet};

use crate::codegen::layout::{Imports, Type};
use crate::codegen::types;
use crate::model::{Service, TypeRef};

/// Names that the emitted files use themselves, or that Rust's prelude brings: a message
/// of such a name is written with its whole path.
const TAKEN: &[&str] = &[
    "Arc",
    "AsMut",
    "AsRef",
    "Box",
    "Channel",
    "Clients",
    "Clone",
    "Code",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "IntoRequest",
    "IntoStreamingRequest",
    "Iterator",
    "Messages",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Request",
    "Response",
    "Result",
    "Send",
    "Sized",
    "Some",
    "Start",
    "State",
    "Status",
    "Streaming",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// How one file writes the messages of a service.
pub struct Names {
    api: String,
    short: BTreeMap<String, (String, String)>,
}

impl Names {
    /// Short names wherever they are clear; `own` are names that the file defines.
    pub fn of(api: &str, service: &Service, own: &[&str]) -> Self {
        let mut by_name: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for message in messages(service) {
            let (_, name) = split(message);
            by_name.entry(name).or_default().insert(&message.full_name);
        }
        let mut short = BTreeMap::new();
        for message in messages(service).filter(|message| !types::is_builtin(message)) {
            let path = types::absolute(api, message);
            let (module, name) = path.rsplit_once("::").unwrap_or_default();
            let clear = by_name.get(name).is_some_and(|all| all.len() == 1);
            if clear && !TAKEN.contains(&name) && !own.contains(&name) {
                let place = (module.to_owned(), name.to_owned());
                short.insert(message.full_name.clone(), place);
            }
        }
        Self {
            api: api.to_owned(),
            short,
        }
    }

    /// No short names: what compiles in any file.
    pub fn absolute(api: &str) -> Self {
        Self {
            api: api.to_owned(),
            short: BTreeMap::new(),
        }
    }

    /// The type of a message as the file writes it.
    pub fn message(&self, message: &TypeRef) -> Type {
        let path = match self.short.get(&message.full_name) {
            Some((_, name)) => name.clone(),
            None => types::absolute(&self.api, message),
        };
        Type::plain(path)
    }

    /// Adds what the short names need.
    pub fn import(&self, imports: &mut Imports) {
        for (module, name) in self.short.values() {
            imports.add(module, name);
        }
    }
}

fn messages(service: &Service) -> impl Iterator<Item = &TypeRef> {
    service
        .rpcs
        .iter()
        .flat_map(|rpc| [&rpc.input, &rpc.output])
}

fn split(message: &TypeRef) -> (&str, &str) {
    message
        .rust
        .rsplit_once("::")
        .unwrap_or(("", &message.rust))
}
