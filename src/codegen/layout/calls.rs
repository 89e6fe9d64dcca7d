//! Calls, assignments and literals.

use super::{WIDTH, spaces};

/// rustfmt's width of the arguments of a call and of a chain that stays on one line.
const SHORT: usize = 60;
/// rustfmt's width of the fields of a struct literal that stays on one line.
const LITERAL: usize = 18;

/// `name.with(first, second)` for each pair: a statement each, the last one an expression.
pub fn with(name: &str, pairs: &[(String, String)]) -> Vec<String> {
    let head = format!("{name}.with");
    let last = pairs.len().saturating_sub(1);
    let lines = pairs.iter().enumerate().map(|(index, (first, second))| {
        let arguments = [first.as_str(), second.as_str()];
        if index == last {
            call(4, &head, &arguments, "")
        } else {
            assignment(4, name, &head, &arguments, ";")
        }
    });
    lines.collect()
}

/// `head(arguments)tail`, as a statement or an expression on a line of its own.
pub fn call(indent: usize, head: &str, arguments: &[&str], tail: &str) -> String {
    let margin = spaces(indent);
    let joined = arguments.join(", ");
    let line = format!("{margin}{head}({joined}){tail}");
    if short(arguments) && line.len() <= WIDTH {
        return line;
    }
    let mut text = format!("{margin}{head}(\n");
    for argument in arguments {
        text.push_str(&format!("{margin}    {argument},\n"));
    }
    text.push_str(&format!("{margin}){tail}"));
    text
}

/// Whether arguments may stand on one line; one alone may be of any length.
fn short(arguments: &[&str]) -> bool {
    arguments.len() == 1 || arguments.join(", ").len() <= SHORT
}

/// `let name = head(arguments)tail`.
pub fn assignment(indent: usize, name: &str, head: &str, arguments: &[&str], tail: &str) -> String {
    let margin = spaces(indent);
    let right = format!("{head}({}){tail}", arguments.join(", "));
    let fits = indent + "let  = ".len() + name.len() + right.len() <= WIDTH;
    if short(arguments) && !fits && indent + 4 + right.len() <= WIDTH {
        return format!("{margin}let {name} =\n{margin}    {right}");
    }
    let first = format!("let {name} = {head}");
    if indent + first.len() + "(".len() > WIDTH {
        let below = call(indent + 4, head, arguments, tail);
        return format!("{margin}let {name} =\n{below}");
    }
    call(indent, &first, arguments, tail)
}

/// `outer(inner(arguments))tail`.
pub fn nested(indent: usize, outer: &str, inner: &str, arguments: &[&str], tail: &str) -> String {
    let margin = spaces(indent);
    let call = format!("{inner}({})", arguments.join(", "));
    let line = format!("{margin}{outer}({call}){tail}");
    if call.len() <= SHORT && line.len() <= WIDTH {
        return line;
    }
    let first = format!("{margin}{outer}({inner}(");
    if first.len() > WIDTH {
        return format!("{margin}{outer}(\n{margin}    {call},\n{margin}){tail}");
    }
    let mut text = format!("{first}\n");
    for argument in arguments {
        text.push_str(&format!("{margin}    {argument},\n"));
    }
    text + &format!("{margin})){tail}")
}

/// `#[outer(inner(argument))]` of an item.
pub fn attribute(outer: &str, inner: &str, argument: &str) -> String {
    let line = format!("#[{outer}({inner}({argument}))]");
    // rustfmt leaves what it can't make fit, and one column free.
    if line.len() <= WIDTH || argument.len() + 4 >= WIDTH {
        return line;
    }
    format!("#[{outer}({inner}(\n    {argument}\n))]")
}

/// `head(&[items])tail`.
pub fn array(indent: usize, head: &str, items: &[String], tail: &str) -> String {
    let margin = spaces(indent);
    let joined = items.join(", ");
    let line = format!("{margin}{head}(&[{joined}]){tail}");
    if joined.len() + "&[]".len() <= SHORT && line.len() <= WIDTH {
        return line;
    }
    let mut text = format!("{margin}{head}(&[\n");
    for item in items {
        text.push_str(&format!("{margin}    {item},\n"));
    }
    text.push_str(&format!("{margin}]){tail}"));
    text
}

/// `head { fields }tail`, each field by its own name.
pub fn literal(indent: usize, head: &str, fields: &[&str], tail: &str) -> String {
    let margin = spaces(indent);
    let joined = fields.join(", ");
    if fields.is_empty() {
        return format!("{margin}{head} {{}}{tail}");
    }
    if joined.len() <= LITERAL {
        return format!("{margin}{head} {{ {joined} }}{tail}");
    }
    let mut text = format!("{margin}{head} {{\n");
    for field in fields {
        text.push_str(&format!("{margin}    {field},\n"));
    }
    text.push_str(&format!("{margin}}}{tail}"));
    text
}

/// `let name = first.then.then;` as a chain of calls.
pub fn chain(indent: usize, name: &str, first: &str, then: &[&str]) -> String {
    let margin = spaces(indent);
    let chain = format!("{first}.{}", then.join("."));
    let line = format!("{margin}let {name} = {chain};");
    if chain.len() <= SHORT && line.len() <= WIDTH {
        return line;
    }
    let mut text = format!("{margin}let {name} = {first}");
    for call in then {
        text.push_str(&format!("\n{margin}    .{call}"));
    }
    text.push(';');
    text
}
