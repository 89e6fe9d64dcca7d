//! What an edge bears from its clients.

use std::time::Duration;

/// The limits of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Open connections; further ones wait to be accepted.
    pub connections: usize,
    /// From the opening of a connection, or from the first byte of a later request, to the end of
    /// the request's headers.
    pub header_timeout: Duration,
    /// A connection without a request is closed after it.
    pub idle_timeout: Duration,
    /// Requests at once on an HTTP/2 connection.
    pub streams: u32,
    /// HTTP/2 streams that a client took back before they were looked at; beyond, its connection
    /// is ended. High, since a gateway takes back many at once when its own clients hang up.
    pub reset_streams: usize,
    /// An HTTP/2 client is pinged so often, and cut off if it doesn't answer in that time.
    pub ping: Duration,
    /// How long a connection without a request may take to close when the edge drains.
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
