//! What options of protos say: google.api's of fields, and protovalidate's rules.

use serde_json::{Value, json};

use crate::project::Document;

/// The document of a message `M` with these fields, which an rpc takes and gives.
fn with(fields: &str) -> Document {
    Document::of_proto(&format!(
        r#"import "buf/validate/validate.proto";
        import "google/api/field_behavior.proto";
        import "google/api/field_info.proto";
        import "google/protobuf/duration.proto";
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/wrappers.proto";
        service T {{
          rpc Put(M) returns (M) {{ option (google.api.http) = {{ post: "/m" body: "*" }}; }}
        }}
        message M {{ {fields} }}
        message Inner {{}}
        enum Kind {{ KIND_UNSPECIFIED = 0; KIND_A = 1; KIND_B = 2; }}"#
    ))
}

/// The schema of one field of such a message.
#[track_caller]
fn becomes(field: &str, schema: Value) {
    let document = with(&format!("{field};"));
    let properties = document.schema("t.v1.M")["properties"].as_object().unwrap();
    let found = properties.values().next().unwrap();
    assert_eq!(*found, schema, "{field}");
}

#[test]
fn field_behavior() {
    let document = with(
        "string a = 1 [(google.api.field_behavior) = REQUIRED];
         string b = 2 [(google.api.field_behavior) = OUTPUT_ONLY];
         string c = 3 [(google.api.field_behavior) = INPUT_ONLY, (google.api.field_behavior) = IMMUTABLE];
         Inner d = 4 [(google.api.field_behavior) = REQUIRED];",
    );
    assert_eq!(document.schema("t.v1.M")["required"], json!(["a", "d"]));
    assert_eq!(document.property("a")["minLength"], 1);
    assert_eq!(document.property("b")["readOnly"], true);
    assert_eq!(document.property("c")["writeOnly"], true);
    assert_eq!(
        document.property("c")["description"],
        "Can't be changed once it is set."
    );
    assert_eq!(
        document.operation("post", "/m")["requestBody"]["required"],
        true
    );
}

#[test]
fn field_info() {
    let uuid = "0b0cd8f2-7a0f-4e4e-9c55-5d1d0b5a3c11";
    becomes(
        "string a = 1 [(google.api.field_info).format = UUID4]",
        json!({"type": "string", "format": "uuid", "examples": [uuid]}),
    );
    becomes(
        "string a = 1 [(google.api.field_info).format = IPV4_OR_IPV6]",
        json!({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}),
    );
}

