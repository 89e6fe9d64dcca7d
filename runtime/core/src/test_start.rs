//! A start for tests, made of plain data instead of flags and environment.

use crate::selection::{Held, Selection};
use crate::values::{Origin, Value, Values};
use crate::{Mode, Role, Start};

/// What a test wants of its [`Start`].
#[derive(Clone, Debug)]
pub struct TestStart {
    /// The mode.
    pub mode: Mode,
    /// What runs in this process.
    pub runs: Vec<(Role, &'static str)>,
    /// Settings and their values; all others are not set.
    pub settings: Vec<(String, String)>,
}

impl Default for TestStart {
    fn default() -> Self {
        Self {
            mode: Mode::Aio,
            runs: Vec::new(),
            settings: Vec::new(),
        }
    }
}

impl TestStart {
    /// The start.
    pub fn start(self) -> Start {
        let held = |(role, name)| Held {
            role,
            name,
            left_out: None,
        };
        let names = self.runs.into_iter().map(held).collect();
        let value = |text| Value {
            text: Some(text),
            origin: Origin::Default,
        };
        let map = self
            .settings
            .into_iter()
            .map(|(name, text)| (name, value(text)))
            .collect();
        Start::new(
            Values { map },
            Selection {
                mode: self.mode,
                names,
            },
        )
    }
}
