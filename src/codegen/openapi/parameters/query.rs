//! The parameters of a query: all fields that text can spell and that stand nowhere else.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::super::options::FieldOptions;
use super::super::schema::append;
use super::super::spec::{Parameter, Place};
use super::super::writer::Writer;
use super::super::{fields, known, messages};

/// The parameters of a query, and where they would go on without end.
#[derive(Default)]
pub(in crate::codegen::openapi) struct Query {
    pub(in crate::codegen::openapi) parameters: Vec<Parameter>,
    /// Paths of messages that lie within themselves.
    pub(in crate::codegen::openapi) endless: Vec<String>,
}

/// What of a message stands in the query: all that neither the path nor the body holds.
pub(in crate::codegen::openapi) fn query(
    writer: &mut Writer<'_>,
    input: &MessageDescriptor,
    elsewhere: &[String],
) -> Query {
    let mut query = Query::default();
    let mut within = vec![input.full_name().to_owned()];
    collect(writer, input, "", elsewhere, &mut within, &mut query);
    query
}

fn collect(
    writer: &mut Writer<'_>,
    message: &MessageDescriptor,
    prefix: &str,
    elsewhere: &[String],
    within: &mut Vec<String>,
    query: &mut Query,
) {
    for field in messages::declared(message) {
        if elsewhere.iter().any(|path| path == field.name()) {
            continue;
        }
        let name = format!("{prefix}{}", field.json_name());
        let kind = fields::element_kind(&field);
        if known::is_text(&kind) {
            let parameter = in_query(writer, &field, name, within.len() == 1);
            query.parameters.push(parameter);
            continue;
        }
        // Of messages only single ones can be spelled, a field at a time.
        let Kind::Message(inner) = &kind else {
            continue;
        };
        if field.is_list() || field.is_map() || known::message(inner.full_name()).is_some() {
            continue;
        }
        if within.iter().any(|name| name == inner.full_name()) {
            query.endless.push(name);
            continue;
        }
        within.push(inner.full_name().to_owned());
        let inside = fields::below(field.name(), elsewhere);
        collect(writer, inner, &format!("{name}."), &inside, within, query);
        within.pop();
    }
}

fn in_query(
    writer: &mut Writer<'_>,
    field: &FieldDescriptor,
    name: String,
    top: bool,
) -> Parameter {
    let options = FieldOptions::of(field);
    let required = options.required && top;
    let deprecated = options.deprecated;
    let mut schema = fields::value(writer, field, &options, fields::Place::Query, &[]);
    let mut description = schema.description.take();
    if let Some(oneof) = field
        .containing_oneof()
        .filter(|oneof| !oneof.is_synthetic())
    {
        let names: Vec<String> = oneof
            .fields()
            .map(|field| field.json_name().to_owned())
            .collect();
        if names.len() > 1 {
            let sentence = format!("At most one of `{}` is set.", names.join("`, `"));
            append(&mut description, &sentence);
        }
    }
    if field.is_map() {
        append(
            &mut description,
            &format!("One parameter a key: `{name}[key]=value`."),
        );
    }
    Parameter {
        name,
        place: Place::Query,
        description,
        required,
        deprecated,
        style: field.is_map().then_some("deepObject"),
        explode: (field.is_map() || field.is_list()).then_some(true),
        schema,
    }
}
