//! Programs that are run beside this one: each in a process group of its own, so that Ctrl-C
//! reaches this program alone, which ends them in its order. None outlives it.

use std::{
    os::unix::process::CommandExt as _,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::{consts::TERM_SIGNALS, flag};

use super::not_run;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// How often is looked at what may have happened.
const LOOK: Duration = Duration::from_millis(30);

/// How long a program that is dropped may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether the user wants an end: Ctrl-C or SIGTERM.
#[derive(Debug)]
pub(super) struct Stop(Arc<AtomicBool>);

/// A program that runs. It is ended when this is dropped.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
}

/// How a wait ended.
pub(super) enum Wait {
    Met,
    Ended(ExitStatus),
    Passed,
}

impl Stop {
    /// From now on the signals are noted, and end nothing by themselves.
    pub(super) fn hook() -> Result<Self, Diagnostics> {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in TERM_SIGNALS {
            flag::register(*signal, Arc::clone(&asked)).map_err(|error| {
                Diagnostic::error(format!("signals can't be waited for: {error}"))
            })?;
        }
        Ok(Self(asked))
    }

    /// Whether an end was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The same, once: asked again, it takes another signal.
    fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

impl Running {
    /// Starts a program that reads no input.
    pub(super) fn start(name: &str, command: &mut Command) -> Result<Self, Diagnostics> {
        let command = command.stdin(Stdio::null()).process_group(0);
        let child = command.spawn().map_err(|error| not_run(name, &error))?;
        Ok(Self { child })
    }

    /// Waits until a condition holds.
    pub(super) fn wait(
        &mut self,
        patience: Duration,
        holds: impl Fn() -> bool,
    ) -> Result<Wait, Diagnostics> {
        let start = Instant::now();
        while start.elapsed() < patience {
            if let Some(status) = self.ended()? {
                return Ok(Wait::Ended(status));
            }
            if holds() {
                return Ok(Wait::Met);
            }
            thread::sleep(LOOK);
        }
        Ok(Wait::Passed)
    }

    /// Waits for its end. Once one is asked for, it gets SIGTERM and `patience`; a second signal
    /// cuts that short.
    pub(super) fn until_end(
        mut self,
        stop: &Stop,
        patience: Duration,
    ) -> Result<ExitStatus, Diagnostics> {
        while !stop.take() {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            thread::sleep(LOOK);
        }
        self.signal(Signal::TERM);
        match self.wait(patience, || stop.take())? {
            Wait::Ended(status) => Ok(status),
            Wait::Met | Wait::Passed => self.kill(),
        }
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>, Diagnostics> {
        self.child.try_wait().map_err(|error| unwatched(&error))
    }

    /// Sends a signal to it and to what it has started.
    fn signal(&self, signal: Signal) {
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        // It fails when all have ended meanwhile, which the wait after it sees.
        let _ = group.map(|group| kill_process_group(group, signal));
    }

    fn kill(&mut self) -> Result<ExitStatus, Diagnostics> {
        self.signal(Signal::KILL);
        self.child.wait().map_err(|error| unwatched(&error))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal(Signal::TERM);
            if !matches!(self.wait(PATIENCE, || false), Ok(Wait::Ended(_))) {
                drop(self.kill());
            }
        }
    }
}

fn unwatched(error: &std::io::Error) -> Diagnostics {
    Diagnostic::error(format!(
        "a program that was started can't be watched: {error}"
    ))
    .into()
}
