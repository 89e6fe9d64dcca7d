//! Paths of custom routes from text, as axum writes them: `/` segments, each a literal or a
//! variable `{name}`, and `{*name}` for what is left at the end. A verb stands behind a `:` in
//! the last literal.

use super::{Segment, Template, TemplateError, Variable};

impl Template {
    /// Reads the path of a custom route.
    pub fn parse_custom(text: &str) -> Result<Self, TemplateError> {
        let Some(path) = text.strip_prefix('/') else {
            return Err(wrong(text, 0, 1, "a path begins with `/`"));
        };
        let mut template = Self {
            text: text.to_owned(),
            segments: Vec::new(),
            verb: None,
            variables: Vec::new(),
        };
        if path.is_empty() {
            return Ok(template);
        }
        let mut at = 1;
        for piece in path.split('/') {
            let is_last = at + piece.len() == text.len();
            template.piece(piece, at, is_last)?;
            at += piece.len() + 1;
        }
        Ok(template)
    }

    /// Reads what stands between two `/`, at a place in the text.
    fn piece(&mut self, piece: &str, at: usize, is_last: bool) -> Result<(), TemplateError> {
        let text = &self.text;
        if piece.is_empty() {
            return Err(wrong(text, at, 1, "an empty segment"));
        }
        if let Some(inner) = piece.strip_prefix('{') {
            let Some(inner) = inner.strip_suffix('}') else {
                let reason = "a variable is a whole segment: `{name}`";
                return Err(wrong(text, at, piece.len(), reason));
            };
            let (field, is_rest) = match inner.strip_prefix('*') {
                Some(field) => (field, true),
                None => (inner, false),
            };
            let first = self.segments.len();
            if !is_identifier(field) {
                let reason = "a variable is `{name}`, or `{*name}` for the rest of the path";
                return Err(wrong(text, at, piece.len(), reason));
            }
            if self.variables.iter().any(|other| other.field == field) {
                return Err(wrong(text, at, piece.len(), "two variables of one name"));
            }
            if is_rest && !is_last {
                return Err(wrong(
                    text,
                    at,
                    piece.len(),
                    "`{*name}` must be the last segment",
                ));
            }
            self.segments.push(Segment::One);
            // The rest is one segment at least, as axum has it.
            self.segments.extend(is_rest.then_some(Segment::Many));
            self.variables.push(Variable {
                field: field.to_owned(),
                first,
                last: self.segments.len() - 1,
            });
            return Ok(());
        }
        let odd =
            |letter: char| !(letter.is_ascii_alphanumeric() || "-._~!$&'()+,;=@:".contains(letter));
        if let Some(odd) = piece.find(odd) {
            let letter = piece[odd..].chars().next().unwrap_or_default();
            let reason = match letter {
                '{' | '}' => "a variable is a whole segment: `{name}`",
                '*' => "`*` stands for nothing here: write `{name}`, or `{*name}` at the end",
                _ => "this can't stand in the path of a route",
            };
            return Err(wrong(text, at + odd, letter.len_utf8(), reason));
        }
        let (literal, verb) = match piece.rsplit_once(':') {
            None => (piece, None),
            Some((literal, verb))
                if is_last && !literal.is_empty() && !literal.contains(':') && !verb.is_empty() =>
            {
                (literal, Some(verb))
            }
            Some((before, _)) => {
                let reason = "`:` stands before a verb, behind the last segment";
                return Err(wrong(text, at + before.len(), 1, reason));
            }
        };
        self.segments.push(Segment::Literal(literal.to_owned()));
        self.verb = verb.map(str::to_owned);
        Ok(())
    }
}

fn is_identifier(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let first = name.chars().next();
    first.is_some_and(|first| plain(first) && !first.is_ascii_digit()) && name.chars().all(plain)
}

fn wrong(text: &str, at: usize, len: usize, reason: &str) -> TemplateError {
    TemplateError {
        at: at.min(text.len())..(at + len).min(text.len()),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> String {
        let template =
            Template::parse_custom(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let segments = template.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => text.as_str(),
            Segment::One => "*",
            Segment::Many => "**",
        });
        let verb = template.verb.map(|verb| format!(":{verb}"));
        segments.collect::<Vec<_>>().join("/") + &verb.unwrap_or_default()
    }

    #[test]
    fn paths_are_read_as_axum_reads_them() {
        for (text, meant) in [
            ("/", ""),
            ("/hooks/payments", "hooks/payments"),
            ("/files/{owner}/{*path}", "files/*/*/**"),
            ("/v1/orders:export", "v1/orders:export"),
            ("/{a}", "*"),
        ] {
            assert_eq!(segments(text), meant, "{text}");
        }
        let template = Template::parse_custom("/files/{owner}/{*path}").unwrap();
        let [owner, path] = &template.variables[..] else {
            panic!("two variables");
        };
        assert_eq!(
            (owner.field.as_str(), owner.first, owner.last),
            ("owner", 1, 1)
        );
        assert_eq!((path.field.as_str(), path.first, path.last), ("path", 2, 3));
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_is() {
        for (text, at) in [
            ("", 0..0),
            ("hooks", 0..1),
            ("/a//b", 3..4),
            ("/a/", 3..3),
            ("/{id=*}", 1..7),
            ("/{*rest}/x", 1..8),
            ("/{id}.json", 1..10),
            ("/a{id}", 2..3),
            ("/**", 1..2),
            ("/a%20b", 2..3),
            ("/é", 1..3),
            ("/a:b/c", 2..3),
            ("/a:", 2..3),
            ("/{id}/{id}", 6..10),
            ("/{1}", 1..4),
        ] {
            let error = Template::parse_custom(text).err();
            assert_eq!(error.map(|error| error.at), Some(at), "{text}");
        }
    }
}
