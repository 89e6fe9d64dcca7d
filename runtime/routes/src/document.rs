//! Custom routes in the OpenAPI document: what utoipa says of their handlers takes the place of what
//! the generator knew of them, at the paths and methods that service.yaml gives them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{Route, Routes, schemas};

/// By this an operation of the generated document names its route.
const ROUTE: &str = "x-route";

/// An OpenAPI document with what utoipa says of the routes; nothing where there is no document.
pub fn described<S>(document: &'static str, routes: &Routes<S>) -> &'static str {
    let Ok(mut whole) = serde_json::from_str::<Value>(document) else {
        return document;
    };
    for (route, _) in &routes.routes {
        // It is made of texts, numbers and lists: all of it is JSON.
        let mut described = serde_json::to_value((route.document)()).unwrap_or_default();
        schemas::tell_apart(&whole, route.name, &mut described);
        let operation = operation(&mut described, route.method);
        add_components(&mut whole, &mut described);
        if let Some(operation) = operation {
            replace(&mut whole, route, operation);
        }
    }
    // Once a gateway, and it serves as long as the process lives.
    whole.to_string().leak()
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

/// Puts an operation where the document has its route.
fn replace(document: &mut Value, route: &Route, mut operation: Value) {
    let id = free_id(document, route, &operation);
    operation["operationId"] = id.into();
    for (path, item) in object(&mut document["paths"]) {
        let additional = "x-additional-operations";
        let mut places: Vec<&mut Value> = Vec::new();
        for (method, place) in object(item) {
            if method == additional {
                places.extend(object(place).values_mut());
            } else {
                places.push(place);
            }
        }
        let mut places = places.into_iter();
        let Some(place) = places.find(|place| place[ROUTE] == route.name) else {
            continue;
        };
        add_parameters(&mut operation, route.path, path);
        complete(&mut operation, place, route.name);
        *place = operation;
        return;
    }
}

/// The id that utoipa gives an operation, or one like it where another one has that.
fn free_id(document: &Value, route: &Route, operation: &Value) -> String {
    let paths = document["paths"].as_object().into_iter().flatten();
    let items = paths.filter_map(|(_, item)| item.as_object()).flatten();
    let others = items.map(|(_, of)| of).filter(|of| of[ROUTE] != route.name);
    let taken: Vec<&Value> = others.map(|of| &of["operationId"]).collect();
    let mut id = operation["operationId"]
        .as_str()
        .unwrap_or(route.name)
        .to_owned();
    while taken.iter().any(|taken| **taken == id) {
        id.push('_');
    }
    id
}

/// What the generator knew and utoipa doesn't say.
fn complete(operation: &mut Value, known: &mut Value, name: &str) {
    // utoipa's own tag is the module, which is the route.
    if operation["tags"] == json!([name]) || operation["tags"] == json!([]) {
        object(operation).remove("tags");
    }
    let error = known.pointer("/responses/default").cloned();
    let responses = object(&mut operation["responses"]);
    if let Some(error) = error {
        responses.entry("default").or_insert(error);
    }
    for key in ["tags", "summary", ROUTE] {
        let value = known[key].take();
        object(operation).entry(key).or_insert(value);
    }
}

/// Sees to it that an operation has a parameter for each variable of its path, by the name that the
/// document gives it, and for no other.
fn add_parameters(operation: &mut Value, own: &str, path: &str) {
    let names: BTreeMap<&str, &str> = variables(own).zip(variables(path)).collect();
    let mut parameters = match operation["parameters"].take() {
        Value::Array(parameters) => parameters,
        _ => Vec::new(),
    };
    parameters.retain_mut(|parameter| {
        if parameter["in"] != "path" {
            return true;
        }
        let name = parameter["name"].as_str().unwrap_or_default();
        match names.get(name) {
            Some(name) => parameter["name"] = (*name).into(),
            None => return false,
        }
        true
    });
    for name in names.values() {
        let is_there = |one: &Value| one["in"] == "path" && one["name"] == **name;
        if !parameters.iter().any(is_there) {
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "schema": {"type": "string"},
            }));
        }
    }
    if parameters.is_empty() {
        object(operation).remove("parameters");
    } else {
        operation["parameters"] = parameters.into();
    }
}

/// The names of a path's variables, in order.
fn variables(path: &str) -> impl Iterator<Item = &str> {
    let pieces = path.split('{').skip(1);
    let names = pieces.filter_map(|rest| rest.split('}').next());
    names.map(|name| name.trim_start_matches('*'))
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
