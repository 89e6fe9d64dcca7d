//! Custom routes in the OpenAPI document.

#![allow(dead_code, reason = "what is only described is never called")]

use axum::Json;
use axum::extract::Path;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tonica_routes::{Route, Routes, described};
use utoipa::{OpenApi, ToSchema};

use crate::project::{Shared, route};

mod first {
    use super::*;

    #[derive(Serialize, ToSchema)]
    pub(super) struct Answer {
        /// How many there were.
        count: u32,
        of: Part,
    }

    #[derive(Serialize, ToSchema)]
    pub(super) struct Part {
        name: String,
    }

    /// Counts.
    ///
    /// All of them.
    #[utoipa::path(post, path = "/old", responses((status = 200, body = Answer)))]
    pub(super) async fn count() {}

    #[derive(OpenApi)]
    #[openapi(paths(count))]
    pub(super) struct Document;
}

mod second {
    use super::*;

    #[derive(Serialize, Deserialize, ToSchema)]
    pub(super) struct Answer {
        text: String,
    }

    #[utoipa::path(
        get,
        path = "/files/{owner}/{path}",
        operation_id = "count",
        responses((status = 200, body = Answer), (status = "default", description = "Own"))
    )]
    pub(super) async fn files(_: Path<(String, String)>, _: Json<Answer>) {}

    #[derive(OpenApi)]
    #[openapi(paths(files))]
    pub(super) struct Document;
}

const FIRST: Route = Route {
    name: "first",
    document: first::Document::openapi,
    ..route("PUT", "/counts/{id}")
};

const SECOND: Route = Route {
    name: "second",
    document: second::Document::openapi,
    ..route("GET", "/files/{owner}/{*path}")
};

/// A document with these routes in it.
fn with(document: &'static str) -> Value {
    let get = || axum::routing::get(|| async {});
    let routes = Routes::<Shared>::new()
        .with(&FIRST, get())
        .with(&SECOND, get());
    serde_json::from_str(described(document, &routes)).unwrap()
}

const BASE: &str = r##"{
    "openapi": "3.1.0",
    "info": {"title": "base", "version": "1"},
    "paths": {
        "/v1/orders": {"get": {"operationId": "Orders_Get", "responses": {
            "200": {"description": "OK"},
            "default": {"description": "An error", "$ref": "#/components/responses/Error"}
        }}},
        "/counts/{id}": {"put": {"summary": "Count"}, "get": {"operationId": "first"}}
    },
    "components": {"schemas": {"Part": {"type": "string"}}}
}"##;

#[test]
fn what_utoipa_says_stands_where_service_yaml_says() {
    let document = with(BASE);
    assert_eq!(document["info"]["title"], "base");
    let count = &document["paths"]["/counts/{id}"]["put"];
    assert_eq!(count["summary"], "Counts.");
    assert_eq!(count["description"], "All of them.");
    assert_eq!(
        document["paths"]["/counts/{id}"]["get"]["operationId"],
        "first"
    );
    assert_eq!(document["paths"].get("/old"), None);
    assert!(document["paths"]["/files/{owner}/{path}"]["get"].is_object());
}

#[test]
fn each_variable_of_the_path_has_a_parameter() {
    let document = with(BASE);
    let names = |path: &str, method: &str| -> Vec<String> {
        let parameters = document["paths"][path][method]["parameters"].as_array();
        let names = parameters.unwrap().iter();
        names
            .map(|one| format!("{} {}", one["in"], one["name"]).replace('"', ""))
            .collect()
    };
    assert_eq!(names("/counts/{id}", "put"), ["path id"]);
    assert_eq!(
        names("/files/{owner}/{path}", "get"),
        ["path owner", "path path"]
    );
}

#[test]
fn errors_are_described_as_those_of_rpcs_unless_the_handler_says_otherwise() {
    let document = with(BASE);
    let default =
        |path: &str, method: &str| &document["paths"][path][method]["responses"]["default"];
    assert_eq!(
        default("/counts/{id}", "put")["$ref"],
        "#/components/responses/Error"
    );
    assert_eq!(
        default("/files/{owner}/{path}", "get")["description"],
        "Own"
    );
}

#[test]
fn other_schemas_and_operations_of_one_name_get_the_routes_name_too() {
    let document = with(BASE);
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Part"], json!({"type": "string"}));
    assert_eq!(schemas["first.Part"]["required"], json!(["name"]));
    assert_eq!(
        schemas["Answer"]["properties"]["of"]["$ref"],
        "#/components/schemas/first.Part"
    );
    assert_eq!(schemas["second.Answer"]["required"], json!(["text"]));
    let answer = &document["paths"]["/files/{owner}/{path}"]["get"]["responses"]["200"];
    let schema = &answer["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/second.Answer");
    let id = |path: &str, method: &str| &document["paths"][path][method]["operationId"];
    assert_ne!(
        id("/counts/{id}", "put"),
        id("/files/{owner}/{path}", "get")
    );
}

#[test]
fn no_document_stays_none() {
    let routes = Routes::<Shared>::new();
    assert_eq!(described("", &routes), "");
}
