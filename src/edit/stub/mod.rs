//! Stubs in the user's Rust: found and placed by parsing, never by a marker. Where the
//! impl block can't be told for sure, nothing is touched.

mod file;

use file::{File, Step};
use syn::ImplItem;

use crate::tree::Stub;

/// By this the body of a stub is known in a stored base.
const UNWRITTEN: &str = " is not written yet\"";

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
    if bytes == fresh {
        let outcomes = stubs.iter().map(|stub| untouched(text, stub)).collect();
        let bytes = bytes.to_vec();
        return Placed { bytes, outcomes };
    }
    let mut text = text.to_owned();
    let mut outcomes = Vec::new();
    while outcomes.len() < stubs.len() {
        let edited = until_edited(&text, &stubs[outcomes.len()..], &mut outcomes);
        text = edited.unwrap_or(text);
    }
    let bytes = text.into_bytes();
    Placed { bytes, outcomes }
}

/// Goes through stubs until one changes the text, which is to be parsed anew then.
fn until_edited(text: &str, stubs: &[Stub], outcomes: &mut Vec<Outcome>) -> Option<String> {
    let file = File::parse(text);
    for stub in stubs {
        let step = file.as_ref().map_err(Clone::clone);
        match step.and_then(|file| file.place(stub)) {
            Ok(Step::Found { line, stub }) => outcomes.push(Outcome::Present { line, stub }),
            Ok(Step::Edited { line, text }) => {
                outcomes.push(Outcome::Inserted { line });
                return Some(text);
            }
            Err(reason) => outcomes.push(Outcome::Pending { reason }),
        }
    }
    None
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
    let mut left = Vec::new();
    for (kind, block) in base.impls() {
        for item in &block.items {
            let ImplItem::Fn(item) = item else { continue };
            let stub = base.body(item);
            if !stub.contains(UNWRITTEN) {
                continue;
            }
            let found = file::method(file.find(&kind).ok()?, &item.sig.ident.to_string())?;
            if file::tokens(file.body(found)) == file::tokens(stub) {
                let subject = format!("{}::{}", kind.name(), found.sig.ident);
                left.push((subject, file.line_of(found)));
            }
        }
    }
    for (name, stub, _) in base.functions() {
        if !stub.contains(UNWRITTEN) {
            continue;
        }
        let mut functions = file.functions();
        let (_, body, line) = functions.find(|(found, ..)| *found == name)?;
        if file::tokens(body) == file::tokens(stub) {
            left.push((name, line));
        }
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Block;

    const CODE: &str = "    type GetStream = Many;\n\n    /// Gets.\n    fn r#get(&self) {\n        Err(Status::unimplemented(\"x is not written yet\"))\n    }\n";

    fn stub(item: &str) -> Stub {
        Stub {
            block: Block::Trait("Orders".into()),
            item: item.into(),
            code: CODE.into(),
        }
    }

    fn placed(text: &str) -> String {
        let placed = place(text.as_bytes(), b"", &[stub("get")]);
        assert!(
            matches!(placed.outcomes[..], [Outcome::Inserted { .. }]),
            "{:?}",
            placed.outcomes
        );
        String::from_utf8(placed.bytes).unwrap()
    }

    #[test]
    fn braces_on_one_line_are_opened() {
        assert_eq!(
            placed("impl a::Orders for X {}"),
            format!("impl a::Orders for X {{\n{CODE}}}")
        );
        assert_eq!(
            placed("impl Orders for X { fn a() {} }\n"),
            format!("impl Orders for X {{ fn a() {{}}\n\n{CODE}}}\n")
        );
    }

    #[test]
    fn what_stands_before_and_around_the_block_stays() {
        for (before, after) in [
            ("\u{feff}// mark\n", "\n// end"),
            ("#!/usr/bin/env run\n", "\n"),
            ("/* impl Orders for Y {} */\n", "\r\n"),
            ("const A: &str = \"impl Orders for Z {}\";\n", "  \n"),
            ("// é ß 漢字\n", "\nmod tests;"),
        ] {
            let text = format!("{before}impl Orders for X {{\n    fn a() {{}}\n}}{after}");
            let meant = format!("{before}impl Orders for X {{\n    fn a() {{}}\n\n{CODE}}}{after}");
            assert_eq!(placed(&text), meant);
        }
    }

    #[test]
    fn a_block_in_a_module_keeps_its_indent() {
        let text = "mod m {\n    impl Orders for X {\n    }\n}\n";
        let deeper = CODE.replace("\n    ", "\n        ");
        let meant = format!("mod m {{\n    impl Orders for X {{\n    {deeper}    }}\n}}\n");
        assert_eq!(placed(text), meant);
    }

    #[test]
    fn a_type_that_is_there_does_not_come_twice() {
        let text = "impl Orders for X {\n    type GetStream = Mine;\n}\n";
        let placed = placed(text);
        assert_eq!(placed.matches("type GetStream").count(), 1);
        assert!(placed.contains("fn r#get(&self)"));
    }

    #[test]
    fn the_service_itself_is_told_from_wrappers_and_tests() {
        let own = "impl Orders for Orders {}\n";
        let others = "impl Orders for Wrapper {}\n#[cfg(test)]\nmod tests {\n    impl Orders for Fake {}\n}\n";
        let text = format!("{others}{own}");
        assert_eq!(
            placed(&text),
            format!("{others}impl Orders for Orders {{\n{CODE}}}\n")
        );
    }

    #[test]
    fn a_block_of_a_type_is_known_by_the_macro_before_it() {
        let others = "impl Mail {\n    fn new() {}\n}\n\nimpl Drop for Mail {}\n\n";
        let text = format!("{others}#[sdk::activities]\nimpl Mail {{\n    fn a() {{}}\n}}\n");
        let code = "    fn send() {\n        no(\"send is not written yet\")\n    }\n";
        let stub = Stub {
            block: Block::Type {
                name: "Mail".into(),
                of_macro: "activities".into(),
            },
            item: "send".into(),
            code: code.into(),
        };
        let placed = place(text.as_bytes(), b"", &[stub]);
        let text = text.replace("fn a() {}\n", &format!("fn a() {{}}\n\n{code}"));
        assert_eq!(String::from_utf8(placed.bytes.clone()).unwrap(), text);
        let left = left(&placed.bytes, text.as_bytes()).unwrap();
        assert_eq!(left, [("Mail::send".to_owned(), 11)]);
    }

    #[test]
    fn a_function_of_its_own_is_a_stub_until_it_is_written() {
        let base = "/// Answers.\npub async fn hook() -> No {\n    no(\"hook is not written yet\")\n}\n#[cfg(test)]\nmod tests {\n    fn test() {\n        is(\"hook is not written yet\");\n    }\n}\n";
        let own = format!(
            "use a;\n\n{}",
            base.replace("async fn hook() -> No", "async fn hook(a: A) -> No")
        );
        let found = left(own.as_bytes(), base.as_bytes()).unwrap();
        assert_eq!(found, [("hook".to_owned(), 4)]);
        let written = own.replacen("no(\"hook is not written yet\")", "yes()", 1);
        assert_eq!(left(written.as_bytes(), base.as_bytes()), Some(Vec::new()));
        assert_eq!(left(b"fn other() {}", base.as_bytes()), None);
    }

    #[test]
    fn several_stubs_come_in_their_order() {
        let mut second = stub("list");
        second.code = "    fn list() {}\n".into();
        let placed = place(b"impl Orders for X {}\n", b"", &[stub("get"), second]);
        let text = String::from_utf8(placed.bytes).unwrap();
        assert_eq!(
            text,
            format!("impl Orders for X {{\n{CODE}\n    fn list() {{}}\n}}\n")
        );
    }
}
