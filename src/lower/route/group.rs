//! Groups of routes: the paths that name them, and which one a route is in.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lower::Context;
use crate::lower::entry::twice;
use crate::model::name;
use crate::read::config::{Route, Spanned};

/// Longest name: with its ending a file system takes it.
const LONGEST: usize = 100;

/// Tells of paths that can't name a group, and of two that would get one file.
pub(super) fn check(context: &mut Context<'_>, routes: &[Route]) {
    let mut known: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    for group in routes.iter().filter_map(|route| route.group.as_ref()) {
        let path = &group.value;
        if !is_group(path) || path.len() > LONGEST {
            context.tell(
                Diagnostic::error(format!("`{path}` can't name a group of routes"))
                    .at(group.at.clone(), "")
                    .help("use a path of lower-case words, such as `/public` or `/api/v1`: it names a file"),
            );
            continue;
        }
        let file = name::group(path);
        let first = *known.entry(file.clone()).or_insert(group);
        if first.value != *path {
            let message = format!(
                "the groups `{}` and `{path}` would both be in `groups/{file}.rs`",
                first.value
            );
            context.tell(twice(message, &first.at, &group.at, "rename one of them"));
        }
    }
}

/// Whether a path is `/`, or words of lower-case letters and digits, `-` or `_` between them.
fn is_group(path: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        !word.is_empty() && word.bytes().all(plain)
    };
    match path.strip_prefix('/') {
        None => false,
        Some("") => true,
        Some(rest) => rest.split(['/', '-', '_']).all(is_word),
    }
}

/// The longest group of any route that a path lies below, or is.
pub(super) fn around(path: &str, routes: &[Route]) -> Option<String> {
    let groups = routes.iter().filter_map(|route| route.group.as_ref());
    let groups = groups.map(|group| group.value.as_str());
    let around = groups.filter(|group| {
        let rest = path.strip_prefix(group.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let longest = around.max_by_key(|group| group.len());
    longest.map(str::to_owned)
}
