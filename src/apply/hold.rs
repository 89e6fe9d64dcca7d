//! Two runs at once: one writes, the other waits for it. The lock is on the root folder
//! itself, so nothing is left behind, and the system frees it when a run dies.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::journal;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Longest wait for another run; the largest workspaces take seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Keeps other runs from writing for as long as it lives.
#[derive(Debug)]
pub(crate) struct Hold(#[expect(dead_code, reason = "the lock lives as long as the handle")] File);

/// Waits until no other run writes below `root`; `None` where there is no such folder yet.
pub(crate) fn hold(root: &Path) -> Result<Option<Hold>, Diagnostics> {
    wait(root, PATIENCE)
}

fn wait(root: &Path, patience: Duration) -> Result<Option<Hold>, Diagnostics> {
    let fail = |error: io::Error| {
        Diagnostic::error(format!(
            "cannot keep {} for this run: {error}",
            root.display()
        ))
    };
    let file = match File::open(root) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail(error).into()),
    };
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Hold(file))),
            Err(TryLockError::Error(error)) => return Err(fail(error).into()),
            Err(TryLockError::WouldBlock) if begin.elapsed() < patience => {
                thread::sleep(Duration::from_millis(10))
            }
            Err(TryLockError::WouldBlock) => return Err(busy(root).into()),
        }
    }
}

fn busy(root: &Path) -> Diagnostic {
    let who = journal::holder(root).map_or_else(
        || "another run of tonica".into(),
        |id| format!("process {id}"),
    );
    Diagnostic::refusal(format!("{who} is still at work in {}", root.display()))
        .help("wait for it or end it, then run this again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_run_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let first = hold(folder.path()).unwrap();
        let refused = wait(folder.path(), Duration::ZERO).unwrap_err();
        let message = &refused.0[0].message;
        assert!(
            message.starts_with("another run of tonica is still at work in "),
            "{message}"
        );
        thread::scope(|scope| {
            let second = scope.spawn(|| wait(folder.path(), PATIENCE));
            drop(first);
            assert!(second.join().unwrap().unwrap().is_some());
        });
    }

    #[test]
    fn a_folder_to_come_needs_no_hold() {
        let folder = tempfile::tempdir().unwrap();
        assert!(hold(&folder.path().join("new")).unwrap().is_none());
    }
}
