//! Stubs in the user's Rust: found and placed by parsing, never by a marker. Where the
//! impl block can't be told for sure, nothing is touched.

use std::ops::Range;

use syn::{ImplItem, Item, ItemImpl, ItemMod, Type, spanned::Spanned as _};

use crate::tree::Stub;

/// By this the body of a stub is known in a stored base.
const UNWRITTEN: &str = "Status::unimplemented(";

/// A user's Rust file with all stubs that could be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The file as it will be.
    pub(crate) bytes: Vec<u8>,
    /// What became of each stub, in their order.
    pub(crate) outcomes: Vec<Outcome>,
}

/// What became of one stub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The file has the method; `stub`: its body is the stub's still. The line is from 1.
    Present { line: usize, stub: bool },
    /// It was inserted into the impl block that begins at this line.
    Inserted { line: usize },
    /// The place wasn't found.
    Pending { reason: String },
}

/// Puts into a Rust file what it lacks. `fresh` is the file as it was made: one that is so
/// still has nothing but stubs, which needs no parsing.
pub(crate) fn place(bytes: &[u8], fresh: &[u8], stubs: &[Stub]) -> Placed {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let reason = "it is no UTF-8".into();
        let outcomes = vec![Outcome::Pending { reason }; stubs.len()];
        let bytes = bytes.to_vec();
        return Placed { bytes, outcomes };
    };
    let mut placed = text.to_owned();
    let mut outcomes = Vec::new();
    for stub in stubs {
        outcomes.push(if bytes == fresh {
            untouched(text, stub)
        } else {
            one(&mut placed, stub)
        });
    }
    let bytes = placed.into_bytes();
    Placed { bytes, outcomes }
}

fn one(text: &mut String, stub: &Stub) -> Outcome {
    match File::parse(text).and_then(|file| file.place(stub)) {
        Ok(Step::Found(outcome)) => outcome,
        Ok(Step::Edited { line, text: edited }) => {
            *text = edited;
            Outcome::Inserted { line }
        }
        Err(reason) => Outcome::Pending { reason },
    }
}

fn untouched(text: &str, stub: &Stub) -> Outcome {
    let at = text.find(&format!("fn {}(", stub.item)).unwrap_or(0);
    Outcome::Present {
        line: text[..at].matches('\n').count() + 1,
        stub: true,
    }
}

/// The methods whose body is the stub's still, with their lines, in a file that has every
/// method of its stored base; `None` where it lacks one or can't be told.
pub(crate) fn left(bytes: &[u8], base: &[u8]) -> Option<Vec<(String, usize)>> {
    let (Ok(text), Ok(base)) = (std::str::from_utf8(bytes), std::str::from_utf8(base)) else {
        return (bytes == base).then(Vec::new);
    };
    if !base.contains(UNWRITTEN) {
        return Some(Vec::new());
    }
    let (file, base) = (File::parse(text).ok()?, File::parse(base).ok()?);
    let mut blocks = Vec::new();
    all_impls(&base.tree.items, &mut blocks);
    let mut left = Vec::new();
    for (name, block) in blocks {
        for item in &block.items {
            let ImplItem::Fn(item) = item else { continue };
            let stub = &base.text[base.range(item.block.span())];
            if !stub.contains(UNWRITTEN) {
                continue;
            }
            let found = method(file.find(&name).ok()?, &item.sig.ident.to_string())?;
            if tokens(&file.text[file.range(found.block.span())]) == tokens(stub) {
                let line = file.line(file.range(found.sig.span()).start);
                left.push((format!("{name}::{}", found.sig.ident), line));
            }
        }
    }
    Some(left)
}

enum Step {
    Found(Outcome),
    Edited { line: usize, text: String },
}

/// A parsed file; spans of `tree` count from `start`.
struct File<'a> {
    text: &'a str,
    start: usize,
    tree: syn::File,
}

impl<'a> File<'a> {
    fn parse(text: &'a str) -> Result<Self, String> {
        let start = start(text);
        let tree = syn::parse_str(&text[start..]).map_err(|error| {
            let place = error.span().start();
            let line = place.line + text[..start].matches('\n').count();
            format!("line {line} is no Rust that can be read: {error}")
        })?;
        Ok(Self { text, start, tree })
    }

    fn place(&self, stub: &Stub) -> Result<Step, String> {
        let block = self.find(&stub.trait_name)?;
        if let Some(found) = method(block, &stub.item) {
            let line = self.line(self.range(found.sig.span()).start);
            let body = &self.text[self.range(found.block.span())];
            let stub = tokens(&stub.code).contains(&tokens(body));
            return Ok(Step::Found(Outcome::Present { line, stub }));
        }
        if block
            .items
            .iter()
            .any(|item| matches!(item, ImplItem::Macro(_) | ImplItem::Verbatim(_)))
        {
            let name = &stub.trait_name;
            return Err(format!("a macro in `impl {name}` may hold it already"));
        }
        let text = self.insert(block, &self.lacking(block, stub));
        let again = File::parse(&text)?;
        if method(again.find(&stub.trait_name)?, &stub.item).is_none() {
            return Err("the file with the stub in it doesn't read back as meant".into());
        }
        let line = self.line(self.range(block.impl_token.span).start);
        Ok(Step::Edited { line, text })
    }

