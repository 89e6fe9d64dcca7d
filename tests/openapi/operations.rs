//! Operations: none is missing, and each says where the parts of a request go.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::project::{Document, SAMPLES, proto, sample};

/// All operations of a document, those that OpenAPI has no place for included.
fn operations(document: &Value) -> Vec<&Value> {
    let items = document["paths"].as_object().unwrap().values();
    let members = items.flat_map(|item| item.as_object().unwrap());
    let each = members.flat_map(|(name, operation)| match name.as_str() {
        "x-additional-operations" => operation.as_object().unwrap().values().collect(),
        _ => vec![operation],
    });
    each.collect()
}

#[test]
fn every_binding_is_an_operation_of_its_own_name() {
    for name in SAMPLES {
        let model = sample(name);
        let services = model.services.iter().filter(|service| service.rest);
        let bindings: usize = services
            .flat_map(|service| &service.rpcs)
            .map(|rpc| rpc.bindings.len())
            .sum();
        let bindings = bindings + model.routes.len();
        let document = Document::of(&model);
        let operations = operations(&document.0);
        let ids: BTreeSet<&str> = operations
            .iter()
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        assert_eq!(
            (operations.len(), ids.len()),
            (bindings, bindings),
            "{name}"
        );
    }
}

#[test]
fn an_rpc_named_as_a_second_binding_keeps_its_name() {
    let document = Document::of_proto(
        r#"service T {
          rpc Get(M) returns (M) {
            option (google.api.http) = {
              get: "/a"
              additional_bindings { get: "/b" }
              additional_bindings { get: "/c" }
            };
          }
          rpc Get_2(M) returns (M) { option (google.api.http) = { get: "/d" }; }
        }
        message M {}"#,
    );
    let id = |path: &str| document.operation("get", path)["operationId"].clone();
    assert_eq!(id("/a"), "T_Get");
    assert_eq!(id("/b"), "T_Get_3");
    assert_eq!(id("/c"), "T_Get_4");
    assert_eq!(id("/d"), "T_Get_2");
}

#[test]
fn what_openapi_has_no_place_for_is_not_lost() {
    let document = Document::of_proto(
        r#"service T {
          rpc Count(M) returns (M) {
            option (google.api.http) = { custom { kind: "COUNT" path: "/a/{name}" } };
          }
          rpc One(M) returns (M) { option (google.api.http) = { get: "/b/{name}" }; }
          rpc Many(M) returns (M) { option (google.api.http) = { get: "/b/{name=**}" }; }
          rpc Any(M) returns (M) {
            option (google.api.http) = { custom { kind: "*" path: "/c/{name}" } };
          }
        }
        message M { string name = 1; }"#,
    );
    let more = |path: &str| &document.0["paths"][path]["x-additional-operations"];
    assert_eq!(
        more("/a/{name}")["COUNT /a/{name}"]["operationId"],
        "T_Count"
    );
    assert_eq!(
        document.operation("get", "/b/{name}")["operationId"],
        "T_One"
    );
    let many = &more("/b/{name}")["GET /b/{name=**}"];
    assert_eq!(many["operationId"], "T_Many");
    assert_eq!(many["x-path-template"], "/b/{name=**}");
    let any = document.operation("post", "/c/{name}");
    assert_eq!(any["description"], "Any method will do.");
}

#[test]
fn the_body_is_what_the_path_leaves() {
    let document = Document::of_proto(
        r#"service T {
          rpc All(M) returns (M) {
            option (google.api.http) = { post: "/a/{inner.name}/{name}" body: "*" };
          }
          rpc Part(M) returns (M) {
            option (google.api.http) = { patch: "/a/{inner.name}" body: "inner" };
          }
        }
        message M { string name = 1; Inner inner = 2; int32 size = 3; }
        message Inner { string name = 1; bool done = 2; }"#,
    );
    let body = |method: &str, path: &str| {
        document.operation(method, path)["requestBody"]["content"]["application/json"]["schema"]
            .clone()
    };
    let whole = body("post", "/a/{inner.name}/{name}");
    assert_eq!(
        document.errors(&whole, &json!({"size": 1, "inner": {"done": true}})),
        [""; 0]
    );
    assert_ne!(document.errors(&whole, &json!({"name": "a"})), [""; 0]);
    assert_ne!(
        document.errors(&whole, &json!({"inner": {"name": "a"}})),
        [""; 0]
    );
    let part = body("patch", "/a/{inner.name}");
    assert_eq!(document.errors(&part, &json!({"done": true})), [""; 0]);
    assert_ne!(document.errors(&part, &json!({"name": "a"})), [""; 0]);
    let patch = document.operation("patch", "/a/{inner.name}");
    let names: Vec<&Value> = patch["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(names, ["inner.name", "name", "size"]);
}

