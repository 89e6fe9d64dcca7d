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

/// As the generator writes it: a path has the names that its first template gave it.
const BASE: &str = r##"{
    "openapi": "3.1.0",
    "info": {"title": "base", "version": "1"},
    "paths": {
        "/v1/orders": {"get": {"operationId": "Orders_Get", "responses": {"200": {"description": "OK"}}}},
        "/counts/{order}": {
            "put": {
                "operationId": "first", "x-route": "first", "summary": "First", "tags": ["Other routes"],
                "responses": {"200": {"description": "Done."}, "default": {"$ref": "#/components/responses/Error"}}
            },
            "get": {"operationId": "count", "responses": {}}
        },
        "/files/{owner}/{path}": {"x-additional-operations": {"GET /files/{owner}/{*path}": {
            "operationId": "second", "x-route": "second", "summary": "Second", "tags": ["Other routes"],
            "responses": {"200": {"description": "Done."}, "default": {"$ref": "#/components/responses/Error"}}
        }}}
    },
    "components": {"schemas": {"Part": {"type": "string"}}}
}"##;

fn first(document: &Value) -> &Value {
    &document["paths"]["/counts/{order}"]["put"]
}

fn second(document: &Value) -> &Value {
    let item = &document["paths"]["/files/{owner}/{path}"];
    &item["x-additional-operations"]["GET /files/{owner}/{*path}"]
}

#[test]
fn what_utoipa_says_stands_where_the_document_has_the_route() {
    let document = with(BASE);
    assert_eq!(document["info"]["title"], "base");
    assert_eq!(first(&document)["summary"], "Counts.");
    assert_eq!(first(&document)["description"], "All of them.");
    assert_eq!(first(&document)["x-route"], "first");
    assert_eq!(first(&document)["tags"], json!(["Other routes"]));
    assert_eq!(second(&document)["summary"], "Second");
    assert_eq!(document["paths"].get("/old"), None);
}

#[test]
fn each_variable_of_the_path_has_a_parameter_by_the_documents_name() {
    let document = with(BASE);
    let names = |operation: &Value| -> Vec<String> {
        let parameters = operation["parameters"].as_array().unwrap().iter();
        let name = |one: &Value| format!("{} {}", one["in"], one["name"]).replace('"', "");
        parameters.map(name).collect()
    };
    assert_eq!(names(first(&document)), ["path order"]);
    assert_eq!(names(second(&document)), ["path owner", "path path"]);
}

#[test]
fn errors_are_described_as_those_of_rpcs_unless_the_handler_says_otherwise() {
    let document = with(BASE);
    let default = |operation: &Value| operation["responses"]["default"].clone();
    let any = json!({"$ref": "#/components/responses/Error"});
    assert_eq!(default(first(&document)), any);
    assert_eq!(default(second(&document))["description"], "Own");
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
    let answer = &second(&document)["responses"]["200"];
    let schema = &answer["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/second.Answer");
    assert_eq!(first(&document)["operationId"], "count_");
}

#[test]
fn no_document_stays_none() {
    let routes = Routes::<Shared>::new();
    assert_eq!(described("", &routes), "");
}
