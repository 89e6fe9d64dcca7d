//! Every way in which a list can stand in service.yaml.

use proptest::prelude::*;

use super::*;

fn text(text: &str) -> Field {
    Field::Text(text.to_owned())
}

fn service() -> Entry {
    vec![("proto", text("b.B")), ("name", text("b"))]
}

fn activity(name: &str) -> Entry {
    vec![("name", text(name)), ("input", text("a.A"))]
}

#[track_caller]
fn added(yaml: &str) -> String {
    append(yaml, Place::top("services"), &service()).unwrap()
}

/// An activity added to the first worker.
#[track_caller]
fn within(yaml: &str) -> String {
    append(yaml, ACTIVITIES, &activity("b")).unwrap()
}

const ACTIVITIES: Place<'static> = Place {
    item: Some(("workers", 0)),
    list: "activities",
};

#[test]
fn an_entry_goes_behind_the_last_one_and_nothing_else_moves() {
    for (before, after) in [
        (
            "name: x\nservices:\n  - proto: a.A\n",
            "name: x\nservices:\n  - proto: a.A\n+",
        ),
        (
            "services:\n- proto: a.A\nname: x\n",
            "services:\n- proto: a.A\n+name: x\n",
        ),
        (
            "services:\n  - proto: a.A # why\n\n# next\nname: x\n",
            "services:\n  - proto: a.A # why\n+\n# next\nname: x\n",
        ),
        (
            "services:\n  - proto: a.A\n    # of a\n# of name\nname: x\n",
            "services:\n  - proto: a.A\n    # of a\n+# of name\nname: x\n",
        ),
        (
            "services:\n  - proto: a.A\n    timeout: 3s   # long\n    rest: true\n",
            "services:\n  - proto: a.A\n    timeout: 3s   # long\n    rest: true\n+",
        ),
        (
            "services:\n  - {proto: a.A}\nname: x\n",
            "services:\n  - {proto: a.A}\n+name: x\n",
        ),
    ] {
        let indent = if before.contains("\n- ") { "" } else { "  " };
        let block = format!("{indent}- proto: b.B\n{indent}  name: b\n");
        assert_eq!(added(before), after.replace('+', &block), "{before}");
    }
}

#[test]
fn ends_of_lines_and_of_the_file_are_kept() {
    assert_eq!(
        added("services:\r\n  - proto: a.A\r\n"),
        "services:\r\n  - proto: a.A\r\n  - proto: b.B\r\n    name: b\r\n"
    );
    assert_eq!(
        added("services:\n  - proto: a.A"),
        "services:\n  - proto: a.A\n  - proto: b.B\n    name: b"
    );
    assert_eq!(
        within("workers:\r\n  - name: a"),
        "workers:\r\n  - name: a\r\n    activities:\r\n      - name: b\r\n        input: a.A"
    );
}

#[test]
fn an_absent_or_empty_list_becomes_one_in_block_style() {
    let block = "services:\n  - proto: b.B\n    name: b\n";
    assert_eq!(added("name: x\n"), format!("name: x\n{block}"));
    assert_eq!(added("name: x"), format!("name: x\n{}", block.trim_end()));
    assert_eq!(
        added("services: []\nname: x\n"),
        format!("{block}name: x\n")
    );
    assert_eq!(added("services:\nname: x\n"), format!("{block}name: x\n"));
    assert_eq!(
        added("services: [] # none\nname: x\n"),
        "services: # none\n  - proto: b.B\n    name: b\nname: x\n"
    );
}

#[test]
fn a_list_in_flow_style_stays_so() {
    assert_eq!(
        added("services: [{proto: a.A}]\n"),
        "services: [{proto: a.A}, {proto: b.B, name: b}]\n"
    );
    assert_eq!(
        added("services: [\n  {proto: a.A},\n]\n"),
        "services: [\n  {proto: a.A}, {proto: b.B, name: b}\n]\n"
    );
    assert_eq!(
        added("{name: x}\n"),
        "{name: x, services: [{proto: b.B, name: b}]}\n"
    );
    assert_eq!(
        added("{services: [], name: x}\n"),
        "{services: [{proto: b.B, name: b}], name: x}\n"
    );
}

