//! Builds all contestants into the cache: ours from what `tonica` emits, the peers as their own
//! toolchains do it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::super::protoc;
use crate::report::Report;
use crate::workspace::{self, Workspace};
use crate::{cache, program, repository, sample};

/// Where protoc's plugins for Go find the package of an imported proto that doesn't say.
const ANNOTATIONS: &str = "google.golang.org/genproto/googleapis/api/annotations";

/// The emitted workspace, with its binaries built as they are shipped.
pub(super) fn ours(tonica: &Path) -> Result<Workspace> {
    let emitted = Workspace::emit(tonica, &sample::of_bench())?;
    let mut arguments = vec!["build", "--release"];
    for package in ["orders", "orders-gateway", "by-hand"] {
        arguments.extend(["--package", package]);
    }
    program::run(&mut emitted.cargo(&arguments))?;
    Ok(emitted)
}

/// Builds the peers written in Rust; returns the folder of their binaries.
pub(super) fn rust() -> Result<PathBuf> {
    let target = cache::sub_folder("peers/target")?;
    let mut cargo = program::cargo(&peers().join("rust"), &["build", "--release", "--locked"]);
    program::run(cargo.env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("release"))
}

/// Builds the peers written in Go; `None`, and a line that says so, without Go or protoc.
pub(super) fn go(report: &mut Report, ours: &Workspace) -> Option<PathBuf> {
    let absent = |what: &str| {
        report.line(&format!(
            "absent: grpc-gateway, grpc-go: there is no {what} here"
        ));
    };
    if program::output(Command::new("go").arg("version")).is_err() {
        absent("Go");
        return None;
    }
    let Ok((protoc, _)) = protoc::find() else {
        absent("protoc");
        return None;
    };
    report.step("build the peers in Go", || {
        let module = cache::sub_folder("peers/go")?;
        workspace::mirror(&peers().join("go"), &module)?;
        let binaries = cache::sub_folder("peers/bin")?;
        let go = |arguments: &[&str]| {
            let mut command = Command::new("go");
            command
                .current_dir(&module)
                .args(arguments)
                .env("GOBIN", &binaries);
            program::run(&mut command)
        };
        go(&["install", "tool"])?;
        generate(Command::new(&protoc).current_dir(&module), ours, &binaries)?;
        go(&["install", "-trimpath", "-ldflags=-s -w", "./cmd/..."])?;
        Ok(binaries)
    })
}

/// Writes messages, service and routes in Go, from the descriptors of our own project.
fn generate(protoc: &mut Command, ours: &Workspace, plugins: &Path) -> Result<()> {
    let options = format!(
        "module=peers,Mshop/v1/shop.proto=peers/gen/shopv1,\
         Mgoogle/api/annotations.proto={ANNOTATIONS},Mgoogle/api/http.proto={ANNOTATIONS}"
    );
    let descriptors = ours.folder.join("crates/grpc/src/descriptors.bin");
    protoc.arg(format!("--descriptor_set_in={}", descriptors.display()));
    for plugin in ["go", "go-grpc", "grpc-gateway"] {
        let program = plugins.join(format!("protoc-gen-{plugin}"));
        protoc.arg(format!("--plugin={}", program.display()));
        protoc.arg(format!("--{plugin}_out={options}:."));
    }
    program::run(protoc.arg("shop/v1/shop.proto")).map(drop)
}

fn peers() -> PathBuf {
    repository::root().join("benches/peers/gateway")
}
