//! The comments of protos as descriptions: what is meant for readers of the API, in Markdown,
//! and nothing of what is meant for linters or for colleagues.

use std::collections::HashMap;

use prost_reflect::prost_types::FileDescriptorProto;
use prost_reflect::prost_types::source_code_info::Location;
use prost_reflect::{DescriptorPool, FileDescriptor};

use crate::codegen::docs;

/// Lines that speak to a tool begin with one of these.
const TO_TOOLS: [&str; 5] = [
    "buf:lint:",
    "protolint:",
    "api-linter:",
    "nolint",
    "clang-format ",
];

/// What is said in summaries at most, in characters.
const SUMMARY: usize = 120;

/// The comments of all files, looked up by place. A file is gone through when it is first asked.
pub(super) struct Comments<'a> {
    files: HashMap<&'a str, &'a FileDescriptorProto>,
    seen: HashMap<&'a str, HashMap<&'a [i32], &'a Location>>,
}

impl<'a> Comments<'a> {
    pub(super) fn of(pool: &'a DescriptorPool) -> Self {
        let files = pool.file_descriptor_protos();
        Self {
            files: files.map(|file| (file.name(), file)).collect(),
            seen: HashMap::new(),
        }
    }

    /// What is written above the thing at `path`, or else behind it.
    pub(super) fn at(&mut self, file: &FileDescriptor, path: &[i32]) -> Option<String> {
        let (name, file) = self.files.get_key_value(file.name())?;
        let places = self.seen.entry(name).or_insert_with(|| places(file));
        let place = places.get(path)?;
        let leading = clean(place.leading_comments());
        leading.or_else(|| clean(place.trailing_comments()))
    }
}

fn places(file: &FileDescriptorProto) -> HashMap<&[i32], &Location> {
    let all = file.source_code_info.iter().flat_map(|info| &info.location);
    let commented =
        all.filter(|one| one.leading_comments.is_some() || one.trailing_comments.is_some());
    commented.map(|one| (one.path.as_slice(), one)).collect()
}

/// A comment as a description; `None` where it has nothing for readers.
pub(super) fn clean(comment: &str) -> Option<String> {
    if comment.is_empty() {
        return None;
    }
    let public = without_internal(comment);
    let lines = public
        .lines()
        .filter(|line| !to_tools(line))
        .map(str::to_owned);
    let lines: Vec<String> = lines.collect();
    let text = unwrapped(&docs::lines(&lines));
    (!text.is_empty()).then_some(text)
}

fn to_tools(line: &str) -> bool {
    let line = line.trim_start();
    TO_TOOLS.iter().any(|word| line.starts_with(word))
}

/// The comment without what stands between `(--` and `--)`, which AIP-192 keeps for colleagues.
fn without_internal(comment: &str) -> String {
    let mut public = String::with_capacity(comment.len());
    let mut rest = comment;
    while let Some((before, internal)) = rest.split_once("(--") {
        public.push_str(before);
        rest = internal.split_once("--)").map_or("", |(_, after)| after);
    }
    public.push_str(rest);
    public
}

/// The lines as one text, those of a paragraph joined: many viewers break where a line ends.
fn unwrapped(lines: &[String]) -> String {
    let mut text = String::new();
    let mut in_fence = false;
    let mut goes_on = false;
    for line in lines {
        let fence = line.trim_start().starts_with("```");
        let line = if in_fence || fence {
            line.clone()
        } else {
            // A bracket alone makes no link: the escapes would only be read.
            line.replace("\\[", "[").replace("\\]", "]")
        };
        let stands_alone = in_fence || fence || line.is_empty() || begins_block(&line);
        if goes_on && !stands_alone {
            text.push(' ');
            text.push_str(line.trim_start());
        } else {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line);
        }
        in_fence ^= fence;
        goes_on = !in_fence && !fence && !line.is_empty() && !line.starts_with(['#', '|']);
    }
    text
}

/// Whether a line of Markdown is no part of the paragraph before it.
fn begins_block(line: &str) -> bool {
    let text = line.trim_start();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = number.len() < text.len() && number.starts_with(['.', ')']);
    let marked = ["- ", "* ", "+ "].iter().any(|mark| text.starts_with(mark));
    text.starts_with(['#', '|', '>']) || numbered || marked
}

/// The first sentence of a description without its full stop, if it is short enough, and whether
/// it is all that the description says.
pub(super) fn summary(description: &str) -> Option<(String, bool)> {
    let first = description.lines().next()?;
    if begins_block(first) || first.starts_with("```") {
        return None;
    }
    let end = first
        .match_indices(". ")
        .map(|(at, _)| at)
        .find(|at| is_end(&first[..*at]));
    let sentence = &first[..end.unwrap_or(first.len())];
    let short = sentence.chars().count() <= SUMMARY;
    let text = sentence.trim_end_matches('.');
    let all = text.len() + 1 >= description.len();
    (short && !text.is_empty()).then(|| (text.to_owned(), all))
}

/// Whether a full stop behind this text ends a sentence rather than shortens a word.
fn is_end(before: &str) -> bool {
    let word = before.rsplit(' ').next().unwrap_or_default();
    !word.contains('.') && !matches!(word, "etc" | "vs" | "cf" | "resp")
}

#[cfg(test)]
mod tests {
    use super::{clean, summary};

    #[track_caller]
    fn becomes(comment: &str, description: &str) {
        assert_eq!(clean(comment).unwrap_or_default(), description);
    }

    #[test]
    fn paragraphs_are_joined_and_blocks_stay() {
        becomes(
            " One that\n goes on.\n\n     code\n     more\n\n - a\n   b\n - c\n\n End.\n",
            "One that goes on.\n\n```text\ncode\nmore\n```\n\n- a b\n- c\n\nEnd.",
        );
    }

    #[test]
    fn what_is_not_for_readers_is_left_out() {
        becomes(
            " Said.\n buf:lint:ignore RPC_NAME\n (-- api-linter: core::0127\n   --)\n More.\n",
            "Said.\n\nMore.",
        );
        assert_eq!(clean(" (-- all of it\n"), None);
    }

    #[test]
    fn links_to_messages_are_code_and_html_is_escaped() {
        becomes(
            " See [Order][shop.Order] or [x]: map<string, a>.",
            "See `Order` or [x]: map\\<string, a>.",
        );
    }

    #[test]
    fn a_summary_is_the_first_sentence() {
        let short = |text: &str| summary(text).map(|(text, _)| text);
        assert_eq!(short("Makes one. Twice is once."), Some("Makes one".into()));
        assert_eq!(
            short("Of a kind, e.g. b.").as_deref(),
            Some("Of a kind, e.g. b")
        );
        assert_eq!(summary("Makes one."), Some(("Makes one".into(), true)));
        assert_eq!(short(&"long ".repeat(30)), None);
        assert_eq!(short("- a list"), None);
    }
}
