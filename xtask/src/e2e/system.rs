//! The shop in five processes over one database: orders, payments with mail, gateway, worker and
//! consumer.

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::built::{Places, Shop};
use super::process::{Ports, Process};

/// Name, binary, and the services that run there.
const MEMBERS: [(&str, &str, Option<&str>); 5] = [
    ("orders", "shop-service", Some("order_service")),
    (
        "payments and mail",
        "shop-service",
        Some("payment_service,mail_service"),
    ),
    ("worker", "shop-worker", None),
    ("consumer", "shop-consumer", None),
    ("gateway", "shop-gateway", None),
];

/// The processes of one system.
pub(super) struct System<'a> {
    shop: &'a Shop,
    pub(super) places: Places,
    members: Vec<Member>,
    // After the processes, which use it.
    folder: TempDir,
}

struct Member {
    ports: Ports,
    process: Option<Process>,
}

impl<'a> System<'a> {
    /// Starts all and waits until each is ready.
    pub(super) fn start(shop: &'a Shop) -> Result<Self> {
        let mut members = Vec::new();
        for _ in MEMBERS {
            members.push(Member {
                ports: Ports::free()?,
                process: None,
            });
        }
        let ports: Vec<Ports> = members.iter().map(|member| member.ports).collect();
        let mut system = Self {
            shop,
            places: Places {
                rest: ports[4].http,
                orders: ports[0].grpc,
                mails: ports[1].grpc,
                worker: ports[2].metrics,
                consumer: ports[3].metrics,
            },
            members,
            folder: tempfile::tempdir()?,
        };
        for index in system.indices() {
            system.launch(index)?;
        }
        system.ready()?;
        Ok(system)
    }

    /// Its members, as numbers.
    pub(super) fn indices(&self) -> std::ops::Range<usize> {
        0..self.members.len()
    }

    /// What a member does.
    pub(super) fn name(&self, index: usize) -> &'static str {
        MEMBERS[index].0
    }

    /// Ends a member by SIGKILL and starts it again on its ports.
    pub(super) fn kill_and_restart(&mut self, index: usize) -> Result<()> {
        let process = self.members[index].process.take();
        process.context("it doesn't run")?.kill()?;
        self.launch(index)
    }

    /// Waits until each is ready.
    pub(super) fn ready(&mut self) -> Result<()> {
        for (member, (name, ..)) in self.members.iter_mut().zip(MEMBERS) {
            let process = member.process.as_mut().context("it doesn't run")?;
            process.wait_for_readyz(200).with_context(|| name)?;
        }
        Ok(())
    }

    /// Sends SIGTERM to all; each must end with exit code 0.
    pub(super) fn stop(self) -> Result<()> {
        let processes = self.members.into_iter().filter_map(|member| member.process);
        let processes: Vec<Process> = processes.collect();
        for process in &processes {
            process.terminate()?;
        }
        for (process, (name, ..)) in processes.into_iter().zip(MEMBERS) {
            process.stopped().with_context(|| name)?;
        }
        Ok(())
    }

    /// The ends of all logs, for a failure that may be anybody's.
    pub(super) fn tails(&self) -> String {
        let tail = |(member, (name, ..)): (&Member, (&str, &str, Option<&str>))| {
            let tail = member.process.as_ref().map(Process::tail);
            format!("--- {name}\n{}\n", tail.unwrap_or_default())
        };
        self.members.iter().zip(MEMBERS).map(tail).collect()
    }

    fn launch(&mut self, index: usize) -> Result<()> {
        let (_, binary, services) = MEMBERS[index];
        let database = self.folder.path().join("shop.db").display().to_string();
        let at = |index: usize| format!("127.0.0.1:{}", self.members[index].ports.grpc);
        let [orders, others] = [at(0), at(1)];
        let mut variables = vec![
            ("DATABASE_PATH", database.as_str()),
            ("ORDERSERVICE_ADDR", &orders),
            ("PAYMENTSERVICE_ADDR", &others),
            ("MAILSERVICE_ADDR", &others),
        ];
        variables.extend(services.map(|services| ("APP_SERVICES", services)));
        let ports = self.members[index].ports;
        let process = self
            .shop
            .launch(binary, self.folder.path(), &variables, ports)?;
        self.members[index].process = Some(process);
        Ok(())
    }
}
