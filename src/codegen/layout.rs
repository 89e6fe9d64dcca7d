//! Rust laid out as rustfmt lays it out, for the shapes that the emitted text needs:
//! types, signatures, calls and imports. It breaks lines; what it breaks is not its
//! matter.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// rustfmt's `max_width`.
const WIDTH: usize = 100;
/// rustfmt's width of the arguments of a call and of a chain that stays on one line.
const SHORT: usize = 60;
/// rustfmt's width of the fields of a struct literal that stays on one line.
const LITERAL: usize = 18;

/// A type with its arguments: `Result<Response<Order>, Status>`.
#[derive(Debug, Clone)]
pub struct Type {
    head: String,
    arguments: Vec<Type>,
}

impl Type {
    /// A type without arguments.
    pub fn plain(head: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            arguments: Vec::new(),
        }
    }

    /// A type with arguments.
    pub fn of(head: &str, arguments: impl IntoIterator<Item = Type>) -> Self {
        Self {
            head: head.to_owned(),
            arguments: arguments.into_iter().collect(),
        }
    }

    /// A type bound to a trait's own: `Message = Order`.
    pub fn binding(name: &str, bound: Type) -> Self {
        Self {
            head: format!("{name} = {}", bound.head),
            arguments: bound.arguments,
        }
    }

    /// The type without its arguments.
    pub fn head(&self) -> &str {
        &self.head
    }

    fn one_line(&self) -> String {
        if self.arguments.is_empty() {
            return self.head.clone();
        }
        let arguments: Vec<String> = self.arguments.iter().map(Type::one_line).collect();
        format!("{}<{}>", self.head, arguments.join(", "))
    }

    /// The type on a line that is indented by `indent`, from `column` on, with `after`
    /// characters behind it.
    fn laid_out(&self, indent: usize, column: usize, after: usize) -> String {
        let line = self.one_line();
        // rustfmt does not count the word itself.
        let uncounted = if line.starts_with("impl ") {
            "impl ".len()
        } else {
            0
        };
        if column + line.len() + after <= WIDTH + uncounted || self.arguments.is_empty() {
            return line;
        }
        let inner = indent + 4;
        let mut text = format!("{}<\n", self.head);
        for argument in &self.arguments {
            let argument = argument.laid_out(inner, inner, 1);
            text.push_str(&format!("{}{argument},\n", spaces(inner)));
        }
        text.push_str(&format!("{}>", spaces(indent)));
        text
    }
}

/// `type Name = …;`, indented by `indent`.
pub fn alias(indent: usize, name: &str, of: &Type) -> String {
    let head = format!("{}type {name} = ", spaces(indent));
    let line = of.one_line();
    let inner = indent + 4;
    if head.len() + line.len() + 1 > WIDTH && inner + line.len() < WIDTH {
        return format!("{}\n{}{line};\n", head.trim_end(), spaces(inner));
    }
    let of = of.laid_out(indent, head.len(), 1);
    format!("{head}{of};\n")
}

/// `pub name: of,` of a struct.
pub fn field(indent: usize, name: &str, of: &str) -> String {
    let margin = spaces(indent);
    let line = format!("{margin}pub {name}: {of},");
    if line.len() <= WIDTH {
        return line;
    }
    format!("{margin}pub {name}:\n{margin}    {of},")
}

/// A function up to and with its opening brace: `head` is `async fn get_order`, a
/// parameter without a type stands as it is (`&self`).
pub fn function(
    indent: usize,
    head: &str,
    parameters: &[(&str, Option<&Type>)],
    answer: &Type,
) -> String {
    let margin = spaces(indent);
    let short: Vec<String> = parameters
        .iter()
        .map(|(name, of)| match of {
            Some(of) => format!("{name}: {}", of.one_line()),
            None => (*name).to_owned(),
        })
        .collect();
    let line = format!(
        "{margin}{head}({}) -> {} {{",
        short.join(", "),
        answer.one_line()
    );
    if line.len() <= WIDTH {
        return line + "\n";
    }
    let inner = indent + 4;
    let mut text = format!("{margin}{head}(\n");
    for (name, of) in parameters {
        let of = of.map(|of| of.laid_out(inner, inner + name.len() + 2, 1));
        let of = of.map_or_else(String::new, |of| format!(": {of}"));
        text.push_str(&format!("{}{name}{of},\n", spaces(inner)));
    }
    let answer = answer.laid_out(indent, indent + 5, 2);
    let answer = format!("{margin}) -> {answer}");
    // rustfmt gives up on an answer with a line that it can't break, and leaves no space
    // behind it.
    let space = if answer.lines().all(|line| line.len() <= WIDTH) {
        " "
    } else {
        ""
    };
    format!("{text}{answer}{space}{{\n")
}

/// The head of an impl block, with its opening brace: `head` is `impl a::Trait`.
pub fn implementation(head: &str, of: &str) -> String {
    let line = format!("{head} for {of} {{");
    if line.len() <= WIDTH {
        return line;
    }
    format!("{head}\n    for {of}\n{{")
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

/// `outer(inner(argument))tail`.
pub fn nested(indent: usize, outer: &str, inner: &str, argument: &str, tail: &str) -> String {
    let margin = spaces(indent);
    let call = format!("{inner}({argument})");
    let line = format!("{margin}{outer}({call}){tail}");
    if call.len() <= SHORT && line.len() <= WIDTH {
        return line;
    }
    let first = format!("{margin}{outer}({inner}(");
    if first.len() > WIDTH {
        return format!("{margin}{outer}(\n{margin}    {call},\n{margin}){tail}");
    }
    format!("{first}\n{margin}    {argument},\n{margin})){tail}")
}

/// `head(&[items])`.
pub fn array(indent: usize, head: &str, items: &[String]) -> String {
    let margin = spaces(indent);
    let joined = items.join(", ");
    let line = format!("{margin}{head}(&[{joined}])");
    if joined.len() + "&[]".len() <= SHORT && line.len() <= WIDTH {
        return line;
    }
    let mut text = format!("{margin}{head}(&[\n");
    for item in items {
        text.push_str(&format!("{margin}    {item},\n"));
    }
    text.push_str(&format!("{margin}])"));
    text
}

/// `head { fields }tail`, each field by its own name.
pub fn literal(indent: usize, head: &str, fields: &[&str], tail: &str) -> String {
    let margin = spaces(indent);
    let joined = fields.join(", ");
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

fn spaces(count: usize) -> String {
    " ".repeat(count)
}
