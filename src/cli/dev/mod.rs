//! `tonica dev`: what the project needs on this machine, its build, and all of it in one process.
//! It downloads nothing, and leaves nothing running.

mod children;
mod choice;
mod server;
mod start;

use std::{
    env,
    process::{Command, ExitStatus},
    time::Duration,
};

use super::{args::Dev, console::Console, here};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    read::{self, config::Config},
};
use children::{Running, Stop};
use choice::Choice;
use server::{KAFKA, Server, TEMPORAL};

/// A little longer than the whole stop of a process may take by default.
const STOP: Duration = Duration::from_secs(75);

pub(crate) fn run(console: Console, args: &Dev) -> Result<u8, Diagnostics> {
    let root = here()?;
    let config = read::project(&root)?.config;
    let servers: Vec<(&Server, Choice)> = needed(&config)
        .map(|server| (server, choice::choose(server, &root)))
        .collect();
    if args.plan {
        servers
            .iter()
            .for_each(|(server, choice)| console.data(&(choice.line(server) + "\n")));
        return Ok(0);
    }
    for (server, choice) in &servers {
        console.say(&choice.line(server));
        console.diagnostics(&choice.warning(server));
    }
    let stop = Stop::hook()?;
    let mut started = Vec::new();
    for (server, choice) in &servers {
        started.extend(start::server(server, choice, &root, &stop)?);
    }
    let name = &config.name.value;
    console.say(&format!("cargo build -p {name}"));
    let mut build = Command::new("cargo");
    build.current_dir(&root.folder).args(["build", "-p", name]);
    let built = Running::start("cargo", &mut build)?.until_end(&stop, STOP)?;
    if !built.success() {
        return Ok(code(built));
    }
    addresses(console, &config, &servers);
    let mut app = Command::new("cargo");
    app.current_dir(&root.folder)
        .args(["run", "--quiet", "-p", name])
        .env("APP_DEV", "true");
    app.envs(servers.iter().filter_map(|(server, choice)| {
        let address = choice.address(server)?;
        Some((server.setting, address))
    }));
    // cargo becomes the program that it runs, so that the signals go to that one.
    let app = Running::start(name, &mut app)?;
    Ok(code(app.until_end(&stop, STOP)?))
}

/// The servers that the project can't do without.
fn needed(config: &Config) -> impl Iterator<Item = &'static Server> {
    let has_topics = !config.consumers.is_empty() || !config.producers.is_empty();
    let kafka = has_topics.then_some(&KAFKA);
    let temporal = (!config.workers.is_empty()).then_some(&TEMPORAL);
    kafka.into_iter().chain(temporal)
}

/// Where things will be; the log says where they are.
fn addresses(console: Console, config: &Config, servers: &[(&Server, Choice)]) {
    let port = |setting: &str, default: &str| given(setting).unwrap_or_else(|| default.to_owned());
    let has_services = !config.services.is_empty();
    if has_services || config.routes.is_some() {
        let rest = port("APP_PORT", "8080");
        console.say(&format!("REST         http://localhost:{rest}"));
    }
    if has_services {
        let grpc = port("GRPC_PORT", "50051");
        console.say(&format!("gRPC         localhost:{grpc}"));
    }
    let metrics = port("METRICS_PORT", "2121");
    console.say(&format!("metrics      http://localhost:{metrics}/metrics"));
    for (_, choice) in servers {
        if let Choice::Program(program) = choice {
            console.say(&format!("{:<12} {}", program.page_name, program.page));
        }
    }
    console.say("Ctrl-C takes all of it down");
}

/// A variable of the environment that isn't empty.
fn given(setting: &str) -> Option<String> {
    env::var(setting).ok().filter(|value| !value.is_empty())
}

/// The exit code of a program, as a shell tells it.
fn code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status
        .code()
        .or_else(|| Some(128 + status.signal()?))
        .and_then(|code| u8::try_from(code).ok());
    code.unwrap_or(1)
}

fn not_run(program: &str, error: &std::io::Error) -> Diagnostics {
    Diagnostic::error(format!("`{program}` can't be run: {error}"))
        .help("`tonica doctor` says what this machine lacks")
        .into()
}
