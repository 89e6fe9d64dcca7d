//! A crate's module tree that follows the proto packages: `a.b.c` is `src/a/b/c.rs`.
//! It knows which files there are and how they declare each other, not what is in them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::codegen::GENERATED;
use crate::model::name;

/// The module that holds what stands in no package; the crate's root shows it as its own.
const NO_PACKAGE: &str = "no_package";

/// What a crate's `lib.rs` declares.
#[derive(Debug, Serialize)]
pub struct Roots {
    /// The modules at the crate's root.
    modules: BTreeSet<String>,
    /// Whether something stands in no package.
    no_package: bool,
}

impl Roots {
    /// The roots of the modules of these packages.
    pub fn of<'a>(packages: impl IntoIterator<Item = &'a str>) -> Self {
        let mut roots = Self {
            modules: BTreeSet::new(),
            no_package: false,
        };
        for package in packages {
            match name::modules(package).into_iter().next() {
                Some(first) => drop(roots.modules.insert(first)),
                None => roots.no_package = true,
            }
        }
        roots
    }
}

/// The text of each package, by its module path.
#[derive(Debug, Default)]
pub struct Modules {
    packages: BTreeMap<Vec<String>, Package>,
}

#[derive(Debug, Default)]
struct Package {
    name: String,
    text: String,
}

impl Modules {
    /// The text of a package, to be appended to.
    pub fn package(&mut self, package: &str) -> &mut String {
        let entry = self.packages.entry(name::modules(package)).or_default();
        if entry.name.is_empty() {
            package.clone_into(&mut entry.name);
        }
        &mut entry.text
    }

    /// The files below `src/` but for `lib.rs`: path and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let children = self.children();
        let mut files = Vec::new();
        if let Some(package) = self.packages.get(&Vec::new()) {
            files.push((
                format!("{NO_PACKAGE}.rs"),
                file("Protos without a package.", &BTreeSet::new(), &package.text),
            ));
        }
        for path in children.values().flatten() {
            let stems: Vec<&str> = path.iter().map(|part| name::file_stem(part)).collect();
            let empty = BTreeSet::new();
            let below = children.get(*path).unwrap_or(&empty);
            let text = match self.packages.get(*path) {
                Some(package) => file(
                    &format!("Package `{}`.", package.name),
                    below,
                    &package.text,
                ),
                None => file(&format!("Packages below `{}`.", stems.join(".")), below, ""),
            };
            files.push((format!("{}.rs", stems.join("/")), text));
        }
        files
    }

    /// Each module path with those right below it; the crate's root is the empty path.
    fn children(&self) -> BTreeMap<&[String], BTreeSet<&[String]>> {
        let mut children: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
        for path in self.packages.keys() {
            for end in 1..=path.len() {
                children
                    .entry(&path[..end - 1])
                    .or_default()
                    .insert(&path[..end]);
            }
        }
        children
    }
}

/// One file: what it is, the modules below it, its own text.
fn file(about: &str, below: &BTreeSet<&[String]>, own: &str) -> String {
    let mut text = format!("{GENERATED}//! {about}\n");
    if !below.is_empty() {
        text.push('\n');
    }
    for module in below.iter().filter_map(|path| path.last()) {
        text.push_str(&format!("pub mod {module};\n"));
    }
    if !own.is_empty() {
        text.push('\n');
        text.push_str(own);
    }
    text
}
