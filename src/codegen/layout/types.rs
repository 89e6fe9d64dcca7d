//! Types, and what consists of them: aliases, fields, signatures.

use super::{WIDTH, spaces};

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

/// The head of an impl block, with its opening brace: `head` is `impl` and `of` a trait.
pub fn implementation(of: &Type, type_name: &str) -> String {
    let line = format!("impl {} for {type_name} {{", of.one_line());
    if line.len() <= WIDTH {
        return line;
    }
    let first = format!("impl {}", of.one_line());
    if first.len() <= WIDTH {
        return format!("{first}\n    for {type_name}\n{{");
    }
    let of = of.laid_out(4, WIDTH, 0);
    format!("impl\n    {of} for {type_name}\n{{")
}

/// `visibility NAME: of = head { fields };`, a line a field; a field's value may have more.
pub fn constant(
    visibility: &str,
    name: &str,
    of: &Type,
    head: &str,
    fields: &[(&str, String)],
) -> String {
    let first = format!("{visibility} {name}: ");
    let of = of.laid_out(0, first.len(), " =".len());
    let mut text = format!("{first}{of} =");
    let last_line = text.lines().last().unwrap_or_default().len();
    let indent = if last_line + head.len() + "  {".len() <= WIDTH {
        text.push(' ');
        0
    } else {
        text.push_str("\n    ");
        4
    };
    let margin = spaces(indent);
    text.push_str(&format!("{head} {{\n"));
    for (field, value) in fields {
        let value = value.replace('\n', &format!("\n{margin}    "));
        let line = format!("{margin}    {field}: {value},");
        // rustfmt moves no text in quotes.
        if line.len() <= WIDTH || value.contains(['\n', '"']) {
            text.push_str(&format!("{line}\n"));
        } else {
            text.push_str(&format!("{margin}    {field}:\n{margin}        {value},\n"));
        }
    }
    text.push_str(&format!("{margin}}};\n"));
    text
}

/// `pub name: of,` of a struct.
pub fn field(indent: usize, name: &str, of: &Type) -> String {
    let margin = spaces(indent);
    let line = format!("{margin}pub {name}: {},", of.one_line());
    if line.len() <= WIDTH {
        return line;
    }
    let inner = indent + 4;
    if inner + of.one_line().len() < WIDTH {
        return format!("{margin}pub {name}:\n{}{},", spaces(inner), of.one_line());
    }
    let column = indent + name.len() + "pub : ".len();
    format!("{margin}pub {name}: {},", of.laid_out(indent, column, 1))
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
    let line = format!("{margin}) -> {}", answer.one_line());
    // rustfmt counts the indent of the brace twice, and does not count `->`.
    if line.len() + " {".len() + indent <= WIDTH {
        return format!("{text}{line} {{\n");
    }
    if line.len() <= WIDTH + "->".len() {
        return format!("{text}{line}\n{margin}{{\n");
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
