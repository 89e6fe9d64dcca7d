//! Routes that no rpc stands behind, as far as service.yaml tells of them. When a gateway
//! starts, what utoipa makes of their handlers takes the place of this.

use super::errors;
use super::operations::Operations;
use super::schema::Schema;
use super::spec::{Operation, Parameter, Place, Response, Tag};
use crate::model::{Route, Segment, Template, name};

/// What groups such routes, beside the services.
const TAG: &str = "Other routes";

/// The group of such routes.
pub(super) fn tag() -> Tag {
    Tag {
        name: TAG.to_owned(),
        description: Some("Routes that no rpc stands behind.".to_owned()),
    }
}

impl Operations {
    /// Appends a route.
    pub(super) fn custom(&mut self, route: &Route) {
        let template = collapsed(&route.template);
        let path = self.paths.of(&template, str::to_owned);
        let parameters = path.wildcards.iter().map(|wildcard| Parameter {
            name: wildcard.name.clone(),
            place: Place::Path,
            description: None,
            required: true,
            deprecated: false,
            style: None,
            explode: None,
            schema: Schema::of("string"),
        });
        let mut operation = Operation {
            tags: vec![TAG.to_owned()],
            summary: Some(name::words(&route.name)),
            operation_id: route.name.clone(),
            parameters: parameters.collect(),
            route: Some(route.name.clone()),
            ..Operation::default()
        };
        let done = Response {
            description: Some("Done.".to_owned()),
            ..Response::default()
        };
        operation.responses.insert("200", done);
        errors::append_any(&mut operation.responses);
        self.insert(&route.method, &template, &path.text, operation);
    }
}

/// A template in which `{*rest}` is one wildcard: it stands for a segment and what follows.
fn collapsed(template: &Template) -> Template {
    let mut template = template.clone();
    if let [.., Segment::One, Segment::Many] = template.segments[..] {
        let many = template.segments.len() - 2;
        template.segments.remove(many);
        for variable in &mut template.variables {
            variable.last = variable.last.min(many);
        }
    }
    template
}
