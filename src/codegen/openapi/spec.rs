//! An OpenAPI 3.1 document as data, as far as one is made here. The names are those of the
//! specification.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::ordered::Ordered;
use super::schema::Schema;

/// The document.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    pub(super) openapi: &'static str,
    pub(super) info: Info,
    pub(super) servers: Vec<Server>,
    /// One of these must be met; one without a scheme asks for nothing.
    pub(super) security: Vec<BTreeMap<&'static str, Vec<String>>>,
    pub(super) tags: Vec<Tag>,
    /// By path, in the order of the services and their rpcs.
    pub(super) paths: Ordered<PathItem>,
    pub(super) components: Components,
}

/// What the API is.
#[derive(Debug, Serialize)]
pub(super) struct Info {
    pub(super) title: String,
    pub(super) version: String,
    pub(super) description: String,
}

/// Where the API is served.
#[derive(Debug, Serialize)]
pub(super) struct Server {
    pub(super) url: &'static str,
    pub(super) description: &'static str,
}

/// A group of operations: a service.
#[derive(Debug, Serialize)]
pub(super) struct Tag {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
}

/// The operations of one path.
#[derive(Debug, Default, Serialize)]
pub(super) struct PathItem {
    /// By method, in lower case.
    #[serde(flatten)]
    pub(super) operations: Ordered<Operation>,
    /// What OpenAPI 3.1 has no place for, by `METHOD template`: methods of one's own, and
    /// templates that differ from another one only in `**`.
    #[serde(
        rename = "x-additional-operations",
        skip_serializing_if = "Ordered::is_empty"
    )]
    pub(super) additional: Ordered<Operation>,
}

/// One binding of an rpc.
#[derive(Debug, Default, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    pub(super) operation_id: String,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) deprecated: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) parameters: Vec<Parameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_body: Option<RequestBody>,
    pub(super) responses: Ordered<Response>,
    /// The rpc: `shop.orders.v1.OrderService/GetOrder`.
    #[serde(rename = "x-rpc", skip_serializing_if = "Option::is_none")]
    pub(super) rpc: Option<String>,
    /// The route of service.yaml, where no rpc stands behind it: `webhook`.
    #[serde(rename = "x-route", skip_serializing_if = "Option::is_none")]
    pub(super) route: Option<String>,
    /// The path template as the proto has it, where the path says less.
    #[serde(rename = "x-path-template", skip_serializing_if = "Option::is_none")]
    pub(super) path_template: Option<String>,
}

/// A part of the path or of the query.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    #[serde(rename = "in")]
    pub(super) place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) required: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) deprecated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) style: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) explode: Option<bool>,
    pub(super) schema: Schema,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    Path,
    Query,
}

/// The body of a request.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RequestBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    pub(super) content: Ordered<MediaType>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) required: bool,
}

/// A body in one media type.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct MediaType {
    pub(super) schema: Schema,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) example: Option<Value>,
    /// What one frame of a stream holds.
    #[serde(rename = "x-item-schema", skip_serializing_if = "Option::is_none")]
    pub(super) item_schema: Option<Schema>,
}

/// An answer, or a reference to one of the components'.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Response {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Ordered::is_empty")]
    pub(super) content: Ordered<MediaType>,
}

/// What the rest of the document refers to.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Components {
    /// Messages and enums by their full names.
    pub(super) schemas: BTreeMap<String, Schema>,
    pub(super) responses: Ordered<Response>,
    pub(super) security_schemes: BTreeMap<&'static str, SecurityScheme>,
}

/// How a caller says who it is.
#[derive(Debug, Serialize)]
pub(super) struct SecurityScheme {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) scheme: &'static str,
    pub(super) description: &'static str,
}

pub(super) fn is_false(value: &bool) -> bool {
    !value
}
