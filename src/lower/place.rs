//! Where things stand in protos, and what is written above them.

use std::collections::HashMap;

use prost_reflect::FileDescriptor;

use crate::diagnostic::Span;
use crate::read::{Protos, span};

/// The locations of a part of a file, by their paths in the descriptor.
pub(super) struct Places {
    locations: HashMap<Vec<i32>, Location>,
}

#[derive(Default)]
struct Location {
    span: Option<Span>,
    comment: String,
}

impl Places {
    /// Those whose path begins with `part`.
    pub(super) fn of(protos: &Protos, file: &FileDescriptor, part: &[i32]) -> Self {
        let source = protos.sources.get(file.name());
        let info = file.file_descriptor_proto().source_code_info.as_ref();
        let inside = info
            .into_iter()
            .flat_map(|info| &info.location)
            .filter(|one| one.path.starts_with(part));
        let locations = inside.map(|one| {
            let span = source.and_then(|source| span(source, &one.span));
            (
                one.path.clone(),
                Location {
                    span,
                    comment: one.leading_comments().to_owned(),
                },
            )
        });
        Self {
            locations: locations.collect(),
        }
    }

    /// Where it stands; `None` for a file without source info.
    pub(super) fn span(&self, path: &[i32]) -> Option<Span> {
        self.locations.get(path)?.span.clone()
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
