//! Which names are taken by what, and what is told where two things want one.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use prost_reflect::FileDescriptor;

use crate::diagnostic::Diagnostic;
use crate::lower::Context;
use crate::lower::place::{inside, span_of};
use crate::lower::rpc::NAME;

/// Where an item is: items of different spaces can bear one name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Space {
    /// Types and modules of messages.
    Types,
    /// Tables of messages.
    Tables,
    /// Modules of services.
    Services,
}

/// What became an item.
#[derive(Clone)]
pub(super) struct Thing {
    /// As a message names it: `the message shop.v1.Order`.
    pub(super) what: String,
    /// The file that defines it; `None` for a package.
    pub(super) file: Option<FileDescriptor>,
    /// Its path in the descriptor.
    pub(super) path: Vec<i32>,
}

/// The names taken so far.
pub(super) struct Names<'a, 'b> {
    pub(super) context: &'a mut Context<'b>,
    taken: HashMap<(Space, String), Thing>,
    /// Pairs that were told: a message and its table collide together.
    told: HashSet<(String, String)>,
}

impl<'a, 'b> Names<'a, 'b> {
    /// None taken.
    pub(super) fn new(context: &'a mut Context<'b>) -> Self {
        Self {
            context,
            taken: HashMap::new(),
            told: HashSet::new(),
        }
    }

    /// Tells of a name without a letter or digit: casing leaves nothing of it.
    pub(super) fn named(&mut self, name: &str, thing: impl FnOnce() -> Thing) {
        if name.bytes().all(|byte| byte == b'_') {
            let thing = thing();
            let text = format!(
                "{} has a name without a letter, which Rust can't hold",
                thing.what
            );
            let diagnostic = collision(self.context, text, &thing, &thing);
            self.context.tell(diagnostic);
        }
    }

    /// Takes a name for a thing, or tells who has it.
    pub(super) fn take(&mut self, space: Space, module: &str, rust: &str, thing: Thing) {
        if rust.is_empty() {
            return;
        }
        let path = if module.is_empty() {
            rust.to_owned()
        } else {
            format!("{module}::{rust}")
        };
        match self.taken.entry((space, path)) {
            Entry::Vacant(free) => {
                free.insert(thing);
            }
            Entry::Occupied(first) if first.get().what == thing.what => {}
            Entry::Occupied(first) => {
                if !self
                    .told
                    .insert((first.get().what.clone(), thing.what.clone()))
                {
                    return;
                }
                let (_, path) = first.key();
                let message = format!(
                    "{} and {} both become `{path}` in Rust",
                    first.get().what,
                    thing.what
                );
                let diagnostic = collision(self.context, message, first.get(), &thing);
                self.context.tell(diagnostic);
            }
        }
    }
}

/// An error at the second of two things, with the first beside it.
pub(super) fn collision(
    context: &Context<'_>,
    message: String,
    first: &Thing,
    second: &Thing,
) -> Diagnostic {
    let place = |thing: &Thing| {
        let file = thing.file.as_ref()?;
        let protos = &context.raw.protos;
        span_of(protos, file, &inside(&thing.path, &[NAME]))
            .or_else(|| span_of(protos, file, &thing.path))
    };
    let help = if first.what == second.what {
        "rename it in the proto"
    } else {
        "rename one of them in the proto"
    };
    let mut diagnostic = Diagnostic::error(message).help(help);
    if let Some(span) = place(second) {
        diagnostic = diagnostic.at(span, "");
    }
    match place(first) {
        Some(span) if first.what != second.what => diagnostic.label(span, "the other one"),
        _ => diagnostic,
    }
}
