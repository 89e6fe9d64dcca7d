//! Which of two path templates wins where both match a request, and whether one does.

use std::cmp::Ordering;

use super::{Segment, Template};

/// How two templates stand to each other for requests of one method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// No path matches both.
    Apart,
    /// Some path matches both, and one matches only paths that the other matches too, or
    /// has the verb of the path: it wins.
    Ordered,
    /// Some path matches both, and neither is more specific.
    Conflict,
}

/// The order in which routes are tried, the most specific first: one with a verb before
/// one without, then by segments from the left, a literal before `*` before `**`.
/// Total, so that routes are sorted alike in every run.
pub fn specificity(a: &Template, b: &Template) -> Ordering {
    let verb = |template: &Template| template.verb.is_none();
    verb(a)
        .cmp(&verb(b))
        .then_with(|| by_segments(&a.segments, &b.segments))
        .then_with(|| a.verb.cmp(&b.verb))
        .then_with(|| a.text.cmp(&b.text))
}

fn by_segments(a: &[Segment], b: &[Segment]) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        let order = rank(a).cmp(&rank(b));
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

fn rank(segment: &Segment) -> (u8, &str) {
    match segment {
        Segment::Literal(text) => (0, text),
        Segment::One => (1, ""),
        Segment::Many => (2, ""),
    }
}

/// How two templates stand to each other.
pub fn relation(a: &Template, b: &Template) -> Relation {
    match (&a.verb, &b.verb) {
        (Some(a), Some(b)) if a != b => return Relation::Apart,
        (Some(_), None) | (None, Some(_)) => {
            return if overlap(&a.segments, &b.segments) {
                Relation::Ordered
            } else {
                Relation::Apart
            };
        }
        _ => {}
    }
    if !overlap(&a.segments, &b.segments) {
        Relation::Apart
    } else if covers(&a.segments, &b.segments) == covers(&b.segments, &a.segments) {
        Relation::Conflict
    } else {
        Relation::Ordered
    }
}

/// Whether some path matches both; `**` matches no segment, too.
fn overlap(a: &[Segment], b: &[Segment]) -> bool {
    match (a, b) {
        ([Segment::Many, ..], _) | (_, [Segment::Many, ..]) | ([], []) => true,
        ([a, rest_a @ ..], [b, rest_b @ ..]) => {
            let apart = matches!((a, b), (Segment::Literal(a), Segment::Literal(b)) if a != b);
            !apart && overlap(rest_a, rest_b)
        }
        _ => false,
    }
}

/// Whether every path that `b` matches is matched by `a` too.
fn covers(a: &[Segment], b: &[Segment]) -> bool {
    match (a, b) {
        ([Segment::Many, ..], _) | ([], []) => true,
        ([a, rest_a @ ..], [b, rest_b @ ..]) => {
            let one = match (a, b) {
                (Segment::One, Segment::Literal(_) | Segment::One) => true,
                (Segment::Literal(a), Segment::Literal(b)) => a == b,
                _ => false,
            };
            one && covers(rest_a, rest_b)
        }
        _ => false,
    }
}
