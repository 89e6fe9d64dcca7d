//! Finds the route that serves a method and a path: a trie over the templates' segments, built
//! once at start. It reads no request but its path, decodes no variable and calls nothing.

mod search;

use std::borrow::Cow;
use std::fmt;

use crate::percent::{self, Keep};
use crate::table::{Either, Route, Segment, Variable};
use search::{End, Node, Search};

/// The routes of a table, ready to be searched. Searching allocates nothing unless the path
/// holds percent-encoded characters.
///
/// The table decides which of several matching routes serves a request: the first one, but that
/// at one template a route for the very method goes before one for any (`*`). An empty segment
/// (`//`, or a slash at the end) is matched by `**` alone, so `/v1/orders/` is not `/v1/orders`.
#[derive(Debug)]
pub struct Router {
    nodes: Vec<Node>,
    verbs: bool,
}

/// The route found, and where its variables stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<'p> {
    /// Index into the table of routes.
    pub route: usize,
    /// The path without its first slash and without the route's verb.
    path: &'p str,
}

/// What is matched of a route.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern {
    method: &'static str,
    template: &'static str,
    segments: &'static [Segment],
    verb: Option<&'static str>,
    variables: &'static [Variable],
}

impl From<&Route> for Pattern {
    fn from(route: &Route) -> Self {
        Self {
            method: route.method,
            template: route.template,
            segments: route.segments,
            verb: route.verb,
            variables: route.variables,
        }
    }
}

impl From<&Either> for Pattern {
    fn from(route: &Either) -> Self {
        match route {
            Either::Rpc(route) => (*route).into(),
            Either::Custom(_, route) => Self {
                method: route.method,
                template: route.template,
                segments: route.segments,
                verb: route.verb,
                variables: &[],
            },
        }
    }
}

/// Why a table of routes can't be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTable(String);

impl fmt::Display for BadTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadTable {}

impl Router {
    /// Builds the trie.
    ///
    /// # Errors
    ///
    /// Where `**` is not a template's last segment, a variable spans segments that aren't there,
    /// or two routes have one method and one template: tables that the generator never writes.
    pub fn new(routes: &[Route]) -> Result<Self, BadTable> {
        Self::of(routes.iter().map(Pattern::from))
    }

    /// The same of any routes.
    pub(crate) fn of(routes: impl Iterator<Item = Pattern>) -> Result<Self, BadTable> {
        let mut known: Vec<Pattern> = Vec::new();
        let mut router = Self {
            nodes: vec![Node::new(0)],
            verbs: false,
        };
        for (index, route) in routes.enumerate() {
            check(&route)?;
            router.verbs |= route.verb.is_some();
            let mut at = 0;
            for segment in route.segments {
                at = router.child(at, segment, index);
            }
            let ends = &mut router.nodes[at].ends;
            if let Some(twin) = ends
                .iter()
                .find(|end| end.verb == route.verb && end.method == route.method)
            {
                return Err(BadTable(format!(
                    "routes `{} {}` and `{} {}` match the same requests",
                    route.method, known[twin.route].template, route.method, route.template
                )));
            }
            known.push(route);
            ends.push(End {
                verb: route.verb,
                method: route.method,
                route: index,
            });
        }
        Ok(router)
    }

    /// The node that `segment` leads to from node `at`, made where it isn't there yet.
    fn child(&mut self, at: usize, segment: &Segment, route: usize) -> usize {
        let fresh = self.nodes.len();
        let node = &mut self.nodes[at];
        let child = match segment {
            Segment::Literal(text) => *node.literals.entry(text).or_insert(fresh),
            Segment::One => *node.one.get_or_insert(fresh),
            Segment::Many => *node.many.get_or_insert(fresh),
        };
        if child == fresh {
            // Routes come in order of their index, so the first one to get here is the lowest.
            self.nodes.push(Node::new(route));
        }
        child
    }

    /// The route that serves `method` at `path` (percent-encoded, from its first slash, without
    /// the query).
    #[must_use]
    pub fn find<'p>(&self, method: &str, path: &'p str) -> Option<Match<'p>> {
        let path = path.strip_prefix('/')?;
        let mut search = Search::new(&self.nodes, Some(method));
        search.run(None, path);
        let mut found = search.best.map(|best| Match {
            route: best.route,
            path,
        });
        if let Some((path, verb)) = self.split_verb(path) {
            let before = search.best;
            search.run(Some(&verb), path);
            if search.best != before {
                found = search.best.map(|best| Match {
                    route: best.route,
                    path,
                });
            }
        }
        found
    }

    /// The methods that some route serves at `path`, sorted, each once; empty where no template
    /// matches it.
    #[must_use]
    pub fn methods(&self, path: &str) -> Vec<&'static str> {
        let Some(path) = path.strip_prefix('/') else {
            return Vec::new();
        };
        let mut search = Search::new(&self.nodes, None);
        search.run(None, path);
        if let Some((path, verb)) = self.split_verb(path) {
            search.run(Some(&verb), path);
        }
        let mut methods = search.methods;
        methods.sort_unstable();
        methods.dedup();
        methods
    }

    /// Path and verb, where the last segment holds a `:` and any template has a verb.
    fn split_verb<'p>(&self, path: &'p str) -> Option<(&'p str, Cow<'p, str>)> {
        if !self.verbs {
            return None;
        }
        let last = path.rfind('/').map_or(0, |slash| slash + 1);
        let colon = last + path[last..].rfind(':')?;
        let verb = percent::decode(&path[colon + 1..], Keep::Nothing).ok()?;
        Some((&path[..colon], verb))
    }
}

/// What the generator must have seen to.
fn check(route: &Pattern) -> Result<(), BadTable> {
    let count = route.segments.len();
    let many = route.segments.iter().position(|s| *s == Segment::Many);
    if many.is_some_and(|at| at + 1 != count) {
        return Err(BadTable(format!(
            "route `{} {}`: `**` must be the last segment",
            route.method, route.template
        )));
    }
    for variable in route.variables {
        if variable.first > variable.last || variable.last >= count {
            return Err(BadTable(format!(
                "route `{} {}`: variable `{}` spans segments {} to {} of {count}",
                route.method, route.template, variable.field, variable.first, variable.last
            )));
        }
    }
    Ok(())
}

impl<'p> Match<'p> {
    /// The text that a variable of the route spans, still percent-encoded. Empty where it is a
    /// `**` that matched no segment.
    #[must_use]
    pub fn text(&self, route: &Route, variable: &Variable) -> &'p str {
        let Some(from) = self.start(variable.first) else {
            return "";
        };
        if route.segments[variable.last] == Segment::Many {
            return from;
        }
        let length = from
            .match_indices('/')
            .map(|(slash, _)| slash)
            .nth(variable.last - variable.first)
            .unwrap_or(from.len());
        &from[..length]
    }

    /// The path from its segment `index` on; `None` where it has fewer.
    fn start(&self, index: usize) -> Option<&'p str> {
        let mut rest = self.path;
        for _ in 0..index {
            rest = rest.split_once('/')?.1;
        }
        Some(rest)
    }
}
