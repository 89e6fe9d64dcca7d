//! What opens the connection and looks after it: with growing pauses for ever while it can't be
//! used, when a call had trouble, and from time to time where workers depend on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use temporalio_client::request_extensions::RetryConfigForCall;
use temporalio_client::tonic::Request;
use temporalio_client::{Client, ClientOptions, Connection, RetryOptions};
use temporalio_common_wasm::protos::temporal::api::workflowservice::v1::DescribeNamespaceRequest;
use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};
use tonica_runtime::Readiness;

use crate::connection::{NAME, State};
use crate::reason;
use crate::settings::Settings;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often workers have the connection looked at.
const LOOK: Duration = Duration::from_secs(3);
/// For a look that has no answer at all; longer than a call of the user's may take by default.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the connection and its keeper have in common.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) readiness: Readiness,
    pub(crate) state: watch::Sender<State>,
    pub(crate) suspect: Notify,
    watched: AtomicBool,
}

impl Shared {
    pub(crate) fn new(settings: Settings, readiness: Readiness) -> Self {
        Self {
            settings,
            readiness,
            state: watch::Sender::new(State::New),
            suspect: Notify::new(),
            watched: AtomicBool::new(false),
        }
    }

    /// From now on the connection is looked at from time to time.
    pub(crate) fn watch(&self) {
        if !self.watched.swap(true, Ordering::Relaxed) {
            self.suspect.notify_one();
        }
    }
}

pub(crate) struct Keeper {
    shared: Arc<Shared>,
    client: Option<Client>,
}

impl Keeper {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            client: None,
        }
    }

    pub(crate) async fn run(mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.look().await {
                Ok(client) => {
                    pause = FIRST_PAUSE;
                    self.tell_up(client);
                    self.rest().await;
                }
                Err(reason) => {
                    self.tell_down(reason);
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Whether the server answers and has the namespace. Connects if that was not done yet; a
    /// connection that is lost comes back by itself.
    async fn look(&mut self) -> Result<Client, String> {
        let settings = &self.shared.settings;
        let client = match &self.client {
            Some(client) => client.clone(),
            None => {
                let connect = timeout(PATIENCE, Connection::connect(settings.connection.clone()));
                let connection = match connect.await {
                    Ok(connection) => connection,
                    Err(_) => return Err(reason::no_answer(settings)),
                };
                let connection =
                    connection.map_err(|error| reason::of_connect(settings, &error))?;
                let options = ClientOptions::new(settings.namespace.as_str()).build();
                let client = Client::new(connection, options).map_err(|error| error.to_string())?;
                self.client.insert(client).clone()
            }
        };
        let mut request = Request::new(DescribeNamespaceRequest {
            namespace: settings.namespace.clone(),
            ..DescribeNamespaceRequest::default()
        });
        let once = RetryConfigForCall(RetryOptions::no_retries());
        request.extensions_mut().insert(once);
        let mut service = client.connection().workflow_service();
        match timeout(PATIENCE, service.describe_namespace(request)).await {
            Ok(Ok(_)) => Ok(client),
            Ok(Err(status)) => Err(reason::of_status(settings, &status)),
            Err(_) => Err(reason::no_answer(settings)),
        }
    }

    async fn rest(&self) {
        if self.shared.watched.load(Ordering::Relaxed) {
            tokio::select! {
                () = self.shared.suspect.notified() => {}
                () = sleep(LOOK) => {}
            }
        } else {
            self.shared.suspect.notified().await;
        }
    }

    fn tell_up(&self, client: Client) {
        self.shared.readiness.up(NAME);
        self.shared.state.send_if_modified(|state| {
            let news = !matches!(state, State::Up(_));
            if news {
                tracing::info!(namespace = client.options().namespace, "Temporal answers");
                *state = State::Up(client);
            }
            news
        });
    }

    fn tell_down(&self, reason: String) {
        tracing::debug!(reason, "Temporal can't be used");
        let state = State::Down(reason.into());
        self.shared.state.send_replace(state);
    }
}
