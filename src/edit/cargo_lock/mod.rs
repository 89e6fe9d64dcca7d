//! A Cargo.lock as values, read and written as cargo does it: packages and dependencies
//! sorted, a version named only where a name alone is not clear. It resolves no versions.

mod merge;
mod part;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use merge::merged;
pub(crate) use part::{Members, part};
use semver::Version;

/// What each package of a lock begins with.
const PACKAGE: &str = "[[package]]\n";

/// A lock in which every dependency is one of its packages.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CargoLock<'a> {
    /// What stands before the first package.
    head: &'a str,
    packages: BTreeMap<Id<'a>, Package<'a>>,
    /// What stands behind the last package: patches that nothing uses.
    tail: &'a str,
}

/// By what cargo knows a package, in the order in which it lists packages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Id<'a> {
    name: Cow<'a, str>,
    version: Version,
    /// `None` for a package of the workspace itself, and for one that a path names.
    source: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Package<'a> {
    checksum: Option<&'a str>,
    dependencies: BTreeSet<Id<'a>>,
}

/// A package as it was read, its dependencies as cargo names them.
type Block<'a> = (Id<'a>, Option<&'a str>, Vec<&'a str>);

/// A lock as cargo would write it were the project `from` called `to`; `None` where it is
/// not as cargo writes it.
pub(crate) fn renamed(lock: &str, from: &str, to: &str) -> Option<String> {
    Some(CargoLock::parse(lock)?.renamed(from, to).text())
}

impl<'a> Id<'a> {
    /// The same in a project of another name.
    fn renamed(&self, from: &str, to: &str) -> Self {
        let rest = self.name.strip_prefix(from);
        let own = rest.filter(|rest| rest.is_empty() || rest.starts_with('-'));
        match own.filter(|_| self.source.is_none()) {
            Some(rest) => Self {
                name: format!("{to}{rest}").into(),
                ..self.clone()
            },
            None => self.clone(),
        }
    }
}

impl<'a> CargoLock<'a> {
    /// Reads a lock of version 3 or 4; `None` where it is not as cargo writes it.
    fn parse(text: &'a str) -> Option<Self> {
        let (head, rest) = text.split_once(PACKAGE)?;
        let known = |line: &str| {
            line.is_empty()
                || line.starts_with('#')
                || ["version = 3", "version = 4"].contains(&line)
        };
        if !head.contains("version = ") || !head.lines().all(known) {
            return None;
        }
        let end = rest.find("\n[[patch.").map_or(rest.len(), |at| at + 1);
        let (rest, tail) = rest.split_at(end);
        let blocks: Vec<Block> = rest.split(PACKAGE).map(block).collect::<Option<_>>()?;
        let mut by_name: BTreeMap<&str, Vec<&Id>> = BTreeMap::new();
        for (id, ..) in &blocks {
            by_name.entry(&id.name).or_default().push(id);
        }
        let mut packages = BTreeMap::new();
        for (id, checksum, named) in &blocks {
            let resolved = named.iter().map(|named| resolve(&by_name, named));
            let package = Package {
                checksum: *checksum,
                dependencies: resolved.collect::<Option<_>>()?,
            };
            if packages.insert(id.clone(), package).is_some() {
                return None;
            }
        }
        Some(Self {
            head,
            packages,
            tail,
        })
    }

    /// The same were the project `from` called `to`.
    fn renamed(self, from: &str, to: &str) -> Self {
        let packages = self.packages.into_iter().map(|(id, package)| {
            let dependencies = package.dependencies.iter();
            let dependencies = dependencies.map(|id| id.renamed(from, to)).collect();
            let package = Package {
                dependencies,
                ..package
            };
            (id.renamed(from, to), package)
        });
        let packages = packages.collect();
        Self { packages, ..self }
    }

    /// The lock as cargo writes it.
    fn text(&self) -> String {
        let mut names: BTreeMap<&str, Vec<&Version>> = BTreeMap::new();
        for id in self.packages.keys() {
            names.entry(&id.name).or_default().push(&id.version);
        }
        let mut text = self.head.to_owned();
        for (place, (id, package)) in self.packages.iter().enumerate() {
            let between = if place > 0 { "\n" } else { "" };
            text.push_str(&format!(
                "{between}{PACKAGE}name = \"{}\"\nversion = \"{}\"\n",
                id.name, id.version
            ));
            for (key, value) in [("source", id.source), ("checksum", package.checksum)] {
                if let Some(value) = value {
                    text.push_str(&format!("{key} = \"{value}\"\n"));
                }
            }
            let named = package.dependencies.iter().map(|id| named(&names, id));
            let named: BTreeSet<String> = named.collect();
            if !named.is_empty() {
                text.push_str("dependencies = [\n");
                for name in named {
                    text.push_str(&format!(" \"{name}\",\n"));
                }
                text.push_str("]\n");
            }
        }
        if !self.tail.is_empty() {
            text.push('\n');
        }
        text + self.tail
    }
}

/// Reads one package; a line that cargo doesn't write there makes it `None`.
fn block(text: &str) -> Option<Block<'_>> {
    let (mut name, mut version, mut source, mut checksum) = (None, None, None, None);
    let mut dependencies = Vec::new();
    for line in text.lines() {
        if let Some(dependency) = line.strip_prefix(" \"") {
            dependencies.push(dependency.strip_suffix("\",")?);
            continue;
        }
        if ["", "dependencies = [", "]"].contains(&line) {
            continue;
        }
        let (key, value) = line.split_once(" = ")?;
        let value = value.strip_prefix('"')?.strip_suffix('"')?;
        match key {
            "name" => name = Some(value),
            "version" => version = Some(value.parse().ok()?),
            "source" => source = Some(value),
            "checksum" => checksum = Some(value),
            _ => return None,
        }
    }
    let id = Id {
        name: name?.into(),
        version: version?,
        source,
    };
    Some((id, checksum, dependencies))
}

/// The package that a dependency means: `name`, `name version` or `name version (source)`.
fn resolve<'a>(by_name: &BTreeMap<&str, Vec<&Id<'a>>>, named: &str) -> Option<Id<'a>> {
    let mut words = named.splitn(3, ' ');
    let alike = by_name.get(words.next()?)?;
    let (version, source) = (words.next(), words.next());
    let is_meant = |id: &&&Id| {
        let same_source = |source| id.source.is_some_and(|own| source == format!("({own})"));
        version.is_none_or(|version| version == id.version.to_string())
            && source.is_none_or(same_source)
    };
    let mut meant = alike.iter().filter(is_meant);
    // Of packages that only their sources tell apart, the one without a source has none named.
    let first = meant.next()?;
    (first.source.is_none() || meant.next().is_none()).then(|| (*first).clone())
}

/// A package as a dependency, where these are the versions of each name.
fn named(names: &BTreeMap<&str, Vec<&Version>>, id: &Id<'_>) -> String {
    let alike = names.get(id.name.as_ref()).map_or(&[][..], Vec::as_slice);
    let same = alike.iter().filter(|version| ***version == id.version);
    match (alike.len(), same.count(), id.source) {
        (..=1, ..) => id.name.to_string(),
        (_, 2.., Some(source)) => format!("{} {} ({source})", id.name, id.version),
        _ => format!("{} {}", id.name, id.version),
    }
}
