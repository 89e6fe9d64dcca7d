//! The names of entries in service.yaml: each must be possible in the emitted code, and no
//! two of a kind may be taken for each other.

use std::collections::BTreeMap;

use super::Context;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::name;
use crate::read::config::Spanned;

/// A kind of entries.
pub(super) struct Kind {
    /// As messages speak of one: `service`.
    pub(super) word: &'static str,
    /// The same with its article.
    pub(super) one: &'static str,
    /// And of several.
    pub(super) many: &'static str,
    /// What a name becomes.
    names: &'static str,
    /// Names that the emitted code has already where it uses these.
    taken: &'static [&'static [&'static str]],
}

/// Files and modules that emitted crates have, and what Rust paths begin with.
const MODULES: &[&str] = &[
    "alloc",
    "clients",
    "core",
    "lib",
    "main",
    "proc_macro",
    "prost",
    "start",
    "std",
    "test",
    "tonic",
    "wiring",
];

/// Types that Rust's prelude brings, in snake case.
const PRELUDE: &[&str] = &[
    "err", "none", "ok", "option", "result", "some", "string", "vec",
];

/// Types that the files of services, consumers and workers import, in snake case.
const IMPORTS: &[&str] = &["arc", "code", "request", "response", "state", "status"];

/// Types that a worker's definitions stand beside, in snake case.
const DEFINITIONS: &[&str] = &[
    "activity_definition",
    "empty",
    "has_workflow_definition",
    "workflow_definition",
];

pub(super) const SERVICE: Kind = Kind {
    word: "service",
    one: "a service",
    many: "services",
    names: "a file, a module and a setting",
    taken: &[MODULES, PRELUDE, IMPORTS, &["starters", "topics"]],
};

pub(super) const ROUTE: Kind = Kind {
    word: "route",
    one: "a route",
    many: "routes",
    names: "a file, a module and a function",
    taken: &[
        MODULES,
        PRELUDE,
        IMPORTS,
        &["all", "axum", "groups", "serde", "tests", "tower", "utoipa"],
    ],
};

pub(super) const WORKER: Kind = Kind {
    word: "worker",
    one: "a worker",
    many: "workers",
    names: "a file, a module and a type",
    taken: &[
        MODULES,
        PRELUDE,
        IMPORTS,
        &["activity_context", "activity_error", "contract", "empty"],
    ],
};

pub(super) const WORKFLOW: Kind = Kind {
    word: "workflow",
    one: "a workflow",
    many: "workflows",
    names: "a file, a module and a type",
    taken: &[
        MODULES,
        PRELUDE,
        DEFINITIONS,
        &["contract", "options", "workflow_context", "workflow_result"],
    ],
};

pub(super) const ACTIVITY: Kind = Kind {
    word: "activity",
    one: "an activity",
    many: "activities",
    names: "a method and a type",
    taken: &[PRELUDE, DEFINITIONS, &["new"]],
};

pub(super) const CONSUMER: Kind = Kind {
    word: "consumer",
    one: "a consumer",
    many: "consumers",
    names: "a file, a module and a type",
    taken: &[
        MODULES,
        PRELUDE,
        IMPORTS,
        &["context", "failure", "handler", "received"],
    ],
};

pub(super) const PRODUCER: Kind = Kind {
    word: "producer",
    one: "a producer",
    many: "producers",
    names: "a field of Clients",
    taken: &[MODULES],
};

/// Longest name: with its ending a file system takes it.
const LONGEST: usize = 100;

/// The crates of a workspace, behind the project's name.
const CRATES: &[&str] = &[
    "api",
    "clients",
    "consumer",
    "consumers",
    "contract",
    "core",
    "gateway",
    "grpc",
    "rest",
    "routes",
    "schema",
    "service",
    "services",
    "worker",
    "workers",
    "workflows",
];

/// How the names of the crates begin that the emitted code is built on.
const RUNTIME: &[&str] = &["tonica_", "temporalio_"];

/// Tells of a name that the emitted code can't have; whether it can.
pub(super) fn check(context: &mut Context<'_>, kind: &Kind, name: &str, at: &Span) -> bool {
    let Kind {
        word, one, names, ..
    } = kind;
    let refused = format!("`{name}` can't name {one}");
    let diagnostic = if !is_snake(name) {
        let help = format!("use snake case, a letter first: it names {names}");
        Diagnostic::error(refused).help(help)
    } else if name.len() > LONGEST {
        let help = format!("use at most {LONGEST} letters: it names {names}");
        Diagnostic::error(refused).help(help)
    } else if name::is_keyword(name) {
        Diagnostic::error(format!("{refused}: it is a keyword of Rust")).help(other(name, word))
    } else if let Some(prefix) = RUNTIME.iter().find(|prefix| name.starts_with(**prefix)) {
        Diagnostic::error(format!(
            "{refused}: crates of the runtime begin with `{prefix}`"
        ))
        .help("let it begin otherwise")
    } else if is_taken(context, kind, name) {
        Diagnostic::error(format!(
            "{refused}: the emitted code has something of that name"
        ))
        .help(other(name, word))
    } else {
        return true;
    };
    context.tell(diagnostic.at(at.clone(), ""));
    false
}

/// Lower-case words, a letter first, single `_` between them.
fn is_snake(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .split('_')
            .all(|word| !word.is_empty() && word.chars().all(plain))
}

fn is_taken(context: &Context<'_>, kind: &Kind, name: &str) -> bool {
    let project = name::crate_name(&context.raw.config.name.value);
    let behind = name
        .strip_prefix(&project)
        .and_then(|rest| rest.strip_prefix('_'));
    kind.taken.iter().any(|taken| taken.contains(&name))
        || behind.is_some_and(|rest| CRATES.contains(&rest))
}

/// Help for a name that can't be.
pub(super) fn other(name: &str, word: &str) -> String {
    format!("give it another one, such as `name: {name}_{word}`")
}

/// Checks the names of all entries of a kind, and against each other.
pub(super) fn check_all<'a>(
    context: &mut Context<'_>,
    kind: &Kind,
    names: impl IntoIterator<Item = &'a Spanned<String>>,
) {
    let mut known: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    for name in names {
        if !check(context, kind, &name.value, &name.at) {
            continue;
        }
        let Some(first) = known.insert(name.value.replace('_', ""), name) else {
            continue;
        };
        let message = if first.value == name.value {
            format!("two {} are called `{}`", kind.many, name.value)
        } else {
            format!(
                "the {} `{}` and `{}` differ in `_` alone",
                kind.many, first.value, name.value
            )
        };
        context.tell(twice(
            message,
            &first.at,
            &name.at,
            "give one of them another `name`",
        ));
    }
}

/// An error at the second of two entries that can't both be.
pub(super) fn twice(message: String, first: &Span, second: &Span, help: &str) -> Diagnostic {
    Diagnostic::error(message)
        .at(second.clone(), "")
        .label(first.clone(), "first here")
        .help(help)
}
