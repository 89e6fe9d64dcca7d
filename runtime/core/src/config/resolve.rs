//! Every setting's value: flag > environment > file > default. All problems are gathered.

use std::env::VarError;

use crate::config::args::Flag;
use crate::config::file::Line;
use crate::config::table::{ALIASES, Table};
use crate::kind;
use crate::values::{Origin, Value, Values};
use crate::{Error, Kind, Setting};

/// What the values come from.
pub(crate) struct Sources {
    pub(crate) flags: Vec<Flag>,
    pub(crate) path: String,
    pub(crate) lines: Vec<Line>,
}

pub(crate) fn values(table: &Table, sources: &Sources, problems: &mut Vec<Error>) -> Values {
    let mut values = Values::default();
    for setting in &table.settings {
        let value = sources.value(setting, problems);
        if let Some(problem) = problem(setting, &value) {
            problems.push(problem);
        }
        values.map.insert(setting.env.to_string(), value);
    }
    let ports = table
        .settings
        .iter()
        .filter_map(|setting| two_ports(setting, &values));
    problems.extend(ports);
    values
}

/// What is wrong with a value; of a secret, it never shows it.
fn problem(setting: &Setting, value: &Value) -> Option<Error> {
    let text = value.text.as_deref()?;
    let problem = setting.kind.check(text).err()?;
    let origin = &value.origin;
    let shown = if setting.secret {
        "its value".to_owned()
    } else {
        format!("{text:?}")
    };
    Some(Error::config(
        &setting.env,
        format!("{shown} ({origin}) {problem}"),
    ))
}

/// An address with a port, and another port: which one is meant?
fn two_ports(setting: &Setting, values: &Values) -> Option<Error> {
    let Kind::Listen { port } = setting.kind else {
        return None;
    };
    let (_, Some(in_addr)) = kind::listen(values.map.get(&*setting.env)?.text.as_deref()?).ok()?
    else {
        return None;
    };
    let other = values.map.get(port)?;
    let text = other.text.as_deref()?;
    if other.origin == Origin::Default || text == in_addr.to_string() {
        return None;
    }
    let problem = format!("its port {in_addr} and {port}={text} contradict: give one of them");
    Some(Error::config(&setting.env, problem))
}

impl Sources {
    fn value(&self, setting: &Setting, problems: &mut Vec<Error>) -> Value {
        if let Some(flag) = self.flags.iter().find(|flag| flag.env == setting.env) {
            return Value::new(&flag.value, Origin::Flag(flag.written.clone()));
        }
        if let Some(value) = from_env(setting, problems) {
            return value;
        }
        if let Some(line) = self.lines.iter().find(|line| line.key == setting.env) {
            let origin = Origin::File {
                path: self.path.clone(),
                line: line.number,
            };
            return Value::new(&line.value, origin);
        }
        match &setting.default {
            Some(default) => Value::new(default, Origin::Default),
            None => Value {
                text: None,
                origin: Origin::Unset,
            },
        }
    }
}

impl Value {
    fn new(text: &str, origin: Origin) -> Self {
        Self {
            text: Some(text.to_owned()),
            origin,
        }
    }
}

/// The value of the variable, of its older name, or of the file that `<name>_FILE` names.
fn from_env(setting: &Setting, problems: &mut Vec<Error>) -> Option<Value> {
    let mut found: Vec<Value> = Vec::new();
    let alias = ALIASES
        .iter()
        .find(|(name, _)| *name == setting.env)
        .map(|(_, alias)| *alias);
    for name in [Some(&*setting.env), alias].into_iter().flatten() {
        if let Some(text) = variable(name, problems) {
            found.push(Value {
                text: Some(text),
                origin: Origin::Env(name.to_owned()),
            });
        }
    }
    if setting.secret {
        found.extend(from_secret_file(&format!("{}_FILE", setting.env), problems));
    }
    let mut found = found.into_iter();
    let first = found.next()?;
    if let Some(other) = found
        .next()
        .filter(|other| setting.secret || other.text != first.text)
    {
        let problem = format!(
            "{} and {} contradict: set one of them",
            first.origin, other.origin
        );
        problems.push(Error::config(&setting.env, problem));
    }
    Some(first)
}

/// The whole text of the file without the line end that editors add.
fn from_secret_file(name: &str, problems: &mut Vec<Error>) -> Option<Value> {
    let path = variable(name, problems)?;
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(Value::new(
            text.trim_end_matches(['\r', '\n']),
            Origin::SecretFile(path),
        )),
        Err(error) => {
            let problem = format!("can't read the file {path:?} that it names");
            problems.push(Error::config(name, problem).because(error));
            None
        }
    }
}

fn variable(name: &str, problems: &mut Vec<Error>) -> Option<String> {
    match std::env::var(name) {
        Ok(value) => Some(value),
        Err(VarError::NotPresent) => None,
        Err(VarError::NotUnicode(_)) => {
            problems.push(Error::config(name, "is not valid UTF-8"));
            None
        }
    }
}
