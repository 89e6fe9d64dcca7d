//! What is kept between runs so that the next one is quick: built dependencies, emitted
//! workspaces, programs. All of it may be deleted at any time.

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::{Context, Result};

/// The cache folder: TONICA_CACHE, else `tonica` in the user's own cache folder.
pub(crate) fn folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("TONICA_CACHE") {
        return Ok(folder.into());
    }
    let user = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env::var_os("HOME").context("neither TONICA_CACHE nor HOME is set")?)
            .join(".cache"),
    };
    Ok(user.join("tonica"))
}

/// A folder in the cache, made if it isn't there.
pub(crate) fn sub_folder(name: &str) -> Result<PathBuf> {
    let folder = folder()?.join(name);
    fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
    Ok(folder)
}

/// Waits for another run that uses the cache. Held until it is dropped.
pub(crate) fn lock() -> Result<File> {
    let path = sub_folder("")?.join("lock");
    let file = File::create(&path).with_context(|| format!("can't write {}", path.display()))?;
    file.lock()?;
    Ok(file)
}
