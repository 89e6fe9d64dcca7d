//! Routes of the gateway that no rpc stands behind, and their groups.

use super::{Template, name};

/// A route that a handler of the user's answers.
#[derive(Debug, Clone)]
pub struct Route {
    /// Snake-case name in service.yaml, of the file, the module and the handler: `webhook`.
    pub name: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// The whole path.
    pub template: Template,
    /// The group whose layers its requests pass: named, or the longest one that it lies below.
    pub group: Option<String>,
}

/// A group of routes that have layers in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The path that names it: `/api/v1`.
    pub path: String,
    /// The name of its file: `api_v1`; `root` of `/`.
    pub name: String,
}

impl Group {
    /// The group that a path names.
    pub fn of(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            name: name::group(path),
        }
    }
}

impl Route {
    /// Whether its requests come with a body.
    pub fn has_body(&self) -> bool {
        matches!(self.method.as_str(), "POST" | "PUT" | "PATCH")
    }

    /// Whether its answers come with a body.
    pub fn has_answer(&self) -> bool {
        !matches!(self.method.as_str(), "HEAD" | "TRACE")
    }
}
