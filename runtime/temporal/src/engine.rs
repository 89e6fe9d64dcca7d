//! The SDK's runtime, one a process, and the threads on which it runs workers: a worker's future
//! belongs to its thread.

use std::sync::Arc;

use temporalio_client::Client;
use temporalio_sdk::runtime::RuntimeOptions;
use temporalio_sdk::{Runtime, Worker, WorkerOptions};
use tokio::runtime::Handle;
use tokio::sync::{OnceCell, oneshot};
use tonica_runtime::Error;

/// The SDK's runtime, made with the first worker.
#[derive(Default)]
pub(crate) struct Engine {
    runtime: OnceCell<Arc<Runtime>>,
}

/// A worker on its thread. Dropping this lets go of it: what it still does is dropped, too.
pub(crate) struct OnThread {
    shutdown: Box<dyn Fn() + Send + Sync>,
    ended: oneshot::Receiver<Result<(), String>>,
    _keep: oneshot::Sender<()>,
}

impl Engine {
    /// Starts a worker on a thread of its own.
    pub(crate) async fn run(
        &self,
        name: &str,
        client: Client,
        options: WorkerOptions,
    ) -> Result<OnThread, Error> {
        let make = async || Runtime::from_current_tokio(RuntimeOptions::default()).map(Arc::new);
        let runtime = self.runtime.get_or_try_init(make).await?;
        let mut worker = Worker::new(runtime, client, options)?;
        let shutdown = Box::new(worker.shutdown_handle());
        let (keep, dropped) = oneshot::channel::<()>();
        let (end, ended) = oneshot::channel();
        let tokio = Handle::current();
        let run = move || {
            let result = tokio.block_on(async {
                tokio::select! {
                    result = worker.run() => result.map_err(|error| told(&error)),
                    _ = dropped => Ok(()),
                }
            });
            // Nobody waits any more after it was let go.
            let _ = end.send(result);
        };
        let thread = std::thread::Builder::new().name(format!("worker {name}"));
        let started = thread.spawn(run);
        started.map_err(|error| Error::new("can't start a worker's thread").because(error))?;
        Ok(OnThread {
            shutdown,
            ended,
            _keep: keep,
        })
    }
}

impl OnThread {
    /// Has it take no more work; it ends when what it has in hand is done.
    pub(crate) fn shut_down(&self) {
        (self.shutdown)();
    }

    /// Waits for its end; an error is none that was asked for.
    pub(crate) async fn ended(&mut self) -> Result<(), String> {
        let ended = (&mut self.ended).await;
        ended.unwrap_or_else(|_| Err("the worker's thread panicked".to_owned()))
    }
}

/// An error with its causes, in one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}
