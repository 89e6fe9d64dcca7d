//! Names that no proto defines: the nearest ones are offered, with where they are defined.

use prost_reflect::FileDescriptor;

use super::Context;
use super::place::{inside, span_of};
use super::rpc::NAME;
use crate::diagnostic::{Diagnostic, nearest};
use crate::read::config::Spanned;

/// What a proto defines.
pub(super) struct Definition {
    /// Fully qualified: `shop.orders.v1.Order`.
    pub(super) full_name: String,
    /// The file that defines it.
    pub(super) file: FileDescriptor,
    /// Its path in the descriptor.
    pub(super) path: Vec<i32>,
}

/// An error for a name that is none of the `known`, which are a `kind`: `service`.
pub(super) fn unknown(
    context: &Context<'_>,
    kind: &str,
    wanted: &Spanned<String>,
    known: &[Definition],
) -> Diagnostic {
    let protos = &context.raw.protos;
    let article = if kind == "rpc" { "an" } else { "a" };
    let message = format!("no proto defines {article} {kind} `{}`", wanted.value);
    let diagnostic = Diagnostic::error(message).at(wanted.at.clone(), "");
    let names = known.iter().map(|one| one.full_name.as_str());
    let near = nearest(&wanted.value, names);
    let Some(first) = near.first() else {
        return match known {
            [] if protos.own.is_empty() => diagnostic.help(format!(
                "there is no proto below `{}`",
                context.raw.roots.join("`, `")
            )),
            [] => diagnostic.help(format!("the protos define no {kind}")),
            _ => diagnostic.help(format!("{kind}s are {}", listed(known))),
        };
    };
    let diagnostic = diagnostic.help(format!("did you mean `{}`?", near.join("` or `")));
    let found = known.iter().find(|one| one.full_name == *first);
    let span = found.and_then(|one| span_of(protos, &one.file, &inside(&one.path, &[NAME])));
    match span {
        Some(span) => diagnostic.label(span, format!("`{first}` is defined here")),
        None => diagnostic,
    }
}

/// The first few, as a message names them.
fn listed(known: &[Definition]) -> String {
    let first = known.iter().take(5);
    let mut names: Vec<String> = first.map(|one| format!("`{}`", one.full_name)).collect();
    if known.len() > names.len() {
        names.push(format!("and {} more", known.len() - names.len()));
    }
    names.join(", ")
}
