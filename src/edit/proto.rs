//! Edits of a proto's text: an rpc goes in as the last of its service, messages at the end
//! of the file, an import behind the others. Comments and layout stay.

use std::ops::Range;

/// The import that HTTP rules need.
const ANNOTATIONS: &str = "google/api/annotations.proto";

/// An rpc to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewRpc {
    /// `CancelOrder`.
    pub(crate) name: String,
    /// The request message: `CancelOrderRequest`.
    pub(crate) input: String,
    /// The answer message: `CancelOrderResponse`.
    pub(crate) output: String,
    /// `get` or `post`.
    pub(crate) method: &'static str,
    /// `/v1/order:cancelOrder`.
    pub(crate) path: String,
    /// Those of the two messages that don't exist yet.
    pub(crate) messages: Vec<String>,
}

/// A file that defines a service with one rpc, to start from.
pub(crate) fn file(package: &str, service: &str, rpc: &NewRpc) -> String {
    let mut text =
        format!("syntax = \"proto3\";\n\npackage {package};\n\nimport \"{ANNOTATIONS}\";\n\n");
    text.push_str(&format!(
        "// What {service} is for.\nservice {service} {{\n{}}}\n",
        code(rpc, "  ")
    ));
    for message in &rpc.messages {
        text.push_str(&messages(message, rpc, "  "));
    }
    text
}

/// Adds an rpc to a service of a file; `None` where the service can't be found.
pub(crate) fn add_rpc(text: &str, service: &str, rpc: &NewRpc) -> Option<String> {
    let tokens = tokens(text);
    let body = body(text, &tokens, service)?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let indent = indent(text, &tokens, &body);
    let mut edited = text.to_owned();

    if !edited.ends_with('\n') && !rpc.messages.is_empty() {
        edited.push_str(newline);
    }
    for message in &rpc.messages {
        edited.push_str(&messages(message, rpc, &indent).replace('\n', newline));
    }
    let (at, inner) = (body.end, &text[body.clone()]);
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let own_line = line > body.start && text[line..at].trim().is_empty();
    let mut added = String::new();
    if !own_line {
        added.push_str(newline);
    }
    if !inner.trim().is_empty() {
        added.push_str(newline);
    }
    added.push_str(&code(rpc, &indent).replace('\n', newline));
    edited.insert_str(if own_line { line } else { at }, &added);
    if let Some((at, import)) = import(text, &tokens, newline) {
        edited.insert_str(at, &import);
    }
    Some(edited)
}

/// An rpc with its HTTP rule, each line ended.
fn code(rpc: &NewRpc, indent: &str) -> String {
    let NewRpc {
        name,
        input,
        output,
        method,
        path,
        ..
    } = rpc;
    let body = if *method == "get" {
        String::new()
    } else {
        format!("{indent}{indent}{indent}body: \"*\"\n")
    };
    format!(
        "{indent}// What {name} does.\n\
         {indent}rpc {name}({input}) returns ({output}) {{\n\
         {indent}{indent}option (google.api.http) = {{\n\
         {indent}{indent}{indent}{method}: \"{path}\"\n\
         {body}{indent}{indent}}};\n\
         {indent}}}\n"
    )
}

fn messages(message: &str, rpc: &NewRpc, indent: &str) -> String {
    let (says, field) = if *message == rpc.input {
        ("asks for", "Whom it is about.")
    } else {
        ("answers", "Whom it was about.")
    };
    format!(
        "\n// What {} {says}.\nmessage {message} {{\n{indent}// {field}\n{indent}string id = 1;\n}}\n",
        rpc.name
    )
}

/// Where and how to import the HTTP rules; `None` where they are.
fn import(text: &str, tokens: &[Range<usize>], newline: &str) -> Option<(usize, String)> {
    let word = |range: &Range<usize>| &text[range.clone()];
    if tokens.windows(2).any(|pair| {
        word(&pair[0]) == "import" && word(&pair[1]).trim_matches(['"', '\'']) == ANNOTATIONS
    }) {
        return None;
    }
    let statement = format!("import \"{ANNOTATIONS}\";{newline}");
    let last = |keyword| {
        let at = tokens
            .iter()
            .rposition(|token| word(token) == keyword && starts_line(text, token.start))?;
        let end = tokens[at..].iter().find(|token| word(token) == ";")?.end;
        Some(
            text[end..]
                .find('\n')
                .map_or(text.len(), |line| end + line + 1),
        )
    };
    if let Some(at) = last("import") {
        return Some((at, statement));
    }
    let at = last("package").or_else(|| last("syntax"))?;
    Some((at, format!("{newline}{statement}")))
}

