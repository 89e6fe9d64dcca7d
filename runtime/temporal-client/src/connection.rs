//! The one connection of a process to Temporal: opened in the background when it is first used,
//! looked after from then on.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use temporalio_client::Client;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tonica_runtime::{Error, Readiness, Start};

use crate::keeper::{Keeper, Shared};
use crate::settings::Settings;
use crate::{CallError, reason};

/// How the process names its dependency in `/readyz`.
pub(crate) const NAME: &str = "Temporal";

/// The connection.
pub struct Temporal {
    shared: Arc<Shared>,
    keeper: OnceLock<AbortHandle>,
}

/// How the connection is doing.
#[derive(Clone)]
pub(crate) enum State {
    /// Not tried yet: worth waiting for.
    New,
    Up(Client),
    /// Can't be used, for this reason; tried again from time to time.
    Down(Arc<str>),
}

impl Temporal {
    /// The connection of the process that `start` starts. Connects to nothing yet.
    ///
    /// # Errors
    /// A setting that can't be used.
    pub fn of(start: &Start) -> Result<Arc<Temporal>, Error> {
        let slot = start.shared::<Mutex<Option<Arc<Temporal>>>>();
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(temporal) = &*slot {
            return Ok(Arc::clone(temporal));
        }
        let settings = Settings::read(start)?;
        let shared = Shared::new(settings, start.readiness().clone());
        let temporal = Arc::new(Temporal {
            shared: Arc::new(shared),
            keeper: OnceLock::new(),
        });
        Ok(Arc::clone(slot.insert(temporal)))
    }

    /// The namespace that this process works in.
    pub fn namespace(&self) -> &str {
        &self.shared.settings.namespace
    }

    /// The client, for a call. Waits for one that is being opened (`TEMPORAL_TIMEOUT`, 2 s).
    ///
    /// # Errors
    /// Why there is none. The process isn't ready until there is one, then.
    pub async fn client(&self) -> Result<Client, CallError> {
        let mut state = self.watched();
        let settled = state.wait_for(|state| !matches!(state, State::New));
        let reason = match timeout(self.shared.settings.timeout, settled).await {
            Ok(Ok(state)) => match &*state {
                State::Up(client) => return Ok(client.clone()),
                State::Down(reason) => reason.to_string(),
                State::New => reason::no_answer(&self.shared.settings),
            },
            _ => reason::no_answer(&self.shared.settings),
        };
        Err(self.failed(reason))
    }

    /// The client, for a worker: waits for ever, and tells why each time that it can't be had.
    pub async fn up(&self, mut why_not: impl FnMut(&str)) -> Client {
        let mut state = self.watched();
        self.shared.watch();
        loop {
            match &*state.borrow_and_update() {
                State::Up(client) => return client.clone(),
                State::Down(reason) => why_not(reason),
                State::New => {}
            }
            if state.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Waits until a connection that was up can't be used any more; says why.
    pub async fn down(&self) -> String {
        let mut state = self.watched();
        let down = state.wait_for(|state| matches!(state, State::Down(_)));
        let reason = down.await.ok().and_then(|state| match &*state {
            State::Down(reason) => Some(reason.to_string()),
            State::New | State::Up(_) => None,
        });
        match reason {
            Some(reason) => reason,
            None => std::future::pending().await,
        }
    }

    /// Has the connection looked at now: something that went over it failed.
    pub fn suspect(&self) {
        self.shared.suspect.notify_one();
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Notes that a use of the connection failed, which makes it a dependency of the process.
    pub(crate) fn failed(&self, reason: String) -> CallError {
        self.readiness().down(NAME, reason.as_str());
        // It is up again at once if only this call had trouble.
        self.suspect();
        CallError::Unavailable(reason)
    }

    fn readiness(&self) -> &Readiness {
        &self.shared.readiness
    }

    fn watched(&self) -> watch::Receiver<State> {
        self.keeper.get_or_init(|| {
            let keeper = Keeper::new(Arc::clone(&self.shared));
            tokio::spawn(keeper.run()).abort_handle()
        });
        self.shared.state.subscribe()
    }
}

impl Drop for Temporal {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.get() {
            keeper.abort();
        }
    }
}

impl fmt::Debug for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Temporal")
            .field("address", &self.shared.settings.address)
            .field("namespace", &self.shared.settings.namespace)
            .finish()
    }
}
