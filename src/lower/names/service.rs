//! Services: tonic's modules, their tables, and the methods of their clients.

use std::collections::HashMap;

use prost_reflect::ServiceDescriptor;

use super::taken::{Names, Space, Thing, collision};
use crate::model::name;

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

impl Names<'_, '_> {
    pub(super) fn service(&mut self, service: &ServiceDescriptor) {
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
