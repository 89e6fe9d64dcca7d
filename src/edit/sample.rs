//! The embedded sample: its inputs and the bodies of the user's files, under the name of
//! the new project. The proto packages keep their names; only the project's crates change.

use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};

use super::{cargo_lock, imports, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/proto-samples/shop");

/// The name of the sample's project, by which its bodies call its crates.
const NAME: &str = "shop";

/// The crates that bodies may name: `shop_core` in code, `shop-core` in manifests.
const CRATES: [&str; 12] = [
    "api",
    "clients",
    "consumers",
    "contract",
    "core",
    "grpc",
    "rest",
    "routes",
    "schema",
    "services",
    "workers",
    "workflows",
];

/// Its files by path, for a project of another name.
pub(crate) fn edits(name: &str) -> Result<BTreeMap<String, Vec<u8>>, Diagnostics> {
    let mut edits = BTreeMap::new();
    let mut folders = vec![&SAMPLE];
    while let Some(folder) = folders.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(below) => folders.push(below),
                DirEntry::File(file) => {
                    let path = file.path().to_string_lossy().replace('\\', "/");
                    let (path, bytes) = renamed(name, &path, file.contents())?;
                    edits.insert(path, bytes);
                }
            }
        }
    }
    Ok(edits)
}

fn renamed(name: &str, path: &str, bytes: &[u8]) -> Result<(String, Vec<u8>), Diagnostics> {
    if path == "service.yaml" {
        let named = yaml::set(&String::from_utf8_lossy(bytes), "name", name);
        let named = named.map_err(|error| {
            Diagnostic::new(Severity::Bug, format!("the sample's {path}: {error}"))
        })?;
        return Ok((path.to_owned(), named.into_bytes()));
    }
    let Some(body) = path.strip_prefix("overlay/") else {
        return Ok((path.to_owned(), bytes.to_vec()));
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok((body.to_owned(), bytes.to_vec()));
    };
    let text = match body {
        "Cargo.lock" => cargo_lock::renamed(text, NAME, name).ok_or_else(|| {
            Diagnostic::new(
                Severity::Bug,
                "the sample's Cargo.lock isn't cargo's".to_owned(),
            )
        })?,
        _ if body.ends_with(".rs") => imports::laid_out(&crates_of(name, text)),
        _ => crates_of(name, text),
    };
    Ok((body.to_owned(), text.into_bytes()))
}

/// A text that calls the crates of another project.
fn crates_of(name: &str, text: &str) -> String {
    let mut text = text.to_owned();
    for each in CRATES {
        for dash in ["-", "_"] {
            let (from, to) = (
                format!("{NAME}{dash}{each}"),
                format!("{}{dash}{each}", name.replace('-', dash)),
            );
            text = replace_word(&text, &from, &to);
        }
    }
    text
}

/// Replaces a word where no letter, digit, `-` or `_` touches it.
fn replace_word(text: &str, from: &str, to: &str) -> String {
    let touches = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || "-_".contains(letter))
    };
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        replaced.push_str(before);
        let whole = !touches(replaced.chars().next_back()) && !touches(after.chars().next());
        replaced.push_str(if whole { to } else { from });
        rest = after;
    }
    replaced + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_take_the_name_of_the_project_and_packages_keep_theirs() {
        let text = "use shop_core::State;\nuse shop_api::shop::orders::v1::Order;\nlet workshop_core = my_shop_core;\nshop-core = { path = \"../core\" }\n";
        let named = crates_of("my-store", text);
        assert_eq!(
            named,
            "use my_store_core::State;\nuse my_store_api::shop::orders::v1::Order;\nlet workshop_core = my_shop_core;\nmy-store-core = { path = \"../core\" }\n"
        );
    }

    #[test]
    fn under_its_own_name_the_sample_stays_as_it_is() {
        let edits = edits(NAME).unwrap();
        let mut folders = vec![SAMPLE.get_dir("overlay").unwrap()];
        let mut found = 0;
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            for file in folder.files() {
                let path = file.path().strip_prefix("overlay").unwrap();
                let edit = &edits[path.to_str().unwrap()];
                assert!(edit == file.contents(), "{} changed", path.display());
                found += 1;
            }
        }
        assert!(found > 5, "{found} files");
    }

    #[test]
    fn the_sample_bears_the_name_of_the_project() {
        let edits = edits("store").unwrap();
        let yaml = std::str::from_utf8(&edits["service.yaml"]).unwrap();
        assert!(yaml.contains("\nname: store\n"), "{yaml}");
        assert!(edits.contains_key("proto/shop/orders/v1/orders.proto"));
        assert!(edits.keys().all(|path| !path.starts_with("overlay/")));
    }
}
