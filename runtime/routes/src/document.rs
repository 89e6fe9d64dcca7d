//! Custom routes in the OpenAPI document: what utoipa says of their handlers, at the paths and methods
//! that service.yaml gives them, with what every route of the gateway has.

use serde_json::{Map, Value, json};

use crate::{Route, Routes, schemas};

/// An OpenAPI document with the custom routes in it; nothing where there is none.
pub fn described<S>(document: &'static str, routes: &Routes<S>) -> &'static str {
    let Ok(mut whole) = serde_json::from_str::<Value>(document) else {
        return document;
    };
    let error = error(&whole);
    for (route, _) in &routes.routes {
        // It is made of texts, numbers and lists: all of it is JSON.
        let mut described = serde_json::to_value((route.document)()).unwrap_or_default();
        schemas::tell_apart(&whole, route.name, &mut described);
        let operation = operation(&mut described, route.method);
        add_components(&mut whole, &mut described);
        if let Some(operation) = operation {
            add(&mut whole, route, operation, error.as_ref());
        }
    }
    // Once a gateway, and it serves as long as the process lives.
    whole.to_string().leak()
}

/// How the document describes an error: all rpcs have the same.
fn error(document: &Value) -> Option<Value> {
    let mut operations = operations(document);
    operations.find_map(|(.., of)| of.pointer("/responses/default").cloned())
}

/// The operations of a document, each with its path and method.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let operations = item.as_object().into_iter().flatten();
        operations.map(move |(method, of)| (path.as_str(), method.as_str(), of))
    })
}

/// The operation that utoipa describes: the one of this method, or else the only one.
fn operation(described: &mut Value, method: &str) -> Option<Value> {
    let item = object(&mut described["paths"]).values_mut().next()?;
    let item = object(item);
    let own = item.remove(&method.to_lowercase());
    own.or_else(|| {
        item.values()
            .find(|of| of["responses"].is_object())
            .cloned()
    })
}

fn add_components(document: &mut Value, described: &mut Value) {
    for (kind, components) in object(&mut described["components"]) {
        let known = object(&mut document["components"]);
        let known = object(known.entry(kind.as_str()).or_insert(Value::Null));
        for (name, component) in object(components) {
            let place = known.entry(name.as_str());
            place.or_insert_with(|| component.take());
        }
    }
}

fn add(document: &mut Value, route: &Route, mut operation: Value, error: Option<&Value>) {
    let path = route.path.replace("{*", "{");
    let method = route.method.to_lowercase();
    add_parameters(&mut operation, &path);
    let wanted = operation["operationId"].as_str().unwrap_or(route.name);
    let mut id = wanted.to_owned();
    while operations(document)
        .any(|(at, by, of)| (at, by) != (&path, &method) && of["operationId"] == id)
    {
        id.push('_');
    }
    operation["operationId"] = id.into();
    if let Some(error) = error {
        let responses = object(&mut operation["responses"]);
        responses.entry("default").or_insert_with(|| error.clone());
    }
    let item = object(&mut document["paths"]).entry(path);
    object(item.or_insert(Value::Null)).insert(method, operation);
}

/// Sees to it that an operation has a parameter for each variable of its path, and for no other.
fn add_parameters(operation: &mut Value, path: &str) {
    let variables = path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    let variables: Vec<&str> = variables.collect();
    let mut parameters = match operation["parameters"].take() {
        Value::Array(parameters) => parameters,
        _ => Vec::new(),
    };
    let is_of = |parameter: &Value, variable: &str| {
        parameter["in"] == "path" && parameter["name"] == variable
    };
    parameters
        .retain(|one| one["in"] != "path" || variables.iter().any(|variable| is_of(one, variable)));
    for variable in variables {
        if !parameters.iter().any(|one| is_of(one, variable)) {
            parameters.push(json!({
                "name": variable, "in": "path", "required": true, "schema": {"type": "string"},
            }));
        }
    }
    if parameters.is_empty() {
        object(operation).remove("parameters");
    } else {
        operation["parameters"] = parameters.into();
    }
}

/// The map that a value is; made an empty one of where it is none.
pub(crate) fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        _ => unreachable!("it was made a map"),
    }
}
