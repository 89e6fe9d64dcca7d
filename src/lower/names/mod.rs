//! Names of the emitted Rust: no two things of the protos may become the same item.
//! Messages, enums and oneofs are named as prost names them, services as tonic does.

mod service;
mod taken;

use std::collections::HashMap;

use prost_reflect::{EnumDescriptor, FileDescriptor, MessageDescriptor, OneofDescriptor};

use super::Context;
use crate::model::{Protos, Service, name};
use taken::{Names, Space, Thing, collision};

/// Tells of each two things that would become the same.
pub(super) fn check(context: &mut Context<'_>, protos: &Protos, services: &[Service]) {
    let mut names = Names::new(context);
    let files: Vec<FileDescriptor> = protos
        .emitted
        .iter()
        .filter_map(|name| protos.pool.get_file_by_name(name))
        .collect();
    for file in &files {
        names.package(file);
    }
    for file in &files {
        let module = name::modules(file.package_name()).join("::");
        for message in file.messages() {
            names.message(&module, &message);
        }
        for one in file.enums() {
            names.enumeration(&module, &one);
        }
    }
    for service in services {
        if let Some(descriptor) = protos.pool.get_service_by_name(&service.full_name) {
            names.service(&descriptor);
        }
    }
}

impl Names<'_, '_> {
    fn package(&mut self, file: &FileDescriptor) {
        let mut module = String::new();
        let mut package = String::new();
        for part in file
            .package_name()
            .split('.')
            .filter(|part| !part.is_empty())
        {
            package = if package.is_empty() {
                part.to_owned()
            } else {
                format!("{package}.{part}")
            };
            let rust = name::snake(part);
            let thing = |_| Thing {
                what: format!("the package `{package}`"),
                file: Some(file.clone()),
                path: vec![2],
            };
            self.named(part, || thing(Space::Types));
            for space in [Space::Types, Space::Services] {
                self.take(space, &module, &rust, thing(space));
            }
            module = if module.is_empty() {
                rust
            } else {
                format!("{module}::{rust}")
            };
        }
    }

    fn message(&mut self, module: &str, message: &MessageDescriptor) {
        let thing = || Thing {
            what: format!("the message `{}`", message.full_name()),
            file: Some(message.parent_file()),
            path: message.path().to_vec(),
        };
        self.named(message.name(), thing);
        for field in message.fields() {
            self.named(field.name(), || Thing {
                what: format!("the field `{}`", field.full_name()),
                file: Some(message.parent_file()),
                path: field.path().to_vec(),
            });
        }
        // prost makes maps of map entries; only tables know them as messages.
        if !message.is_map_entry() {
            self.take(Space::Types, module, &name::camel(message.name()), thing());
        }
        self.take(
            Space::Tables,
            module,
            &name::shouty(message.name()),
            thing(),
        );
        let oneofs = message.oneofs().filter(|oneof| !oneof.is_synthetic());
        let oneofs: Vec<OneofDescriptor> = oneofs.collect();
        let inner = name::snake(message.name());
        let mut nested = message
            .child_messages()
            .filter(|nested| !nested.is_map_entry());
        if nested.next().is_some() || message.child_enums().len() + oneofs.len() > 0 {
            self.take(Space::Types, module, &inner, thing());
        }
        let inner = if module.is_empty() {
            inner
        } else {
            format!("{module}::{inner}")
        };
        for nested in message.child_messages() {
            self.message(&inner, &nested);
        }
        for nested in message.child_enums() {
            self.enumeration(&inner, &nested);
        }
        for oneof in oneofs {
            self.oneof(&inner, message, &oneof);
        }
    }

    /// A oneof is a type in the message's module and a field of the message.
    fn oneof(&mut self, module: &str, message: &MessageDescriptor, oneof: &OneofDescriptor) {
        let camel = name::camel(oneof.name());
        let types = message
            .child_messages()
            .filter(|nested| !nested.is_map_entry())
            .map(|nested| name::camel(nested.name()));
        let mut types = types.chain(
            message
                .child_enums()
                .map(|nested| name::camel(nested.name())),
        );
        // prost's own way out.
        let camel = if types.any(|other| other == camel) {
            format!("{camel}OneOf")
        } else {
            camel
        };
        let thing = |what: String| Thing {
            what,
            file: Some(message.parent_file()),
            path: oneof.path().to_vec(),
        };
        self.named(oneof.name(), || {
            thing(format!("the oneof `{}`", oneof.full_name()))
        });
        self.take(
            Space::Types,
            module,
            &camel,
            thing(format!("the oneof `{}`", oneof.full_name())),
        );
        let snake = name::snake(oneof.name());
        let same = message
            .fields()
            .find(|field| field.containing_oneof().is_none() && name::snake(field.name()) == snake);
        if let Some(field) = same.filter(|_| !snake.is_empty()) {
            let first = Thing {
                what: format!("the field `{}`", field.full_name()),
                file: Some(message.parent_file()),
                path: field.path().to_vec(),
            };
            let second = thing(format!("the oneof `{}`", oneof.full_name()));
            let text = format!(
                "{} and {} both become the field `{snake}` in Rust",
                first.what, second.what
            );
            let diagnostic = collision(self.context, text, &first, &second);
            self.context.tell(diagnostic);
        }
    }

    fn enumeration(&mut self, module: &str, one: &EnumDescriptor) {
        let thing = || Thing {
            what: format!("the enum `{}`", one.full_name()),
            file: Some(one.parent_file()),
            path: one.path().to_vec(),
        };
        self.named(one.name(), thing);
        self.take(Space::Types, module, &name::camel(one.name()), thing());
        self.take(Space::Tables, module, &name::shouty(one.name()), thing());
        let mut numbers = Vec::new();
        let mut variants: HashMap<String, Thing> = HashMap::new();
        for value in one.values() {
            // Of the names of one number, the first becomes a variant.
            if numbers.contains(&value.number()) {
                continue;
            }
            numbers.push(value.number());
            let variant = name::variant(one.name(), value.name());
            let second = Thing {
                what: format!("`{}`", value.name()),
                file: Some(one.parent_file()),
                path: value.path().to_vec(),
            };
            self.named(value.name(), || second.clone());
            if let Some(first) = variants.get(&variant) {
                let enumeration = one.full_name();
                let text = format!(
                    "{} and {} both become the variant `{variant}` of `{enumeration}` in Rust",
                    first.what, second.what
                );
                let diagnostic = collision(self.context, text, first, &second);
                self.context.tell(diagnostic);
            }
            variants.insert(variant, second);
        }
    }
}
