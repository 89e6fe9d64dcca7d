//! One connection that is kept up: dialed at the start, dialed again at once when it is lost, and
//! with growing pauses while that fails.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::connect::{Dial, Sender};
use super::endpoints::Endpoints;
use super::options::KEEPALIVE;
use super::retry::jittered;

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// A second connection in a row that ends sooner counts as one that was not had, so that a peer
/// which hangs up on everyone isn't dialed without pause.
const SHORT_LIVED: Duration = Duration::from_millis(200);

/// How a connection is doing.
#[derive(Clone)]
pub(super) enum State {
    /// Being dialed, for the first time or after it was lost: worth waiting for.
    Dialing,
    Up(Sender),
    /// Could not be had, for this reason; dialed again from time to time.
    Down(Arc<str>),
    /// Was opened for a while, and isn't needed now.
    Spare,
}

/// A connection's place: which endpoint, and which of its connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) endpoint: u64,
    pub(super) name: usize,
    pub(super) slot: usize,
}

/// Keeps the connection up for ever. Calls that are under way outlive this.
pub(super) async fn keep(endpoints: Arc<Endpoints>, place: Place, mut dial: Dial) {
    let mut pause = FIRST_PAUSE;
    let mut short_lived = false;
    loop {
        let down = match once(&endpoints, place, &mut dial).await {
            Ok((lived, reason)) => {
                let again = short_lived;
                short_lived = lived < SHORT_LIVED;
                (again && short_lived).then_some(reason)
            }
            Err(reason) => Some(reason),
        };
        // The service may have moved.
        endpoints.look_again(place.name);
        if let Some(reason) = down {
            endpoints.set(place, State::Down(reason.into()));
            sleep(jittered(pause)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        } else {
            endpoints.set(place, State::Dialing);
            pause = FIRST_PAUSE;
        }
    }
}

/// Keeps one more connection for as long as the other side does.
pub(super) async fn borrow(endpoints: Arc<Endpoints>, place: Place, mut dial: Dial) {
    // Others are up, and tell what is wrong.
    let _ = once(&endpoints, place, &mut dial).await;
    endpoints.set(place, State::Spare);
}

/// Dials, and when the connection takes no more calls, tells how long it lived and why it ended.
async fn once(
    endpoints: &Endpoints,
    place: Place,
    dial: &mut Dial,
) -> Result<(Duration, String), String> {
    let link = dial.open().await?;
    let since = Instant::now();
    endpoints.set(place, State::Up(link.sender));
    let reason = link.closing.await.unwrap_or_default();
    let endpoint = dial.addr;
    tracing::debug!(%endpoint, reason, "a connection was lost");
    if let Some(every) = dial.ping
        && reason.contains("too_many_pings")
    {
        dial.ping = Some(every * 2);
        tracing::warn!(%endpoint, "wants fewer pings than {KEEPALIVE} gives: half as many from now on");
    }
    Ok((since.elapsed(), reason))
}
