//! Where things stand in this repository.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The folder of sample projects.
pub(crate) fn samples() -> PathBuf {
    root().join("proto-samples")
}
