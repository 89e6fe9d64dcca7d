//! Diagnostics as text, in the manner of rustc: `path:line:column`, the lines meant,
//! marks below them, notes and help.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use super::{Diagnostic, Label, Severity, Source};

/// Longest line that is shown whole; longer ones are cut around the marks.
const WIDTH: usize = 140;

/// All of them, a blank line between two.
pub(super) fn all(diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    let mut text = String::new();
    for one in diagnostics {
        if !text.is_empty() {
            text.push('\n');
        }
        let rendered = renderer.render(&[group(one)]);
        // The marks of an annotation without text leave blanks behind.
        for line in rendered.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

fn group(one: &Diagnostic) -> Group<'_> {
    let level = match one.severity {
        Severity::Warning => Level::WARNING,
        Severity::Refusal | Severity::Error => Level::ERROR,
        Severity::Bug => Level::ERROR.with_name("internal error"),
    };
    let mut group =
        Group::with_title(level.primary_title(one.message.as_str())).elements(places(one));
    for note in &one.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &one.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// One snippet a file, that of the diagnostic's own place first.
fn places(one: &Diagnostic) -> Vec<Element<'_>> {
    let own = one.at.iter().map(|label| (label, AnnotationKind::Primary));
    let others = one
        .labels
        .iter()
        .map(|label| (label, AnnotationKind::Context));
    let mut files: Vec<(&Source, Vec<Annotation<'_>>)> = Vec::new();
    for (label, kind) in own.chain(others) {
        let mark = mark(label, kind);
        match files
            .iter_mut()
            .find(|(source, _)| source.path == label.at.source.path)
        {
            Some((_, marks)) => marks.push(mark),
            None => files.push((&label.at.source, vec![mark])),
        }
    }
    files
        .into_iter()
        .map(|(source, marks)| place(source, marks))
        .collect()
}

fn place<'a>(source: &'a Source, marks: Vec<Annotation<'a>>) -> Element<'a> {
    if source.text.is_empty() {
        return Origin::path(source.path.as_str()).into();
    }
    Snippet::source(source.text.as_str())
        .path(source.path.as_str())
        .annotations(marks)
        .into()
}

fn mark<'a>(label: &'a Label, kind: AnnotationKind) -> Annotation<'a> {
    let text = (!label.text.is_empty()).then_some(label.text.as_str());
    kind.span(label.at.range.clone()).label(text)
}
