//! Bodies of requests and answers: JSON, streams of it, and google.api.HttpBody as it is.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::json;

use super::options::FieldOptions;
use super::ordered::Ordered;
use super::schema::Schema;
use super::spec::{MediaType, RequestBody, Response};
use super::writer::Writer;
use super::{comments, errors, fields, known, parameters};
use crate::model::{Binding, Body, Rpc};

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";
const EVENTS: &str = "text/event-stream";

/// The body of a request, for a binding that has one. `in_path`: the fields that the path holds.
pub(super) fn request(
    writer: &mut Writer<'_>,
    rpc: &Rpc,
    binding: &Binding,
    input: &MessageDescriptor,
    in_path: &[String],
) -> Option<RequestBody> {
    let (schema, description, required, is_http_body) = match &binding.body {
        Body::None => return None,
        Body::Whole => {
            let schema = whole(writer, input, in_path);
            let asked = super::messages::declared(input).any(|field| {
                FieldOptions::of(&field).required
                    && !in_path.iter().any(|path| path == field.name())
            });
            (schema, None, asked, is_http_body(input))
        }
        Body::Field(name) => {
            let field = input.get_field_by_name(name)?;
            let options = FieldOptions::of(&field);
            let required = options.required;
            let inside = fields::below(name, in_path);
            let mut schema = fields::value(writer, &field, &options, fields::Place::Json, &inside);
            let description = schema.description.take();
            let kind = field.kind();
            let is_http_body = !field.is_list() && kind.as_message().is_some_and(is_http_body);
            (schema, description, required, is_http_body)
        }
    };
    let mut content = Ordered::default();
    if is_http_body {
        content.insert("*/*", binary());
    } else if rpc.client_streaming {
        content.insert(LINES, lines(schema));
    } else {
        content.insert(JSON, media(schema));
    }
    Some(RequestBody {
        description,
        content,
        required,
    })
}

/// A whole message but for what the path holds.
fn whole(writer: &mut Writer<'_>, input: &MessageDescriptor, in_path: &[String]) -> Schema {
    if let Some(schema) = known::message(input.full_name()) {
        return schema;
    }
    let field = |name: &str| parameters::resolve(input, name).is_some();
    let without: Vec<String> = in_path.iter().filter(|path| field(path)).cloned().collect();
    writer.message_without(input, &without)
}

/// The answer where all goes well.
pub(super) fn answer(
    writer: &mut Writer<'_>,
    rpc: &Rpc,
    binding: &Binding,
    output: &MessageDescriptor,
) -> Response {
    let field = binding.response_body.as_ref();
    let field: Option<FieldDescriptor> = field.and_then(|name| output.get_field_by_name(name));
    let mut schema = match &field {
        Some(field) => {
            let options = FieldOptions::of(field);
            fields::value(writer, field, &options, fields::Place::Json, &[])
        }
        None => fields::one(writer, &Kind::Message(output.clone()), &[]),
    };
    let of_field = schema.description.take();
    let of_message = writer.comment(&output.parent_file(), output.path());
    let description = of_field.or(of_message.filter(|_| field.is_none()));
    let summary = description.and_then(|text| comments::summary(&text));
    let message = match &field {
        Some(field) if !field.is_list() && !field.is_map() => field.kind().as_message().cloned(),
        Some(_) => None,
        None => Some(output.clone()),
    };
    let mut content = Ordered::default();
    if message.as_ref().is_some_and(is_http_body) {
        content.insert("*/*", binary());
    } else if rpc.server_streaming {
        let frame = errors::frame(writer);
        let item = Schema {
            any_of: vec![schema, frame],
            ..Schema::default()
        };
        content.insert(JSON, media(Schema::array(item.clone())));
        content.insert(LINES, lines(item.clone()));
        content.insert(EVENTS, events(item));
    } else {
        content.insert(JSON, media(schema));
    }
    Response {
        description: Some(summary.map_or_else(|| "OK".to_owned(), |(text, _)| text + ".")),
        content,
        ..Response::default()
    }
}

fn is_http_body(message: &MessageDescriptor) -> bool {
    message.full_name() == "google.api.HttpBody"
}

fn media(schema: Schema) -> MediaType {
    MediaType {
        schema,
        ..MediaType::default()
    }
}

/// Any bytes.
fn binary() -> MediaType {
    media(Schema::formatted("string", "binary"))
}

/// One value a line. OpenAPI 3.1 has no word for what a line holds.
fn lines(item: Schema) -> MediaType {
    MediaType {
        schema: Schema {
            description: Some("Lines, each with the JSON of one message.".to_owned()),
            ..Schema::of("string")
        },
        example: Some(json!("{}\n{}\n")),
        item_schema: Some(item),
    }
}

fn events(item: Schema) -> MediaType {
    MediaType {
        schema: Schema {
            description: Some(
                "Events, each with the JSON of one message as its `data`; the last one is of type \
                 `end`, or `error` with the error."
                    .to_owned(),
            ),
            ..Schema::of("string")
        },
        example: Some(json!("data: {}\n\nevent: end\ndata: {}\n\n")),
        item_schema: Some(item),
    }
}