#[test]
fn what_stands_for_another_place_is_refused() {
    for yaml in [
        "x: &all\n  - proto: a.A\nservices: *all\n",
        "x: *all\nservices: &all\n  - proto: a.A\n",
        "services: 3\n",
        "services: !!seq\n  - proto: a.A\n",
    ] {
        assert!(
            append(yaml, Place::top("services"), &service()).is_err(),
            "{yaml}"
        );
    }
    for yaml in [
        "workers: []\n",
        "workers: 3\n",
        "workers: [a]\n",
        "x: &a {name: a}\nworkers:\n  - *a\n",
        "x: &a [{name: a}]\nworkers: *a\n",
        "x: &a\n  - name: a\nworkers:\n  - name: w\n    activities: *a\n",
        "workers:\n  - name: w\n    activities: &a\n      - name: a\nx: *a\n",
        "workers:\n  - &w\n    name: w\nx: *w\n",
    ] {
        assert!(append(yaml, ACTIVITIES, &activity("b")).is_err(), "{yaml}");
    }
}

#[test]
fn lists_of_an_entry_are_written_with_it() {
    let worker = vec![
        ("name", text("w")),
        ("drain", Field::Flag(true)),
        (
            "activities",
            Field::List(vec![activity("a"), activity("b")]),
        ),
        ("workflows", Field::List(Vec::new())),
    ];
    assert_eq!(
        append("name: x\n", Place::top("workers"), &worker).unwrap(),
        "name: x\nworkers:\n  - name: w\n    drain: true\n    activities:\n      - name: a\n        input: a.A\n      - name: b\n        input: a.A\n    workflows: []\n"
    );
    assert_eq!(
        append("workers: [{name: v}]\n", Place::top("workers"), &worker).unwrap(),
        "workers: [{name: v}, {name: w, drain: true, activities: [{name: a, input: a.A}, {name: b, input: a.A}], workflows: []}]\n"
    );
}

#[test]
fn an_entry_goes_into_the_list_of_an_item() {
    let block = "      - name: b\n        input: a.A\n";
    for (before, after) in [
        // absent
        (
            "workers:\n  - name: w\n    # ours\n  # the other\n  - name: v\n",
            "workers:\n  - name: w\n    # ours\n    activities:\n+  # the other\n  - name: v\n",
        ),
        (
            "workers:\n  - name: w\n\n# end\nname: x\n",
            "workers:\n  - name: w\n    activities:\n+\n# end\nname: x\n",
        ),
        // empty
        (
            "workers:\n  - activities: [] # none\n    name: w\n",
            "workers:\n  - activities: # none\n+    name: w\n",
        ),
        (
            "workers:\n  - name: w\n    activities:\n    workflows: []\n",
            "workers:\n  - name: w\n    activities:\n+    workflows: []\n",
        ),
        // in block style
        (
            "workers:\n  - name: w\n    activities:\n      - name: a # why\n    task_queue: q\n",
            "workers:\n  - name: w\n    activities:\n      - name: a # why\n+    task_queue: q\n",
        ),
        (
            "workers:\n  - name: w\n    activities:\n      - {name: a}\n      # of a\n    # of v\n  - name: v\n",
            "workers:\n  - name: w\n    activities:\n      - {name: a}\n      # of a\n+    # of v\n  - name: v\n",
        ),
    ] {
        assert_eq!(within(before), after.replace('+', block), "{before}");
    }
    assert_eq!(
        within("workers:\n- name: w\n  activities:\n  - name: a\nname: x\n"),
        "workers:\n- name: w\n  activities:\n  - name: a\n  - name: b\n    input: a.A\nname: x\n"
    );
}

