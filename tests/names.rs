//! The names that the emitted crates use are those that prost makes, also where a proto's
//! names are keywords, acronyms or hold digits.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use tonica::model::name;
use tonica::read::{self, Root};

/// Names that are legal in protos and awkward in Rust.
const ODD: &[&str] = &[
    "type",
    "Type",
    "TYPE",
    "self",
    "Self",
    "super",
    "crate",
    "extern",
    "match",
    "async",
    "gen",
    "yield",
    "dyn",
    "try",
    "HTTPRule",
    "httpRule",
    "HTTP2Server",
    "Http2_server",
    "X509Cert",
    "a1b2C3",
    "Foo_Bar",
    "foo__bar",
    "_leading",
    "trailing_",
    "A",
    "a",
    "ID",
    "userID",
    "IPv6Address",
    "snake_case_name",
    "SCREAMING_CASE",
    "mixed_Case_NAME",
    "Option",
    "Vec",
    "String",
    "Result",
    "Box",
    "Ok",
    "None",
    "v1",
    "V1beta1",
];

/// What prost makes of a file in package `odd`.
fn generated(text: &str) -> String {
    let path = "proto/odd.proto".to_owned();
    let root = Root {
        edits: BTreeMap::from([(path, text.as_bytes().to_vec())]),
        ..Root::at("none")
    };
    let protos = read::protos(&root, &["proto".to_owned()]).unwrap();
    let module = prost_build::Module::from_protobuf_package_name("odd");
    // prost looks into well-known files, though it makes nothing of them.
    let files = protos.pool.files().map(|file| {
        let module = prost_build::Module::from_protobuf_package_name(file.package_name());
        (module, file.file_descriptor_proto().clone())
    });
    let made = prost_build::Config::new()
        .generate(files.collect())
        .unwrap();
    made[&module].clone()
}

#[test]
fn messages_and_their_modules_are_named_as_prost_names_them() {
    for odd in ODD.iter().copied() {
        let text = format!(
            "syntax = \"proto3\";\npackage odd;\nmessage {odd} {{\n  message Inner {{}}\n}}\n"
        );
        let generated = generated(&text);
        let message = format!("pub struct {} {{", name::camel(odd));
        assert!(
            generated.contains(&message),
            "no `{message}` in\n{generated}"
        );
        let module = format!("pub mod {} {{", name::snake(odd));
        assert!(generated.contains(&module), "no `{module}` in\n{generated}");
    }
}

#[test]
fn fields_and_oneofs_are_named_as_prost_names_them() {
    for odd in ODD.iter().copied() {
        let text =
            format!("syntax = \"proto3\";\npackage odd;\nmessage M {{\n  string {odd} = 1;\n}}\n");
        let field = format!("pub {}: ", name::snake(odd));
        assert!(generated(&text).contains(&field), "no `{field}` for {odd}");
        let text = format!(
            "syntax = \"proto3\";\npackage odd;\nmessage M {{\n  oneof {odd} {{\n    string zzz = 1;\n  }}\n}}\n"
        );
        let oneof = format!("pub enum {} {{", name::camel(odd));
        assert!(generated(&text).contains(&oneof), "no `{oneof}` for {odd}");
    }
}

#[test]
fn enums_and_their_variants_are_named_as_prost_names_them() {
    for odd in ODD.iter().copied() {
        for value in [
            odd.to_owned(),
            format!("{odd}_{odd}"),
            format!("{odd}_2"),
            format!("Status_{odd}"),
            format!("STATUS{odd}"),
        ] {
            for enumeration in ["Status", odd] {
                if value == enumeration {
                    continue;
                }
                let text = format!(
                    "syntax = \"proto3\";\npackage odd;\nenum {enumeration} {{\n  {value} = 0;\n}}\n"
                );
                let generated = generated(&text);
                let named = format!(
                    "pub enum {} {{\n    {} = 0,",
                    name::camel(enumeration),
                    name::variant(enumeration, &value)
                );
                assert!(generated.contains(&named), "no `{named}` in\n{generated}");
            }
        }
    }
}

#[test]
fn references_lead_to_the_types_that_prost_makes() {
    let text = "syntax = \"proto3\";\npackage odd;\nimport \"google/protobuf/struct.proto\";\n\
        import \"google/protobuf/wrappers.proto\";\nimport \"google/protobuf/empty.proto\";\n\
        import \"google/protobuf/timestamp.proto\";\n\
        message Type {\n  message HTTPRule {}\n}\n\
        message M {\n  Type.HTTPRule a = 1;\n  google.protobuf.Struct b = 2;\n  google.protobuf.ListValue c = 3;\n  \
        google.protobuf.Empty d = 4;\n  google.protobuf.Timestamp e = 5;\n  google.protobuf.UInt64Value f = 6;\n  \
        google.protobuf.BytesValue g = 7;\n  google.protobuf.StringValue h = 8;\n}\n";
    let generated = generated(text);
    for (field, message) in [
        ("a", "odd.Type.HTTPRule"),
        ("b", "google.protobuf.Struct"),
        ("c", "google.protobuf.ListValue"),
        ("d", "google.protobuf.Empty"),
        ("e", "google.protobuf.Timestamp"),
        ("f", "google.protobuf.UInt64Value"),
        ("g", "google.protobuf.BytesValue"),
        ("h", "google.protobuf.StringValue"),
    ] {
        let rust = name::rust_type(message);
        let inner = rust.strip_prefix("odd::").unwrap_or(&rust);
        let core = generated.contains(&format!("pub {field}: ::core::option::Option<{inner}>"))
            || generated.contains(&format!(
                "pub {field}: ::core::option::Option<::prost::alloc::string::{inner}>"
            ))
            || generated.contains(&format!(
                "pub {field}: ::core::option::Option<::prost::alloc::vec::{inner}>"
            ));
        assert!(core, "{message} is not `{rust}` in\n{generated}");
    }
}

#[test]
fn temporal_knows_work_by_its_worker() {
    assert_eq!(
        name::temporal("fulfilment", "send_email"),
        "fulfilment.send_email"
    );
}
