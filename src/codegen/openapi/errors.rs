//! Errors: their schema, and the answers that the gateway itself gives.

use serde_json::json;

use super::known;
use super::ordered::Ordered;
use super::schema::Schema;
use super::spec::{MediaType, Response};
use super::writer::Writer;
use crate::model::Errors;

/// The schema of an error as `google.rpc.Status` has it.
const STATUS: &str = "google.rpc.Status";
/// The same as AIP-193 has it. No proto can have such a name.
const AIP193: &str = "Error-aip193";

/// The name of the answer that stands for all errors.
const ANY: &str = "Error";

/// Answers of the gateway's own: a name, an HTTP status, when it is given, and to which
/// operations.
const OWN: [(&str, &str, &str, To); 7] = [
    (
        "BadRequest",
        "400",
        "The request can't be read: each field that is wrong is named in a `google.rpc.BadRequest`.",
        To::All,
    ),
    (
        "NotAcceptable",
        "406",
        "The `Accept` header takes no media type that is offered.",
        To::All,
    ),
    (
        "BodyTooSlow",
        "408",
        "The body took too long to arrive.",
        To::WithBody,
    ),
    (
        "BodyTooLarge",
        "413",
        "The body is larger than the server takes.",
        To::WithBody,
    ),
    (
        "UnsupportedMediaType",
        "415",
        "The body's `Content-Type` is none that is taken.",
        To::WithBody,
    ),
    (
        "Unavailable",
        "503",
        "The service can't be reached. Try again later.",
        To::All,
    ),
    (
        "DeadlineExceeded",
        "504",
        "The service took too long.",
        To::All,
    ),
];

/// Which operations have an answer.
#[derive(PartialEq, Eq, Clone, Copy)]
enum To {
    All,
    WithBody,
}

/// All answers that operations refer to, made once.
pub(super) fn responses(writer: &mut Writer<'_>) -> Ordered<Response> {
    let schema = schema(writer);
    let mut responses = Ordered::default();
    for (name, _, text, _) in OWN {
        responses.insert(name, response(text, &schema));
    }
    let text =
        "What went wrong. The status follows from the code, as google/rpc/code.proto has it.";
    responses.insert(ANY, response(text, &schema));
    responses
}

fn response(text: &str, schema: &Schema) -> Response {
    let mut content = Ordered::default();
    let media = MediaType {
        schema: schema.clone(),
        ..MediaType::default()
    };
    content.insert("application/json", media);
    Response {
        description: Some(text.to_owned()),
        content,
        ..Response::default()
    }
}

/// Appends the errors of one operation.
pub(super) fn append(has_body: bool, responses: &mut Ordered<Response>) {
    for (name, status, _, to) in OWN {
        if has_body || to == To::All {
            responses.insert(status, reference(name));
        }
    }
    append_any(responses);
}

/// Appends what stands for all errors.
pub(super) fn append_any(responses: &mut Ordered<Response>) {
    responses.insert("default", reference(ANY));
}

fn reference(name: &str) -> Response {
    Response {
        reference: Some(format!("#/components/responses/{name}")),
        ..Response::default()
    }
}

/// The frame that ends a stream with an error.
pub(super) fn frame(writer: &mut Writer<'_>) -> Schema {
    let error = schema(writer);
    if writer.errors == Errors::Aip193 {
        return error;
    }
    let mut frame = Schema {
        required: vec!["error".to_owned()],
        ..Schema::of("object")
    };
    frame.properties.insert("error", error);
    frame
}

/// The schema of an error's body.
pub(super) fn schema(writer: &mut Writer<'_>) -> Schema {
    let mut details = Schema::array(known::any());
    details.description = Some(
        "More about the error, for programs: messages such as `google.rpc.BadRequest`, \
         `google.rpc.ErrorInfo` or `google.rpc.RetryInfo`."
            .to_owned(),
    );
    let message = Schema {
        description: Some("What went wrong, in English, for developers.".to_owned()),
        ..Schema::of("string")
    };
    match writer.errors {
        Errors::Status => {
            let mut status = Schema {
                title: Some("Status".to_owned()),
                description: Some("An error.".to_owned()),
                ..Schema::of("object")
            };
            let code = Schema {
                description: Some("A value of `google.rpc.Code`: 5 is NOT_FOUND.".to_owned()),
                examples: vec![json!(5)],
                ..Schema::formatted("integer", "int32")
            };
            status.properties.insert("code", code);
            status.properties.insert("message", message);
            status.properties.insert("details", details);
            writer.keep(STATUS, status)
        }
        Errors::Aip193 => {
            let mut error = Schema {
                required: vec!["code".to_owned(), "message".to_owned(), "status".to_owned()],
                ..Schema::of("object")
            };
            let code = Schema {
                description: Some("The HTTP status.".to_owned()),
                examples: vec![json!(404)],
                ..Schema::formatted("integer", "int32")
            };
            let status = Schema {
                description: Some("The name of a value of `google.rpc.Code`.".to_owned()),
                examples: vec![json!("NOT_FOUND")],
                ..Schema::of("string")
            };
            error.properties.insert("code", code);
            error.properties.insert("message", message);
            error.properties.insert("status", status);
            error.properties.insert("details", details);
            let mut body = Schema {
                title: Some("Error".to_owned()),
                description: Some("An error.".to_owned()),
                required: vec!["error".to_owned()],
                ..Schema::of("object")
            };
            body.properties.insert("error", error);
            writer.keep(AIP193, body)
        }
    }
}
