//! One consumer as a component: a thread that reads, and slots that handle.

mod bench;
mod job;
mod letter;
mod membership;
mod metrics;
mod partition;
mod reader;
mod scheduler;
mod session;
mod slot;
mod source;
mod stop;
mod trouble;
mod window;
mod work;

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};
use tonica_runtime::{BoxFuture, Component, Error, Life, Phase};

use self::bench::Bench;
pub(crate) use self::metrics::Metrics;
use self::reader::Reader;
use self::slot::Slots;
use self::source::Source;
use self::stop::Stop;
use self::work::Work;
use crate::hub::Hub;
use crate::{Handler, Subscription};

/// The end of a drain, kept for the last commit and for leaving the group.
const COMMIT: Duration = Duration::from_millis(500);

/// One consumer.
pub(crate) struct Consumer<M, H> {
    subscription: Subscription<M>,
    handler: Arc<H>,
    hub: Arc<Hub>,
}

impl<M: Send + Sync + 'static, H: Handler<M>> Consumer<M, H> {
    pub(crate) fn new(hub: &Arc<Hub>, subscription: Subscription<M>, handler: H) -> Self {
        Self {
            subscription,
            handler: Arc::new(handler),
            hub: Arc::clone(hub),
        }
    }

    async fn consume(&self, life: Life) -> Result<(), Error> {
        let Subscription { name, topic, .. } = self.subscription;
        let concurrency = self.subscription.concurrency.max(1);
        let bench = Arc::new(Bench::new(Work::new(self.subscription.order, concurrency)));
        let counts = self.hub.metrics.of(name, topic);
        let running = Running {
            stop: Arc::default(),
            bench: Arc::clone(&bench),
        };
        let mut ended = running.read(Reader {
            source: Source::of(&self.subscription),
            hub: Arc::clone(&self.hub),
            bench: Arc::clone(&bench),
            stop: Arc::clone(&running.stop),
            life: life.clone(),
            counts: counts.clone(),
            runtime: Handle::current(),
        })?;
        let slots = Arc::new(Slots {
            subscription: self.subscription,
            handler: Arc::clone(&self.handler),
            bench,
            hub: Arc::clone(&self.hub),
            counts: counts.clone(),
        });
        let mut handling = JoinSet::new();
        for _ in 0..concurrency {
            handling.spawn(Arc::clone(&slots).run());
        }
        let mut second = interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = life.draining() => break,
                _ = &mut ended => return Err(Error::new("the thread that reads from Kafka ended")),
                // What it had in hand would stay so for ever, and its key with it.
                _ = handling.join_next() => return Err(Error::new("a slot that handles ended")),
                _ = second.tick() => counts.poll_age.set(running.stop.poll_age().as_secs_f64()),
            };
        }
        running.finish(&life, ended).await
    }
}

impl<M: Send + Sync + 'static, H: Handler<M>> Component for Consumer<M, H> {
    fn name(&self) -> &str {
        self.subscription.name
    }

    fn phase(&self) -> Phase {
        Phase::Consumer
    }

    fn run(&self, life: Life) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.consume(life))
    }
}

/// A run of the component. The thread is told to stop when it is dropped.
struct Running {
    stop: Arc<Stop>,
    bench: Arc<Bench>,
}

impl Running {
    /// Starts the thread; what it returns is resolved at its end.
    fn read(&self, reader: Reader) -> Result<oneshot::Receiver<()>, Error> {
        let (ends, ended) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name(format!("kafka {}", reader.source.name));
        let started = thread.spawn(move || {
            let _ends = ends;
            reader.run();
        });
        started.map_err(|error| Error::new("can't start a thread that reads").because(error))?;
        Ok(ended)
    }

    /// Has the thread finish what is in hand, commit and leave, in the time that there is.
    async fn finish(self, life: &Life, ended: oneshot::Receiver<()>) -> Result<(), Error> {
        let now = Instant::now();
        let deadline = life.deadline().unwrap_or(now);
        let commit = COMMIT.min((deadline - now) / 5);
        self.ask(deadline - commit);
        let handed_back = async {
            tokio::select! {
                // Its sender is dropped at the thread's end, whatever that was.
                _ = ended => {}
                () = self.stop.handed_back() => {}
            }
        };
        if timeout_at(deadline - commit / 5, handed_back)
            .await
            .is_err()
        {
            // The thread is left to itself: it holds nothing of the process but its connection.
            tracing::warn!(
                consumer = life.name(),
                "Kafka did not answer the last commit in time; messages since the one before come again"
            );
        }
        match self.stop.cut() {
            0 => Ok(()),
            cut => {
                life.killed().await;
                let problem = format!("{cut} messages in hand, not acknowledged; they come again");
                Err(Error::new(problem))
            }
        }
    }

    fn ask(&self, deadline: Instant) {
        self.stop.ask(deadline);
        // Wakes the thread, wherever it waits.
        self.bench.with(|_| ());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.ask(Instant::now());
    }
}