#[test]
fn rules_of_strings() {
    let rule = |rule: &str| format!("string a = 1 [(buf.validate.field).string.{rule}]");
    becomes(
        &rule("min_len = 2"),
        json!({"type": "string", "minLength": 2}),
    );
    becomes(
        &rule("len = 3"),
        json!({"type": "string", "minLength": 3, "maxLength": 3}),
    );
    becomes(
        &rule("pattern = \"^[a-z]+$\""),
        json!({"type": "string", "pattern": "^[a-z]+$"}),
    );
    becomes(
        &rule("pattern = \"(?i)a\""),
        json!({"type": "string", "description": "Matches `(?i)a`."}),
    );
    becomes(
        &rule("prefix = \"a.b\""),
        json!({"type": "string", "pattern": "^a\\.b"}),
    );
    becomes(
        &rule("const = \"a\""),
        json!({"type": "string", "const": "a"}),
    );
    becomes(
        "string a = 1 [(buf.validate.field).string = {in: [\"a\", \"b\"]}]",
        json!({"type": "string", "enum": ["a", "b"]}),
    );
    becomes(
        "string a = 1 [(buf.validate.field).string = {not_in: \"a\"}]",
        json!({"type": "string", "not": {"enum": ["a"]}}),
    );
    becomes(
        &rule("max_bytes = 9"),
        json!({"type": "string", "description": "At most 9 bytes."}),
    );
    becomes(
        &rule("email = true"),
        json!({"type": "string", "format": "email", "examples": ["ada@example.com"]}),
    );
    becomes(
        &rule("host_and_port = true"),
        json!({"type": "string", "description": "A host and a port: `example.com:443`."}),
    );
    becomes(
        "string a = 1 [(buf.validate.field).string = {example: \"mine\"}]",
        json!({"type": "string", "examples": ["mine"]}),
    );
    becomes(
        "string a = 1 [(buf.validate.field).string = {prefix: \"a\", suffix: \"z\"}]",
        json!({"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "z$"}]}),
    );
}

#[test]
fn rules_of_numbers() {
    becomes(
        "int32 a = 1 [(buf.validate.field).int32 = {gte: 1, lt: 10}]",
        json!({"type": "integer", "format": "int32", "minimum": 1, "exclusiveMaximum": 10, "examples": [1]}),
    );
    becomes(
        "uint32 a = 1 [(buf.validate.field).uint32.lte = 10]",
        json!({"type": "integer", "format": "uint32", "minimum": 0, "maximum": 10}),
    );
    becomes(
        "int64 a = 1 [(buf.validate.field).int64 = {gt: 99, lte: 1000}]",
        json!({
            "type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$",
            "description": "More than 99 and at most 1000.", "examples": ["100"],
        }),
    );
    becomes(
        "int32 a = 1 [(buf.validate.field).int32 = {gt: 10, lt: 1}]",
        json!({"type": "integer", "format": "int32", "description": "More than 10 or less than 1."}),
    );
    becomes(
        "int32 a = 1 [(buf.validate.field).int32 = {in: [1, 2]}]",
        json!({"type": "integer", "format": "int32", "enum": [1, 2]}),
    );
    becomes(
        "float a = 1 [(buf.validate.field).float = {gte: 0.1, lte: 1}]",
        json!({"type": "number", "format": "float", "minimum": 0.1, "maximum": 1.0}),
    );
    becomes(
        "double a = 1",
        json!({"type": ["number", "string"], "format": "double", "pattern": "^(NaN|-?Infinity)$"}),
    );
    becomes(
        "google.protobuf.Int32Value a = 1 [(buf.validate.field).int32.gte = 3]",
        json!({"type": ["integer", "null"], "format": "int32", "minimum": 3, "examples": [3]}),
    );
}

#[test]
fn rules_of_lists_maps_and_the_rest() {
    becomes(
        "repeated string a = 1 [(buf.validate.field).repeated = {min_items: 1, max_items: 9, unique: true, items: {string: {max_len: 5}}}]",
        json!({
            "type": "array", "minItems": 1, "maxItems": 9, "uniqueItems": true,
            "items": {"type": "string", "maxLength": 5},
        }),
    );
    becomes(
        "map<string, int64> a = 1 [(buf.validate.field).map = {min_pairs: 1, keys: {string: {max_len: 5}}, values: {int64: {gt: 0}}}]",
        json!({
            "type": "object", "minProperties": 1, "propertyNames": {"maxLength": 5},
            "additionalProperties": {
                "type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$", "examples": ["1"],
            },
            "description": "Each value: More than 0.",
        }),
    );
    becomes(
        "bytes a = 1 [(buf.validate.field).bytes = {min_len: 2, max_len: 4}]",
        json!({
            "type": "string", "contentEncoding": "base64", "examples": ["aGVsbG8="],
            "description": "From 2 to 4 bytes.",
        }),
    );
    becomes(
        "Kind a = 1 [(buf.validate.field).enum = {defined_only: true, in: [1, 2]}]",
        json!({"$ref": "#/components/schemas/t.v1.Kind", "enum": ["KIND_A", "KIND_B"]}),
    );
    becomes(
        "google.protobuf.Duration a = 1 [(buf.validate.field).duration = {gte: {seconds: 1, nanos: 500000000}}]",
        json!({
            "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,9})?s$", "examples": ["1.5s"],
            "description": "At least `1.5s`.",
        }),
    );
    becomes(
        "google.protobuf.Timestamp a = 1 [(buf.validate.field).timestamp.lt_now = true]",
        json!({
            "type": "string", "format": "date-time", "examples": ["2026-01-31T09:30:00Z"],
            "description": "In the past.",
        }),
    );
    becomes(
        "string a = 1 [(buf.validate.field).cel = {id: \"a\", message: \"not too dull\", expression: \"this != 'a'\"}, (buf.validate.field).cel_expression = \"this != 'b'\"]",
        json!({"type": "string", "description": "Rule: not too dull. Rule: `this != 'b'`."}),
    );
    becomes(
        "string a = 1 [(buf.validate.field) = {ignore: IGNORE_ALWAYS, string: {min_len: 2}}]",
        json!({"type": "string"}),
    );
}

#[test]
fn rules_of_messages_and_oneofs() {
    let document = with(
        "option (buf.validate.message).oneof = {fields: [\"x\", \"y\"], required: true};
         option (buf.validate.message).cel = {message: \"x goes before y\", expression: \"true\"};
         string x = 1;
         string y = 2;
         oneof kind { option (buf.validate.oneof).required = true; string a = 3; Inner b = 4; }
         string z = 5 [(buf.validate.field).required = true];",
    );
    let right = json!({"x": "1", "a": "2", "z": "3"});
    assert_eq!(document.errors_of("t.v1.M", &right), [""; 0]);
    for wrong in [
        json!({"x": "1", "y": "1", "a": "2", "z": "3"}),
        json!({"x": "1", "z": "3"}),
        json!({"a": "2", "z": "3"}),
        json!({"x": "1", "a": "2", "b": {}, "z": "3"}),
        json!({"x": "1", "a": "2"}),
        json!({"x": "1", "a": "2", "z": ""}),
    ] {
        assert_ne!(document.errors_of("t.v1.M", &wrong), [""; 0], "{wrong}");
    }
    let told = document.schema("t.v1.M")["description"].as_str().unwrap();
    for sentence in [
        "Exactly one of `a`, `b`",
        "Exactly one of `x`, `y`",
        "Rule: x goes before y.",
    ] {
        assert!(told.contains(sentence), "{told}");
    }
}

#[test]
fn comments_are_for_readers() {
    let document = Document::of_proto(
        r#"
        // Does it. See [M][t.v1.M].
        // (-- api-linter: none --)
        service T {
          // Puts one.
          //
          // And stays.
          rpc Put(M) returns (M) { option (google.api.http) = { post: "/m" body: "*" }; }
        }
        // buf:lint:ignore NAME
        message M {
          string a = 1; // Behind it.
        }"#,
    );
    assert_eq!(
        document.0["tags"],
        json!([{"name": "T", "description": "Does it. See `M`."}])
    );
    let put = document.operation("post", "/m");
    assert_eq!(
        (&put["summary"], &put["description"]),
        (&json!("Puts one"), &json!("Puts one.\n\nAnd stays."))
    );
    assert!(document.schema("t.v1.M").get("description").is_none());
    assert_eq!(document.property("a")["description"], "Behind it.");
}
