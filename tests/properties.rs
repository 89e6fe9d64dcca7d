//! Whatever a user writes, the readers answer: they never panic, and what they accept
//! holds what it promises.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cmp::Ordering;
use std::collections::BTreeMap;

use proptest::prelude::*;
use tonica::model::http::{Relation, relation, specificity};
use tonica::model::{Segment, Template, name};
use tonica::read::{self, Root};
use tonica::{lower, model};

/// Most of what the file can say, to be damaged.
const YAML: &str = include_str!("errors/not_supported_yet/service.yaml");
const PROTO: &str = include_str!("errors/http_variables/proto/shop/orders/v1/orders.proto");

/// The same project from memory.
fn project(yaml: String, proto: String) -> Result<model::Model, tonica::diagnostic::Diagnostics> {
    let edits = [("service.yaml", yaml), ("proto/orders.proto", proto)];
    let edits = edits.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    let root = Root {
        edits: BTreeMap::from(edits),
        ..Root::at("none")
    };
    lower::model(&read::project(&root)?)
}

/// A text with one part replaced.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let positions = 0..letters.len();
    (
        positions,
        0..12_usize,
        "\\PC{0,4}|[\t\n:{}\\[\\]&*!|>'\"%@`#,-]{0,6}",
    )
        .prop_map(move |(at, len, with)| {
            let start = letters[at];
            let end = letters.get(at + len).copied().unwrap_or(text.len());
            format!("{}{with}{}", &text[..start], &text[end..])
        })
}

/// Templates of few words, so that they meet.
fn template() -> impl Strategy<Value = Template> {
    let segment = prop_oneof![
        Just("a"),
        Just("b"),
        Just("*"),
        Just("{x=*}"),
        Just("{x.y=a/*}")
    ];
    let end = prop_oneof![
        Just(""),
        Just("/**"),
        Just(":go"),
        Just(":stop"),
        Just("/{z=**}")
    ];
    (prop::collection::vec(segment, 1..4), end).prop_map(|(segments, end)| {
        Template::parse(&format!("/{}{end}", segments.join("/"))).unwrap()
    })
}

/// Paths that may match them: segments and what stands behind a last `:`.
fn path() -> impl Strategy<Value = (Vec<&'static str>, Option<&'static str>)> {
    let segment = prop_oneof![Just("a"), Just("b"), Just("c")];
    (
        prop::collection::vec(segment, 0..6),
        prop_oneof![Just(None), Just(Some("go")), Just(Some("stop"))],
    )
}

/// Whether a template matches a path, by the words of google/api/http.proto.
fn matches(template: &Template, path: &(Vec<&str>, Option<&str>)) -> bool {
    let mut segments: Vec<String> = path.0.iter().map(|segment| (*segment).to_owned()).collect();
    match (&template.verb, path.1) {
        (Some(verb), Some(given)) if verb == given => {}
        (Some(_), _) => return false,
        (None, Some(given)) => match segments.last_mut() {
            Some(last) => last.push_str(&format!(":{given}")),
            None => return false,
        },
        (None, None) => {}
    }
    let fits = |(wanted, given): (&Segment, &String)| match wanted {
        Segment::Literal(text) => text == given,
        Segment::One | Segment::Many => true,
    };
    let many = template.segments.last() == Some(&Segment::Many);
    let fixed = template.segments.len() - usize::from(many);
    let long_enough = if many {
        segments.len() >= fixed
    } else {
        segments.len() == fixed
    };
    long_enough && template.segments[..fixed].iter().zip(&segments).all(fits)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn any_template_is_read_or_refused(text in "\\PC{0,40}|/?[a{}=*/:.%_]{0,30}") {
        match Template::parse(&text) {
            Ok(template) => {
                prop_assert_eq!(&template.text, &text);
                for variable in &template.variables {
                    prop_assert!(variable.first <= variable.last && variable.last < template.segments.len());
                }
            }
            Err(error) => prop_assert!(text.get(error.at).is_some()),
        }
    }

    #[test]
    fn templates_have_one_order(a in template(), b in template(), c in template()) {
        prop_assert_eq!(specificity(&a, &b), specificity(&b, &a).reverse());
        if specificity(&a, &b) != Ordering::Greater && specificity(&b, &c) != Ordering::Greater {
            prop_assert_ne!(specificity(&a, &c), Ordering::Greater);
        }
    }

    #[test]
    fn relations_say_what_paths_show(a in template(), b in template(), paths in prop::collection::vec(path(), 40)) {
        let both = paths.iter().any(|path| matches(&a, path) && matches(&b, path));
        let relation = relation(&a, &b);
        if both {
            prop_assert_ne!(relation, Relation::Apart);
        }
        if relation == Relation::Ordered && a.verb.is_some() == b.verb.is_some() {
            // What the winner matches, the other matches too.
            let (first, second) = if specificity(&a, &b) == Ordering::Less { (&a, &b) } else { (&b, &a) };
            for path in paths.iter().filter(|path| matches(first, path)) {
                prop_assert!(matches(second, path), "{} {} {:?}", first.text, second.text, path);
            }
        }
    }

    #[test]
    fn any_proto_name_becomes_an_identifier(text in "[A-Za-z][A-Za-z0-9_]{0,12}|_+[A-Za-z0-9][A-Za-z0-9_]{0,8}") {
        for rust in [name::snake(&text), name::camel(&text), name::shouty(&text), name::variant(&text, &format!("{text}_X"))] {
            prop_assert!(syn::parse_str::<syn::Ident>(&rust).is_ok(), "{text} became {rust}");
        }
    }

    #[test]
    fn any_service_yaml_is_read_or_refused(yaml in damaged(YAML)) {
        if let Err(errors) = project(yaml, PROTO.to_owned()) {
            prop_assert!(!errors.render(false).is_empty());
        }
    }

    #[test]
    fn any_name_is_refused_or_names_what_it_must(name in "[a-z][a-z0-9_]{0,14}|\\PC{0,8}") {
        // All of JSON is YAML, quotes and escapes too.
        let name = serde_json::to_string(&name).unwrap();
        let yaml = format!(
            "version: 1\nname: shop\nconsumers:\n  - {{name: {name}, topic: {name}, group: g, message: shop.orders.v1.Order, dead_letter: true}}\n\
             workers:\n  - name: {name}\n    task_queue: {name}\n    activities:\n      - {{name: {name}, input: shop.orders.v1.Order, start_to_close: 1s}}\n"
        );
        match project(yaml, PROTO.to_owned()) {
            Ok(model) => {
                let (worker, consumer) = (&model.workers[0], &model.consumers[0]);
                for rust in [&worker.name, &worker.type_name, &consumer.type_name, &worker.activities[0].type_name] {
                    prop_assert!(syn::parse_str::<syn::Ident>(rust).is_ok(), "{name} became {rust}");
                }
                let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
                prop_assert!(!consumer.topic.is_empty() && consumer.topic.bytes().all(legal));
            }
            Err(errors) => prop_assert!(!errors.render(false).is_empty()),
        }
    }

    #[test]
    fn any_text_is_read_or_refused(yaml in "\\PC{0,60}") {
        prop_assert!(project(yaml, PROTO.to_owned()).is_err());
    }

    #[test]
    fn any_proto_is_read_or_refused(proto in damaged(PROTO)) {
        let yaml = "version: 1\nname: shop\nservices:\n  - proto: shop.orders.v1.OrderService\n";
        if let Err(errors) = project(yaml.to_owned(), proto) {
            prop_assert!(!errors.render(false).is_empty());
        }
    }
}
