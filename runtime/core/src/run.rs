//! From `main` to the exit code: read the configuration, start, wait, stop.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::runtime;

use crate::app::Open;
use crate::config::{self, Command, Config, Table};
use crate::exit::Exit;
use crate::lock::lock;
use crate::reminder::remind;
use crate::selection::{Holds, Selection};
use crate::signals::Signals;
use crate::stop::Stop;
use crate::supervisor::Supervisor;
use crate::{App, Component, Error, Part, Role, Start, health, logs};

pub(crate) fn app<S: Send + Sync + 'static>(app: App<S>) -> ExitCode {
    let table = Table::new(app.build, app.only, app.settings);
    let mut config = config::read(&table, std::env::args_os().skip(1));
    let holds = Holds {
        only: app.only,
        roles: app.parts.iter().map(|part| part.role()).collect(),
        names: app.parts.iter().flat_map(|part| names(&**part)).collect(),
    };
    let selection = Selection::of(&holds, &config.values, &mut config.problems);
    match config.command {
        Command::Help => return print(&config::help(&table)),
        Command::Version => return print(&format!("{}\n", config::version(&table))),
        Command::Explain => {
            print(&config::explain(&table, &config.values));
        }
        Command::Run => {}
    }
    if let Err(error) = Error::all(std::mem::take(&mut config.problems)) {
        return refuse(&table, &error);
    }
    if config.command == Command::Explain {
        for warning in config.warnings {
            eprintln!("warning: {warning}");
        }
        return Exit::Drained.into();
    }
    process(&table, config, selection, app.open, app.parts)
        .unwrap_or_else(|error| refuse(&table, &error))
}

/// What a right configuration leads to: logs, threads, and the life of the process.
fn process<S: Send + Sync + 'static>(
    table: &Table,
    config: Config,
    selection: Selection,
    open: Open<S>,
    parts: Vec<Box<dyn Part<S>>>,
) -> Result<ExitCode, Error> {
    logs::start(&config.values)?;
    for warning in config.warnings {
        tracing::warn!("{warning}");
    }
    let start = Start::new(config.values, selection);
    start.metrics().describe(vec![
        ("name", start.text("APP_NAME").unwrap_or_default()),
        ("version", table.build.version.to_owned()),
        ("git", table.build.git.unwrap_or_default().to_owned()),
        ("mode", start.mode().to_string()),
    ]);
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::new("can't start threads").because(error))?;
    let exit = runtime.block_on(live(start, open, parts));
    // A task that still blocks a thread must not hold the process.
    runtime.shutdown_background();
    Ok(exit.into())
}

fn names<S>(part: &dyn Part<S>) -> Vec<(Role, &'static str)> {
    part.names()
        .into_iter()
        .map(|name| (part.role(), name))
        .collect()
}

/// Prints to standard output. A reader that has gone, such as `head`, is no error.
fn print(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    Exit::Drained.into()
}

/// Says what keeps the process from starting. There may be no logs yet.
fn refuse(table: &Table, error: &Error) -> ExitCode {
    for line in error.lines() {
        eprintln!("error: {line}");
    }
    let name = table.build.name;
    eprintln!(
        "`{name} --help` lists all settings, `{name} config explain` shows where each comes from"
    );
    Exit::of(error).into()
}

/// The life of the process. It ends when it is asked to, or when something fails for good.
async fn live<S: Send + Sync + 'static>(
    start: Start,
    open: Open<S>,
    parts: Vec<Box<dyn Part<S>>>,
) -> Exit {
    let signals = match Signals::hook() {
        Ok(signals) => signals,
        Err(error) => return failed(&error),
    };
    start.readiness().down_quietly(health::START, "starting");
    let port = match health::open(&start).await {
        Ok(port) => port,
        Err(error) => return failed(&error),
    };
    start.inner.selection.log();
    let mut running = Supervisor::new(&start);
    let (state, may_delay, exit) = tokio::select! {
        begun = begin(&start, open, parts) => match begun {
            Ok((state, components)) => {
                running.start(components);
                start.readiness().clear(health::START);
                tokio::select! {
                    () = signals.first() => (state, true, Exit::Drained),
                    // Nobody has to notice the end of what was never ready, such as a taken port.
                    error = running.failure() => {
                        (state, start.readiness().was_ready(), failed(&error))
                    }
                    never = remind(&start) => match never {},
                }
            }
            Err(error) => (None, false, failed(&error)),
        },
        () = signals.first() => (None, false, Exit::Drained),
    };
    let mut stop = Stop::begin(&start, exit);
    if may_delay {
        stop.delay(&running).await;
    }
    stop.drain(&mut running).await;
    stop.finish().await;
    let exit = stop.close((running, state, start)).await;
    drop(port);
    tracing::info!(code = exit as u8, "stopped");
    exit
}

/// What runs, once the start is through: the State, if any part of the mode needs one, and the components.
type Begun<S> = (Option<Arc<S>>, Vec<Box<dyn Component>>);

/// Opens the State and builds the parts. Never waits for a server.
async fn begin<S: Send + Sync + 'static>(
    start: &Start,
    open: Open<S>,
    mut parts: Vec<Box<dyn Part<S>>>,
) -> Result<Begun<S>, Error> {
    parts.retain(|part| start.mode().has(part.role()));
    parts.sort_by_key(|part| Role::ALL.iter().position(|role| *role == part.role()));
    let state = if parts.iter().any(|part| part.needs_state()) {
        Some(Arc::new(open(start.clone()).await?))
    } else {
        None
    };
    let mut components = std::mem::take(&mut *lock(&start.inner.components));
    let mut problems = Vec::new();
    for part in parts {
        match part.build(start, state.clone()) {
            Ok(built) => components.extend(built),
            Err(error) => problems.push(error),
        }
    }
    Error::all(problems)?;
    Ok((state, components))
}

fn failed(error: &Error) -> Exit {
    for line in error.lines() {
        tracing::error!("{line}");
    }
    Exit::of(error)
}
