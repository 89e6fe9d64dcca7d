//! What a plan newly needs, merged into the user's Cargo.lock: a three-way merge over
//! packages and what each depends on. It resolves no versions and knows no manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::{CargoLock, Id, Package};

type Packages<'a> = BTreeMap<Id<'a>, Package<'a>>;

/// The user's lock with what is new in the plan since `base`, the plan that it was brought
/// up to date with before. The user's versions stay, and the packages that only the user
/// has. `theirs` are the planned packages whose manifests are the user's: what those depend
/// on is as the user's lock says. Where there is no base, nothing is known to be new. `None`
/// where the user's lock is not as cargo writes it.
pub(crate) fn merged(
    user: &str,
    base: Option<&str>,
    planned: &str,
    theirs: &[String],
) -> Option<String> {
    let Some(base) = base.filter(|base| *base != planned && user != planned) else {
        return Some(user.to_owned());
    };
    if user == base {
        return Some(planned.to_owned());
    }
    let user = CargoLock::parse(user)?;
    let Some((base, planned)) = CargoLock::parse(base).zip(CargoLock::parse(planned)) else {
        return Some(user.text());
    };
    let merge = Merge {
        user: &user.packages,
        base: &base.packages,
        planned: &planned.packages,
        theirs,
    };
    let packages = merge.packages();
    Some(CargoLock { packages, ..user }.text())
}

struct Merge<'p, 'a> {
    user: &'p Packages<'a>,
    base: &'p Packages<'a>,
    planned: &'p Packages<'a>,
    theirs: &'p [String],
}

impl<'p, 'a> Merge<'p, 'a> {
    fn packages(&self) -> Packages<'a> {
        let places = self.places();
        let place = |id: &Id<'a>| (*places.get(id).unwrap_or(&id)).clone();
        let placed = |package: &Package<'a>| Package {
            checksum: package.checksum,
            dependencies: package.dependencies.iter().map(place).collect(),
        };
        let mut merged = Packages::new();
        for (id, package) in self.user.iter().filter(|(id, _)| !self.is_gone(id)) {
            let mut package = placed(package);
            let now = place(id);
            if let Some(newer) = self.planned.get(&now).filter(|_| now != *id) {
                package.checksum = newer.checksum;
            }
            merged.insert(now, package);
        }
        for (id, planned) in self.planned {
            let now = placed(planned);
            match merged.get_mut(&place(id)) {
                Some(_) if self.is_theirs(id) => {}
                Some(stands) if id.source.is_some() => {
                    let before = counterpart(self.base, id).map(|id| placed(&self.base[id]));
                    let before = before.map_or_else(BTreeSet::new, |before| before.dependencies);
                    let now = now.dependencies;
                    let stays = |id: &Id| now.contains(id) || !before.contains(id);
                    stands.dependencies.retain(stays);
                    stands.dependencies.extend(&now - &before);
                }
                _ => {
                    merged.insert(place(id), now);
                }
            }
        }
        needed(merged)
    }

    /// As which package of the merged lock one of the three locks' is there, where that is
    /// not itself.
    fn places(&self) -> BTreeMap<&'p Id<'a>, &'p Id<'a>> {
        let mut places = BTreeMap::new();
        for planned in self.planned.keys() {
            match counterpart(self.user, planned) {
                Some(stands) if self.raises(stands, planned) => places.insert(stands, planned),
                Some(stands) => places.insert(planned, stands),
                None => None,
            };
        }
        for base in self.base.keys() {
            let planned = counterpart(self.planned, base);
            let planned = planned.map(|planned| *places.get(planned).unwrap_or(&planned));
            if let Some(now) = planned.or_else(|| counterpart(self.user, base)) {
                places.entry(base).or_insert(now);
            }
        }
        places
    }

    /// Whether the plan's version takes the place of the user's: always of a package that is
    /// generated, else of one that is older than what the plan newly asks for. One that the
    /// user holds back against a plan that asked for it before stays.
    fn raises(&self, stands: &Id<'_>, planned: &Id<'a>) -> bool {
        let is_newer = stands.version < planned.version && !self.base.contains_key(planned);
        let is_generated = planned.source.is_none() && !self.is_theirs(planned);
        stands.source == planned.source && (is_generated || planned.source.is_some() && is_newer)
    }

    /// Whether it was a package of the project until now.
    fn is_gone(&self, id: &Id<'_>) -> bool {
        let is_in = |plan| counterpart(plan, id).is_some_and(|own| own.source.is_none());
        id.source.is_none() && is_in(self.base) && !is_in(self.planned)
    }

    fn is_theirs(&self, id: &Id<'_>) -> bool {
        id.source.is_none() && self.theirs.iter().any(|name| *name == id.name)
    }
}

/// The package of another lock that cargo would take for this one: of its name and, where
/// it isn't the project's own, of a compatible version; of its source where it can be.
fn counterpart<'p, 'a>(packages: &'p Packages<'a>, id: &Id<'_>) -> Option<&'p Id<'a>> {
    let own = |id: &Id| id.source.is_none();
    let alike = packages.keys().filter(|other| {
        other.name == id.name && (own(other) && own(id) || line(other) == line(id))
    });
    alike.max_by_key(|other| other.source == id.source)
}

/// What versions have in common of which cargo takes one for the other.
fn line(id: &Id<'_>) -> (u64, u64, u64) {
    match (id.version.major, id.version.minor, id.version.patch) {
        (0, 0, patch) => (0, 0, patch),
        (0, minor, _) => (0, minor, 0),
        (major, ..) => (major, 0, 0),
    }
}

/// Only what a package of the workspace needs: cargo keeps nothing else.
pub(super) fn needed<'a>(mut packages: Packages<'a>) -> Packages<'a> {
    let mut needed = BTreeSet::new();
    let mut next: Vec<&Id> = packages.keys().filter(|id| id.source.is_none()).collect();
    while let Some(id) = next.pop() {
        if needed.insert(id.clone()) {
            let package = packages.get(id);
            next.extend(package.iter().flat_map(|package| &package.dependencies));
        }
    }
    packages.retain(|id, _| needed.contains(id));
    packages
}
