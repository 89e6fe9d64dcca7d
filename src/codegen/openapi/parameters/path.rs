//! The parameters in a path: one for each wildcard of its template.

use prost_reflect::MessageDescriptor;

use super::super::fields;
use super::super::options::FieldOptions;
use super::super::paths::{Path, Wildcard};
use super::super::schema::{Schema, append};
use super::super::spec::{Parameter, Place};
use super::super::writer::Writer;
use super::{json_path, resolve};
use crate::model::{Segment, Template};

/// The parameters in the path.
pub(in crate::codegen::openapi) fn path(
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
