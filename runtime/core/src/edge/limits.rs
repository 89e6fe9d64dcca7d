//! What an edge bears from its clients.

use std::time::Duration;

use crate::Start;

/// The limits of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Open connections; further ones wait to be accepted (`EDGE_CONNECTIONS`).
    pub connections: usize,
    /// From the opening of a connection, or from the first byte of a later request, to the end of
    /// the request's headers (`EDGE_HEADER_TIMEOUT`).
    pub header_timeout: Duration,
    /// A connection without a request is closed after it, and so is one whose client takes nothing
    /// of an answer for so long (`EDGE_IDLE_TIMEOUT`).
    pub idle_timeout: Duration,
    /// Requests at once on an HTTP/2 connection.
    pub streams: u32,
    /// HTTP/2 streams that a client took back before they were looked at; beyond, its connection
    /// is ended. High, since a gateway takes back many at once when its own clients hang up.
    pub reset_streams: usize,
    /// An HTTP/2 client is pinged so often, and cut off if it doesn't answer in that time.
    pub ping: Duration,
    /// When the edge drains: how long a connection without a request stays open for one that may be
    /// on its way.
    pub linger: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(120),
            streams: 250,
            reset_streams: 4_096,
            ping: Duration::from_secs(20),
            linger: Duration::from_secs(1),
        }
    }
}

impl Limits {
    /// The limits of the settings; the default for what has none.
    pub fn of(start: &Start) -> Self {
        let default = Self::default();
        let connections = start.number("EDGE_CONNECTIONS");
        let connections = connections.and_then(|number| usize::try_from(number).ok());
        Self {
            connections: connections.unwrap_or(default.connections),
            header_timeout: start
                .duration("EDGE_HEADER_TIMEOUT")
                .unwrap_or(default.header_timeout),
            idle_timeout: start
                .duration("EDGE_IDLE_TIMEOUT")
                .unwrap_or(default.idle_timeout),
            ..default
        }
    }
}
