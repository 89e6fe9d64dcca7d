//! What people see of the table: `--help` and `config explain`.

use std::fmt::Write;

use crate::config::table::{ALIASES, Table};
use crate::values::Values;

/// The text of `--help`: every setting by group, with flag, variable and default.
pub(crate) fn help(table: &Table) -> String {
    let name = table.build.name;
    let mut text = format!("{}\n\nUsage: {name} [--FLAG VALUE]...\n", version(table));
    let _ = writeln!(
        text,
        "       {name} config explain    shows each value and where it comes from\n"
    );
    text.push_str(
        "A setting is given by its flag, its variable, or a line KEY=value of the file that\n",
    );
    text.push_str(
        "--config names; the first of these counts, then the default. A secret may also be\n",
    );
    text.push_str("in a file of its own, named by its variable with _FILE added.\n");
    let mut group = "";
    // Parts bring their rows in any order: a group stands where its first row does.
    let mut rows: Vec<_> = table.settings.iter().collect();
    rows.sort_by_key(|row| {
        table
            .settings
            .iter()
            .position(|first| first.group == row.group)
    });
    for setting in rows {
        if setting.group != group {
            group = setting.group;
            let _ = writeln!(text, "\n{group}:");
        }
        let flag = format!("--{} {}", setting.flag(), setting.kind.placeholder());
        let alias = ALIASES.iter().find(|(name, _)| *name == setting.env);
        let alias = alias
            .map(|(_, alias)| format!(" (or {alias})"))
            .unwrap_or_default();
        let file = if setting.secret {
            format!(" (or {}_FILE)", setting.env)
        } else {
            String::new()
        };
        let default = setting.default.as_ref().filter(|_| !setting.secret);
        let default = default
            .map(|value| format!(" [default: {value}]"))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "  {flag:<34} {}{alias}{file}\n        {}{default}",
            setting.env, setting.help
        );
    }
    text
}

/// The text of `--version`.
pub(crate) fn version(table: &Table) -> String {
    let build = table.build;
    let git = build.git.map(|git| format!(" ({git})")).unwrap_or_default();
    format!("{} {}{git}", build.name, build.version)
}

/// The text of `config explain`: each value and its origin; of a secret, only that it is set.
pub(crate) fn explain(table: &Table, values: &Values) -> String {
    let mut rows = Vec::new();
    for setting in &table.settings {
        if let Some(value) = values.map.get(&*setting.env) {
            let shown = match &value.text {
                Some(_) if setting.secret => "(hidden)".to_owned(),
                Some(text) => text.clone(),
                None => "-".to_owned(),
            };
            rows.push((&*setting.env, shown, value.origin.to_string()));
        }
    }
    let names = rows.iter().map(|row| row.0.len()).max().unwrap_or(0);
    let values = rows
        .iter()
        .map(|row| row.1.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (name, value, origin) in rows {
        let _ = writeln!(text, "{name:<names$}  {value:<values$}  {origin}");
    }
    text
}
