//! Waiting for a condition, never for a time.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::signal::unix::{SignalKind, signal};

/// How long anything may take to happen. Far more than it needs: a test never hangs on time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Looks at a condition until it holds; false when it didn't within [`PATIENCE`].
pub(crate) fn until(holds: impl FnMut() -> Result<bool>) -> Result<bool> {
    until_within(PATIENCE, holds)
}

/// The same with another patience.
pub(crate) fn until_within(
    patience: Duration,
    mut holds: impl FnMut() -> Result<bool>,
) -> Result<bool> {
    let start = Instant::now();
    while start.elapsed() < patience {
        if holds()? {
            return Ok(true);
        }
        thread::sleep(LOOK);
    }
    Ok(false)
}

/// Waits for Ctrl-C or SIGTERM. From the first call on, neither ends the process by itself.
pub(crate) fn for_interrupt() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    })
}
