//! One server as a process: a folder, a log, and a condition by which it is known to answer.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::guarded::Guarded;
use crate::wait::until;

/// How long a server may take to end by itself.
const STOP: Duration = Duration::from_secs(20);

/// Lines of its log that are shown when it fails.
const TAIL: usize = 30;

/// A server that may be stopped and started again with what it has stored.
pub(super) struct Server {
    name: &'static str,
    pub(super) folder: PathBuf,
    process: Option<Guarded>,
}

impl Server {
    /// None runs yet. Everything of its own goes into `folder`.
    pub(super) fn new(name: &'static str, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
        Ok(Self {
            name,
            folder,
            process: None,
        })
    }

    /// Starts it and waits until it answers.
    pub(super) fn start(
        &mut self,
        mut command: Command,
        answers: impl Fn(&Self) -> bool,
    ) -> Result<()> {
        let log = File::create(self.folder.join("log"))?;
        command.current_dir(&self.folder);
        command.stdout(log.try_clone()?).stderr(log);
        let mut process = Guarded::spawn(&mut command)?;
        let up = until(|| {
            if let Some(end) = process.ended()? {
                bail!("{} ended at its start: {end}\n{}", self.name, self.tail());
            }
            Ok(answers(self))
        })?;
        ensure!(up, "{} doesn't answer\n{}", self.name, self.tail());
        self.process = Some(process);
        Ok(())
    }

    /// Stops it, as an operator would.
    pub(super) fn stop(&mut self) -> Result<()> {
        self.process
            .take()
            .map_or(Ok(()), |process| process.stop(STOP))
    }

    /// What it printed since it was started last.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(TAIL)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its folder goes next, and with it all that a clean end would have saved.
        self.process.take();
    }
}
