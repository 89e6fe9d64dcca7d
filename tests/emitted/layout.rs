//! Fresh Rust is laid out as rustfmt does it, also where names are long and odd.

use std::fs;
use std::process::Command;

use tonica::tree::{Tree, Upkeep};

use crate::project::{SAMPLES, emit, of, sample};

/// Fails where rustfmt would change a file.
fn assert_formatted(name: &str, tree: &Tree) {
    let folder = tempfile::tempdir().unwrap();
    let mut roots = Vec::new();
    for output in &tree.outputs {
        let path = folder.path().join(&output.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &output.bytes).unwrap();
        let own = !output.path.starts_with("runtime/");
        if own && (output.path.ends_with("src/lib.rs") || output.path.ends_with("src/main.rs")) {
            roots.push(path);
        }
    }
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--check"]).args(roots);
    let output = rustfmt.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {told}{failed}");
}

/// A name of `length` letters, `word` repeated, in camel or snake case.
fn name(word: &str, length: usize, camel: bool) -> String {
    let mut name = String::new();
    while name.len() < length {
        if camel {
            name.push_str(&word[..1].to_uppercase());
            name.push_str(&word[1..]);
        } else {
            name.push_str(word);
            name.push('_');
        }
    }
    let name = &name[..length];
    name.trim_end_matches('_').to_owned()
}

/// A project whose names are `length` letters long, and a few that are odd.
fn project(length: usize) -> Vec<(String, String)> {
    let camel = |word: &str| name(word, length, true);
    let (service, other) = (camel("counter"), camel("keeper"));
    let package = format!("{}.v1", name("pack", length.min(40), false));
    let (request, answer, odd) = (camel("request"), camel("answer"), camel("x9y"));
    let mut proto = format!(
        "syntax = \"proto3\";\npackage {package};\nimport \"google/api/annotations.proto\";\n"
    );
    for (index, service) in [&service, &other].into_iter().enumerate() {
        proto.push_str(&format!(
            "// {service} [counts] https://example.com.\nservice {service} {{\n  \
             rpc {call}One({request}) returns ({answer}) {{ option (google.api.http) = {{ get: \"/v1/{index}/{{name}}\" }}; }}\n  \
             rpc {call}Two({request}) returns (stream {answer});\n  \
             rpc {call}Three(stream {odd}) returns ({answer});\n  \
             rpc {call}Four(stream Status) returns (stream {odd});\n}}\n",
            call = camel("call"),
        ));
    }
    for message in [&request, &answer, &odd, "Status"] {
        proto.push_str(&format!("message {message} {{ string name = 1; }}\n"));
    }
    let mut yaml = format!(
        "version: 1\nname: {}\nservices:\n  - proto: {package}.{service}\n  - proto: {package}.{other}\n",
        name("proj", length.min(40), false).replace('_', "-"),
    );
    yaml.push_str(&routes(length));
    yaml.push_str(&work(&package, length, [&request, &answer, &odd]));
    vec![
        ("service.yaml".to_owned(), yaml),
        ("proto/all.proto".to_owned(), proto),
    ]
}

/// Routes of such a project.
fn routes(length: usize) -> String {
    let snake = |word: &str| name(word, length, false);
    let (hook, look, head) = (snake("hook"), snake("look"), snake("head"));
    let group = snake("group").replace('_', "-");
    format!(
        "routes:\n  - {{name: {hook}, path: /{hook}, group: /{group}}}\n  \
         - {{name: {look}, method: GET, path: \"/{group}/{{{look}}}/{{*rest}}\"}}\n  \
         - {{name: {head}, method: HEAD, path: \"/{head}/{{id}}\", group: /}}\n"
    )
}

/// Workers, consumers and producers of such a project.
fn work(package: &str, length: usize, [request, answer, odd]: [&str; 3]) -> String {
    let snake = |word: &str| name(word, length, false);
    let mut yaml = format!(
        "workers:\n  - name: {}\n    task_queue: {}\n    workflows:\n",
        snake("worker"),
        snake("queue"),
    );
    for (word, input, output) in [("flow", request, answer), ("stream", "Status", odd)] {
        yaml.push_str(&format!(
            "      - {{name: {}, input: {package}.{input}, output: {package}.{output}}}\n",
            snake(word)
        ));
    }
    yaml.push_str("    activities:\n");
    for (word, input, output) in [("act", request, answer), ("step", "Status", odd)] {
        yaml.push_str(&format!(
            "      - {{name: {}, input: {package}.{input}, output: {package}.{output}, start_to_close: 1s}}\n",
            snake(word)
        ));
    }
    yaml.push_str("consumers:\n");
    for (word, message, encoding) in [("read", request, "protobuf"), ("take", "Status", "json")] {
        yaml.push_str(&format!(
            "  - {{name: {}, topic: {word}, group: {}, message: {package}.{message}, encoding: {encoding}, dead_letter: true}}\n",
            snake(word),
            snake("group"),
        ));
    }
    yaml.push_str("producers:\n");
    for (word, message) in [("write", request), ("put", "Status")] {
        yaml.push_str(&format!(
            "  - {{name: {}, topic: {}, message: {package}.{message}, key: name}}\n",
            snake(word),
            snake("topic")
        ));
    }
    yaml
}

#[test]
fn samples_are_formatted() {
    for name in SAMPLES {
        assert_formatted(name, &emit(&sample(name)));
    }
}

#[test]
fn names_of_up_to_40_letters_are_laid_out() {
    for length in 8..=40 {
        assert_formatted(&format!("{length} letters"), &emit(&of(project(length))));
    }
}

#[test]
fn stubs_are_formatted_as_they_are_inserted() {
    for length in [8, 20, 30, 40] {
        let tree = emit(&of(project(length)));
        let mut text = String::new();
        for output in &tree.outputs {
            if let Upkeep::Stubs(stubs) = &output.upkeep {
                let stubs: Vec<&str> = stubs.iter().map(|stub| stub.code.as_str()).collect();
                text += &format!("impl Counter for Counters {{\n{}}}\n", stubs.join("\n"));
            }
        }
        assert!(text.contains("ActivityContext"));
        let path = tempfile::tempdir().unwrap();
        let path = path.path().join("stubs.rs");
        fs::write(&path, text).unwrap();
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--edition", "2024", "--check"]).arg(path);
        let output = rustfmt.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{length}: {told}");
    }
}
