//! The shop: everything in one process, then in five, then without its servers, then what its
//! binaries refuse.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::process::{Ports, Process, command};
use super::{absent, customer, http, reflection, refusals, split, story};
use crate::report::Report;
use crate::servers::{self, Servers};
use crate::workspace::{self, Workspace};
use crate::{program, sample};

/// What the shop writes and reads in Kafka.
const TOPICS: [&str; 2] = ["orders", "orders.order-processors.dlq"];

/// The built shop, and the servers that it uses.
pub(crate) struct Shop {
    pub(super) binaries: PathBuf,
    /// The FileDescriptorSet that the workspace carries.
    pub(super) descriptors: Vec<u8>,
    servers: Vec<(&'static str, String)>,
}

/// Where the parts of one system are, as ports of this machine.
pub(crate) struct Places {
    /// REST.
    pub(crate) rest: u16,
    /// gRPC of OrderService.
    pub(super) orders: u16,
    /// gRPC of MailService.
    pub(super) mails: u16,
    /// Metrics of the consumers.
    pub(super) consumer: u16,
    /// Metrics of the workers.
    pub(super) worker: u16,
}

/// Emits the shop, builds it and runs it.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    let tonica = report.step("build tonica", || workspace::build_tonica(false));
    let Some(tonica) = tonica else { return Ok(()) };
    let shop = sample::named("shop")?;
    let emitted = report.step("shop: emit and check", || Workspace::emit(&tonica, &shop));
    let Some(emitted) = emitted else {
        return Ok(());
    };
    let servers = report.step("Kafka and Temporal answer", Servers::up);
    if let Some(servers) = servers {
        run_in(report, &emitted, &servers);
    }
    Ok(())
}

/// Builds and runs an emitted shop.
pub(crate) fn run_in(report: &mut Report, emitted: &Workspace, servers: &Servers) {
    let built = report.step("shop: build", || Shop::build(emitted));
    let Some(shop) = built else { return };
    let shop = shop.on(servers);
    let topics = report.step("shop: its topics are made", || {
        let mut topics = TOPICS.iter();
        topics.try_for_each(|topic| servers::create_topic(&servers.kafka, topic, 4))
    });
    if topics.is_some() {
        one_process(report, &shop);
        split::run(report, &shop);
        absent::run(report, &shop);
    }
    refusals::run(report, &shop);
}

fn one_process(report: &mut Report, shop: &Shop) {
    let started = report.step("aio: starts and is ready", || {
        let folder = tempfile::tempdir()?;
        let process = shop.start("shop", folder.path(), &[("GRPC_REFLECTION", "true")])?;
        Ok((folder, process))
    });
    let Some((_folder, process)) = started else {
        return;
    };
    let places = Places::of_one(&process.ports);
    let failures = report.failures();
    story::run(report, "aio", &places);
    customer::run(report, "aio", shop, &places);
    report.step("aio: health and metrics", || health(process.ports.metrics));
    report.step("aio: reflection names the services", || {
        let services = reflection::services(process.ports.grpc)?;
        let orders = "shop.orders.v1.OrderService";
        ensure!(services.iter().any(|name| name == orders), "{services:?}");
        Ok(())
    });
    report.explain(failures, || process.tail());
    report.step("aio: SIGTERM ends it with exit code 0", || process.stop());
}

fn health(port: u16) -> Result<()> {
    for path in ["/livez", "/readyz", "/healthz", "/health"] {
        let answer = http::get(port, path)?;
        ensure!(
            answer.status == 200,
            "{path}: {} {}",
            answer.status,
            answer.body
        );
    }
    let metrics = http::get(port, "/metrics")?.body;
    for name in ["app_info", "http_requests_total", "grpc_requests_total"] {
        ensure!(metrics.contains(name), "no {name} in\n{metrics}");
    }
    let raw = "orders/first";
    ensure!(!metrics.contains(raw), "a raw path is a label:\n{metrics}");
    Ok(())
}

impl Places {
    /// All in one process.
    pub(crate) fn of_one(ports: &Ports) -> Self {
        Self {
            rest: ports.http,
            orders: ports.grpc,
            mails: ports.grpc,
            consumer: ports.metrics,
            worker: ports.metrics,
        }
    }
}

impl Shop {
    /// Builds an emitted shop as its user would. It has no servers yet.
    pub(crate) fn build(emitted: &Workspace) -> Result<Self> {
        program::run(&mut emitted.cargo(&["build"]))?;
        let descriptors = emitted.folder.join("crates/grpc/src/descriptors.bin");
        Ok(Self {
            binaries: emitted.binaries("debug"),
            descriptors: fs::read(descriptors)?,
            servers: Vec::new(),
        })
    }

    /// The same shop with servers to use.
    pub(crate) fn on(mut self, servers: &Servers) -> Self {
        let settings = servers.settings().map(|(name, at)| (name, at.to_owned()));
        self.servers = settings.to_vec();
        self
    }

    pub(super) fn binary(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }

    /// Starts a binary with more variables on free ports, and waits until it is ready.
    pub(crate) fn start(
        &self,
        name: &str,
        folder: &Path,
        variables: &[(&str, &str)],
    ) -> Result<Process> {
        let mut process = self.launch(name, folder, variables, Ports::free()?)?;
        process.wait_for_readyz(200)?;
        Ok(process)
    }

    /// Starts a binary on given ports. Variables may name other servers than the shop's own.
    pub(crate) fn launch(
        &self,
        name: &str,
        folder: &Path,
        variables: &[(&str, &str)],
        ports: Ports,
    ) -> Result<Process> {
        let mut command = command(&self.binary(name), folder, &ports);
        command.envs(self.servers.iter().map(|(name, at)| (name, at)));
        command.envs(variables.iter().copied());
        Process::start(command, ports)
    }
}
