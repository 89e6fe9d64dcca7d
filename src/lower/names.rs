//! Names of the emitted Rust: no two things of the protos may become the same item.
//! Messages, enums and oneofs are named as prost names them, services as tonic does.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use prost_reflect::{
    EnumDescriptor, FileDescriptor, MessageDescriptor, OneofDescriptor, ServiceDescriptor,
};

use super::Context;
use super::place::{inside, span_of};
use super::rpc::NAME;
use crate::diagnostic::Diagnostic;
use crate::model::{Protos, Service, name};

/// Methods that every emitted client has, beside one for each rpc.
const CLIENT_METHODS: &[&str] = &[
    "accept_compressed",
    "fake",
    "max_decoding_message_size",
    "max_encoding_message_size",
    "new",
    "send_compressed",
    "with_interceptor",
    "with_origin",
];

/// Where an item is: items of different spaces can bear one name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Space {
    /// Types and modules of messages.
    Types,
    /// Tables of messages.
    Tables,
    /// Modules of services.
    Services,
}

/// What became an item.
#[derive(Clone)]
struct Thing {
    /// As a message names it: `the message shop.v1.Order`.
    what: String,
    /// The file that defines it; `None` for a package.
    file: Option<FileDescriptor>,
    /// Its path in the descriptor.
    path: Vec<i32>,
}

struct Names<'a, 'b> {
    context: &'a mut Context<'b>,
    taken: HashMap<(Space, String), Thing>,
    /// Pairs that were told: a message and its table collide together.
    told: HashSet<(String, String)>,
}

/// Tells of each two things that would become the same.
pub(super) fn check(context: &mut Context<'_>, protos: &Protos, services: &[Service]) {
    let mut names = Names {
        context,
        taken: HashMap::new(),
        told: HashSet::new(),
    };
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
    /// Tells of a name without a letter or digit: casing leaves nothing of it.
    fn named(&mut self, name: &str, thing: impl FnOnce() -> Thing) {
        if name.bytes().all(|byte| byte == b'_') {
            let thing = thing();
            let text = format!(
                "{} has a name without a letter, which Rust can't hold",
                thing.what
            );
            let diagnostic = collision(self.context, text, &thing, &thing);
            self.context.tell(diagnostic);
        }
    }

    /// Takes a name for a thing, or tells who has it.
    fn take(&mut self, space: Space, module: &str, rust: &str, thing: Thing) {
        if rust.is_empty() {
            return;
        }
        let path = if module.is_empty() {
            rust.to_owned()
        } else {
            format!("{module}::{rust}")
        };
        match self.taken.entry((space, path)) {
            Entry::Vacant(free) => {
                free.insert(thing);
            }
            Entry::Occupied(first) if first.get().what == thing.what => {}
            Entry::Occupied(first) => {
                if !self
                    .told
                    .insert((first.get().what.clone(), thing.what.clone()))
                {
                    return;
                }
                let (_, path) = first.key();
                let message = format!(
                    "{} and {} both become `{path}` in Rust",
                    first.get().what,
                    thing.what
                );
                let diagnostic = collision(self.context, message, first.get(), &thing);
                self.context.tell(diagnostic);
            }
        }
    }

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

    fn service(&mut self, service: &ServiceDescriptor) {
        let module = name::modules(service.package_name()).join("::");
        let thing = |path: &[i32], what: String| Thing {
            what,
            file: Some(service.parent_file()),
            path: path.to_vec(),
        };
        let whole = || {
            thing(
                service.path(),
                format!("the service `{}`", service.full_name()),
            )
        };
        self.named(service.name(), whole);
        self.take(
            Space::Tables,
            &module,
            &name::shouty(service.name()),
            whole(),
        );
        let tonic = name::tonic_module(&name::camel(service.name()));
        for end in ["server", "client"] {
            self.take(Space::Services, &module, &format!("{tonic}_{end}"), whole());
        }
        let mut methods: HashMap<String, Thing> = HashMap::new();
        for method in service.methods() {
            let rust = name::snake(method.name());
            let second = thing(method.path(), format!("the rpc `{}`", method.full_name()));
            self.named(method.name(), || second.clone());
            if let Some(first) = methods.get(&rust) {
                let text = format!(
                    "{} and {} both become the method `{rust}` in Rust",
                    first.what, second.what
                );
                let diagnostic = collision(self.context, text, first, &second);
                self.context.tell(diagnostic);
            } else if CLIENT_METHODS.contains(&rust.as_str()) {
                let text = format!(
                    "the rpc `{}` becomes the method `{rust}`, which every client has already",
                    method.full_name()
                );
                let diagnostic = collision(self.context, text, &second, &second);
                self.context.tell(diagnostic);
            }
            methods.insert(rust, second);
        }
    }
}

/// An error at the second of two things, with the first beside it.
fn collision(context: &Context<'_>, message: String, first: &Thing, second: &Thing) -> Diagnostic {
    let place = |thing: &Thing| {
        let file = thing.file.as_ref()?;
        let protos = &context.raw.protos;
        span_of(protos, file, &inside(&thing.path, &[NAME]))
            .or_else(|| span_of(protos, file, &thing.path))
    };
    let help = if first.what == second.what {
        "rename it in the proto"
    } else {
        "rename one of them in the proto"
    };
    let mut diagnostic = Diagnostic::error(message).help(help);
    if let Some(span) = place(second) {
        diagnostic = diagnostic.at(span, "");
    }
    match place(first) {
        Some(span) if first.what != second.what => diagnostic.label(span, "the other one"),
        _ => diagnostic,
    }
}
