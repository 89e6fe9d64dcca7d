//! One binding of an rpc as an operation.

use std::collections::BTreeSet;

use prost_reflect::{MethodDescriptor, ServiceDescriptor};

use super::ordered::Ordered;
use super::paths::{Path, Paths};
use super::schema::append;
use super::spec::{Operation, PathItem};
use super::writer::Writer;
use super::{comments, content, errors, parameters};
use crate::model::{Binding, Body, Rpc, Service, Template, Variable, name};

/// The methods that OpenAPI 3.1 knows.
const METHODS: [&str; 8] = [
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

/// Those that stand for any method, in order of liking.
const FOR_ANY: [&str; 5] = ["POST", "GET", "PUT", "PATCH", "DELETE"];

/// Gathers the operations of all services by their paths.
#[derive(Default)]
pub(super) struct Operations {
    pub(super) paths: Paths,
    ids: BTreeSet<String>,
    pub(super) items: Ordered<PathItem>,
}

impl Operations {
    /// Appends the bindings of a service's rpcs.
    pub(super) fn service(
        &mut self,
        writer: &mut Writer<'_>,
        service: &Service,
        descriptor: &ServiceDescriptor,
    ) {
        // An rpc may be named as the second binding of another one would be: it comes first.
        let own = service.rpcs.iter();
        let own = own.map(|rpc| name::operation(&service.alias, &rpc.name, 0));
        self.ids.extend(own);
        for method in descriptor.methods() {
            let mut rpcs = service.rpcs.iter();
            let Some(rpc) = rpcs.find(|rpc| rpc.name == method.name()) else {
                continue;
            };
            for (index, binding) in rpc.bindings.iter().enumerate() {
                let input = method.input();
                let json = |field: &str| parameters::json_path(&input, field);
                let path = self.paths.of(&binding.template, json);
                let mut operation = operation(writer, &method, rpc, binding, &path);
                operation.tags = vec![name::tag(&service.alias)];
                operation.operation_id = self.id(&service.alias, &rpc.name, index);
                operation.rpc = Some(format!("{}/{}", service.full_name, rpc.name));
                operation.deprecated = rpc.deprecated || is_deprecated(descriptor);
                self.insert(&binding.method, &binding.template, &path.text, operation);
            }
        }
    }

    /// What clients call a binding; no two are called the same.
    fn id(&mut self, alias: &str, rpc: &str, binding: usize) -> String {
        if binding == 0 {
            return name::operation(alias, rpc, 0);
        }
        let mut ids = (binding..).map(|number| name::operation(alias, rpc, number));
        let free = ids.find(|id| !self.ids.contains(id)).unwrap_or_default();
        self.ids.insert(free.clone());
        free
    }

    /// Puts an operation where its method and path belong: other routes may have been there
    /// before.
    pub(super) fn insert(
        &mut self,
        method: &str,
        template: &Template,
        path: &str,
        mut operation: Operation,
    ) {
        let item = self.items.entry(path);
        let is_free = |method: &&&str| item.operations.get(&method.to_ascii_lowercase()).is_none();
        let found = if method == "*" {
            append(&mut operation.description, "Any method will do.");
            FOR_ANY.iter().find(is_free)
        } else {
            METHODS
                .iter()
                .find(|known| **known == method)
                .filter(is_free)
        };
        match found {
            Some(method) => item
                .operations
                .insert(method.to_ascii_lowercase(), operation),
            None => {
                let key = format!("{method} {}", template.text);
                item.additional.insert(key, operation);
            }
        }
    }
}

fn is_deprecated(service: &ServiceDescriptor) -> bool {
    let options = service.service_descriptor_proto().options.as_ref();
    options.is_some_and(|options| options.deprecated())
}

fn operation(
    writer: &mut Writer<'_>,
    method: &MethodDescriptor,
    rpc: &Rpc,
    binding: &Binding,
    path: &Path,
) -> Operation {
    let input = method.input();
    let template = &binding.template;
    let in_path: Vec<String> = template
        .variables
        .iter()
        .map(|one| one.field.clone())
        .collect();
    let comment = writer.comment(&method.parent_service().parent_file(), method.path());
    let mut operation = described(comment);
    operation.parameters = parameters::path(writer, &input, template, path);
    if binding.body != Body::Whole {
        let mut elsewhere = in_path.clone();
        if let Body::Field(field) = &binding.body {
            elsewhere.push(field.clone());
        }
        let query = parameters::query(writer, &input, &elsewhere);
        operation.parameters.extend(query.parameters);
        if !query.endless.is_empty() {
            let names = query.endless.join("`, `");
            let text = format!("Query parameters go on below `{names}`, to any depth.");
            append(&mut operation.description, &text);
        }
    }
    operation.request_body = content::request(writer, rpc, binding, &input, &in_path);
    let answer = content::answer(writer, rpc, binding, &method.output());
    operation.responses.insert("200", answer);
    errors::append(operation.request_body.is_some(), &mut operation.responses);
    let plain = |one: &Variable| template.text.contains(&format!("{{{}}}", one.field));
    if !template.variables.iter().all(plain) {
        operation.path_template = Some(template.text.clone());
    }
    operation
}

/// An operation with the words of a comment.
fn described(comment: Option<String>) -> Operation {
    let summary = comment.as_deref().and_then(comments::summary);
    let (summary, all) = summary.map_or((None, false), |(text, all)| (Some(text), all));
    Operation {
        summary,
        description: comment.filter(|_| !all),
        ..Operation::default()
    }
}
