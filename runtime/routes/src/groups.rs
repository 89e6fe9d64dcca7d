//! axum routers out of routes and the layers of their groups.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::routing::MethodRouter;

use crate::Route;
use crate::route::Layers;

/// One router with these routes, each within the layers of its groups.
pub(crate) fn router<S>(
    groups: &[(&'static str, Layers<S>)],
    routes: impl IntoIterator<Item = (&'static Route, MethodRouter<Arc<S>>)>,
    state: &Arc<S>,
) -> Router
where
    S: Send + Sync + 'static,
{
    let mut by_group: BTreeMap<Option<&str>, Router<Arc<S>>> = BTreeMap::new();
    for (route, handler) in routes {
        let group = by_group.entry(route.group).or_default();
        *group = std::mem::take(group).route(route.path, handler);
    }
    // From the inside out: a group that lies below another has the longer path.
    let mut groups = groups.to_vec();
    groups.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    for (index, (path, layers)) in groups.iter().enumerate() {
        let Some(own) = by_group.remove(&Some(*path)) else {
            continue; // axum does not bear layers around nothing
        };
        let own = layers(own, state);
        let mut above = groups[index + 1..].iter().map(|(above, _)| *above);
        let above = above.find(|above| is_below(path, above));
        let around = by_group.entry(above).or_default();
        *around = std::mem::take(around).merge(own);
    }
    let all = by_group.into_values();
    let all = all.fold(Router::new(), |all, group| all.merge(group));
    all.with_state(Arc::clone(state))
}

/// Whether a path lies below another, by whole segments.
fn is_below(path: &str, above: &str) -> bool {
    let above = above.trim_end_matches('/');
    let rest = path.strip_prefix(above);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_below_another_by_whole_segments() {
        for (path, above, meant) in [
            ("/api/v1", "/api", true),
            ("/api", "/", true),
            ("/apiary", "/api", false),
            ("/api", "/api/v1", false),
        ] {
            assert_eq!(is_below(path, above), meant, "{path} {above}");
        }
    }
}
