//! Google service configs: YAMLs of which the part `http` is read, one to one with spans. All
//! else that they hold (apis, authentication, backends, …) is for others and passed over.

use std::sync::Arc;

use super::config::{Config, Spanned};
use super::map::map;
use super::node::{self, Key, Node, Value};
use super::root::{self, Input, Root};
use super::value::{Read, expected};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};

/// What a service config says of itself, as far as it does.
const TYPE: &str = "google.api.Service";
const VERSION: i64 = 3;

/// A name of a field in JSON, which these files may bear too, and its name in the proto.
const JSON_NAMES: [(&str, &str); 3] = [
    ("additionalBindings", "additional_bindings"),
    ("responseBody", "response_body"),
    (
        "fullyDecodeReservedExpansion",
        "fully_decode_reserved_expansion",
    ),
];

/// One service config.
#[derive(Debug, Clone)]
pub struct ServiceConfig {
    /// Where service.yaml names it.
    pub named: Span,
    /// Its part `http`; `None` where it has none.
    pub http: Option<Http>,
}

map! {
    /// The part of a service config that binds rpcs to HTTP.
    Http {
        /// In the order of the file: of several for one rpc the last one holds.
        #[schemars(default)]
        rules: Vec<Spanned<HttpRule>>,
        /// How far variables of several segments are percent-decoded.
        #[schemars(default)]
        fully_decode_reserved_expansion: Option<Spanned<bool>>,
    }
}

map! {
    /// One rule: google.api.HttpRule.
    HttpRule {
        /// The rpc; a binding within `additional_bindings` has none.
        #[schemars(default)]
        selector: Option<Spanned<String>>,
        /// A path for GET.
        #[schemars(default)]
        get: Option<Spanned<String>>,
        /// A path for PUT.
        #[schemars(default)]
        put: Option<Spanned<String>>,
        /// A path for POST.
        #[schemars(default)]
        post: Option<Spanned<String>>,
        /// A path for DELETE.
        #[schemars(default)]
        delete: Option<Spanned<String>>,
        /// A path for PATCH.
        #[schemars(default)]
        patch: Option<Spanned<String>>,
        /// A path for any other method.
        #[schemars(default)]
        custom: Option<Custom>,
        /// The request field that is the body.
        #[schemars(default)]
        body: Option<Spanned<String>>,
        /// The field of the answer that is the body.
        #[schemars(default)]
        response_body: Option<Spanned<String>>,
        /// Further bindings of the rpc.
        #[schemars(default)]
        additional_bindings: Vec<Spanned<HttpRule>>,
    }
}

map! {
    /// A method and its path: google.api.CustomHttpPattern.
    Custom {
        /// The method.
        kind: Spanned<String>,
        /// The path.
        path: Spanned<String>,
    }
}

/// Reads those that `gateway.http_rules` names, in its order; with each as it was read.
pub(super) fn all(
    root: &Root,
    config: &Config,
    errors: &mut Diagnostics,
) -> (Vec<ServiceConfig>, Vec<Input>) {
    let mut configs = Vec::new();
    let mut inputs: Vec<Input> = Vec::new();
    for named in names(config) {
        let Some(path) = path(named, errors) else {
            continue;
        };
        if inputs.iter().any(|input| input.path == path) {
            let message = format!("`{path}` is listed twice");
            errors.push(
                Diagnostic::error(message)
                    .at(named.at.clone(), "")
                    .help("remove one of the two"),
            );
            continue;
        }
        match root.bytes(&path) {
            Ok(bytes) => {
                let source = root::text(&path, bytes.clone());
                match source.and_then(|source| http(&source, errors)) {
                    Ok(http) => configs.push(ServiceConfig {
                        named: named.at.clone(),
                        http,
                    }),
                    Err(unreadable) => errors.append(unreadable),
                }
                inputs.push(Input { path, bytes });
            }
            // The file itself has no place to show: the one that names it has.
            Err(unreadable) => {
                let moved = unreadable.0.into_iter();
                let moved = moved.map(|one| one.at(named.at.clone(), ""));
                errors.append(Diagnostics(moved.collect()));
            }
        }
    }
    (configs, inputs)
}

/// The paths of those that `gateway.http_rules` names, relative to the root. Reads none.
pub(super) fn paths(config: &Config, errors: &mut Diagnostics) -> Vec<String> {
    names(config)
        .iter()
        .filter_map(|named| path(named, errors))
        .collect()
}

fn names(config: &Config) -> &[Spanned<String>] {
    let gateway = config.gateway.as_ref();
    gateway.map_or(&[], |gateway| &gateway.http_rules)
}

fn path(named: &Spanned<String>, errors: &mut Diagnostics) -> Option<String> {
    if root::escapes(&named.value) || matches!(root::clean(&named.value).as_str(), ".") {
        errors.push(
            Diagnostic::error(format!("`{}` is no file of the project", named.value))
                .at(named.at.clone(), "")
                .help(
                    "name a YAML below the folder that holds service.yaml, with `/` between parts",
                ),
        );
        return None;
    }
    Some(root::clean(&named.value))
}

/// Reads the part `http` of one; what isn't as it must be is told and left out.
fn http(source: &Arc<Source>, errors: &mut Diagnostics) -> Result<Option<Http>, Diagnostics> {
    let node = node::parse(source)?;
    let Value::Map(entries) = &node.value else {
        errors.push(expected(
            "a map",
            &node,
            format!("a service config begins with `type: {TYPE}`"),
        ));
        return Ok(None);
    };
    let value = |name: &str| {
        let found = entries.iter().find(|(key, _)| key.name == name);
        found.map(|(_, node)| node)
    };
    if let Some(node) = value("type")
        && !matches!(&node.value, Value::Text(text) if text == TYPE)
    {
        let help = "name the YAML of an API, not of one of its parts";
        errors.push(expected(&format!("`{TYPE}`"), node, help));
    }
    if let Some(node) = value("config_version")
        && !matches!(node.value, Value::Int(VERSION))
    {
        let help = "it is the only version whose rules are known";
        errors.push(expected(&VERSION.to_string(), node, help));
    }
    let http = value("http").filter(|node| !matches!(node.value, Value::Null));
    Ok(http.and_then(|node| Http::read(&by_proto_names(node.clone(), errors), errors)))
}

/// The same with the names of the proto for all keys.
fn by_proto_names(node: Node, errors: &mut Diagnostics) -> Node {
    let value = match node.value {
        Value::List(items) => Value::List(
            items
                .into_iter()
                .map(|item| by_proto_names(item, errors))
                .collect(),
        ),
        Value::Map(entries) => {
            let mut renamed: Vec<(Key, Node)> = Vec::with_capacity(entries.len());
            for (mut key, value) in entries {
                let known = JSON_NAMES.iter().find(|(json, _)| *json == key.name);
                if let Some((_, name)) = known {
                    key.name = (*name).to_owned();
                }
                if let Some((first, _)) = renamed.iter().find(|(other, _)| other.name == key.name) {
                    errors.push(
                        Diagnostic::error(format!("the key `{}` is there twice", key.name))
                            .at(key.at.clone(), "")
                            .label(first.at.clone(), "first here, by its other name")
                            .help("remove one of the two"),
                    );
                }
                renamed.push((key, by_proto_names(value, errors)));
            }
            Value::Map(renamed)
        }
        other => other,
    };
    Node { at: node.at, value }
}
