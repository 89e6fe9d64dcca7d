//! Where a service elsewhere is, and how a connection to it is opened.

use std::error::Error as StdError;
use std::net::SocketAddr;
use std::time::Duration;

use http::Uri;
use hyper::client::conn::http2::{self, Connection, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tonic::body::Body;

/// A silent connection is pinged so often …
const PING: Duration = Duration::from_secs(20);
/// … and given up when nothing comes back for so long.
const PING_TIMEOUT: Duration = Duration::from_secs(10);
/// Large answers come without waiting for window updates.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;

/// One of the addresses that a setting gives.
#[derive(Clone, Debug)]
pub(super) struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// Reads `host:port` or `http://host:port`; an IPv6 host is in brackets.
    pub(super) fn read(text: &str) -> Result<Address, String> {
        let wrong = || format!("{text:?} is not host:port or http://host:port");
        if text.starts_with("https://") {
            return Err(format!(
                "{text:?} asks for TLS, which upstreams don't speak yet"
            ));
        }
        let bare = text.strip_prefix("http://").unwrap_or(text);
        let bare = bare.strip_suffix('/').unwrap_or(bare);
        let (host, port) = bare.rsplit_once(':').ok_or_else(wrong)?;
        let port = port.parse().map_err(|_| wrong())?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let address = Address { host, port };
        match address.origin() {
            Some(_) if !address.host.is_empty() => Ok(address),
            _ => Err(wrong()),
        }
    }

    /// The origin of requests to it.
    pub(super) fn origin(&self) -> Option<Uri> {
        let Address { host, port } = self;
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.clone()
        };
        format!("http://{host}:{port}").parse().ok()
    }

    /// Opens a connection. `nth` spreads connections over the addresses that the name has; those
    /// that don't answer are passed over.
    pub(super) async fn dial(&self, nth: usize, within: Duration) -> Result<Dialed, String> {
        match timeout(within, self.connect(nth)).await {
            Ok(connected) => connected,
            Err(_) => Err(format!("no connection within {within:?}")),
        }
    }

    async fn connect(&self, nth: usize) -> Result<Dialed, String> {
        let found = lookup_host((self.host.as_str(), self.port)).await;
        let mut found: Vec<SocketAddr> = found.map_err(|error| error.to_string())?.collect();
        if found.is_empty() {
            return Err(format!("{} has no address", self.host));
        }
        // Resolvers answer in changing order; sorted, each connection has its own.
        found.sort_unstable();
        found.dedup();
        let first = nth % found.len();
        found.rotate_left(first);
        let mut reason = String::new();
        for address in found {
            match open(address).await {
                Ok(dialed) => return Ok(dialed),
                Err(error) => reason = chain(error.as_ref()),
            }
        }
        Err(reason)
    }
}

/// A way to send requests, and the connection that must be polled for it.
pub(super) type Dialed = (
    SendRequest<Body>,
    Connection<TokioIo<TcpStream>, Body, TokioExecutor>,
);

async fn open(address: SocketAddr) -> Result<Dialed, Box<dyn StdError + Send + Sync>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let dialed = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING_TIMEOUT)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .handshake(TokioIo::new(stream))
        .await?;
    Ok(dialed)
}

/// The error with its causes in one line.
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.ends_with(&text) {
            line = format!("{line}: {text}");
        }
        cause = error.source();
    }
    line
}
