//! What tells two requests to kept routes apart: the route, the path and the query as they were
//! written, and the headers that the rule varies by.

use http::request::Parts;

use super::Rule;

/// A request's key. HEAD has that of GET.
pub(super) fn of(route: usize, head: &Parts, rule: &Rule) -> Box<[u8]> {
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let mut key = Vec::with_capacity(target.len() + 16);
    key.extend_from_slice(&route.to_le_bytes());
    key.extend_from_slice(target.as_bytes());
    for (at, name) in rule.vary.iter().enumerate() {
        for value in head.headers.get_all(name) {
            // Neither a target nor a header can hold a line feed, so no key is another's.
            key.push(b'\n');
            key.extend_from_slice(&at.to_le_bytes());
            key.extend_from_slice(value.as_bytes());
        }
    }
    key.into()
}
