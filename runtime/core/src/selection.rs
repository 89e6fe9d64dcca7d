//! Which parts and names run: mode, `APP_SERVICES`, `APP_WORKERS`, `APP_CONSUMERS`.

use crate::{Mode, Role};

/// What the binary holds and what of it runs.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    pub(crate) mode: Mode,
    pub(crate) names: Vec<Held>,
}

/// One name that the binary holds.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) role: Role,
    pub(crate) name: &'static str,
    /// Why it doesn't run; `None` if it does.
    pub(crate) left_out: Option<String>,
}

impl Selection {
    pub(crate) fn runs(&self, role: Role, name: &str) -> bool {
        self.running(role).any(|held| held == name)
    }

    pub(crate) fn running(&self, role: Role) -> impl Iterator<Item = &'static str> {
        let runs = move |held: &&Held| held.role == role && held.left_out.is_none();
        self.names.iter().filter(runs).map(|held| held.name)
    }
}
