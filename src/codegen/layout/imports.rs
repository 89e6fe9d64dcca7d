//! Imports, sorted and broken.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{WIDTH, spaces};

/// Imports: the names by the path of their module.
#[derive(Debug, Default)]
pub struct Imports {
    modules: BTreeMap<String, BTreeSet<String>>,
}

impl Imports {
    /// Adds a name.
    pub fn add(&mut self, module: &str, name: &str) {
        let names = self.modules.entry(module.to_owned()).or_default();
        names.insert(name.to_owned());
    }

    /// The `use` lines, each indented by `indent`.
    pub fn lines(&self, indent: usize) -> String {
        let mut modules: Vec<_> = self.modules.iter().collect();
        modules.sort_by(|(a, a_names), (b, b_names)| paths(&whole(a, a_names), &whole(b, b_names)));
        let lines = modules
            .into_iter()
            .map(|(module, names)| import(indent, module, names));
        lines.collect()
    }
}

/// The path by which rustfmt sorts an import.
fn whole(module: &str, names: &BTreeSet<String>) -> String {
    match names.first() {
        Some(only) if names.len() == 1 => format!("{module}::{only}"),
        _ => format!("{module}::{{"),
    }
}

fn import(indent: usize, module: &str, names: &BTreeSet<String>) -> String {
    let margin = spaces(indent);
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_by(|a, b| identifiers(a, b));
    if let [only] = names.as_slice() {
        return format!("{margin}use {module}::{only};\n");
    }
    let line = format!("{margin}use {module}::{{{}}};\n", names.join(", "));
    // rustfmt leaves two columns free here.
    if line.trim_end().len() <= WIDTH - 2 {
        return line;
    }
    let mut text = format!("{margin}use {module}::{{\n");
    let mut line = spaces(indent + 4);
    let last = names.len() - 1;
    for (index, name) in names.into_iter().enumerate() {
        // rustfmt leaves one column free here, and does not count the last comma.
        let comma = usize::from(index != last);
        if line.len() + name.len() + comma >= WIDTH {
            text.push_str(&format!("{}\n", line.trim_end()));
            line = spaces(indent + 4);
        }
        line.push_str(&format!("{name}, "));
    }
    text.push_str(&format!("{}\n{margin}}};\n", line.trim_end()));
    text
}

fn paths(a: &str, b: &str) -> Ordering {
    let mut a = a.split("::");
    let mut b = b.split("::");
    loop {
        match (a.next(), b.next()) {
            (Some("{"), Some("{")) | (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some("{"), Some(_)) => return Ordering::Greater,
            (Some(_), Some("{")) => return Ordering::Less,
            (Some(a), Some(b)) => match identifiers(a, b) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

/// The order of two identifiers, as of modules and imports: runs of digits by their value, all else by character.
pub fn identifiers(a: &str, b: &str) -> Ordering {
    let (a, b) = (bare(a), bare(b));
    let mut a = a.as_bytes();
    let mut b = b.as_bytes();
    while let (Some(first), Some(second)) = (a.first(), b.first()) {
        if first.is_ascii_digit() && second.is_ascii_digit() {
            let (x, y) = (digits(a), digits(b));
            let order = number(x).cmp(&number(y)).then(y.len().cmp(&x.len()));
            if order != Ordering::Equal {
                return order;
            }
            a = &a[x.len()..];
            b = &b[y.len()..];
        } else if first == second {
            a = &a[1..];
            b = &b[1..];
        } else {
            return first.cmp(second);
        }
    }
    a.len().cmp(&b.len())
}

fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

fn digits(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    &text[..end]
}

/// Digits as they are compared: the length of the number, then its digits.
fn number(digits: &[u8]) -> (usize, &[u8]) {
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    (digits.len() - zeros, &digits[zeros..])
}
