//! Every name that the emitted code bears is made here and nowhere else: casing,
//! Rust keywords, and what happens when two would be the same.
//!
//! Modules, fields and types are named as prost names them, so that the tables, the
//! messages and the services of a package lie below the same path in their crates.

use heck::{ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Keywords that may stand as raw identifiers.
const RAW: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static",
    "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Keywords that may not, and get an underscore instead.
const SUFFIXED: &[&str] = &["_", "super", "self", "Self", "extern", "crate"];

/// Makes an identifier of a cased name: `type` → `r#type`, `self` → `self_`, `3d` → `_3d`.
pub fn identifier(name: &str) -> String {
    if RAW.contains(&name) {
        format!("r#{name}")
    } else if SUFFIXED.contains(&name) {
        format!("{name}_")
    } else if name.starts_with(char::is_numeric) {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}

/// A field, method or module: `CreateOrder` → `create_order`.
pub fn snake(name: &str) -> String {
    identifier(&name.to_snake_case())
}

/// A type: `HTTPRule` → `HttpRule`.
pub fn camel(name: &str) -> String {
    identifier(&name.to_upper_camel_case())
}

/// A static: `OrderService` → `ORDER_SERVICE`.
pub fn shouty(name: &str) -> String {
    identifier(&name.to_shouty_snake_case())
}

/// The modules of a proto package: `a.type.v1` → `a`, `r#type`, `v1`.
pub fn modules(package: &str) -> Vec<String> {
    package
        .split('.')
        .filter(|part| !part.is_empty())
        .map(snake)
        .collect()
}

/// The file of a module, without its ending: `r#type` → `type`.
pub fn file_stem(module: &str) -> &str {
    module.strip_prefix("r#").unwrap_or(module)
}

/// The path of a message or an enum within the `api` crate, or what prost takes for a
/// well-known one: `shop::orders::v1::order::Item`, `::prost_types::Timestamp`, `()`.
pub fn rust_type(full_name: &str) -> String {
    if let Some(name) = full_name.strip_prefix("google.protobuf.") {
        return well_known(name);
    }
    path(full_name, camel)
}

/// The path of the table of a message, an enum or a service within the `schema` crate:
/// `shop::orders::v1::order::ITEM`.
pub fn table(full_name: &str) -> String {
    path(full_name, shouty)
}

/// The prefix of the modules that tonic's generator makes of a service's Rust name:
/// `OrderService` → `order_service` of `order_service_server`.
pub fn tonic_module(type_name: &str) -> String {
    let mut module = String::with_capacity(type_name.len() + 4);
    for (index, letter) in type_name.chars().enumerate() {
        if index > 0 && letter.is_uppercase() {
            module.push('_');
        }
        module.push(letter.to_ascii_lowercase());
    }
    module
}

/// The crate name of a package: `shop-orders` → `shop_orders`.
pub fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

/// A dotted name as a path: each part but the last a module, the last cased by `last`.
fn path(full_name: &str, last: fn(&str) -> String) -> String {
    let mut parts = full_name.split('.').peekable();
    let mut path = String::with_capacity(full_name.len() + 8);
    while let Some(part) = parts.next() {
        if parts.peek().is_some() {
            path.push_str(&snake(part));
            path.push_str("::");
        } else {
            path.push_str(&last(part));
        }
    }
    path
}

/// What prost takes for a type of `google.protobuf`.
fn well_known(name: &str) -> String {
    match name {
        "Empty" => "()".to_owned(),
        "BoolValue" => "bool".to_owned(),
        "BytesValue" => "Vec<u8>".to_owned(),
        "DoubleValue" => "f64".to_owned(),
        "FloatValue" => "f32".to_owned(),
        "Int32Value" => "i32".to_owned(),
        "Int64Value" => "i64".to_owned(),
        "StringValue" => "String".to_owned(),
        "UInt32Value" => "u32".to_owned(),
        "UInt64Value" => "u64".to_owned(),
        name => format!("::prost_types::{}", path(name, camel)),
    }
}

/// The default name of a service in service.yaml, of its file and its setting:
/// `OrderService` → `order_service`. Not an identifier: a keyword stays as it is.
pub fn alias(proto_name: &str) -> String {
    proto_name.to_snake_case()
}

/// The setting that holds the address of a service that lives elsewhere:
/// `order_service` → `ORDERSERVICE_ADDR`.
pub fn addr(alias: &str) -> String {
    format!("{}_ADDR", alias.replace('_', "").to_uppercase())
}

/// What groups a service's operations in the API's documentation: `order_service` →
/// `OrderService`.
pub fn tag(alias: &str) -> String {
    alias.to_upper_camel_case()
}

/// A name as words: `inbound_mail` → `Inbound mail`.
pub fn words(name: &str) -> String {
    let mut words = name.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// What clients call a binding of an rpc: `OrderService_GetOrder`, and `OrderService_GetOrder_2`
/// for its first additional one.
pub fn operation(alias: &str, rpc: &str, binding: usize) -> String {
    let name = format!("{}_{rpc}", tag(alias));
    match binding {
        0 => name,
        further => format!("{name}_{}", further + 1),
    }
}

/// What one member of a collection is called: `shelves` → `shelf`, `book-entries` →
/// `bookEntry`. `None` for a word that says nothing of many.
pub fn member(collection: &str) -> Option<String> {
    const ODD: [(&str, &str); 6] = [
        ("shelves", "shelf"),
        ("leaves", "leaf"),
        ("halves", "half"),
        ("people", "person"),
        ("children", "child"),
        ("indices", "index"),
    ];
    let name = collection.to_lower_camel_case();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    if let Some((many, one)) = ODD.iter().find(|(many, _)| name.ends_with(many)) {
        return Some(format!("{}{one}", &name[..name.len() - many.len()]));
    }
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return Some(format!("{stem}y"));
    }
    let hissing = ["sses", "xes", "ches", "shes", "zzes", "uses"];
    if hissing.iter().any(|end| name.ends_with(end)) {
        return Some(name[..name.len() - 2].to_owned());
    }
    let one = ["ss", "us", "is"].iter().any(|end| name.ends_with(end));
    let stem = name
        .strip_suffix('s')
        .filter(|stem| !one && !stem.is_empty());
    stem.map(str::to_owned)
}

/// What Temporal knows a workflow or an activity by: `fulfilment.send_email`.
pub fn temporal(worker: &str, name: &str) -> String {
    format!("{worker}.{name}")
}

/// The file of a group of routes, without its ending: `/api/v1` → `api_v1`, `/` → `root`.
pub fn group(path: &str) -> String {
    let words = path.split(['/', '-']).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("_");
    if name.is_empty() {
        "root".to_owned()
    } else {
        name
    }
}

/// Whether a name is a keyword of Rust.
pub fn is_keyword(name: &str) -> bool {
    RAW.contains(&name) || SUFFIXED.contains(&name)
}

/// A variant of an enum, as prost names it: the enum's own name in front is left out
/// where a word of its own follows. `ORDER_STATUS_PAID` of `OrderStatus` → `Paid`.
pub fn variant(enumeration: &str, value: &str) -> String {
    let name = camel(value);
    let short = name.strip_prefix(&camel(enumeration)).unwrap_or(&name);
    let own_word = short.starts_with(char::is_uppercase);
    identifier(if own_word { short } else { &name })
}
