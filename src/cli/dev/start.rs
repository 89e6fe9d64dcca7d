//! Starts a server that was chosen and isn't there yet, and waits until it listens.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use super::{
    children::{Running, Stop, Wait},
    choice::{COMPOSE, Choice, compose, listens},
    not_run,
    server::{Program, Server},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    read::Root,
};

/// How long a program may take until it listens.
const START: Duration = Duration::from_secs(60);

/// Ends a server that was started here when it is dropped.
#[derive(Debug)]
pub(super) enum Started {
    Program(Option<Running>),
    Compose(Root, &'static str),
}

/// `None`: nothing was to be started.
pub(super) fn server(
    server: &Server,
    choice: &Choice,
    root: &Root,
    stop: &Stop,
) -> Result<Option<Started>, Diagnostics> {
    match choice {
        Choice::Compose => composed(server, root).map(Some),
        Choice::Program(program) => ran(server, program, stop).map(Some),
        Choice::Given(_) | Choice::Listens | Choice::InProcess(_) | Choice::Missing => Ok(None),
    }
}

fn composed(server: &Server, root: &Root) -> Result<Started, Diagnostics> {
    // From here on it may run, whatever becomes of the command.
    let started = Started::Compose(root.clone(), server.service);
    let mut up = compose(root, &["up", "--detach", "--wait", server.service]);
    let status = up.status().map_err(|error| not_run("docker", &error))?;
    if status.success() {
        return Ok(started);
    }
    let failed = format!("Docker Compose can't start {} from {COMPOSE}", server.name);
    let why = "its own words are above";
    Err(Diagnostic::error(failed).note(why).help(server.get).into())
}

fn ran(server: &Server, program: &Program, stop: &Stop) -> Result<Started, Diagnostics> {
    let mut command = Command::new(program.name);
    command
        .args(program.arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut running = Running::start(program.name, &mut command)?;
    let waited = running.wait(START, || stop.is_asked() || listens(server.port))?;
    let line = format!("{} {}", program.name, program.arguments.join(" "));
    let failed = match waited {
        Wait::Met => return Ok(Started::Program(Some(running))),
        Wait::Ended(status) => format!("`{line}` ended at its start: {status}"),
        Wait::Passed => format!("`{line}` doesn't listen on port {}", server.port),
    };
    let help = format!("run it by hand to see why, or {}", server.get);
    Err(Diagnostic::error(failed).help(help).into())
}

impl Drop for Started {
    fn drop(&mut self) {
        match self {
            Started::Program(running) => drop(running.take()),
            // Its own words say what went wrong, if anything does.
            Started::Compose(root, service) => drop(compose(root, &["stop", service]).status()),
        }
    }
}
