//! What the start hands to everything it opens and builds: settings, slots, metrics, readiness, and
//! the way to have something done at the stop. Cheap to clone; kept by whoever needs it later.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::hooks::Hooks;
use crate::life::Stopper;
use crate::lock::lock;
use crate::selection::Selection;
use crate::tasks::Tasks;
use crate::values::Values;
use crate::{Component, Life, Metrics, Mode, Readiness, Role, kind};

/// The start of a process, as its parts and the State see it.
#[derive(Clone)]
pub struct Start {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) values: Values,
    pub(crate) selection: Selection,
    pub(crate) metrics: Metrics,
    pub(crate) readiness: Readiness,
    pub(crate) tasks: Tasks,
    pub(crate) hooks: Hooks,
    pub(crate) components: Mutex<Vec<Box<dyn Component>>>,
    /// Drains when the process does: for those that watch without being a component.
    pub(crate) process: Stopper,
    shared: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Start {
    pub(crate) fn new(values: Values, selection: Selection) -> Self {
        let inner = Inner {
            values,
            selection,
            metrics: Metrics::default(),
            readiness: Readiness::default(),
            tasks: Tasks::default(),
            hooks: Hooks::default(),
            components: Mutex::default(),
            process: Stopper::default(),
            shared: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// A start for tests: mode aio, no part, no setting, nothing read from the environment and
    /// nothing listened on. See [`crate::TestStart`] for one with more.
    pub fn test() -> Start {
        crate::TestStart::default().start()
    }

    /// The mode of this process.
    pub fn mode(&self) -> Mode {
        self.inner.selection.mode
    }

    /// Whether `name` runs in this process: the binary holds it, the mode has its role, and it is
    /// not left out by `APP_SERVICES` and the like.
    pub fn runs(&self, role: Role, name: &str) -> bool {
        self.inner.selection.runs(role, name)
    }

    /// One value a process and type; made when first asked for.
    pub fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut shared = lock(&self.inner.shared);
        let slot = shared
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Arc::new(T::default()));
        match Arc::clone(slot).downcast() {
            Ok(value) => value,
            Err(_) => unreachable!("the key is the value's type"),
        }
    }

    /// The registry of metrics.
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// The process's readiness, for what it depends on.
    pub fn readiness(&self) -> &Readiness {
        &self.inner.readiness
    }

    /// Runs `task` beside the caller and awaits it at the stop (`SHUTDOWN_TASKS`, 10 s); then it is
    /// aborted and named in the log. A panic in it is logged.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn hand_off(
        &self,
        name: impl Into<String>,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        self.inner.tasks.spawn(name.into(), task);
    }

    /// Waits until all handed-off tasks are done; for tests.
    pub async fn handed_off_done(&self) {
        self.inner.tasks.finished().await;
    }

    /// Has `hook` run at the stop, when nothing takes work any more and before the State is dropped:
    /// one after the other, lower `priority` first (`SHUTDOWN_HOOKS`, 5 s for all).
    pub fn on_stop(
        &self,
        priority: u32,
        name: &'static str,
        hook: impl Future<Output = ()> + Send + 'static,
    ) {
        self.inner.hooks.add(priority, name, Box::pin(hook));
    }

    /// Runs a component of the user's own, in every mode that opens the State. To be called while
    /// the State is opened.
    pub fn component(&self, component: impl Component + 'static) {
        lock(&self.inner.components).push(Box::new(component));
    }

    /// A life that drains with the edges, to end long streams in time. Its reports go nowhere.
    pub fn life(&self) -> Life {
        self.inner.process.life("process", &Readiness::default())
    }
}

/// The values of settings. They were checked when the configuration was read. A setting that nobody
/// declared has no value; a debug log says so.
impl Start {
    /// The value as text; `None` when it is not set and has no default.
    pub fn text(&self, setting: &str) -> Option<String> {
        self.value(setting).map(str::to_owned)
    }

    /// The names of a list; empty when it is not set.
    pub fn list(&self, setting: &str) -> Vec<String> {
        let names = self.value(setting).map(kind::list).unwrap_or_default();
        names.into_iter().map(str::to_owned).collect()
    }

    /// A time.
    pub fn duration(&self, setting: &str) -> Option<Duration> {
        kind::duration(self.value(setting)?).ok()
    }

    /// A number of bytes.
    pub fn size(&self, setting: &str) -> Option<usize> {
        kind::size(self.value(setting)?).ok()
    }

    /// A whole number.
    pub fn number(&self, setting: &str) -> Option<u64> {
        kind::number(self.value(setting)?, 0, u64::MAX).ok()
    }

    /// A switch; off when it is not set.
    pub fn flag(&self, setting: &str) -> bool {
        self.value(setting)
            .is_some_and(|value| kind::switch(value) == Ok(true))
    }

    /// Where to listen: the address of one setting (`GRPC_ADDR`: an IP address with or without a
    /// port) and the port of the other (`GRPC_PORT`), if the first gives none. Any free port of the
    /// own host when neither is set.
    pub fn listen(&self, addr_setting: &str, port_setting: &str) -> SocketAddr {
        let addr = self
            .value(addr_setting)
            .and_then(|value| kind::listen(value).ok());
        let port = self
            .number(port_setting)
            .and_then(|port| u16::try_from(port).ok());
        match addr {
            Some((ip, Some(port))) => SocketAddr::new(ip, port),
            Some((ip, None)) => SocketAddr::new(ip, port.unwrap_or(0)),
            None => SocketAddr::from(([127, 0, 0, 1], port.unwrap_or(0))),
        }
    }

    fn value(&self, setting: &str) -> Option<&str> {
        self.inner.values.get(setting)
    }
}