#[test]
fn the_query_has_what_text_can_spell() {
    let document = Document::of_proto(
        r#"import "google/protobuf/timestamp.proto";
        import "google/protobuf/struct.proto";
        import "google/protobuf/wrappers.proto";
        service T {
          rpc List(M) returns (M) { option (google.api.http) = { get: "/a/{kind}" }; }
        }
        message M {
          repeated string names = 1;
          map<string, int32> labels = 2;
          Inner inner = 3;
          repeated Inner inners = 4;
          map<string, Inner> by_name = 5;
          google.protobuf.Timestamp since = 6;
          google.protobuf.Struct any = 7;
          google.protobuf.Int32Value most = 8;
          oneof what { string a = 9; string b = 10; }
          Kind kind = 11;
        }
        message Inner { string name = 1; M again = 2; Inner own = 3; }
        enum Kind { KIND_UNSPECIFIED = 0; KIND_A = 1; }"#,
    );
    let list = document.operation("get", "/a/{kind}");
    let names: Vec<&str> = list["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    let known = [
        "kind",
        "names",
        "labels",
        "inner.name",
        "since",
        "most",
        "a",
        "b",
    ];
    assert_eq!(names, known);
    let names = Document::parameter(list, "names");
    assert_eq!(
        (&names["explode"], &names["schema"]["type"]),
        (&json!(true), &json!("array"))
    );
    let labels = Document::parameter(list, "labels");
    assert_eq!(labels["style"], "deepObject");
    assert_eq!(
        labels["description"],
        "One parameter a key: `labels[key]=value`."
    );
    assert_eq!(
        Document::parameter(list, "most")["schema"]["type"],
        "integer"
    );
    assert_eq!(
        Document::parameter(list, "a")["description"],
        "At most one of `a`, `b` is set."
    );
    let said = "Query parameters go on below `inner.again`, `inner.own`, to any depth.";
    assert_eq!(list["description"], said);
    assert_eq!(Document::parameter(list, "kind")["in"], "path");
}

#[test]
fn streams_and_bodies_of_bytes() {
    let model = proto(
        r#"import "google/api/httpbody.proto";
        service T {
          rpc Watch(M) returns (stream M) { option (google.api.http) = { get: "/watch" }; }
          rpc Put(stream M) returns (M) { option (google.api.http) = { post: "/put" body: "*" }; }
          rpc Down(M) returns (google.api.HttpBody) { option (google.api.http) = { get: "/down" }; }
          rpc Up(U) returns (M) { option (google.api.http) = { post: "/up" body: "file" }; }
        }
        message M { string name = 1; }
        message U { string name = 1; google.api.HttpBody file = 2; }"#,
        "",
    );
    let document = Document::of(&model);
    let content = |method: &str, path: &str| {
        document.operation(method, path)["responses"]["200"]["content"].clone()
    };
    let watch = content("get", "/watch");
    let kinds: Vec<&String> = watch.as_object().unwrap().keys().collect();
    let mut forms = [
        "application/json",
        "application/x-ndjson",
        "text/event-stream",
    ];
    forms.sort_unstable();
    assert_eq!(kinds, forms);
    let array = &watch["application/json"]["schema"];
    let told = json!([{"name": "a"}, {"error": {"code": 5, "message": "gone"}}]);
    assert_eq!(document.errors(array, &told), [""; 0]);
    assert_ne!(document.errors(array, &json!({"name": "a"})), [""; 0]);
    let line = &watch["application/x-ndjson"]["x-item-schema"];
    assert_eq!(document.errors(line, &json!({"name": "a"})), [""; 0]);
    let put = &document.operation("post", "/put")["requestBody"]["content"];
    assert_eq!(
        put["application/x-ndjson"]["x-item-schema"]["$ref"],
        "#/components/schemas/t.v1.M"
    );
    let binary = json!({"*/*": {"schema": {"type": "string", "format": "binary"}}});
    assert_eq!(content("get", "/down"), binary);
    let up = document.operation("post", "/up");
    assert_eq!(up["requestBody"]["content"], binary);
    assert_eq!(Document::parameter(up, "name")["in"], "query");
}

#[test]
fn errors_have_the_shape_that_the_gateway_gives_them() {
    let text = "service T { rpc Get(M) returns (M) { option (google.api.http) = { get: \"/a\" }; } }\nmessage M {}";
    let status = json!({"code": 5, "message": "gone", "details": [{"@type": "x", "a": 1}]});
    let aip193 =
        json!({"error": {"code": 404, "status": "NOT_FOUND", "message": "gone", "details": []}});
    for (yaml, right, wrong) in [
        ("", &status, &aip193),
        ("gateway: {errors: aip193}\n", &aip193, &status),
    ] {
        let document = Document::of(&proto(text, yaml));
        let error = &document.0["components"]["responses"]["Error"];
        let schema = &error["content"]["application/json"]["schema"];
        assert_eq!(document.errors(schema, right), [""; 0]);
        assert_ne!(document.errors(schema, wrong), [""; 0]);
    }
}

#[test]
fn what_is_deprecated_says_so() {
    let document = Document::of_proto(
        r#"service T {
          rpc Old(M) returns (M) {
            option deprecated = true;
            option (google.api.http) = { get: "/old" };
          }
          rpc Fresh(M) returns (N) { option (google.api.http) = { get: "/fresh" }; }
        }
        message M { string name = 1 [deprecated = true]; }
        message N { option deprecated = true; E e = 1; }
        enum E { E_NONE = 0; E_OLD = 1 [deprecated = true]; }"#,
    );
    assert_eq!(document.operation("get", "/old")["deprecated"], true);
    let fresh = document.operation("get", "/fresh");
    assert!(fresh.get("deprecated").is_none());
    assert_eq!(Document::parameter(fresh, "name")["deprecated"], true);
    assert_eq!(document.schema("t.v1.N")["deprecated"], true);
    let told = document.schema("t.v1.E")["description"].as_str().unwrap();
    assert!(told.contains("- `E_OLD`: Deprecated."), "{told}");
}
