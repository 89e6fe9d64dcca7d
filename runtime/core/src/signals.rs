//! SIGTERM, SIGINT and SIGQUIT: the first one asks for the stop, the second one ends the process.

use std::fmt;

use tokio::signal::unix::{self, SignalKind};
use tokio::sync::watch;

use crate::Error;

/// The signals that stop the process.
pub(crate) struct Signals {
    first: watch::Receiver<Option<Signal>>,
}

/// A signal that came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signal {
    name: &'static str,
    number: u8,
}

const ALL: [Signal; 3] = [
    Signal {
        name: "SIGTERM",
        number: 15,
    },
    Signal {
        name: "SIGINT",
        number: 2,
    },
    Signal {
        name: "SIGQUIT",
        number: 3,
    },
];

impl Signals {
    /// Catches them from now on. On a task of its own, so that the second one works whatever the
    /// start or the stop is busy with.
    pub(crate) fn hook() -> Result<Self, Error> {
        let (sender, first) = watch::channel(None);
        for signal in ALL {
            let kind = SignalKind::from_raw(signal.number.into());
            let caught = unix::signal(kind)
                .map_err(|error| Error::new(format!("can't catch {signal}")).because(error))?;
            tokio::spawn(listen(signal, caught, sender.clone()));
        }
        Ok(Self { first })
    }

    /// Waits for the first signal; returns at once when it has come.
    pub(crate) async fn first(&self) {
        let first = self.first.clone().wait_for(Option::is_some).await.is_ok();
        if !first {
            // Nobody listens any more: none will come.
            std::future::pending().await
        }
    }
}

async fn listen(signal: Signal, mut caught: unix::Signal, first: watch::Sender<Option<Signal>>) {
    while caught.recv().await.is_some() {
        let second = first.send_replace(Some(signal)).is_some();
        if second {
            tracing::error!(%signal, "second signal: ended at once");
            std::process::exit(128 + i32::from(signal.number));
        }
        tracing::info!(%signal, "stopping; a second signal ends the process at once");
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
