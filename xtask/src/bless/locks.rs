//! What the locks of several sets of parts differ by, but for the packages themselves: a
//! feature that one part turns on brings dependencies that the others lack.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

use super::{PACKAGE, parts::Parts};

/// A lock: of each package, as `tokio 1.54.1`, what it depends on.
type Lock = BTreeMap<String, BTreeSet<String>>;

/// `by-parts.txt`: the dependencies that not every lock has which has the package, each
/// with the smallest sets of parts that bring it.
///
/// # Errors
/// When the last set's lock does not hold the others', or parts take away what others bring.
pub(super) fn by_parts(sets: &[(Parts, String)]) -> Result<String> {
    let mut locks = Vec::new();
    for (parts, text) in sets {
        locks.push((*parts, read(text)?));
    }
    let (_, all) = locks.last().context("there are no sets of parts")?;
    let mut text = String::from(
        "# Dependencies in all.lock that not every project has, and the parts that bring them.\n",
    );
    for (package, dependencies) in all {
        for on in dependencies {
            let having = locks.iter().filter(|(_, lock)| lock.contains_key(package));
            let (with, without): (Vec<_>, Vec<_>) =
                having.partition(|(_, lock)| lock[package].contains(on));
            if without.is_empty() {
                continue;
            }
            let least = least(with.iter().map(|(parts, _)| *parts));
            let brought = |parts: Parts| least.iter().any(|least| parts.holds(*least));
            ensure!(
                without.iter().all(|(parts, _)| !brought(*parts)),
                "{package} > {on} does not follow from the parts of a project"
            );
            let least: Vec<String> = least.iter().map(Parts::to_string).collect();
            text += &format!("{package} > {on}: {}\n", least.join(", "));
        }
    }
    for (parts, lock) in &locks {
        for (package, dependencies) in lock {
            let known = all.get(package);
            ensure!(
                known.is_some_and(|known| known.is_superset(dependencies)),
                "with {parts}, {package} has what it lacks with all parts"
            );
        }
    }
    Ok(text)
}

/// The sets that hold no other one.
fn least(sets: impl Iterator<Item = Parts>) -> Vec<Parts> {
    let mut least: Vec<Parts> = Vec::new();
    for set in sets {
        if !least.iter().any(|known| set.holds(*known)) {
            least.push(set);
        }
    }
    least
}

/// The packages of a lock that are not the workspace's own.
fn read(text: &str) -> Result<Lock> {
    let blocks: Vec<&str> = text.split(PACKAGE).skip(1).collect();
    let mut versions: BTreeMap<&str, &str> = BTreeMap::new();
    for block in &blocks {
        versions.insert(value(block, "name")?, value(block, "version")?);
    }
    let mut lock = Lock::new();
    for block in blocks.iter().filter(|block| block.contains("\nsource = ")) {
        let lines = block.lines();
        let named = lines.filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","));
        let dependencies = named.map(|named| match named.split_once(' ') {
            Some(_) => Ok(named.to_owned()),
            None => {
                let version = versions.get(named);
                let version = version.with_context(|| format!("the lock has no {named}"))?;
                Ok(format!("{named} {version}"))
            }
        });
        let name = format!("{} {}", value(block, "name")?, value(block, "version")?);
        lock.insert(name, dependencies.collect::<Result<_>>()?);
    }
    Ok(lock)
}

fn value<'a>(block: &'a str, key: &str) -> Result<&'a str> {
    let start = format!("{key} = \"");
    let line = block.lines().find_map(|line| line.strip_prefix(&start));
    let value = line.and_then(|line| line.strip_suffix('"'));
    value.with_context(|| format!("a package of the lock has no {key}"))
}
