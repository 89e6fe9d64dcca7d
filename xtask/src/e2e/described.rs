//! What a running gateway answers is what its OpenAPI document says: each answer against the
//! schema that stands there for it, in which no property may be missing.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::http::{self, Answer, get, post};
use super::story;

/// Asks for answers of many kinds.
pub(super) fn answers(rest: u16) -> Result<()> {
    let document = get(rest, "/openapi.json")?.json(200)?;
    let document = Document(closed(document));
    let order = post(rest, "/v1/orders", &story::order("described"))?;
    document.describes(&order, "post", "/v1/orders")?;
    let path = story::path(&order.json(200)?)?;
    document.describes(&get(rest, &path)?, "get", "/v1/orders/{orderId}")?;
    let first = get(rest, "/v1/orders/first")?;
    document.describes(&first, "get", "/v1/orders/{orderId}")?;
    document.describes(&get(rest, "/v1/orders?pageSize=2")?, "get", "/v1/orders")?;
    let mails = get(rest, "/v1/mails?to=ada@example.com")?;
    document.describes(&mails, "get", "/v1/mails")?;
    let payment = post(rest, &format!("{path}/payment"), &json!({}))?;
    document.describes(&payment, "post", "/v1/orders/{orderId}/payment")?;
    for (answer, status) in [
        (get(rest, "/v1/orders/none")?, 404),
        (get(rest, "/v1/orders?pageSize=many")?, 400),
        (post(rest, "/v1/orders", &json!({"colour": "red"}))?, 400),
    ] {
        ensure!(
            answer.status == status,
            "{}: {}",
            answer.status,
            answer.body
        );
        document.describes(&answer, "get", "/v1/orders")?;
    }
    wrong(&document, &first)
}

/// Were any answer as described, that ours are would say nothing.
fn wrong(document: &Document, first: &Answer) -> Result<()> {
    for (property, value) in [("colour", json!("red")), ("totalCents", json!(3990))] {
        let mut order = first.json(200)?;
        order[property] = value;
        let answer = http::Answer {
            status: 200,
            body: order.to_string(),
        };
        let told = document.describes(&answer, "get", "/v1/orders/{orderId}");
        ensure!(told.is_err(), "the document takes {order}");
    }
    Ok(())
}

struct Document(Value);

impl Document {
    /// Fails where an answer is not what the document says.
    fn describes(&self, answer: &Answer, method: &str, path: &str) -> Result<()> {
        let responses = &self.0["paths"][path][method]["responses"];
        let status = answer.status.to_string();
        let response = responses.get(&status).or_else(|| responses.get("default"));
        let mut response = response.with_context(|| format!("{method} {path}: no {status}"))?;
        if let Some(reference) = response["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            response = self
                .0
                .pointer(pointer)
                .with_context(|| format!("no {reference}"))?;
        }
        let mut schema = response["content"]["application/json"]["schema"].clone();
        ensure!(
            schema.is_object(),
            "{method} {path}: no schema for {status}"
        );
        schema["components"] = self.0["components"].clone();
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)?;
        let body: Value = serde_json::from_str(&answer.body)?;
        let errors: Vec<String> = validator
            .iter_errors(&body)
            .map(|error| error.to_string())
            .collect();
        ensure!(errors.is_empty(), "{method} {path}: {body}: {errors:?}");
        Ok(())
    }
}

/// The document with no object taking more properties than it names.
fn closed(mut document: Value) -> Value {
    let schemas = document["components"]["schemas"].as_object_mut();
    for schema in schemas.into_iter().flat_map(|schemas| schemas.values_mut()) {
        if schema["type"] == "object" && schema.get("additionalProperties").is_none() {
            schema["additionalProperties"] = json!(false);
        }
    }
    document
}