    /// The one impl block of a trait: at the top of the file, else in a module of it.
    fn find(&self, name: &str) -> Result<&ItemImpl, String> {
        let mut blocks = Vec::new();
        all_impls(&self.tree.items, &mut blocks);
        let mut found: Vec<&ItemImpl> = blocks
            .into_iter()
            .filter(|(of, _)| of == name)
            .map(|(_, block)| block)
            .collect();
        if let [_, _, ..] = found[..] {
            // Beside the service itself there may be wrappers of it, or fakes.
            found.retain(|block| last_segment(&block.self_ty).is_some_and(|own| own == name));
        }
        match found[..] {
            [block] => Ok(block),
            [] => Err(format!(
                "there is no `impl {name} for …` of which it could be sure"
            )),
            _ => Err(format!("there is more than one `impl {name} for …`")),
        }
    }

    /// The stub's items that the block doesn't have: a stream's type may be there already.
    fn lacking(&self, block: &ItemImpl, stub: &Stub) -> String {
        let wrapped = format!("impl X for X {{\n{}\n}}", stub.code);
        let Ok(parsed) = syn::parse_str::<ItemImpl>(&wrapped) else {
            return stub.code.clone();
        };
        let mut code = stub.code.clone();
        let shift = wrapped.find('\n').map_or(0, |at| at + 1);
        let mut start = 0;
        for item in &parsed.items {
            let end = item.span().byte_range().end.saturating_sub(shift);
            let known = matches!(item, ImplItem::Type(new) if block.items.iter().any(
                |old| matches!(old, ImplItem::Type(old) if old.ident == new.ident)));
            if known && let Some(piece) = stub.code.get(start..end) {
                code = code.replacen(piece, "", 1);
            }
            start = end;
        }
        code
    }

    /// The text with the code as the last of a block's items.
    fn insert(&self, block: &ItemImpl, code: &str) -> String {
        let (open, close) = (
            block.brace_token.span.open(),
            block.brace_token.span.close(),
        );
        let (open, close) = (self.range(open).end, self.range(close).start);
        let (before, after) = self.text.split_at(close);
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let newline = if line > 1 && before[..line].ends_with("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let indent = self.indent(self.range(block.span()).start);
        let empty = self.text[open..close].trim().is_empty();

        let mut text = String::with_capacity(self.text.len() + code.len() + 16);
        let own_line = line > open && before[line..].trim().is_empty();
        text.push_str(if own_line {
            &before[..line]
        } else {
            before.trim_end_matches([' ', '\t'])
        });
        if !own_line {
            text.push_str(newline);
        }
        let blank_above = text[open..].trim_end_matches([' ', '\t']).ends_with("\n\n")
            || text[open..]
                .trim_end_matches([' ', '\t'])
                .ends_with("\n\r\n");
        if !empty && !blank_above {
            text.push_str(newline);
        }
        for line in code.trim_matches(['\r', '\n']).lines() {
            if !line.trim().is_empty() {
                text.push_str(indent);
                text.push_str(line);
            }
            text.push_str(newline);
        }
        text.push_str(if own_line { &before[line..] } else { indent });
        text.push_str(after);
        text
    }

    /// The blanks before what stands at an offset.
    fn indent(&self, at: usize) -> &str {
        let line = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[line..];
        &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
    }

    fn range(&self, span: proc_macro2::Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.start..range.end + self.start
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }
}

/// Where the code begins: after a byte order mark and a `#!` line.
fn start(text: &str) -> usize {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let rest = &text[mark..];
    let is_script = rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[');
    mark + if is_script {
        rest.find('\n').unwrap_or(rest.len())
    } else {
        0
    }
}

/// All impl blocks of traits, with the last segment of the trait's path, outside of tests.
fn all_impls<'a>(items: &'a [Item], found: &mut Vec<(String, &'a ItemImpl)>) {
    for item in items {
        match item {
            Item::Impl(block) => {
                let of = block
                    .trait_
                    .as_ref()
                    .and_then(|(_, path, _)| path.segments.last());
                found.extend(of.map(|segment| (segment.ident.to_string(), block)));
            }
            Item::Mod(ItemMod {
                attrs,
                content: Some((_, items)),
                ..
            }) if !attrs.iter().any(|attr| attr.path().is_ident("cfg")) => all_impls(items, found),
            _ => {}
        }
    }
}

fn last_segment(of: &Type) -> Option<String> {
    let Type::Path(path) = of else { return None };
    path.path
        .segments
        .last()
        .map(|segment| segment.ident.to_string())
}

fn method<'a>(block: &'a ItemImpl, name: &str) -> Option<&'a syn::ImplItemFn> {
    let plain = |name: &str| name.trim_start_matches("r#").to_owned();
    block.items.iter().find_map(|item| match item {
        ImplItem::Fn(found) if plain(&found.sig.ident.to_string()) == plain(name) => Some(found),
        _ => None,
    })
}

/// A code without its blanks, to compare two that are formatted differently.
fn tokens(code: &str) -> String {
    code.split_whitespace().collect()
}
