//! Whether two fields that a request sets get in each other's way. Knows no values.

use tonica_json::{Field, FieldPath};

use crate::wrong::{self, Wrong};

/// The fields from the message to the one that a path ends at.
pub(super) fn trail(path: &FieldPath) -> impl Iterator<Item = &'static Field> {
    path.parents().iter().copied().chain([path.leaf()])
}

/// Whether the other one, if there is one, is this field of the same message.
pub(super) fn same(field: &Field, other: Option<&'static Field>) -> bool {
    other.is_some_and(|other| other.number() == field.number())
}

/// How two fields of one message get in each other's way.
pub(super) enum Clash {
    None,
    /// One is the other, or leads through it.
    Same,
    /// They are, or lie in, different members of one oneof; the first one's member.
    Rival(&'static Field),
}

/// How two paths from one message get in each other's way.
pub(super) fn clash(a: &FieldPath, b: &FieldPath) -> Clash {
    let fork = trail(a)
        .zip(trail(b))
        .find(|(a, b)| a.number() != b.number());
    match fork {
        None => Clash::Same,
        Some((a, b)) if a.oneof().is_some() && a.oneof() == b.oneof() => Clash::Rival(a),
        Some(_) => Clash::None,
    }
}

/// What is wrong with a field beside such a rival.
pub(super) fn rivalry(rival: &Field) -> Wrong {
    let description = format!("can't be set together with {}", rival.json());
    Wrong::new(wrong::RIVALS, description)
}
