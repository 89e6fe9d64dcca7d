//! Which paths may be written: below the root, through no symlink, and unlike any other
//! path by more than its case. All is checked before the first write.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs, io,
    path::{Component, Path},
};

use super::report::{Change, ChangeKind};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Refuses a run that would write or delete where it must not.
pub(crate) fn check(root: &Path, changes: &[Change], planned: &[&str]) -> Result<(), Diagnostics> {
    let mut refused = Diagnostics::new();
    let changed = changes.iter().map(|change| change.path.as_str());
    for path in planned
        .iter()
        .copied()
        .chain(changed.clone())
        .collect::<HashSet<_>>()
    {
        if !is_inside(path) {
            refused.push(Diagnostic::error(format!(
                "`{path}` is no path below the root of the workspace"
            )));
        }
    }
    for (one, other) in clashes(planned) {
        let message = format!("`{one}` and `{other}` differ only by case");
        refused.push(
            Diagnostic::error(message)
                .help("some file systems take them for one file: rename one of the two"),
        );
    }
    if refused.is_empty() {
        let mut disk = Entries {
            root,
            listed: HashMap::new(),
        };
        for change in changes {
            if let Some(diagnostic) = disk.obstacle(change) {
                refused.push(diagnostic);
            }
        }
    }
    refused
        .0
        .sort_by(|one, other| one.message.cmp(&other.message));
    if refused.is_empty() {
        Ok(())
    } else {
        Err(refused)
    }
}

/// Whether a relative path with `/` stays below the root and fits on a line of the lock.
pub(crate) fn is_inside(path: &str) -> bool {
    let normal = |part| matches!(part, Component::Normal(_));
    let tidy = !path.contains(['\\', ':']) && !path.chars().any(char::is_control);
    let whole =
        !path.is_empty() && !path.ends_with('/') && !path.contains("//") && !path.contains("/./");
    tidy && whole && Path::new(path).components().all(normal)
}

/// Pairs of paths, or of folders of paths, that differ only by case.
fn clashes<'a>(paths: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        for part in ends.map(|end| &path[..end]) {
            match seen.get(&part.to_lowercase()) {
                Some(other) if *other != part => {
                    found.push((*other, part));
                    break;
                }
                Some(_) => {}
                None => drop(seen.insert(part.to_lowercase(), part)),
            }
        }
    }
    found
}

/// The folders on the way, each listed once.
struct Entries<'a> {
    root: &'a Path,
    listed: HashMap<String, HashMap<String, String>>,
}

impl Entries<'_> {
    /// What stands in the way of a change.
    fn obstacle(&mut self, change: &Change) -> Option<Diagnostic> {
        let path = change.path.as_str();
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        let mut folder = "";
        for end in ends {
            let part = &path[..end];
            if change.kind == ChangeKind::Create
                && let Some(other) = self.twin(folder, part)
            {
                let message =
                    format!("`{part}` differs only by case from `{other}`, which is there already");
                return Some(
                    Diagnostic::error(message).help(format!("rename or remove `{other}`")),
                );
            }
            let about = match fs::symlink_metadata(self.root.join(part)) {
                Ok(about) => about,
                // What isn't there is made; what can't be looked at fails when written.
                Err(_) => return None,
            };
            let what = if about.is_symlink() {
                "a symlink"
            } else if end < path.len() && !about.is_dir() {
                "a file where a folder is needed"
            } else if end == path.len() && !about.is_file() {
                "no plain file"
            } else {
                folder = part;
                continue;
            };
            let message = format!("cannot write `{path}`: `{part}` is {what}");
            return Some(Diagnostic::error(message).help(format!(
                "remove `{part}`, or put what it stands for in its place"
            )));
        }
        None
    }

    /// An entry of a folder that differs only by case from the wanted one.
    fn twin(&mut self, folder: &str, part: &str) -> Option<String> {
        let names = self
            .listed
            .entry(folder.to_owned())
            .or_insert_with(|| list(&self.root.join(folder)).unwrap_or_default());
        let name = part.rsplit('/').next().unwrap_or(part);
        let other = names
            .get(&name.to_lowercase())
            .filter(|other| *other != name)?;
        Some(if folder.is_empty() {
            other.clone()
        } else {
            format!("{folder}/{other}")
        })
    }
}

/// The names in a folder by their lower case.
fn list(folder: &Path) -> io::Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.insert(name.to_lowercase(), name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_root_are_told() {
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "./a",
            "a/./b",
            "a/",
            "a\nb",
            "a\\b",
            "C:/x",
        ] {
            assert!(!is_inside(path), "{path:?}");
        }
        for path in ["a", "a/b.rs", ".tonica/base/x", "a/..b", "a b/c"] {
            assert!(is_inside(path), "{path:?}");
        }
    }

    #[test]
    fn folders_clash_by_case_too() {
        assert_eq!(clashes(&["a/x.rs", "A/y.rs"]), [("a", "A")]);
        assert_eq!(
            clashes(&["a/x.rs", "a/X.rs", "a/z"]),
            [("a/x.rs", "a/X.rs")]
        );
        assert!(clashes(&["a/x", "a/y", "b/x"]).is_empty());
    }
}
