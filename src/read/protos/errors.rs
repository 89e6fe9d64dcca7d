//! What the proto compiler finds wrong, in its own words, at places of the user's files.

use std::sync::Arc;

use miette::Diagnostic as _;
use prost_reflect::{DescriptorError, DescriptorPool};
use prost_types::FileDescriptorProto;

use super::graph::Graph;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};

/// Puts all files into one pool, telling of each that doesn't fit.
pub(super) fn pool(graph: &Graph, errors: &mut Diagnostics) -> DescriptorPool {
    let mut pool = DescriptorPool::new();
    let mut failed: Vec<&str> = Vec::new();
    for file in &graph.files {
        if file
            .dependency
            .iter()
            .any(|import| failed.contains(&import.as_str()))
        {
            failed.push(file.name());
            continue;
        }
        if let Err(error) = pool.add_file_descriptor_proto(file.clone()) {
            failed.push(file.name());
            check(graph.sources.get(file.name()), error, errors);
        }
    }
    pool
}

/// Tells all that is wrong with the syntax of a file.
pub(super) fn parse(
    source: &Arc<Source>,
    error: &protox_parse::ParseError,
    errors: &mut Diagnostics,
) {
    if let Some(diagnostic) = edition(source) {
        errors.push(diagnostic);
        return;
    }
    errors.push(convert(source, error));
    errors.0.extend(
        error
            .related()
            .into_iter()
            .flatten()
            .map(|one| convert(source, one)),
    );
}

/// Tells all that is wrong with the names and numbers of a file.
fn check(source: Option<&Arc<Source>>, error: DescriptorError, errors: &mut Diagnostics) {
    let Some(source) = source else {
        errors.push(Diagnostic::error(error.to_string()));
        return;
    };
    // Columns are counted in characters there and in bytes in descriptors; where every
    // character is one byte, both agree.
    let ascii: String = source
        .text
        .bytes()
        .map(|byte| {
            if byte.is_ascii() {
                char::from(byte)
            } else {
                '?'
            }
        })
        .collect();
    let error = error.with_source_code(&ascii);
    errors.push(convert(source, &error));
    errors.0.extend(
        error
            .related()
            .into_iter()
            .flatten()
            .map(|one| convert(source, one)),
    );
}

fn convert(source: &Arc<Source>, error: &dyn miette::Diagnostic) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(error.to_string());
    let mut labels: Vec<(Span, String)> = error
        .labels()
        .into_iter()
        .flatten()
        .map(|label| {
            let span = Span::new(source, label.offset()..label.offset() + label.len());
            (span, label.label().unwrap_or_default().to_owned())
        })
        .collect();
    // The place to look at is where the trouble was found, not where the first of two is.
    if let Some((at, text)) = labels.pop() {
        diagnostic = diagnostic.at(at, text);
    } else {
        let end = source.text.len();
        diagnostic = diagnostic.at(Span::new(source, end..end), "");
    }
    for (at, text) in labels {
        diagnostic = diagnostic.label(at, text);
    }
    if let Some(source) = error.source() {
        diagnostic = diagnostic.note(source.to_string());
    }
    match error.help() {
        Some(help) => diagnostic.help(help.to_string()),
        None => diagnostic.help(help(&error.to_string())),
    }
}

/// What to do about an error for which the compiler has no advice.
fn help(message: &str) -> &'static str {
    if message.contains("not defined") || message.contains("not found") {
        "define it, or import the file that does; names are looked for in the package first"
    } else if message.contains("already") || message.contains("conflicts") {
        "change one of the two"
    } else if message.starts_with("expected") {
        "look at what stands before it, too: a missing `;` or `}` is told where the next word begins"
    } else {
        "change it as the message says; proto3 is described at protobuf.dev"
    }
}

/// A plain word about a file of an edition, which the parser doesn't know.
fn edition(source: &Arc<Source>) -> Option<Diagnostic> {
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let trimmed = line.trim();
        let rest = trimmed.strip_prefix("edition");
        if rest.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            let at = start + (line.len() - line.trim_start().len());
            return Some(
                Diagnostic::error("protos of an edition are not supported")
                    .at(Span::new(source, at..at + trimmed.len()), "")
                    .help("write `syntax = \"proto3\";` instead; proto3 is what is supported, and proto2 where a file only brings options"),
            );
        }
        if trimmed.starts_with("package")
            || trimmed.starts_with("message")
            || trimmed.starts_with("syntax")
        {
            return None;
        }
        start += line.len();
    }
    None
}

/// Where a part of a file stands, by its path in the descriptor.
pub(super) fn place(
    source: &Arc<Source>,
    file: &FileDescriptorProto,
    path: &[i32],
) -> Option<Span> {
    let info = file.source_code_info.as_ref()?;
    let location = info
        .location
        .iter()
        .find(|location| location.path == path)?;
    span(source, &location.span)
}

/// A span of source info: start line, start column, (end line,) end column, from 0, in bytes.
pub(crate) fn span(source: &Arc<Source>, span: &[i32]) -> Option<Span> {
    let number = |value: i32| usize::try_from(value).ok();
    let (start_line, start, end_line, end) = match *span {
        [line, start, end] => (line, start, line, end),
        [start_line, start, end_line, end] => (start_line, start, end_line, end),
        _ => return None,
    };
    let start = source.offset(number(start_line)?, number(start)?);
    Some(Span::new(
        source,
        start..source.offset(number(end_line)?, number(end)?),
    ))
}

/// An index as paths of source info hold it.
pub(super) fn index(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}
