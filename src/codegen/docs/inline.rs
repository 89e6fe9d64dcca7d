//! One line of a comment's text: code spans, links and addresses stay, all else that
//! Markdown or HTML could take for its own is escaped.

/// A line that begins a paragraph or goes on with one.
pub(super) fn paragraph(text: &str) -> String {
    if let Some(number) = text.strip_suffix(['.', ')']).filter(|text| is_number(text)) {
        return format!("{number}\\{}", &text[number.len()..]);
    }
    let escaped = escaped(text);
    if escaped.starts_with(['>', '#']) && !is_heading(text)
        || underline(text)
        || matches!(text, "*" | "+")
    {
        format!("\\{escaped}")
    } else {
        escaped
    }
}

/// Whether the text would be the number of an empty list item.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the line is a heading by its `#`.
pub(super) fn is_heading(text: &str) -> bool {
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && text[level..].starts_with(' ')
}

/// Whether the line would make a heading of the one before.
fn underline(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'=') || text.bytes().all(|byte| byte == b'-')
}

/// The text with all escaped that is neither code, nor a link, nor an address.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '`' => code(rest, &mut out),
            'h' => address(rest, &mut out),
            '[' => link(rest, &mut out),
            '<' => autolink(rest, &mut out),
            '\\' => backslash(rest, &mut out),
            ']' => {
                out.push_str("\\]");
                1
            }
            other => {
                out.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// A code span that ends on its line; else the backticks are escaped.
fn code(rest: &str, out: &mut String) -> usize {
    let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
    let mut at = ticks;
    while let Some(found) = rest[at..].find('`') {
        let start = at + found;
        let run = rest[start..]
            .bytes()
            .take_while(|byte| *byte == b'`')
            .count();
        at = start + run;
        if run == ticks {
            out.push_str(&rest[..at]);
            return at;
        }
    }
    out.push_str(&"\\`".repeat(ticks));
    ticks
}

/// `https://…` as `<https://…>`, without the punctuation that ends a sentence.
fn address(rest: &str, out: &mut String) -> usize {
    let taken = address_len(rest);
    if taken == 0 {
        out.push('h');
        return 1;
    }
    out.push_str(&format!("<{}>", &rest[..taken]));
    taken
}

fn address_len(rest: &str) -> usize {
    if !rest.starts_with("http://") && !rest.starts_with("https://") {
        return 0;
    }
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`' | '"' | ')' | ']' | '|' | '\\');
    let end = rest.find(ends).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    if address.ends_with("//") {
        0
    } else {
        address.len()
    }
}

/// `[text](https://…)` stays; `[text][shop.Order]` becomes code; else the bracket is
/// escaped.
fn link(rest: &str, out: &mut String) -> usize {
    let plain = |text: &str| !text.contains(['[', ']', '`', '<', '\\']);
    if let Some(middle) = rest.find("](").filter(|at| plain(&rest[1..*at])) {
        let target = &rest[middle + 2..];
        let len = address_len(target);
        if len > 0 && target[len..].starts_with(')') {
            let taken = middle + 2 + len + 1;
            out.push_str(&rest[..taken]);
            return taken;
        }
    }
    if let Some(middle) = rest.find("][").filter(|at| plain(&rest[1..*at])) {
        let target = &rest[middle + 2..];
        let named = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
        let len = target.find(|c| !named(c)).unwrap_or(target.len());
        if len > 0 && target[len..].starts_with(']') {
            out.push_str(&format!("`{}`", &rest[1..middle]));
            return middle + 2 + len + 1;
        }
    }
    out.push_str("\\[");
    1
}

/// `<https://…>` stays; else the bracket is escaped.
fn autolink(rest: &str, out: &mut String) -> usize {
    let len = address_len(&rest[1..]);
    if len > 0 && rest[1 + len..].starts_with('>') {
        out.push_str(&rest[..len + 2]);
        return len + 2;
    }
    out.push_str("\\<");
    1
}

/// A backslash escapes what comes after it; at the end of a line it would break it.
fn backslash(rest: &str, out: &mut String) -> usize {
    match rest[1..].chars().next() {
        Some(next) if next.is_ascii_punctuation() => {
            out.push('\\');
            out.push(next);
            2
        }
        Some(_) => {
            out.push('\\');
            1
        }
        None => {
            out.push_str("\\\\");
            1
        }
    }
}
