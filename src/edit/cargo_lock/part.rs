//! The part of a lock that a smaller workspace needs. Cargo would resolve it to the same:
//! what only a feature brings that nobody turns on there is named by who calls.

use std::collections::{BTreeMap, BTreeSet};

use super::{CargoLock, Id, Package, merge};

/// The packages of a workspace, each with the names of what its manifest depends on.
pub(crate) type Members = BTreeMap<String, BTreeSet<String>>;

/// The lock of a workspace of these members, out of a lock that has them all, in which the
/// project is called `from`. `comes` says of two packages (`tokio 1.54.1`) whether the first
/// depends on the second here. `None` where the lock is not as cargo writes it.
pub(crate) fn part(
    lock: &str,
    from: &str,
    to: &str,
    members: &Members,
    comes: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    let lock = CargoLock::parse(lock)?.renamed(from, to);
    // A smaller workspace may name one of its own packages where a larger one names another.
    let own: Vec<Id<'_>> = lock
        .packages
        .keys()
        .filter(|id| id.source.is_none())
        .cloned()
        .collect();
    let mut packages = BTreeMap::new();
    for (id, package) in lock.packages {
        let mut dependencies = package.dependencies;
        if id.source.is_some() {
            let package = label(&id);
            dependencies.retain(|on| comes(&package, &label(on)));
        } else if let Some(named) = members.get(id.name.as_ref()) {
            dependencies.retain(|on| named.contains(on.name.as_ref()));
            let named = own.iter().filter(|on| named.contains(on.name.as_ref()));
            dependencies.extend(named.cloned());
        } else {
            continue;
        }
        let package = Package {
            dependencies,
            ..package
        };
        packages.insert(id, package);
    }
    let packages = merge::needed(packages);
    Some(CargoLock { packages, ..lock }.text())
}

fn label(id: &Id<'_>) -> String {
    format!("{} {}", id.name, id.version)
}
