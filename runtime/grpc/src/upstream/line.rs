//! One connection that is kept up: dialed at the start, dialed again at once when it is lost, and
//! with growing pauses while that fails.

use std::sync::Arc;
use std::time::Duration;

use hyper::client::conn::http2::SendRequest;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};
use tonic::body::Body;

use super::address::{Address, chain};
use super::reach::Reach;

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// A connection that ends sooner counts as one that was not had, so that a peer which accepts and
/// hangs up isn't dialed without pause.
const SHORT_LIVED: Duration = Duration::from_millis(200);

/// How a connection is doing.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// Being dialed, for the first time or after it was lost: worth waiting for.
    Dialing,
    Up(SendRequest<Body>),
    /// Could not be had, for this reason; dialed again from time to time.
    Down(Arc<str>),
}

/// A connection that is kept up as long as this is.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) state: watch::Receiver<State>,
    keeper: AbortHandle,
}

impl Line {
    /// Keeps the connection number `nth` to `address` up.
    pub(super) fn keep(address: Address, nth: usize, within: Duration, reach: Arc<Reach>) -> Line {
        let (sender, state) = watch::channel(State::Dialing);
        let keeper = Keeper {
            address,
            nth,
            within,
            reach,
            state: sender,
        };
        Line {
            state,
            keeper: tokio::spawn(keeper.run()).abort_handle(),
        }
    }

    /// Waits until the connection is up or can't be had.
    pub(super) async fn settled(&self) {
        // An error means that nobody keeps the line any more: then it stays as it is.
        let _ = self
            .state
            .clone()
            .wait_for(|state| !state.is_passing())
            .await;
    }
}

impl State {
    /// Whether waiting may bring something better.
    fn is_passing(&self) -> bool {
        match self {
            State::Dialing => true,
            State::Up(sender) => sender.is_closed(),
            State::Down(_) => false,
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

struct Keeper {
    address: Address,
    nth: usize,
    within: Duration,
    reach: Arc<Reach>,
    state: watch::Sender<State>,
}

impl Keeper {
    async fn run(self) {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.once().await {
                Ok(()) => pause = FIRST_PAUSE,
                Err(reason) => {
                    self.reach.failed(&reason);
                    self.state.send_replace(State::Down(reason.into()));
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Dials, and returns when the connection is gone again.
    async fn once(&self) -> Result<(), String> {
        let (sender, connection) = self.address.dial(self.nth, self.within).await?;
        let since = Instant::now();
        self.reach.connected();
        self.state.send_replace(State::Up(sender));
        let end = connection.await;
        self.reach.lost();
        let reason = match end {
            Ok(()) => "the peer closed the connection".to_owned(),
            Err(error) => chain(&error),
        };
        tracing::debug!(address = ?self.address, reason, "a connection was lost");
        if since.elapsed() < SHORT_LIVED {
            return Err(reason);
        }
        self.state.send_replace(State::Dialing);
        Ok(())
    }
}
