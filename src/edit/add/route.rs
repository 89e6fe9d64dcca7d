//! `tonica add route`.

use super::entry::{Value, added, same};
use super::{Edits, work::text};
use crate::{diagnostic::Diagnostics, edit::yaml::Place, lower::METHOD, read::Raw};

/// Adds a route that no rpc stands behind.
pub(crate) fn route(
    raw: &Raw,
    name: &str,
    method: Option<&str>,
    path: &str,
    group: Option<&str>,
) -> Result<Edits, Diagnostics> {
    let method = method.unwrap_or(METHOD);
    let mut routes = raw.config.routes.iter().flat_map(|routes| &routes.value);
    if let Some(known) = routes.find(|route| route.name.value == name) {
        let value = |key, asked, there| Value { key, asked, there };
        let there = known.method.as_ref().map_or(METHOD, |of| &of.value);
        let in_group = known.group.as_ref().map(|of| of.value.as_str());
        let values = [
            value("method", Some(method), Some(there)),
            value("path", Some(path), Some(&known.path.value)),
            value("group", group, in_group),
        ];
        same(&format!("a route `{name}`"), &known.name.at, &values)?;
        return Ok(Edits::new());
    }
    let mut entry = vec![
        ("name", text(name)),
        ("method", text(method)),
        ("path", text(path)),
    ];
    entry.extend(group.map(|group| ("group", text(group))));
    added(raw, Place::top("routes"), &entry)
}
