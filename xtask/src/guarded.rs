//! Processes that never outlive xtask, however it ends: each is watched by a shell that waits at
//! a pipe, and the pipe breaks with the process that holds its other end.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

use crate::wait::until_within;

/// The shell becomes the program, so that the child's id is the program's. What it leaves behind
/// reads the pipe: a line means that all is well, an end without one that xtask is gone.
const WATCH: &str = r#"
exec 3<&0 </dev/null
(
    read -r line <&3 && exit
    kill -TERM $$
    patience=50
    while kill -0 $$ && [ $patience -gt 0 ]; do sleep 0.2; patience=$((patience - 1)); done
    kill -KILL $$
) >/dev/null 2>&1 &
exec "$0" "$@" 3<&-
"#;

/// A running program in a process group of its own, so that a Ctrl-C reaches xtask alone.
pub(crate) struct Guarded {
    child: Child,
}

/// A command to be started by [`Guarded::spawn`]. A program that isn't there is told on its
/// stderr, with exit code 127.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", WATCH]).arg(program);
    command
}

impl Guarded {
    /// Starts a command made by [`command`]; its standard input is empty.
    pub(crate) fn spawn(command: &mut Command) -> Result<Self> {
        let command = command.stdin(Stdio::piped()).process_group(0);
        let child = command.spawn().with_context(|| format!("{command:?}"))?;
        Ok(Self { child })
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) -> Result<()> {
        let id = i32::try_from(self.id())?;
        let pid = Pid::from_raw(id).context("no process id")?;
        kill_process(pid, Signal::TERM).context("SIGTERM can't be sent")
    }

    /// Ends it by SIGKILL and waits for that.
    pub(crate) fn kill(&mut self) -> Result<ExitStatus> {
        self.child.kill()?;
        Ok(self.child.wait()?)
    }

    /// Asks it to end, and kills it when it hasn't within `patience`.
    pub(crate) fn stop(mut self, patience: Duration) -> Result<()> {
        self.terminate()?;
        if !until_within(patience, || Ok(self.ended()?.is_some()))? {
            self.kill()?;
        }
        Ok(())
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // Each fails when it isn't needed any more: the watching shell goes first, since the
        // process id may be another's once the child was waited for.
        let _dismissed = self
            .child
            .stdin
            .take()
            .map(|mut pipe| pipe.write_all(b"\n"));
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}