#[test]
fn an_item_in_flow_style_stays_so() {
    for (before, after) in [
        (
            "workers:\n  - {name: w}\n",
            "workers:\n  - {name: w, activities: [{+}]}\n",
        ),
        (
            "workers: [{name: w, activities: []}]\n",
            "workers: [{name: w, activities: [{+}]}]\n",
        ),
        (
            "workers:\n  - name: w\n    activities: [{name: a}]\n",
            "workers:\n  - name: w\n    activities: [{name: a}, {+}]\n",
        ),
        (
            "workers: [\n  {\n    name: w,\n  },\n]\n",
            "workers: [\n  {\n    name: w, activities: [{+}]\n  },\n]\n",
        ),
    ] {
        let meant = after.replace('+', "name: b, input: a.A");
        assert_eq!(within(before), meant, "{before}");
    }
}

#[test]
fn texts_that_would_be_something_else_are_quoted() {
    for plain in ["orders", "shop.v1.Order", "30s", "a-b_c.d", "3d", "v1"] {
        assert_eq!(write::scalar(plain), plain);
    }
    for quoted in [
        "", "on", "No", "1", "1.5", "0x1f", "1e3", "null", "~", "a: b", "- a", "a #b", "#a", "*a",
        " a", "a\nb", "\"", "é",
    ] {
        let entry: Entry = vec![("topic", text(quoted))];
        let yaml = append("name: x\n", Place::top("consumers"), &entry).unwrap();
        assert!(yaml.contains("topic: \""), "{yaml}");
    }
}

#[test]
fn a_value_is_set_in_its_place() {
    let text = "# head\nversion: 1\nname: shop   # ours\n";
    assert_eq!(
        set(text, "name", "store").unwrap(),
        text.replace("shop", "store")
    );
    assert!(set("name: {a: b}\n", "name", "store").is_err());
}

/// Workers in one of many layouts.
fn layout() -> impl Strategy<Value = String> {
    let head = prop_oneof![Just(""), Just("# head\n\n"), Just("name: x # ours\n")];
    let activities = prop_oneof![
        Just("".to_owned()),
        Just("    activities:\n".to_owned()),
        Just("    activities: []  # none\n".to_owned()),
        Just("    activities: [{name: a}]\n".to_owned()),
        Just("    activities:\n    - name: a\n".to_owned()),
        Just(
            "    activities:\n      # one\n      - name: a\n\n        input: b # two\n".to_owned()
        ),
    ];
    let between = prop_oneof![
        Just(""),
        Just("\n"),
        Just("    # of this\n"),
        Just("  # of the next\n"),
        Just("# far away\n")
    ];
    let tail = prop_oneof![Just(""), Just("\n# end\n"), Just("producers: []\n")];
    let workers = prop::collection::vec((activities, between), 1..4);
    (head, workers, tail, any::<bool>(), any::<bool>()).prop_map(
        |(head, workers, tail, windows, ends)| {
            let mut yaml = format!("{head}workers:\n");
            for (activities, between) in workers {
                yaml.push_str(&format!("  - name: w\n{activities}{between}"));
            }
            yaml.push_str(tail);
            if windows {
                yaml = yaml.replace('\n', "\r\n");
            }
            if ends {
                yaml
            } else {
                yaml.trim_end().to_owned()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adding_keeps_every_line_in_any_layout(yaml in layout(), topic in "\\PC{0,12}") {
        let count = value(&yaml).unwrap()["workers"].as_array().unwrap().len();
        let mut edited = yaml.clone();
        for index in 0..count {
            let place = Place { item: Some(("workers", index)), list: "activities" };
            edited = append(&edited, place, &activity("b")).unwrap();
        }
        let consumer = vec![("topic", text(&topic))];
        edited = append(&edited, Place::top("consumers"), &consumer).unwrap();
        prop_assert_eq!(&value(&edited).unwrap()["consumers"][0]["topic"], &topic);
        prop_assert_eq!(edited.contains("\r\n"), yaml.contains("\r\n"));
        // Comments stay, each in its place among the others.
        let comments = |yaml: &str| -> Vec<String> {
            let found = yaml.lines().filter_map(|line| line.split_once("# "));
            found.map(|(_, comment)| comment.trim_end().to_owned()).collect()
        };
        prop_assert!(comments(&edited).starts_with(&comments(&yaml)), "{}", edited);
    }
}