/// The inside of a service's braces.
fn body(text: &str, tokens: &[Range<usize>], service: &str) -> Option<Range<usize>> {
    let word = |index: usize| tokens.get(index).map_or("", |range| &text[range.clone()]);
    let mut depth = 0_usize;
    let mut open = None;
    for index in 0..tokens.len() {
        match word(index) {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if let Some(open) = open.filter(|_| depth == 0) {
                    return Some(open..tokens[index].start);
                }
            }
            "service" if depth == 0 && word(index + 1) == service && word(index + 2) == "{" => {
                open = Some(tokens[index + 2].end);
            }
            _ => {}
        }
    }
    None
}

/// The blanks before the first rpc of a service, or two.
fn indent(text: &str, tokens: &[Range<usize>], body: &Range<usize>) -> String {
    let first = tokens
        .iter()
        .find(|token| body.contains(&token.start) && &text[(*token).clone()] == "rpc");
    let found = first
        .filter(|token| starts_line(text, token.start))
        .map(|token| {
            let line = text[..token.start].rfind('\n').map_or(0, |at| at + 1);
            text[line..token.start].to_owned()
        });
    found
        .filter(|indent| !indent.is_empty())
        .unwrap_or_else(|| "  ".to_owned())
}

fn starts_line(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    text[line..at].trim().is_empty()
}

/// Words, strings and single signs of a proto, without blanks and comments.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let end = if rest.starts_with("//") {
            at + rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            at + rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first.is_whitespace() {
            at + first.len_utf8()
        } else {
            let end = at + token(rest, first);
            tokens.push(at..end);
            end
        };
        at = end;
    }
    tokens
}

/// The length of the token that a text begins with.
fn token(rest: &str, first: char) -> usize {
    if first == '"' || first == '\'' {
        let mut escaped = false;
        for (at, letter) in rest.char_indices().skip(1) {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if letter == first => return at + 1,
                _ => {}
            }
        }
        return rest.len();
    }
    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    match rest.find(|letter| !in_word(letter)) {
        Some(0) => first.len_utf8(),
        Some(end) => end,
        None => rest.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rpc() -> NewRpc {
        NewRpc {
            name: "Stop".into(),
            input: "StopRequest".into(),
            output: "StopResponse".into(),
            method: "post",
            path: "/v1/x:stop".into(),
            messages: vec!["StopRequest".into()],
        }
    }

    const HEAD: &str = "syntax = \"proto3\";\npackage a.v1; // ours\n";
    const CODE: &str = "  // What Stop does.\n  rpc Stop(StopRequest) returns (StopResponse) {\n    option (google.api.http) = {\n      post: \"/v1/x:stop\"\n      body: \"*\"\n    };\n  }\n";
    const MESSAGE: &str = "\n// What Stop asks for.\nmessage StopRequest {\n  // Whom it is about.\n  string id = 1;\n}\n";

    #[test]
    fn an_rpc_is_the_last_of_its_service_and_nothing_else_moves() {
        let before = "// service X { in a comment }\n/* service X {} */\nservice Y {}\nservice X {\n  // one\n  rpc Get(A) returns (B); // \"}\n  // end\n";
        let after = "}\n\nmessage A {}  \n";
        let text = format!("{HEAD}{before}{after}");
        let import = "\nimport \"google/api/annotations.proto\";\n";
        let meant = format!("{HEAD}{import}{before}\n{CODE}{after}{MESSAGE}");
        assert_eq!(add_rpc(&text, "X", &rpc()).unwrap(), meant);
    }

    #[test]
    fn imports_braces_and_line_ends_are_as_they_were() {
        let imports = "import 'b.proto';\nimport \"google/api/annotations.proto\";\n";
        let text = format!("{HEAD}{imports}service X {{}}");
        let meant = format!("{HEAD}{imports}service X {{\n{CODE}}}\n{MESSAGE}");
        assert_eq!(add_rpc(&text, "X", &rpc()).unwrap(), meant);
        let windows = add_rpc(&text.replace('\n', "\r\n"), "X", &rpc()).unwrap();
        assert_eq!(windows, meant.replace('\n', "\r\n"));
    }

    #[test]
    fn a_services_own_indent_is_taken() {
        let text = format!("{HEAD}service X {{\n\trpc Get(A) returns (B);\n}}\n");
        let edited = add_rpc(&text, "X", &rpc()).unwrap();
        assert!(
            edited.contains("\n\trpc Stop(StopRequest) returns (StopResponse) {\n\t\toption"),
            "{edited}"
        );
    }

    #[test]
    fn a_service_that_is_not_there_is_not_found() {
        assert_eq!(
            add_rpc("message service { int32 X = 1; }", "X", &rpc()),
            None
        );
        assert_eq!(add_rpc("service Y {}", "X", &rpc()), None);
        assert_eq!(add_rpc("service X {", "X", &rpc()), None);
    }
}
