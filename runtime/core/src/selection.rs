//! Which parts and names run: `APP_MODE`, `APP_SERVICES`, `APP_WORKERS`, `APP_CONSUMERS`.
//! An unknown name is an error that lists the known ones, never a silent fallback.

use crate::values::Values;
use crate::{Error, Mode, Role, kind};

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

/// What a binary is able to run.
pub(crate) struct Holds {
    pub(crate) only: Option<Mode>,
    pub(crate) roles: Vec<Role>,
    pub(crate) names: Vec<(Role, &'static str)>,
}

impl Selection {
    /// Selects; all that is wrong goes to `problems`.
    pub(crate) fn of(holds: &Holds, values: &Values, problems: &mut Vec<Error>) -> Self {
        let mode = holds.mode(values).unwrap_or_else(|problem| {
            problems.push(problem);
            holds.only.unwrap_or(Mode::Aio)
        });
        for role in Role::ALL {
            problems.extend(holds.unknown(role, mode, values));
        }
        let held = |(role, name): &(Role, &'static str)| Held {
            role: *role,
            name,
            left_out: left_out(*role, name, mode, values),
        };
        Self {
            mode,
            names: holds.names.iter().map(held).collect(),
        }
    }

    pub(crate) fn runs(&self, role: Role, name: &str) -> bool {
        self.running(role).any(|held| held == name)
    }

    pub(crate) fn running(&self, role: Role) -> impl Iterator<Item = &'static str> {
        let runs = move |held: &&Held| held.role == role && held.left_out.is_none();
        self.names.iter().filter(runs).map(|held| held.name)
    }

    /// Says in the log what runs, and what doesn't and why.
    pub(crate) fn log(&self) {
        for role in Role::ALL {
            let names: Vec<_> = self.running(role).collect();
            let runs = match role.setting() {
                _ if names.is_empty() => continue,
                Some(_) => format!("{}: {}", role.name(), names.join(", ")),
                None => format!("{}: {}", role.name(), names.len()),
            };
            tracing::info!(mode = %self.mode, "runs {runs}");
        }
        let selectable = self
            .names
            .iter()
            .filter(|held| held.role.setting().is_some());
        for held in selectable {
            if let Some(why) = &held.left_out {
                tracing::info!("leaves out {} {}: {why}", held.role.one(), held.name);
            }
        }
    }
}

impl Holds {
    fn mode(&self, values: &Values) -> Result<Mode, Error> {
        let name = values.get("APP_MODE").unwrap_or_default();
        let wrong = |problem| Err(Error::config("APP_MODE", format!("{name:?} {problem}")));
        let able = || {
            let names: Vec<_> = self.modes().iter().map(|mode| mode.name()).collect();
            names.join(", ")
        };
        match Mode::from_name(name) {
            Some(mode) if self.modes().contains(&mode) => Ok(mode),
            Some(_) => wrong(format!("is not in this binary, which runs: {}", able())),
            None => wrong(format!("is no mode; this binary runs: {}", able())),
        }
    }

    /// The modes that the binary can run: its only one, or those for which it holds something.
    fn modes(&self) -> Vec<Mode> {
        let able = |mode: &Mode| match self.only {
            Some(only) => only == *mode,
            None => *mode == Mode::Aio || self.roles.iter().any(|role| mode.has(*role)),
        };
        Mode::ALL.into_iter().filter(able).collect()
    }

    /// Selected names that the binary doesn't hold. A setting for roles that neither the mode nor
    /// the binary has is passed over: one set of variables may serve all processes of a project.
    fn unknown(&self, role: Role, mode: Mode, values: &Values) -> Option<Error> {
        let setting = role.setting()?;
        if !mode.has(role) && !self.roles.contains(&role) {
            return None;
        }
        let known: Vec<_> = self
            .names
            .iter()
            .filter(|held| held.0 == role)
            .map(|held| held.1)
            .collect();
        let selected = kind::list(values.get(setting)?);
        let unknown: Vec<_> = selected
            .into_iter()
            .filter(|name| !known.contains(name))
            .collect();
        if unknown.is_empty() {
            return None;
        }
        let has = if known.is_empty() {
            format!("it has no {}", role.name())
        } else {
            format!("its {} are: {}", role.name(), known.join(", "))
        };
        let one = role.one();
        let problem = format!(
            "this binary has no {one} named {}; {has}",
            unknown.join(", ")
        );
        Some(Error::config(setting, problem))
    }
}

fn left_out(role: Role, name: &str, mode: Mode, values: &Values) -> Option<String> {
    if !mode.has(role) {
        return Some(format!("mode {mode}"));
    }
    let setting = role.setting()?;
    let selected = kind::list(values.get(setting)?);
    (!selected.contains(&name)).then(|| format!("not in {setting}"))
}
