//! The file of settings: one `KEY=value` a line, `#` begins a comment line, blanks around key and
//! value don't count. No quotes, no escapes: a value is what stands there.

use crate::Error;
use crate::config::suggest::suggestion;
use crate::config::table::Table;

/// A line of the file.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) key: String,
    pub(crate) value: String,
}

/// Reads the file's text; `path` is for errors alone.
pub(crate) fn read(table: &Table, path: &str, text: &str) -> (Vec<Line>, Vec<Error>) {
    let mut lines: Vec<Line> = Vec::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{path}:{number}");
        let Some((key, value)) = line.split_once('=') else {
            problems.push(Error::config(&place, "is no setting: write KEY=value"));
            continue;
        };
        let key = key.trim();
        if !is_known(table, key) {
            let known = table.settings.iter().map(|setting| setting.env.to_string());
            let hint = suggestion(key, known).map(|name| format!("did you mean {name}?"));
            let hint = hint.unwrap_or_else(|| "--help lists them".to_owned());
            problems.push(Error::config(
                &place,
                format!("{key} is no setting: {hint}"),
            ));
        } else if let Some(first) = lines.iter().find(|line| line.key == key) {
            let problem = format!("{key} is set in line {} already: set it once", first.number);
            problems.push(Error::config(&place, problem));
        } else {
            lines.push(Line {
                number,
                key: key.to_owned(),
                value: value.trim().to_owned(),
            });
        }
    }
    (lines, problems)
}

/// A file can't name another one.
fn is_known(table: &Table, key: &str) -> bool {
    key != "APP_CONFIG" && table.by_env(key).is_some()
}
