//! What service.yaml says of the project itself: its name and its gateway.

use std::collections::BTreeMap;

use super::{Context, http_rules};
use crate::diagnostic::Diagnostic;
use crate::model::{Errors, Gateway, Unescape, name};
use crate::read::config::{self, Size, Spanned};

/// The version of service.yaml's format.
const VERSION: u32 = 1;

/// Names of binaries that cargo or the crates of a workspace keep for themselves.
const RESERVED: &[&str] = &[
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "proc-macro",
    "std",
    "test",
    "tonica",
];

/// How the names of the runtime's crates begin, which stand beside a project's own.
const RUNTIME: &str = "tonica-";

/// Largest request body that can be asked for.
const MAX_BODY: u64 = 1 << 30;

/// Request headers that are always passed on as metadata.
const FORWARDED: &[&str] = &["authorization", "traceparent", "tracestate", "x-request-id"];

/// Request headers that belong to one connection or to gRPC itself.
const NOT_FORWARDED: &[&str] = &[
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Checks the version and the name.
pub(super) fn check(context: &mut Context<'_>) {
    let config = &context.raw.config;
    if config.version.value != VERSION {
        let message = format!(
            "version {} of service.yaml is not known",
            config.version.value
        );
        context.tell(
            Diagnostic::error(message)
                .at(config.version.at.clone(), "")
                .help(format!("write `version: {VERSION}`")),
        );
    }
    let project = &config.name;
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if !project
        .value
        .starts_with(|first: char| first.is_ascii_lowercase())
        || !project.value.chars().all(is_plain)
    {
        context.tell(
            Diagnostic::error(format!("`{}` can't name a project", project.value))
                .at(project.at.clone(), "")
                .help("use lower-case letters, digits and `-`, a letter first: it names binaries and crates"),
        );
    } else if project.value.ends_with('-') || project.value.contains("--") {
        context.tell(
            Diagnostic::error(format!("`{}` can't name a project", project.value))
                .at(project.at.clone(), "its crates would have two `_` in a row")
                .help("use single `-`, each between letters or digits"),
        );
    } else if RESERVED.contains(&project.value.as_str())
        || project.value.starts_with(RUNTIME)
        || name::is_keyword(&project.value)
    {
        context.tell(
            Diagnostic::error(format!(
                "`{}` can't name a project: Rust, cargo or tonica keep the name for themselves",
                project.value
            ))
            .at(project.at.clone(), "")
            .help("choose another one: it names binaries and crates"),
        );
    }
}

/// The options of the gateway, but for its cache: that names rpcs.
pub(super) fn gateway(context: &mut Context<'_>) -> Gateway {
    let default = Gateway {
        docs: false,
        max_body: 4 << 20,
        errors: Errors::Status,
        forward_headers: Vec::new(),
        unescape: Unescape::ExceptSlash,
        cache: Vec::new(),
    };
    let Some(gateway) = &context.raw.config.gateway else {
        return default;
    };
    let errors = match gateway.errors {
        None | Some(config::Errors::Status) => Errors::Status,
        Some(config::Errors::Aip193) => Errors::Aip193,
    };
    let max_body = gateway
        .max_body
        .as_ref()
        .map_or(default.max_body, |size| max_body(context, size));
    let docs = gateway.docs.as_ref().map(|docs| docs.value.value);
    Gateway {
        docs: docs == Some(config::Docs::Swagger),
        max_body,
        errors,
        forward_headers: forward_headers(context, &gateway.forward_headers),
        unescape: http_rules::unescape(context).unwrap_or(default.unescape),
        cache: Vec::new(),
    }
}

fn max_body(context: &mut Context<'_>, size: &Spanned<Size>) -> u64 {
    if !(1..=MAX_BODY).contains(&size.value.0) {
        context.tell(
            Diagnostic::error("`max_body` must be from 1B to 1GiB")
                .at(size.at.clone(), "")
                .help("a body is held in memory while it is read"),
        );
    }
    size.value.0
}

fn forward_headers(context: &mut Context<'_>, headers: &[Spanned<String>]) -> Vec<String> {
    let mut known: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    let mut names = Vec::new();
    for header in headers {
        let name = header.value.to_ascii_lowercase();
        if let Some(first) = known.get(&name) {
            context.tell(
                Diagnostic::error(format!("the header `{name}` is forwarded twice"))
                    .at(header.at.clone(), "")
                    .label(first.at.clone(), "first here")
                    .help("header names are the same in any case"),
            );
        } else if let Some(reason) = refused(&name) {
            context.tell(
                Diagnostic::error(format!("the header `{}` can't be forwarded", header.value))
                    .at(header.at.clone(), reason)
                    .help("remove it; headers of the application itself can be forwarded"),
            );
        } else if FORWARDED.contains(&name.as_str()) {
            context.tell(
                Diagnostic::warning(format!("the header `{name}` is always forwarded"))
                    .at(header.at.clone(), "")
                    .help("remove it here"),
            );
        } else {
            names.push(name.clone());
        }
        known.insert(name, header);
    }
    names
}

/// Why a header can't be forwarded.
fn refused(name: &str) -> Option<&'static str> {
    if !is_header(name) {
        Some("no header name that metadata can hold: letters, digits, `-`, `_` and `.`")
    } else if NOT_FORWARDED.contains(&name) {
        Some("it belongs to one connection")
    } else if name.starts_with("grpc-") {
        Some("gRPC keeps names that begin with `grpc-` for itself")
    } else {
        None
    }
}

/// Whether it can name a header that metadata can hold as well.
pub(super) fn is_header(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !name.is_empty() && name.bytes().all(token)
}
