//! Who is compared.

use std::path::{Path, PathBuf};

use crate::workspace::Workspace;

/// Our own name.
pub(super) const OURS: &str = "tonica";
pub(super) const AXUM_SERDE: &str = "axum + serde_json by hand";
pub(super) const AXUM_PBJSON: &str = "axum + pbjson";
pub(super) const REST_OVER_GRPC: &str = "rest_over_grpc";
pub(super) const GRPC_GATEWAY: &str = "grpc-gateway";
/// No peer: what a person can get out of the same machine.
pub(super) const LIMIT: &str = "hyper by hand (the limit)";
const GRPC_GATEWAY_GO: &str = "grpc-gateway, to grpc-go";

/// A program that serves the order API.
#[derive(Clone)]
pub(super) struct Contestant {
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
    pub(super) to: To,
}

/// Who handles its calls.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum To {
    /// It does so itself.
    Itself,
    /// This gRPC service.
    Backend(PathBuf),
}

/// All that could be built; ours first.
pub(super) fn all(ours: &Workspace, rust: &Path, go: Option<&Path>) -> Vec<Contestant> {
    let emitted = ours.binaries("release");
    let tonic = To::Backend(rust.join("tonic_backend"));
    let contestant = |name, program, to: &To| Contestant {
        name,
        program,
        to: to.clone(),
    };
    let here = &To::Itself;
    let mut all = vec![
        contestant(OURS, emitted.join("orders"), here),
        contestant(AXUM_SERDE, rust.join("axum_serde"), here),
        contestant(AXUM_PBJSON, rust.join("axum_pbjson"), here),
        contestant(REST_OVER_GRPC, rust.join("rest_over_grpc"), here),
        contestant(LIMIT, emitted.join("by-hand"), here),
        contestant(OURS, emitted.join("orders-gateway"), &tonic),
        contestant(AXUM_PBJSON, rust.join("axum_pbjson"), &tonic),
    ];
    if let Some(go) = go {
        let program = go.join("grpc-gateway");
        all.extend([
            contestant(GRPC_GATEWAY, program.clone(), here),
            contestant(GRPC_GATEWAY, program.clone(), &tonic),
            contestant(GRPC_GATEWAY_GO, program, &To::Backend(go.join("grpc-go"))),
        ]);
    }
    all
}

impl Contestant {
    /// Whether it is compared with contestants in process, or before a service.
    pub(super) fn is_in_process(&self) -> bool {
        self.to == To::Itself
    }
}
