//! Which messages a Rust file may call by their short names, and the imports for that.

use std::collections::BTreeMap;

use crate::codegen::layout::{Imports, Type};
use crate::codegen::types;
use crate::model::{EMPTY, Model, Service, TypeRef};

/// Names that the emitted files use themselves, or that Rust's prelude brings: a message
/// of such a name is written with its whole path.
const TAKEN: &[&str] = &[
    "ActivityContext",
    "ActivityError",
    "Arc",
    "AsMut",
    "AsRef",
    "Box",
    "Channel",
    "Clients",
    "Clone",
    "Code",
    "Context",
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
    "Failure",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Handler",
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
    "Producer",
    "Received",
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
    "Workflow",
    "WorkflowContext",
    "WorkflowResult",
];

/// How one file writes messages.
pub struct Names {
    crates: Crates,
    short: BTreeMap<String, (String, String)>,
}

/// The crates whose types stand for messages.
#[derive(Debug, Clone)]
pub struct Crates {
    /// Where the messages are: `shop_api`.
    pub api: String,
    /// What stands for `google.protobuf.Empty`: `()`, or a type of the crate `contract`.
    pub empty: String,
}

impl Crates {
    /// Messages as rpcs and topics have them.
    pub fn api(model: &Model) -> Self {
        Self {
            api: types::crate_of(model, "api"),
            empty: "()".to_owned(),
        }
    }

    /// Messages as workflows and activities have them.
    pub fn contract(model: &Model) -> Self {
        Self {
            api: types::crate_of(model, "api"),
            empty: format!("{}::Empty", types::crate_of(model, "contract")),
        }
    }

    /// A message's type with its whole path.
    pub fn path(&self, message: &TypeRef) -> String {
        if message.full_name == EMPTY {
            return self.empty.clone();
        }
        types::absolute(&self.api, message)
    }
}

impl Names {
    /// Short names for these messages wherever they are clear; `own` are names that the
    /// file defines.
    pub fn of<'a>(
        crates: Crates,
        messages: impl IntoIterator<Item = &'a TypeRef>,
        own: &[&str],
    ) -> Self {
        let messages = messages.into_iter();
        let paths: BTreeMap<&str, String> = messages
            .map(|message| (message.full_name.as_str(), crates.path(message)))
            .collect();
        let name = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for path in paths.values() {
            *count.entry(name(path)).or_default() += 1;
        }
        let mut short = BTreeMap::new();
        for (full_name, path) in &paths {
            let Some((module, name)) = path.rsplit_once("::") else {
                continue; // one of Rust's own
            };
            let clear = count.get(name) == Some(&1);
            if clear && !TAKEN.contains(&name) && !own.contains(&name) {
                let place = (module.to_owned(), name.to_owned());
                short.insert((*full_name).to_owned(), place);
            }
        }
        Self { crates, short }
    }

    /// No short names: what compiles in any file.
    pub fn absolute(crates: Crates) -> Self {
        Self {
            crates,
            short: BTreeMap::new(),
        }
    }

    /// The type of a message as the file writes it.
    pub fn message(&self, message: &TypeRef) -> Type {
        let path = match self.short.get(&message.full_name) {
            Some((_, name)) => name.clone(),
            None => self.crates.path(message),
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

/// The messages of a service's rpcs.
pub fn of_rpcs(service: &Service) -> impl Iterator<Item = &TypeRef> {
    let rpcs = service.rpcs.iter();
    rpcs.flat_map(|rpc| [&rpc.input, &rpc.output])
}
