//! One row of the table of settings, from which parsing, `--help` and `config explain` come.

use std::borrow::Cow;

/// One setting: its names, kind, default and help.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The name in the environment and in the file: `APP_PORT`.
    pub env: Cow<'static, str>,
    /// What values it takes.
    pub kind: Kind,
    /// The value when none is given; without it the setting may be unset.
    pub default: Option<Cow<'static, str>>,
    /// One line for `--help`, without a full stop.
    pub help: Cow<'static, str>,
    /// The heading in `--help`.
    pub group: &'static str,
    /// Never shown; may also be given by a file, named by `<env>_FILE`.
    pub secret: bool,
}

/// What values a setting takes; [`Kind::check`] is the one judge.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any text.
    Text,
    /// Names with commas between.
    List,
    /// Where to listen: an IP address or `localhost`, with or without a port (which then beats the
    /// setting named here).
    Listen {
        /// The setting that gives the port.
        port: &'static str,
    },
    /// A port from 0 (any free one) to 65535.
    Port,
    /// Where a service is: `host:port`, several with commas between, each with `http://`,
    /// `https://` or neither.
    Upstream,
    /// A time such as `500ms`, `10s`, `2m`, `1h`.
    Duration,
    /// A number of bytes such as `65536`, `64KiB`, `4MiB`, `1GiB`.
    Size,
    /// A whole number in a range, both ends included.
    Number {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// `true` or `false`; the flag alone means `true`.
    Switch,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Text of a shape of its own.
    Shape {
        /// The placeholder in `--help`: `FILTER`.
        name: &'static str,
        /// Says what is wrong with a value.
        check: fn(&str) -> Result<(), String>,
    },
}

impl Setting {
    /// A setting that is no secret.
    pub fn new(
        env: impl Into<Cow<'static, str>>,
        kind: Kind,
        default: Option<&str>,
        help: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            env: env.into(),
            kind,
            default: default.map(|value| Cow::Owned(value.to_owned())),
            help: help.into(),
            group: "Other settings",
            secret: false,
        }
    }

    /// The same setting as a secret.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same setting under a heading of `--help`.
    #[must_use]
    pub fn group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// The flag without its dashes: the name in small letters, without `APP_`. `APP_PORT` → `port`.
    pub fn flag(&self) -> String {
        let name = self.env.strip_prefix("APP_").unwrap_or(&self.env);
        name.to_ascii_lowercase().replace('_', "-")
    }
}
