//! Comments of protos become doc comments that say the same and trouble nobody.

use proptest::prelude::*;
use tonica::codegen::docs;

#[track_caller]
fn becomes(comment: &str, doc: &str) {
    let lines: Vec<String> = comment.lines().map(str::to_owned).collect();
    assert_eq!(docs::lines(&lines).join("\n"), doc);
}

#[test]
fn plain_words_stay() {
    becomes(
        " Creates an order.\n\n Twice is once.\n",
        "Creates an order.\n\nTwice is once.",
    );
    becomes("\n\n", "");
}

#[test]
fn what_markdown_would_take_for_a_link_is_escaped() {
    becomes(
        "see [shop.Order] or [x](y)",
        "see \\[shop.Order\\] or \\[x\\](y)",
    );
    becomes("see [Order][shop.Order].", "see `Order`.");
    becomes("see [docs](https://a.b/c)", "see [docs](https://a.b/c)");
    becomes("`[kept]`", "`[kept]`");
}

#[test]
fn addresses_become_links() {
    becomes("(https://a.b/c).", "(<https://a.b/c>).");
    becomes("<https://a.b>", "<https://a.b>");
    becomes("https://", "https://");
}

#[test]
fn html_and_backticks_are_escaped() {
    becomes("a <b> c", "a \\<b> c");
    becomes("one ` alone", "one \\` alone");
    becomes("``two ` in`` one", "``two ` in`` one");
}

#[test]
fn code_is_never_taken_for_rust() {
    becomes(
        " Says:\n\n     let x = ;\n\n Done.",
        "Says:\n\n```text\nlet x = ;\n```\n\nDone.",
    );
    becomes("```rust\nx\n```", "```text\nx\n```");
    becomes("```json\n{}", "```json\n{}\n```");
}

#[test]
fn lists_are_indented_as_markdown_wants_it() {
    becomes(
        " - one\n that goes on\n   - two\n     and on\n - three",
        "- one\n  that goes on\n  - two\n    and on\n- three",
    );
}

#[test]
fn a_number_in_a_sentence_is_no_list() {
    becomes(
        "It came in\n2024. That was it.",
        "It came in\n2024. That was it.",
    );
    becomes("- one of\n10. them", "- one of\n  10. them");
    becomes("1. one\n2. two\n and on", "1. one\n2. two\n   and on");
}

#[test]
fn what_rust_refuses_is_left_out() {
    becomes("a\u{202e}b\rc\td", "abc    d");
}

proptest! {
    #[test]
    fn any_comment_is_sound(comment in r"([ \t]{0,6}([-*+>#|~`<\[\]\\]|1\.|https?://|[a-zé\r]{1,3}| ){0,8}\n){0,8}") {
        let lines: Vec<String> = comment.split('\n').map(str::to_owned).collect();
        let doc = docs::lines(&lines);
        let fences = doc.iter().filter(|line| line.starts_with("```")).count();
        prop_assert_eq!(fences % 2, 0, "{:?}", doc);
        prop_assert!(doc.iter().all(|line| !line.contains(['\r', '\t', '\n'])), "{:?}", doc);
        prop_assert!(doc.iter().all(|line| line.trim_end() == line), "{:?}", doc);
    }
}
