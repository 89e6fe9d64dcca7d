//! A parsed Rust file: where the methods of an impl block are, and where one more goes.
//! The text is never printed anew from what was parsed.

use std::ops::Range;

use syn::{
    Attribute, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, Path, Type, spanned::Spanned as _,
};

use crate::tree::{Block, Stub};

/// What a file says of one stub. Lines are from 1.
pub(super) enum Step {
    /// It has the method; `stub`: with the stub's body still.
    Found { line: usize, stub: bool },
    /// With the stub in the impl block of that line it is this text.
    Edited { line: usize, text: String },
}

/// A parsed file; spans of `tree` count from `start`.
pub(super) struct File<'a> {
    text: &'a str,
    start: usize,
    tree: syn::File,
}

impl<'a> File<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        let start = start(text);
        let tree = syn::parse_str(&text[start..]).map_err(|error| {
            let place = error.span().start();
            let line = place.line + text[..start].matches('\n').count();
            format!("line {line} is no Rust that can be read: {error}")
        })?;
        Ok(Self { text, start, tree })
    }

    /// Looks for a stub's method, and puts the stub in where it is missing. The error says
    /// why the place can't be told.
    pub(super) fn place(&self, stub: &Stub) -> Result<Step, String> {
        let block = self.find(&stub.block)?;
        if let Some(found) = method(block, &stub.item) {
            let stub = tokens(&stub.code).contains(&tokens(self.body(found)));
            let line = self.line_of(found);
            return Ok(Step::Found { line, stub });
        }
        if block
            .items
            .iter()
            .any(|item| matches!(item, ImplItem::Macro(_) | ImplItem::Verbatim(_)))
        {
            let block = &stub.block;
            return Err(format!("a macro in `{block}` may hold it already"));
        }
        let text = self.insert(block, &self.lacking(block, stub));
        let again = File::parse(&text)?;
        if method(again.find(&stub.block)?, &stub.item).is_none() {
            return Err("the file with the stub in it doesn't read back as meant".into());
        }
        let line = self.line(self.range(block.impl_token.span).start);
        Ok(Step::Edited { line, text })
    }

    /// All impl blocks of traits, and those of types that a macro stands before.
    pub(super) fn impls(&self) -> Vec<(Block, &ItemImpl)> {
        let mut found = Vec::new();
        impls(&self.tree.items, &mut found);
        found
    }

    /// The functions at the top of the file: name, body, line of the signature.
    pub(super) fn functions(&self) -> impl Iterator<Item = (String, &str, usize)> {
        self.tree.items.iter().filter_map(|item| {
            let Item::Fn(of) = item else { return None };
            let body = &self.text[self.range(of.block.span())];
            let line = self.line(self.range(of.sig.span()).start);
            Some((of.sig.ident.to_string(), body, line))
        })
    }

    /// A method's body as it is written.
    pub(super) fn body(&self, method: &ImplItemFn) -> &str {
        &self.text[self.range(method.block.span())]
    }

    /// The line of a method's signature, from 1.
    pub(super) fn line_of(&self, method: &ImplItemFn) -> usize {
        self.line(self.range(method.sig.span()).start)
    }

    /// The one impl block of its kind: at the top of the file, else in a module of it.
    pub(super) fn find(&self, block: &Block) -> Result<&ItemImpl, String> {
        let mut found: Vec<&ItemImpl> = self
            .impls()
            .into_iter()
            .filter(|(of, _)| of == block)
            .map(|(_, block)| block)
            .collect();
        if let [_, _, ..] = found[..] {
            // Beside the service itself there may be wrappers of it, or fakes.
            found.retain(|found| type_name(found).is_some_and(|own| own == block.name()));
        }
        match found[..] {
            [found] => Ok(found),
            [] => Err(format!("it has no `{block}`")),
            _ => Err(format!("it has more than one `{block}`")),
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

/// Those of some items and of the modules among them, without tests.
fn impls<'a>(items: &'a [Item], found: &mut Vec<(Block, &'a ItemImpl)>) {
    for item in items {
        match item {
            Item::Impl(block) => found.extend(kind(block).map(|kind| (kind, block))),
            Item::Mod(ItemMod {
                attrs,
                content: Some((_, items)),
                ..
            }) if !attrs.iter().any(|attr| attr.path().is_ident("cfg")) => impls(items, found),
            _ => {}
        }
    }
}

/// What an impl block is; `None` for a plain one of a type.
fn kind(block: &ItemImpl) -> Option<Block> {
    if let Some((_, path, _)) = &block.trait_ {
        return last_segment(path).map(Block::Trait);
    }
    let name = type_name(block)?;
    let mut macros = block.attrs.iter().filter(|attr| is_macro(attr));
    let of_macro = last_segment(macros.next()?.path())?;
    Some(Block::Type { name, of_macro })
}

/// Whether an attribute is none of those that Rust has itself.
fn is_macro(attribute: &Attribute) -> bool {
    let own = ["allow", "cfg", "deny", "doc", "expect", "warn"];
    !own.iter().any(|own| attribute.path().is_ident(own))
}

fn type_name(block: &ItemImpl) -> Option<String> {
    let Type::Path(of) = &*block.self_ty else {
        return None;
    };
    last_segment(&of.path)
}

fn last_segment(path: &Path) -> Option<String> {
    path.segments
        .last()
        .map(|segment| segment.ident.to_string())
}

/// A method of an impl block, whether its name is raw or not.
pub(super) fn method<'a>(block: &'a ItemImpl, name: &str) -> Option<&'a ImplItemFn> {
    let plain = |name: &str| name.trim_start_matches("r#").to_owned();
    block.items.iter().find_map(|item| match item {
        ImplItem::Fn(found) if plain(&found.sig.ident.to_string()) == plain(name) => Some(found),
        _ => None,
    })
}

/// A code without its blanks, to compare two that are formatted differently.
pub(super) fn tokens(code: &str) -> String {
    code.split_whitespace().collect()
}
