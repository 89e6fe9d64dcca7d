//! The trie itself and the walk through it that finds the best route, or gathers all methods.

use std::collections::BTreeMap;

use crate::percent::{self, Keep};

/// A place in the trie: what its templates have in common up to here.
#[derive(Debug)]
pub(super) struct Node {
    /// Lowest index of the routes at this node and below: what a search need not beat is skipped.
    pub(super) rank: usize,
    pub(super) literals: BTreeMap<&'static str, usize>,
    pub(super) one: Option<usize>,
    pub(super) many: Option<usize>,
    pub(super) ends: Vec<End>,
}

/// A route whose template ends at a node.
#[derive(Debug)]
pub(super) struct End {
    pub(super) verb: Option<&'static str>,
    pub(super) method: &'static str,
    pub(super) route: usize,
}

impl Node {
    pub(super) fn new(rank: usize) -> Self {
        Self {
            rank,
            literals: BTreeMap::new(),
            one: None,
            many: None,
            ends: Vec::new(),
        }
    }

    /// The child of a literal that is this segment, decoded.
    fn literal(&self, segment: &str) -> Option<usize> {
        if self.literals.is_empty() {
            return None;
        }
        if segment.contains('%') {
            let text = percent::decode(segment, Keep::Nothing).ok()?;
            return self.literals.get(&*text).copied();
        }
        self.literals.get(segment).copied()
    }
}

/// One walk through the trie.
pub(super) struct Search<'r> {
    nodes: &'r [Node],
    /// The method looked for; `None` gathers all methods instead.
    method: Option<&'r str>,
    pub(super) best: Option<Best>,
    pub(super) methods: Vec<&'static str>,
}

/// The best route so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Best {
    /// The index that its template has in the table: of the first of its routes that would do.
    rank: usize,
    pub(super) route: usize,
}

impl<'r> Search<'r> {
    pub(super) fn new(nodes: &'r [Node], method: Option<&'r str>) -> Self {
        Self {
            nodes,
            method,
            best: None,
            methods: Vec::new(),
        }
    }

    /// Searches templates with this verb, and only those.
    pub(super) fn run(&mut self, verb: Option<&str>, path: &str) {
        let rest = (!path.is_empty()).then_some(path);
        self.visit(0, verb, rest);
    }

    /// `rest` is what follows the node's segments; `None` where the path ends here.
    fn visit(&mut self, node: usize, verb: Option<&str>, rest: Option<&str>) {
        let nodes = self.nodes;
        let node = &nodes[node];
        if self.best.is_some_and(|best| best.rank <= node.rank) {
            return;
        }
        if let Some(many) = node.many {
            self.end(&nodes[many].ends, verb);
        }
        let Some(rest) = rest else {
            return self.end(&node.ends, verb);
        };
        let (segment, rest) = match rest.split_once('/') {
            Some((segment, rest)) => (segment, Some(rest)),
            None => (rest, None),
        };
        if segment.is_empty() {
            return;
        }
        if let Some(child) = node.literal(segment) {
            self.visit(child, verb, rest);
        }
        if let Some(child) = node.one {
            self.visit(child, verb, rest);
        }
    }

    /// Takes the route for the method of those that end at a node, where it is the best so far.
    fn end(&mut self, ends: &[End], verb: Option<&str>) {
        let ends = ends.iter().filter(|end| end.verb == verb);
        let Some(method) = self.method else {
            return self.methods.extend(ends.map(|end| end.method));
        };
        let mut found: Option<Best> = None;
        for end in ends.filter(|end| end.method == method || end.method == "*") {
            let best = found.get_or_insert(Best {
                rank: end.route,
                route: end.route,
            });
            if end.method == method {
                best.route = end.route;
            }
        }
        if let Some(found) = found
            && self.best.is_none_or(|best| found.rank < best.rank)
        {
            self.best = Some(found);
        }
    }
}
