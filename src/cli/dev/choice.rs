//! Which server is taken: the first that works, in one order for all.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::{Command, Stdio},
    time::Duration,
};

use super::{
    given,
    server::{Program, Server},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    read::Root,
};

/// The file that Docker Compose is asked to start a server from.
pub(super) const COMPOSE: &str = "deploy/compose.yaml";

/// Loopback answers at once, or nobody listens.
const LISTENS: Duration = Duration::from_millis(300);

/// How a server comes to be there.
#[derive(Debug)]
pub(super) enum Choice {
    /// The environment says where it is.
    Given(String),
    /// Something listens on its default port.
    Listens,
    /// Docker Compose starts it.
    Compose,
    /// A program on PATH is it.
    Program(&'static Program),
    /// A small one in the project's own process.
    InProcess(&'static str),
    /// There is none.
    Missing,
}

/// Looks for a server; starts nothing.
pub(super) fn choose(server: &Server, root: &Root) -> Choice {
    if let Some(address) = given(server.setting) {
        Choice::Given(address)
    } else if listens(server.port) {
        Choice::Listens
    } else if root.is_file(COMPOSE) && composes(server, root) {
        Choice::Compose
    } else if let Some(program) = server.program.filter(|program| runs(program)) {
        Choice::Program(program)
    } else {
        server.in_process.map_or(Choice::Missing, Choice::InProcess)
    }
}

/// Whether something listens on a port of this machine.
pub(super) fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), LISTENS).is_ok()
}

/// Docker Compose over the project's file.
pub(super) fn compose(root: &Root, arguments: &[&str]) -> Command {
    let mut docker = Command::new("docker");
    docker
        .current_dir(&root.folder)
        .args(["compose", "--file", COMPOSE])
        .args(arguments);
    docker
}

impl Choice {
    /// What is said of it.
    pub(super) fn line(&self, server: &Server) -> String {
        let how = match self {
            Choice::Given(address) => format!("{address}, as {} says", server.setting),
            Choice::Listens => format!("127.0.0.1:{}, where something listens", server.port),
            Choice::Compose => format!("by Docker Compose, from {COMPOSE}"),
            Choice::Program(program) => {
                format!("by `{} {}`", program.name, program.arguments.join(" "))
            }
            Choice::InProcess(_) => "in the process itself".to_owned(),
            Choice::Missing => format!("missing: {}", server.get),
        };
        format!("{:<12} {how}", server.name)
    }

    /// What is doubtful about it.
    pub(super) fn warning(&self, server: &Server) -> Diagnostics {
        let name = server.name;
        let warning = match self {
            Choice::InProcess(_) => Diagnostic::warning(format!(
                "{name} in the process itself keeps its records in memory, and only there"
            ))
            .note("no other process sees them, and they go with the process")
            .help(server.get),
            Choice::Missing => Diagnostic::warning(format!(
                "there is no {name}: what needs it will wait for it"
            ))
            .note("the rest is served; nothing needs a restart when it appears")
            .help(server.get),
            _ => return Diagnostics::new(),
        };
        warning.into()
    }

    /// The value of the server's setting; `None` leaves it as it is.
    pub(super) fn address(&self, server: &Server) -> Option<String> {
        match self {
            Choice::Given(_) | Choice::Missing => None,
            Choice::InProcess(value) => Some((*value).to_owned()),
            _ => Some(format!("127.0.0.1:{}", server.port)),
        }
    }
}

/// Whether a Docker engine runs and the project's file has the server.
fn composes(server: &Server, root: &Root) -> bool {
    let engine = succeeds(Command::new("docker").arg("info")).is_some();
    let services = || succeeds(&mut compose(root, &["config", "--services"]));
    engine && services().is_some_and(|names| names.lines().any(|name| name == server.service))
}

fn runs(program: &Program) -> bool {
    succeeds(Command::new(program.name).arg("--version")).is_some()
}

/// What a program prints; `None` where it can't be run or fails.
fn succeeds(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}
