//! The Cargo.lock of a fresh workspace: one that cargo made for the same set of parts
//! (`cargo xtask bless` has it do so), with the project's own packages named as the
//! project is. What cargo would write itself, so that `--locked` holds from the start.

use std::cmp::Ordering;

use crate::model::Model;

/// The name of the project in the stored locks.
const STORED: &str = "project";

const SERVICES: &str = include_str!("../../templates/locks/services.lock");
const GATEWAY: &str = include_str!("../../templates/locks/gateway.lock");
const BOTH: &str = include_str!("../../templates/locks/services-gateway.lock");

/// The lock of a project.
pub fn of(model: &Model) -> Vec<u8> {
    let stored = match (model.has_services(), model.has_gateway()) {
        (true, true) => BOTH,
        (true, false) => SERVICES,
        (false, _) => GATEWAY,
    };
    renamed(stored, STORED, &model.project).into_bytes()
}

/// A lock as cargo would write it were the project `from` called `to`: packages and
/// dependencies sorted, a version named where a name alone is not clear.
pub fn renamed(lock: &str, from: &str, to: &str) -> String {
    let mut parts = lock.split("[[package]]\n");
    let head = parts.next().unwrap_or_default();
    let packages: Vec<Package> = parts.map(Package::parse).collect();
    let named: Vec<Package> = packages
        .iter()
        .map(|package| package.renamed(from, to))
        .collect();
    let mut order: Vec<usize> = (0..named.len()).collect();
    order.sort_by(|a, b| named[*a].cmp(&named[*b]));
    let mut text = head.to_owned();
    for (place, index) in order.into_iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        named[index].write(&packages, &named, &mut text);
    }
    text
}

/// One package: its lines as `key = value`, its dependencies as cargo names them.
#[derive(Clone)]
struct Package<'a> {
    name: String,
    version: &'a str,
    source: Option<&'a str>,
    checksum: Option<&'a str>,
    dependencies: Vec<&'a str>,
}

impl<'a> Package<'a> {
    fn parse(block: &'a str) -> Self {
        let value = |key: &str| {
            let line = block
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
            line.map(|value| value.trim_matches('"'))
        };
        let dependencies = block.lines().filter_map(|line| line.strip_prefix(" \""));
        Self {
            name: value("name").unwrap_or_default().to_owned(),
            version: value("version").unwrap_or_default(),
            source: value("source"),
            checksum: value("checksum"),
            dependencies: dependencies
                .filter_map(|line| line.strip_suffix("\","))
                .collect(),
        }
    }

    fn renamed(&self, from: &str, to: &str) -> Self {
        let rest = self
            .name
            .strip_prefix(from)
            .filter(|_| self.source.is_none());
        let own = rest.filter(|rest| rest.is_empty() || rest.starts_with('-'));
        Self {
            name: own.map_or_else(|| self.name.clone(), |rest| format!("{to}{rest}")),
            ..self.clone()
        }
    }

    /// Whether a dependency, as cargo names it, means this package.
    fn is(&self, dependency: &str) -> bool {
        let mut words = dependency.split(' ');
        let name = words.next() == Some(self.name.as_str());
        let version = words.next().is_none_or(|version| version == self.version);
        let source = words
            .next()
            .is_none_or(|source| self.source.is_some_and(|own| source == format!("({own})")));
        name && version && source
    }

    /// The package as a dependency: by its name, and by its version where others have
    /// that name.
    fn named_among(&self, all: &[Package]) -> String {
        let alike = all.iter().filter(|other| other.name == self.name).count();
        if alike > 1 {
            format!("{} {}", self.name, self.version)
        } else {
            self.name.clone()
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let name = self.name.cmp(&other.name);
        name.then_with(|| numbers(self.version).cmp(&numbers(other.version)))
    }

    /// Appends the package; `before` and `after` are all packages by their old and new
    /// names.
    fn write(&self, before: &[Package], after: &[Package], text: &mut String) {
        text.push_str("[[package]]\n");
        let mut line = |key: &str, value: Option<&str>| {
            if let Some(value) = value {
                text.push_str(&format!("{key} = \"{value}\"\n"));
            }
        };
        line("name", Some(&self.name));
        line("version", Some(self.version));
        line("source", self.source);
        line("checksum", self.checksum);
        let mut dependencies: Vec<String> = self
            .dependencies
            .iter()
            .map(|dependency| {
                let index = before.iter().position(|package| package.is(dependency));
                index.map_or_else(
                    || (*dependency).to_owned(),
                    |index| after[index].named_among(after),
                )
            })
            .collect();
        dependencies.sort_unstable();
        if !dependencies.is_empty() {
            text.push_str("dependencies = [\n");
            for dependency in dependencies {
                text.push_str(&format!(" \"{dependency}\",\n"));
            }
            text.push_str("]\n");
        }
    }
}

/// A version as it is compared; what comes after the numbers is not.
fn numbers(version: &str) -> Vec<u64> {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    core.split('.')
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::renamed;

    const LOCK: &str = r#"version = 4

[[package]]
name = "futures-core"
version = "0.3.34"
source = "registry"
checksum = "c0"

[[package]]
name = "project"
version = "0.1.0"
dependencies = [
 "futures-core",
 "project-core",
]

[[package]]
name = "project-core"
version = "0.1.0"
"#;

    #[test]
    fn a_lock_renamed_to_its_own_name_is_itself() {
        assert_eq!(renamed(LOCK, "project", "project"), LOCK);
    }

    #[test]
    fn packages_and_dependencies_are_sorted_anew() {
        let lock = renamed(LOCK, "project", "a");
        let names: Vec<&str> = lock
            .lines()
            .filter(|line| line.starts_with("name"))
            .collect();
        assert_eq!(
            names,
            [
                r#"name = "a""#,
                r#"name = "a-core""#,
                r#"name = "futures-core""#
            ]
        );
        assert!(
            lock.contains(" \"a-core\",\n \"futures-core\",\n"),
            "{lock}"
        );
    }

    #[test]
    fn a_project_may_bear_the_name_of_a_dependency() {
        let lock = renamed(LOCK, "project", "futures");
        assert!(
            lock.contains(" \"futures-core 0.1.0\",\n \"futures-core 0.3.34\",\n"),
            "{lock}"
        );
    }
}
