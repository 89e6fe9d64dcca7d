//! Other spellings of the same JSON: keys in another order, white space, escapes, numbers with
//! fractions and exponents.

use crate::arbitrary::Source;

/// JSON taken apart; what isn't a list or an object stays as it is spelled.
enum Tree {
    Atom(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// The same JSON as `text`, which is right and has no white space, in another spelling.
pub(crate) fn other(text: &str, source: &mut Source<'_>) -> String {
    let mut rest = text;
    let tree = take(&mut rest);
    assert!(rest.is_empty(), "{rest} is left of {text}");
    let mut out = String::new();
    put(tree, source, &mut out);
    out
}

fn take(rest: &mut &str) -> Tree {
    match rest.as_bytes()[0] {
        b'[' => Tree::List(inside(rest, ']', take)),
        b'{' => Tree::Object(inside(rest, '}', |rest| {
            let key = atom(rest);
            *rest = &rest[1..];
            (key, take(rest))
        })),
        _ => Tree::Atom(atom(rest)),
    }
}

/// The elements between two brackets.
fn inside<T>(rest: &mut &str, close: char, mut element: impl FnMut(&mut &str) -> T) -> Vec<T> {
    let mut elements = Vec::new();
    *rest = &rest[1..];
    while !rest.starts_with(close) {
        elements.push(element(rest));
        *rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    *rest = &rest[1..];
    elements
}

fn atom(rest: &mut &str) -> String {
    let mut escaped = false;
    let end = if rest.starts_with('"') {
        let close = |(at, letter): (usize, char)| {
            let ends = letter == '"' && !escaped && at > 0;
            escaped = letter == '\\' && !escaped;
            ends.then_some(at + 1)
        };
        rest.char_indices().find_map(close)
    } else {
        rest.find([',', ']', '}'])
    };
    let (atom, after) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = after;
    atom.to_owned()
}

fn put(tree: Tree, source: &mut Source<'_>, out: &mut String) {
    space(source, out);
    match tree {
        Tree::Atom(atom) => put_atom(&atom, source, out),
        Tree::List(list) => {
            out.push('[');
            for (at, element) in list.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                put(element, source, out);
            }
            space(source, out);
            out.push(']');
        }
        Tree::Object(mut members) => {
            out.push('{');
            let mut first = true;
            while !members.is_empty() {
                let (key, value) = members.swap_remove(source.below(members.len()));
                out.push_str(if std::mem::take(&mut first) { "" } else { "," });
                space(source, out);
                put_atom(&key, source, out);
                space(source, out);
                out.push(':');
                put(value, source, out);
            }
            space(source, out);
            out.push('}');
        }
    }
    space(source, out);
}

fn space(source: &mut Source<'_>, out: &mut String) {
    out.push_str(["", "", "", " ", "\n", "\t\r\n "][source.below(6)]);
}

fn put_atom(atom: &str, source: &mut Source<'_>, out: &mut String) {
    match atom.as_bytes()[0] {
        b'"' => put_string(atom, source, out),
        b'-' | b'0'..=b'9' if !atom.contains(['.', 'e']) => {
            out.push_str(atom);
            out.push_str(["", "", ".0", "e0", "E+00", ".00e-0"][source.below(6)]);
        }
        _ => out.push_str(atom),
    }
}

fn put_string(atom: &str, source: &mut Source<'_>, out: &mut String) {
    let mut letters = atom.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                out.push(letter);
                let kind = letters.next();
                out.extend(kind);
                out.extend(letters.by_ref().take(if kind == Some('u') { 4 } else { 0 }));
            }
            '"' => out.push(letter),
            _ if source.below(4) == 3 => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04X}"));
                }
            }
            _ => out.push(letter),
        }
    }
}
