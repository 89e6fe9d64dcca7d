//! Same input, same bytes: wherever the project stands and in whatever order its files
//! are named.

use std::collections::BTreeMap;

use tonica::read;

use crate::project::{emit, of, sample};

/// A sample's inputs, by path.
fn inputs(name: &str) -> BTreeMap<String, String> {
    let raw = read::project(&sample(name)).unwrap();
    let inputs = raw.inputs.into_iter();
    inputs
        .map(|input| (input.path, String::from_utf8(input.bytes).unwrap()))
        .collect()
}

#[test]
fn a_project_is_emitted_alike_twice_and_from_another_place() {
    for name in ["shop", "names", "gateway-only"] {
        let once = emit(&sample(name));
        assert_eq!(once, emit(&sample(name)), "{name} twice");
        assert_eq!(once, emit(&of(inputs(name))), "{name} elsewhere");
    }
}

#[test]
fn the_order_of_protos_changes_nothing() {
    for name in ["shop", "names"] {
        let mut files = inputs(name);
        let mut protos: Vec<&str> = files
            .keys()
            .filter_map(|path| path.strip_prefix("proto/"))
            .collect();
        let ordered = |protos: &[&str], yaml: &str| {
            let list: Vec<String> = protos
                .iter()
                .map(|path| format!("    - {path}\n"))
                .collect();
            format!(
                "{yaml}\nproto:\n  include: [proto]\n  files:\n{}",
                list.concat()
            )
        };
        let (forward, yaml) = (
            ordered(&protos, &files["service.yaml"]),
            files["service.yaml"].clone(),
        );
        protos.reverse();
        let backward = ordered(&protos, &yaml);
        files.insert("service.yaml".to_owned(), forward);
        let first = emit(&of(files.clone()));
        files.insert("service.yaml".to_owned(), backward);
        assert_eq!(first, emit(&of(files)), "{name}");
    }
}
