//! HTTP bindings of rpcs: parsed path templates and where a request's parts go,
//! as google/api/http.proto defines them.

mod custom;
mod order;
mod parse;

pub use order::{Relation, relation, specificity};
pub use parse::TemplateError;

/// One HTTP binding of an rpc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// `GET`, `POST`, … or the kind of a `custom` rule.
    pub method: String,
    /// The path.
    pub template: Template,
    /// What the request body is.
    pub body: Body,
    /// The field of the answer that is the response body; `None`: the whole message.
    pub response_body: Option<String>,
}

/// A parsed path template: `/v1/{name=shelves/*}/books:archive`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// As written.
    pub text: String,
    /// In order, variables replaced by the segments that they span.
    pub segments: Vec<Segment>,
    /// What stands after the last `:`.
    pub verb: Option<String>,
    /// In order of their first segment.
    pub variables: Vec<Variable>,
}

/// One segment of a path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A literal, percent-decoded.
    Literal(String),
    /// `*`: one segment.
    One,
    /// `**`: any number of segments, last but for the verb.
    Many,
}

/// A variable of a path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Dotted path of proto field names in the request: `order.id`.
    pub field: String,
    /// Index of the first segment that it spans.
    pub first: usize,
    /// Index of the last segment that it spans.
    pub last: usize,
}

/// What the request body is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// None: what the path doesn't bind comes from the query.
    None,
    /// `*`: every field that the path doesn't bind.
    Whole,
    /// One field of the request.
    Field(String),
}
