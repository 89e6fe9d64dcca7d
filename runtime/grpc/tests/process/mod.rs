//! A process that serves the echo service, and the three ways to call it: in the process, over the
//! network with a client that shares no code with ours, and through our own upstream client.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, reason = "what can't be set up ends the test")]

pub(crate) mod call;
pub(crate) mod wire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tonica_grpc::{Channel, Services};
use tonica_runtime::{Error, Life, Mode, Part, Role, Start, Stopper, TestStart};

use crate::echo::dispatch::echo;
use crate::echo::echo_v1::echo_server::Echo;
use crate::echo::schema::ECHO;
use crate::echo::{DESCRIPTORS, handler::EchoService};

/// The longest that a test waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A process that runs the echo service.
pub(crate) struct Process {
    pub(crate) start: Start,
    pub(crate) channel: Channel,
    pub(crate) addr: SocketAddr,
    /// How many calls hung in the handler, ever.
    pub(crate) hung: Arc<AtomicUsize>,
    stopper: Stopper,
    edge: JoinHandle<Result<(), Error>>,
}

impl Process {
    /// With these settings beside the port.
    pub(crate) async fn new(settings: &[(&str, &str)]) -> Process {
        Self::at(free_port().await, settings).await
    }

    /// On this address.
    pub(crate) async fn at(addr: SocketAddr, settings: &[(&str, &str)]) -> Process {
        let service = EchoService::default();
        let hung = Arc::clone(&service.hung);
        Process {
            hung,
            ..Self::serving(addr, settings, service).await
        }
    }

    /// On this address, with this implementation.
    pub(crate) async fn serving(
        addr: SocketAddr,
        settings: &[(&str, &str)],
        service: impl Echo,
    ) -> Process {
        let port = addr.port().to_string();
        let own = [("GRPC_ADDR", "127.0.0.1"), ("GRPC_PORT", port.as_str())];
        let start = start(
            Mode::Service,
            &[(Role::Services, "echo")],
            &[&own, settings].concat(),
        );
        let all = || Services::new(DESCRIPTORS).with(&ECHO, |_: Arc<()>| echo(service));
        let part = Box::new(tonica_grpc::services(all));
        let mut components = part.build(&start, Some(Arc::new(()))).unwrap();
        let component = components.remove(0);
        let (life, stopper) = Life::new(component.name(), start.readiness());
        life.not_ready("starting");
        let edge = tokio::spawn(async move { component.run(life).await });
        let channel = Channel::to(&start, &ECHO).unwrap();
        let hung = Arc::default();
        let process = Process {
            start,
            channel,
            addr,
            hung,
            stopper,
            edge,
        };
        process.ready().await;
        process
    }

    async fn ready(&self) {
        let readiness = self.start.readiness();
        until("the edge is ready", || readiness.is_ready()).await;
    }

    /// Drains the edge and waits for its end.
    pub(crate) async fn drain(self) -> Result<(), Error> {
        self.stopper.drain(Instant::now() + PATIENCE);
        timeout(PATIENCE, self.edge).await.unwrap().unwrap()
    }

    /// Ends the edge at once, connections and all.
    pub(crate) async fn kill(self) {
        self.stopper.kill();
        self.edge.abort();
        let _ = self.edge.await;
    }

    /// The lines of `/metrics` that hold this text.
    pub(crate) fn metrics(&self, text: &str) -> Vec<String> {
        let all = self.start.metrics().text();
        all.lines()
            .filter(|line| line.contains(text))
            .map(str::to_owned)
            .collect()
    }
}

/// A start for a process in `mode`.
pub(crate) fn start(mode: Mode, runs: &[(Role, &'static str)], settings: &[(&str, &str)]) -> Start {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    TestStart {
        mode,
        runs: runs.to_vec(),
        settings: settings.iter().map(own).collect(),
    }
    .start()
}

/// Another process, that calls the echo service at this address.
pub(crate) fn caller(addr: &str) -> (Start, Channel) {
    let start = start(Mode::Gateway, &[], &[("ECHO_ADDR", addr)]);
    let channel = Channel::to(&start, &ECHO).unwrap();
    (start, channel)
}

/// An address that nobody listens on.
pub(crate) async fn free_port() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}

/// Waits until it is so.
pub(crate) async fn until(what: &str, mut so: impl FnMut() -> bool) {
    let wait = async {
        while !so() {
            tokio::task::yield_now().await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, wait)
        .await
        .unwrap_or_else(|_| panic!("waited in vain until {what}"));
}
