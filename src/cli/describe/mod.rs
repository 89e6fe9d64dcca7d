//! `tonica describe`: modes, services with rpcs and routes, what works behind them, and
//! files by owner.

mod work;

use serde::Serialize;

use work::{Consumer, Custom, Producer, Worker};

use super::{
    args::{Format, Print},
    console::Console,
    here, report,
};
use crate::{
    diagnostic::Diagnostics,
    lower,
    model::{self, Model},
    plan, read, render,
    tree::{Owner, Tree},
};

#[derive(Debug, Serialize)]
struct Project<'a> {
    tool: &'static str,
    project: &'a str,
    modes: Vec<&'static str>,
    services: Vec<Service<'a>>,
    routes: Vec<Custom<'a>>,
    workers: Vec<Worker<'a>>,
    consumers: Vec<Consumer<'a>>,
    producers: Vec<Producer<'a>>,
    files: Vec<File<'a>>,
}

#[derive(Debug, Serialize)]
struct Service<'a> {
    proto: &'a str,
    name: &'a str,
    remote: bool,
    /// The setting that holds the address of a remote one.
    address: &'a str,
    timeout_ms: u128,
    rpcs: Vec<Rpc<'a>>,
}

#[derive(Debug, Serialize)]
struct Rpc<'a> {
    name: &'a str,
    input: &'a str,
    output: &'a str,
    client_streaming: bool,
    server_streaming: bool,
    routes: Vec<Route<'a>>,
}

#[derive(Debug, Serialize)]
struct Route<'a> {
    method: &'a str,
    path: &'a str,
}

#[derive(Debug, Serialize)]
struct File<'a> {
    path: &'a str,
    owner: &'static str,
}

pub(crate) fn run(console: Console, args: &Print) -> Result<u8, Diagnostics> {
    let raw = read::project(&here()?)?;
    let model = lower::model(&raw)?;
    let tree = render::all(&model, &plan::files(&model)).map_err(crate::our_fault)?;
    let project = Project::of(&model, &tree);
    match args.format {
        Format::Json => console.json(&project),
        Format::Text => console.data(&project.text(console.verbose)),
    }
    Ok(0)
}

impl<'a> Project<'a> {
    fn of(model: &'a Model, tree: &'a Tree) -> Self {
        let mut modes = vec!["aio"];
        modes.extend(model.has_services().then_some("service"));
        modes.extend(model.has_gateway().then_some("gateway"));
        modes.extend(model.has_workers().then_some("worker"));
        modes.extend(model.has_consumers().then_some("consumer"));
        let file = |output: &'a crate::tree::Output| File {
            path: &output.path,
            owner: report::owner(Some(output.owner)),
        };
        Self {
            tool: env!("CARGO_PKG_VERSION"),
            project: &model.project,
            modes,
            services: model.services.iter().map(Service::of).collect(),
            routes: model.routes.iter().map(Custom::of).collect(),
            workers: model.workers.iter().map(Worker::of).collect(),
            consumers: model.consumers.iter().map(Consumer::of).collect(),
            producers: model.producers.iter().map(Producer::of).collect(),
            files: tree.outputs.iter().map(file).collect(),
        }
    }

    fn text(&self, files: bool) -> String {
        let mut text = format!("{}: modes {}\n", self.project, self.modes.join(", "));
        for service in &self.services {
            service.write(&mut text);
        }
        for route in &self.routes {
            route.write(&mut text);
        }
        for worker in &self.workers {
            worker.write(&mut text);
        }
        for consumer in &self.consumers {
            consumer.write(&mut text);
        }
        for producer in &self.producers {
            producer.write(&mut text);
        }
        let count = |owner| {
            self.files
                .iter()
                .filter(|file| file.owner == report::owner(Some(owner)))
                .count()
        };
        let (seeded, generated) = (count(Owner::Seeded), count(Owner::Generated));
        push(
            &mut text,
            format_args!(
                "\n{seeded} seeded files, which are yours, and {generated} generated ones"
            ),
        );
        if files {
            for file in &self.files {
                push(
                    &mut text,
                    format_args!("  {:<9}  {}", file.owner, file.path),
                );
            }
        }
        text
    }
}

impl<'a> Service<'a> {
    fn of(service: &'a model::Service) -> Self {
        let rpc = |rpc: &'a model::Rpc| Rpc {
            name: &rpc.name,
            input: &rpc.input.full_name,
            output: &rpc.output.full_name,
            client_streaming: rpc.client_streaming,
            server_streaming: rpc.server_streaming,
            routes: routes(service, rpc),
        };
        Self {
            proto: &service.full_name,
            name: &service.alias,
            remote: service.remote,
            address: &service.addr,
            timeout_ms: service.timeout.as_millis(),
            rpcs: service.rpcs.iter().map(rpc).collect(),
        }
    }

    fn write(&self, text: &mut String) {
        let place = if self.remote {
            format!("elsewhere, at {}", self.address)
        } else {
            "here".to_owned()
        };
        push(
            text,
            format_args!("\n{} ({}), {place}", self.name, self.proto),
        );
        let width = self
            .rpcs
            .iter()
            .map(|rpc| rpc.name.len())
            .max()
            .unwrap_or(0);
        for rpc in &self.rpcs {
            let streams = match (rpc.client_streaming, rpc.server_streaming) {
                (false, false) => "",
                (true, false) => " (stream in)",
                (false, true) => " (stream out)",
                (true, true) => " (streams both ways)",
            };
            let routes: Vec<String> = rpc
                .routes
                .iter()
                .map(|route| format!("{} {}", route.method, route.path))
                .collect();
            let line = format!("  {:<width$}  {}{streams}", rpc.name, routes.join(", "));
            push(text, format_args!("{}", line.trim_end()));
        }
    }
}

fn routes<'a>(service: &'a model::Service, rpc: &'a model::Rpc) -> Vec<Route<'a>> {
    let bindings = rpc.bindings.iter().filter(|_| service.rest);
    bindings
        .map(|binding| Route {
            method: &binding.method,
            path: &binding.template.text,
        })
        .collect()
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    text.push_str(&line.to_string());
    text.push('\n');
}
