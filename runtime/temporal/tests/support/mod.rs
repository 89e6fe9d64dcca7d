//! A worker of the fixture as the runtime runs it, and ways to wait for what it does.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::Arc;
use std::time::Duration;

use shop_clients::Clients;
use shop_core::State;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tonica_runtime::{
    Component, Connect as _, Error, Part as _, Readiness, Role, Start, Stopper, TestStart,
};
use tonica_temporal::{Workers, workers};

/// Nothing here takes so long unless something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A start with the fixture's worker and these settings.
pub(crate) fn start(settings: &[(&str, &str)]) -> Start {
    let settings = settings.iter();
    let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    TestStart {
        runs: vec![(Role::Workers, "fulfilment")],
        settings: settings.map(own).collect(),
        ..TestStart::default()
    }
    .start()
}

/// A process: its State and its running workers.
pub(crate) struct Process {
    pub(crate) start: Start,
    pub(crate) state: Arc<State>,
    pub(crate) stopper: Stopper,
    pub(crate) tasks: Vec<JoinHandle<Result<(), Error>>>,
}

impl Process {
    pub(crate) async fn run(start: Start, all: fn() -> Workers<State>) -> Self {
        let clients = Clients::connect(&start).unwrap();
        let state = Arc::new(State::open(&start, clients).await.unwrap());
        let part = Box::new(workers(all));
        let components = part.build(&start, Some(Arc::clone(&state))).unwrap();
        let stopper = Stopper::default();
        let run = |component: Box<dyn Component>| {
            let life = stopper.life(component.name(), start.readiness());
            start.readiness().down_quietly(component.name(), "starting");
            tokio::spawn(async move { component.run(life).await })
        };
        let tasks = components.into_iter().map(run).collect();
        Self {
            start,
            state,
            stopper,
            tasks,
        }
    }

    /// Waits for the reason of the worker to be as `wanted`.
    pub(crate) async fn reason(&self, wanted: impl Fn(&str) -> bool) -> String {
        let readiness = self.start.readiness();
        until("the worker's reason", || {
            reason(readiness, "fulfilment").filter(|text| wanted(text))
        })
        .await
    }

    pub(crate) async fn ready(&self) {
        let readiness = self.start.readiness();
        until("readiness", || readiness.is_ready().then_some(())).await;
    }

    /// Drains as the runtime does, and kills at the deadline; gives what the component said.
    pub(crate) async fn stop(mut self, within: Duration) -> Result<(), Error> {
        let deadline = Instant::now() + within;
        self.stopper.drain(deadline);
        let mut task = self.tasks.remove(0);
        if let Ok(ended) = tokio::time::timeout_at(deadline, &mut task).await {
            return ended.unwrap();
        }
        self.stopper.kill();
        timeout(Duration::from_millis(500), task)
            .await
            .expect("the worker ends soon after the deadline")
            .unwrap()
    }
}

pub(crate) fn reason(readiness: &Readiness, name: &str) -> Option<String> {
    let mut reasons = readiness.reasons().into_iter();
    reasons.find(|(of, _)| of == name).map(|(_, reason)| reason)
}

/// Waits until there is something.
pub(crate) async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Some(found) = look() {
                return found;
            }
            sleep(Duration::from_millis(10)).await;
        }
    };
    let found = timeout(PATIENCE, waiting).await;
    found.unwrap_or_else(|_| panic!("{what} did not come within {PATIENCE:?}"))
}

/// A port of this host that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}
