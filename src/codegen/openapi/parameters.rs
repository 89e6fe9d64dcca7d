//! What of a request stands in its path and in its query, as the gateway binds it.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::options::FieldOptions;
use super::paths::{Path, Wildcard};
use super::schema::{Schema, append};
use super::spec::{Parameter, Place};
use super::writer::Writer;
use super::{fields, known, messages};
use crate::model::Template;

/// The parameters in the path.
pub(super) fn path(
    writer: &mut Writer<'_>,
    input: &MessageDescriptor,
    template: &Template,
    path: &Path,
) -> Vec<Parameter> {
    let each = path.wildcards.iter();
    each.map(|wildcard| in_path(writer, input, template, path, wildcard))
        .collect()
}

fn in_path(
    writer: &mut Writer<'_>,
    input: &MessageDescriptor,
    template: &Template,
    path: &Path,
    wildcard: &Wildcard,
) -> Parameter {
    let mut parameter = Parameter {
        name: wildcard.name.clone(),
        place: Place::Path,
        description: None,
        required: true,
        deprecated: false,
        style: None,
        explode: None,
        schema: Schema::of("string"),
    };
    let variable = wildcard.variable.map(|index| &template.variables[index]);
    let Some((variable, field)) =
        variable.and_then(|variable| Some((variable, resolve(input, &variable.field)?)))
    else {
        parameter.description = Some("Any text.".to_owned());
        return parameter;
    };
    let options = FieldOptions::of(&field);
    parameter.deprecated = options.deprecated;
    let mut schema = fields::value(writer, &field, &options, fields::Place::Path, &[]);
    let description = schema.description.take();
    if wildcard.alone && !wildcard.many {
        parameter.schema = schema;
        if json_path(input, &variable.field) != wildcard.name {
            append(
                &mut parameter.description,
                &format!("Sets `{}`.", variable.field),
            );
        }
    } else {
        let whole = spanned(template, variable.first, variable.last, path);
        let text = format!("A part of `{}`, which is `{whole}`.", variable.field);
        append(&mut parameter.description, &text);
    }
    if wildcard.many {
        let text = "May be several segments with slashes between, which stay as they are.";
        append(&mut parameter.description, text);
    }
    append(&mut parameter.description, &description.unwrap_or_default());
    parameter
}

/// The segments that a variable spans, wildcards by their names.
fn spanned(template: &Template, first: usize, last: usize, path: &Path) -> String {
    use crate::model::Segment;
    let wild = |segment: &Segment| !matches!(segment, Segment::Literal(_));
    let mut names = path.wildcards.iter().map(|one| format!("{{{}}}", one.name));
    let before = template.segments[..first].iter().filter(|one| wild(one));
    let mut names = names.by_ref().skip(before.count());
    let parts = template.segments[first..=last]
        .iter()
        .map(|segment| match segment {
            Segment::Literal(text) => text.clone(),
            Segment::One | Segment::Many => names.next().unwrap_or_default(),
        });
    parts.collect::<Vec<_>>().join("/")
}

/// The field at a dotted path of proto names.
pub(super) fn resolve(input: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let field = input.get_field_by_name(first)?;
    match rest {
        None => Some(field),
        Some(rest) => resolve(field.kind().as_message()?, rest),
    }
}

/// The same path in JSON names.
pub(super) fn json_path(input: &MessageDescriptor, path: &str) -> String {
    let mut names = Vec::new();
    let mut message = Some(input.clone());
    for part in path.split('.') {
        let field = message.and_then(|message| message.get_field_by_name(part));
        names.push(
            field
                .as_ref()
                .map_or(part, |field| field.json_name())
                .to_owned(),
        );
        message = field.and_then(|field| field.kind().as_message().cloned());
    }
    names.join(".")
}

/// The parameters of a query, and where they would go on without end.
#[derive(Default)]
pub(super) struct Query {
    pub(super) parameters: Vec<Parameter>,
    /// Paths of messages that lie within themselves.
    pub(super) endless: Vec<String>,
}

/// What of a message stands in the query: all that neither the path nor the body holds.
pub(super) fn query(
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
