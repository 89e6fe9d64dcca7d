//! Where things stand in protos, and what is written above them.

use std::collections::HashMap;
use std::sync::Arc;

use prost_reflect::FileDescriptor;

use crate::diagnostic::{Source, Span};
use crate::read::{Protos, span};

/// The locations of a part of a file, by their paths in the descriptor.
pub(super) struct Places {
    source: Option<Arc<Source>>,
    locations: HashMap<Vec<i32>, Location>,
}

/// A location as the descriptor holds it: few of them are ever looked at.
struct Location {
    span: Vec<i32>,
    comment: String,
}

impl Places {
    /// Those whose path begins with `part`.
    pub(super) fn of(protos: &Protos, file: &FileDescriptor, part: &[i32]) -> Self {
        let info = file.file_descriptor_proto().source_code_info.as_ref();
        let all = info.into_iter().flat_map(|info| &info.location);
        let inside = all.filter(|one| one.path.starts_with(part));
        let locations = inside.map(|one| {
            let comment = one.leading_comments().to_owned();
            (
                one.path.clone(),
                Location {
                    span: one.span.clone(),
                    comment,
                },
            )
        });
        Self {
            source: protos.sources.get(file.name()).cloned(),
            locations: locations.collect(),
        }
    }

    /// Where it stands, or else what holds it; `None` for a file without source info.
    pub(super) fn span(&self, path: &[i32]) -> Option<Span> {
        let known = (1..=path.len())
            .rev()
            .find_map(|len| self.locations.get(&path[..len]))?;
        span(self.source.as_ref()?, &known.span)
    }

    /// The comment above it, a line each, without the blank that follows `//`.
    pub(super) fn comment(&self, path: &[i32]) -> Vec<String> {
        let Some(location) = self.locations.get(path) else {
            return Vec::new();
        };
        let lines = location.comment.trim_end().lines();
        lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned())
            .collect()
    }
}

/// A place that is looked up when it is told.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) places: &'a Places,
    /// Its path in the descriptor.
    pub(super) path: &'a [i32],
}

impl Place<'_> {
    pub(super) fn span(self) -> Option<Span> {
        self.places.span(self.path)
    }
}

/// Where one thing stands, its path in the descriptor given.
pub(super) fn span_of(protos: &Protos, file: &FileDescriptor, path: &[i32]) -> Option<Span> {
    let source = protos.sources.get(file.name())?;
    let info = file.file_descriptor_proto().source_code_info.as_ref()?;
    span(
        source,
        &info.location.iter().find(|one| one.path == path)?.span,
    )
}

/// The path of a part of what `path` leads to.
pub(super) fn inside(path: &[i32], more: &[i32]) -> Vec<i32> {
    [path, more].concat()
}
