//! The runtime crates that a project gets, as they stand in this repository: without
//! their tests, and only those that the project uses.

use include_dir::{Dir, DirEntry, include_dir};

use super::{File, Source};
use crate::model::Model;
use crate::tree::Owner;

/// A runtime crate: its folder, manifest and sources.
struct Runtime {
    folder: &'static str,
    manifest: &'static str,
    sources: Dir<'static>,
    used: fn(&Model) -> bool,
}

static RUNTIME: [Runtime; 9] = [
    Runtime {
        folder: "core",
        manifest: include_str!("../../runtime/core/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/core/src"),
        used: |_| true,
    },
    Runtime {
        folder: "json",
        manifest: include_str!("../../runtime/json/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/json/src"),
        used: |_| true,
    },
    Runtime {
        folder: "grpc",
        manifest: include_str!("../../runtime/grpc/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/grpc/src"),
        used: |model| model.has_grpc() || model.has_gateway(),
    },
    Runtime {
        folder: "gateway",
        manifest: include_str!("../../runtime/gateway/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/gateway/src"),
        used: Model::has_gateway,
    },
    Runtime {
        folder: "docs",
        manifest: include_str!("../../runtime/docs/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/docs/src"),
        used: Model::has_docs,
    },
    Runtime {
        folder: "routes",
        manifest: include_str!("../../runtime/routes/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/routes/src"),
        used: Model::has_routes,
    },
    Runtime {
        folder: "kafka",
        manifest: include_str!("../../runtime/kafka/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/kafka/src"),
        used: Model::has_kafka,
    },
    Runtime {
        folder: "temporal-client",
        manifest: include_str!("../../runtime/temporal-client/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/temporal-client/src"),
        used: Model::has_workers,
    },
    Runtime {
        folder: "temporal",
        manifest: include_str!("../../runtime/temporal/Cargo.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/runtime/temporal/src"),
        used: Model::has_workers,
    },
];

/// The files of the runtime crates that the project uses.
pub(super) fn files(model: &Model) -> Vec<File> {
    let mut files = Vec::new();
    for runtime in RUNTIME.iter().filter(|runtime| (runtime.used)(model)) {
        let folder = format!("runtime/{}", runtime.folder);
        files.push(file(
            format!("{folder}/Cargo.toml"),
            runtime.manifest.as_bytes(),
        ));
        append(&runtime.sources, &format!("{folder}/src"), &mut files);
    }
    files
}

fn append(folder: &Dir<'static>, path: &str, files: &mut Vec<File>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(below) => append(below, path, files),
            DirEntry::File(source) => {
                let below = source.path().to_string_lossy().replace('\\', "/");
                files.push(file(format!("{path}/{below}"), source.contents()));
            }
        }
    }
}

fn file(path: String, contents: &'static [u8]) -> File {
    File {
        path,
        owner: Owner::Generated,
        source: Source::Verbatim(contents),
    }
}
