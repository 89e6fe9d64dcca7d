//! The crate `schema`: static tables of messages, enums and services. The tables name
//! no Rust type of a message; whoever reads bytes by them needs no generated struct.

mod enums;
mod messages;
mod services;

use std::collections::BTreeMap;

use prost_reflect::{DescriptorPool, EnumDescriptor, FileDescriptor, MessageDescriptor};

use crate::codegen::modules::{Modules, Roots};
use crate::model::{Model, Service, name};

/// The tables of a project.
pub fn of(model: &Model) -> Modules {
    tables(&model.protos.pool, files(model), &model.services)
}

/// The files whose types have tables.
pub fn files(model: &Model) -> impl Iterator<Item = &str> {
    let protos = &model.protos;
    protos
        .emitted
        .iter()
        .chain(&protos.well_known)
        .map(String::as_str)
}

/// The roots of the crate's modules.
pub fn roots(model: &Model) -> Roots {
    let files: Vec<FileDescriptor> = descriptors(&model.protos.pool, files(model)).collect();
    let holding = files
        .iter()
        .filter(|file| holds_types(file))
        .map(FileDescriptor::package_name);
    let services = model
        .services
        .iter()
        .map(|service| service.package.as_str());
    Roots::of(holding.chain(services))
}

/// Whether a file defines messages or enums.
pub fn holds_types(file: &FileDescriptor) -> bool {
    file.messages().len() + file.enums().len() > 0
}

/// The tables of the types in `files` (names within the pool) and of `services`.
///
/// A file that the pool doesn't hold is left out.
pub fn tables<'a>(
    pool: &DescriptorPool,
    files: impl IntoIterator<Item = &'a str>,
    services: &[Service],
) -> Modules {
    let mut packages: BTreeMap<String, Scope> = BTreeMap::new();
    for file in descriptors(pool, files).filter(holds_types) {
        let scope = packages.entry(file.package_name().to_owned()).or_default();
        scope.messages.extend(file.messages());
        scope.enums.extend(file.enums());
    }
    let mut by_package: BTreeMap<&str, Vec<&Service>> = BTreeMap::new();
    for service in services {
        packages.entry(service.package.clone()).or_default();
        by_package
            .entry(&service.package)
            .or_default()
            .push(service);
    }
    let mut modules = Modules::default();
    for (package, scope) in &packages {
        let own = by_package
            .get(package.as_str())
            .map_or(&[][..], Vec::as_slice);
        let module = name::modules(package).join("::");
        scope.append(&module, 0, own, modules.package(package));
    }
    modules
}

/// `TYPES`: every message but for the entries of maps, sorted by full name.
pub fn types<'a>(pool: &DescriptorPool, files: impl IntoIterator<Item = &'a str>) -> String {
    let mut tables = BTreeMap::new();
    let mut waiting: Vec<MessageDescriptor> = descriptors(pool, files)
        .flat_map(|file| file.messages().collect::<Vec<_>>())
        .collect();
    while let Some(message) = waiting.pop() {
        waiting.extend(message.child_messages());
        if !message.is_map_entry() {
            let table = name::table(message.full_name());
            tables.insert(message.full_name().to_owned(), table);
        }
    }
    let mut text = String::from("pub static TYPES: &[&Message] = &[\n");
    for table in tables.values() {
        text.push_str(&format!("    &{table},\n"));
    }
    text.push_str("];\n");
    text
}

fn descriptors<'a>(
    pool: &DescriptorPool,
    files: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = FileDescriptor> {
    let mut files: Vec<&str> = files.into_iter().collect();
    files.sort_unstable();
    files
        .into_iter()
        .filter_map(|file| pool.get_file_by_name(file))
}

/// What one module holds: the types of a package, or those within a message.
#[derive(Default)]
struct Scope {
    messages: Vec<MessageDescriptor>,
    enums: Vec<EnumDescriptor>,
}

impl Scope {
    fn of(message: &MessageDescriptor) -> Self {
        Self {
            messages: message.child_messages().collect(),
            enums: message.child_enums().collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.enums.is_empty()
    }

    /// Appends the scope's tables, as the module with the path `module`, `depth` modules
    /// deep in its file.
    fn append(&self, module: &str, depth: usize, services: &[&Service], out: &mut String) {
        let indent = "    ".repeat(depth);
        let imports = self.imports(!services.is_empty());
        if !imports.is_empty() {
            out.push_str(&format!("{indent}use tonica_json::{imports};\n"));
        }
        for message in &self.messages {
            messages::append(message, module, &indent, out);
        }
        for table in &self.enums {
            enums::append(table, &indent, out);
        }
        for service in services {
            services::append(service, module, out);
        }
        for message in &self.messages {
            let nested = Scope::of(message);
            if nested.is_empty() {
                continue;
            }
            let inner = name::snake(message.name());
            let path = if module.is_empty() {
                inner.clone()
            } else {
                format!("{module}::{inner}")
            };
            out.push_str(&format!(
                "\n{indent}/// Within `{}`.\n{indent}pub mod {inner} {{\n",
                message.full_name()
            ));
            nested.append(&path, depth + 1, &[], out);
            out.push_str(&format!("{indent}}}\n"));
        }
    }

    /// The names that the tables of this module use: `Message`, or `{Field, Message}`.
    fn imports(&self, services: bool) -> String {
        let mut names = Vec::new();
        if !self.enums.is_empty() {
            names.push("Enum");
        }
        if self
            .messages
            .iter()
            .any(|message| message.fields().len() > 0)
        {
            names.extend(["Field", "Kind", "Label"]);
        }
        if !self.messages.is_empty() {
            names.push("Message");
        }
        if services {
            names.extend(["Method", "Service"]);
        }
        if !self.messages.is_empty() {
            names.push("Shape");
        }
        names.sort_unstable();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            names => format!("{{{}}}", names.join(", ")),
        }
    }
}

/// A table as it is written in the module `module`: relative when it stands in or below.
fn reference(full_name: &str, module: &str) -> String {
    let table = name::table(full_name);
    let below = if module.is_empty() {
        (!table.contains("::")).then_some(table.as_str())
    } else {
        table
            .strip_prefix(module)
            .and_then(|rest| rest.strip_prefix("::"))
    };
    below.map_or_else(|| format!("crate::{table}"), str::to_owned)
}
