//! One worker as a component: it waits for Temporal, polls, starts over when that fails, and ends
//! in time however its activities behave.

use std::sync::Arc;
use std::time::Duration;

use temporalio_client::Client;
use temporalio_sdk::WorkerOptions;
use tokio::time::{Instant, sleep, timeout};
use tonica_runtime::{BoxFuture, Component, Error, Life, Phase};
use tonica_temporal_client::Temporal;

use crate::Worker;
use crate::activities::Activities;
use crate::engine::{Engine, OnThread};
use crate::polled::polled;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// For the SDK to end a worker whose server is away.
const FAREWELL: Duration = Duration::from_secs(30);
/// For activities that were cut off to say so to Temporal, which then tries them elsewhere at once.
const LAST_WORDS: Duration = Duration::from_millis(350);

/// A worker of this process.
pub(crate) struct Running {
    pub(crate) worker: Worker,
    pub(crate) options: WorkerOptions,
    /// Whether it polls for workflows, and for activities.
    pub(crate) polls: (bool, bool),
    pub(crate) activities: Activities,
    pub(crate) temporal: Arc<Temporal>,
    pub(crate) engine: Arc<Engine>,
}

impl Component for Running {
    fn name(&self) -> &str {
        self.worker.name
    }

    fn phase(&self) -> Phase {
        Phase::Worker
    }

    fn run(&self, life: Life) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let mut pause = FIRST_PAUSE;
            loop {
                let client = tokio::select! {
                    client = self.temporal.up(|reason| life.not_ready(reason)) => client,
                    () = life.draining() => return Ok(()),
                };
                let begun = Instant::now();
                let ended = self.serve(client, &life).await?;
                if begun.elapsed() > LONGEST_PAUSE {
                    pause = FIRST_PAUSE;
                }
                let reason = match ended {
                    Ended::Drained => return Ok(()),
                    Ended::Away => {
                        pause = FIRST_PAUSE;
                        continue;
                    }
                    Ended::Failed(reason) => reason,
                };
                life.not_ready(format!(
                    "queue {} can't be polled, tried again in {pause:?}: {reason}",
                    self.worker.task_queue
                ));
                self.temporal.suspect();
                tokio::select! {
                    () = sleep(pause) => {}
                    () = life.draining() => return Ok(()),
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        })
    }
}

/// Why a worker doesn't poll any more.
enum Ended {
    Drained,
    /// Temporal can't be used for now.
    Away,
    Failed(String),
}

impl Running {
    /// Polls until the stop, or until that is no use.
    async fn serve(&self, client: Client, life: &Life) -> Result<Ended, Error> {
        let options = self.options.clone();
        let name = self.worker.name;
        let mut on_thread = self.engine.run(name, client.clone(), options).await?;
        tokio::select! {
            ended = on_thread.ended() => {
                let reason = ended.err().unwrap_or_else(|| "the SDK ended it".to_owned());
                return Ok(Ended::Failed(reason));
            }
            () = self.tell_readiness(&client, life) => {
                // Its polls would fill the log, and begin again long after the server is back.
                on_thread.shut_down();
                tokio::spawn(async move { timeout(FAREWELL, on_thread.ended()).await });
                return Ok(Ended::Away);
            }
            () = life.draining() => {}
        }
        self.drain(on_thread, life).await.map(|()| Ended::Drained)
    }

    /// Tells whether the queue is polled, until Temporal is away and nothing is in hand.
    async fn tell_readiness(&self, client: &Client, life: &Life) {
        loop {
            tokio::select! {
                () = polled(client, self.worker.task_queue, self.polls) => {
                    life.ready();
                    life.not_ready(self.temporal.down().await);
                }
                reason = self.temporal.down() => life.not_ready(reason),
            }
            tokio::select! {
                biased;
                () = self.activities.idle() => return,
                _ = self.temporal.up(|reason| life.not_ready(reason)) => {}
            }
        }
    }

    /// Takes no more work, and waits for what is in hand until the deadline; then cuts it off.
    async fn drain(&self, mut on_thread: OnThread, life: &Life) -> Result<(), Error> {
        on_thread.shut_down();
        let without_server = async {
            self.temporal.down().await;
            self.activities.idle().await;
        };
        tokio::select! {
            ended = on_thread.ended() => {
                if let Err(reason) = ended {
                    tracing::warn!(worker = self.worker.name, reason, "failed while it was drained");
                }
                return Ok(());
            }
            // Nothing is in hand, and nobody is there to hear that polling ended.
            () = without_server => return Ok(()),
            () = life.killed() => {}
        }
        let cut = self.activities.cut();
        // Not for an activity that blocks its thread, or without a server.
        let _ = timeout(LAST_WORDS, on_thread.ended()).await;
        Err(Error::new(match cut.as_slice() {
            [] => "Temporal didn't let it go in time".to_owned(),
            names => format!("cut off {}", names.join(", ")),
        }))
    }
}
