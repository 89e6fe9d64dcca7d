//! The settings' values after all sources were read, each with its origin.

use std::collections::BTreeMap;
use std::fmt;

/// Name of a setting → its value. A declared setting without a value is in it too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    pub(crate) map: BTreeMap<String, Value>,
}

/// A setting's value and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) text: Option<String>,
    pub(crate) origin: Origin,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A flag as written: `--port`.
    Flag(String),
    /// A variable of that name.
    Env(String),
    /// The file that a variable `<name>_FILE` names.
    SecretFile(String),
    /// A line of the configuration file.
    File {
        path: String,
        line: usize,
    },
    Default,
    Unset,
}

impl Values {
    pub(crate) fn get(&self, setting: &str) -> Option<&str> {
        let value = self.map.get(setting);
        if value.is_none() {
            tracing::debug!(setting, "a setting that no part declares was asked for");
        }
        value?.text.as_deref()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(flag) => write!(f, "flag {flag}"),
            Origin::Env(name) => write!(f, "environment {name}"),
            Origin::SecretFile(path) => write!(f, "file {path}"),
            Origin::File { path, line } => write!(f, "{path}:{line}"),
            Origin::Default => f.write_str("default"),
            Origin::Unset => f.write_str("not set"),
        }
    }
}
