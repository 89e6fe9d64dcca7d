//! Projects to emit: the samples, and ones that exist only in a test.

use std::collections::BTreeMap;
use std::path::Path;

use tonica::read::{self, Root};
use tonica::tree::Tree;
use tonica::{lower, plan, render};

/// The samples whose protos stand beside them.
pub(crate) const SAMPLES: [&str; 7] = [
    "shop",
    "routes",
    "minimal",
    "gateway-only",
    "worker-only",
    "consumer-only",
    "names",
];

/// A sample's folder.
pub(crate) fn sample(name: &str) -> Root {
    Root::at(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("proto-samples")
            .join(name),
    )
}

/// A project of these files; nothing of it is on the disk.
pub(crate) fn of(files: impl IntoIterator<Item = (String, String)>) -> Root {
    let edits: BTreeMap<String, Vec<u8>> = files
        .into_iter()
        .map(|(path, text)| (path, text.into_bytes()))
        .collect();
    Root {
        edits,
        ..Root::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emitted/nowhere"))
    }
}

/// Its workspace.
pub(crate) fn emit(root: &Root) -> Tree {
    let raw = read::project(root).unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    let model = lower::model(&raw).unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    render::all(&model, &plan::files(&model)).unwrap()
}

/// The text of one file.
pub(crate) fn text<'a>(tree: &'a Tree, path: &str) -> &'a str {
    let output = tree.outputs.iter().find(|output| output.path == path);
    let output = output.unwrap_or_else(|| panic!("{path} is not emitted"));
    std::str::from_utf8(&output.bytes).unwrap()
}
