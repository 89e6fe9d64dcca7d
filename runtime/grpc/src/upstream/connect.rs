//! Opens one connection and keeps it going until it ends: TCP, TLS, HTTP/2, and pings. A connection
//! that takes no more calls but still has some is left to end by itself.

use std::future::{pending, poll_fn};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use h2::client::{Builder, Connection, SendRequest};
use h2::{Ping, PingPong};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::fault::chain;
use super::outgoing::Piece;
use super::room::Load;
use super::socket::{Heard, Socket, Watched};
use super::tls::{self, Tls};

/// Large answers come without waiting for window updates …
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;
/// … and most messages in one piece.
const FRAME: u32 = 64 << 10;
/// What headers and trailers may hold.
const HEADERS: u32 = 64 << 10;

/// What requests are sent by.
#[derive(Clone)]
pub(super) struct Sender {
    pub(super) requests: SendRequest<Piece>,
    pub(super) load: Arc<Load>,
}

/// How to open a connection.
#[derive(Clone, Debug)]
pub(super) struct Dial {
    pub(super) addr: SocketAddr,
    /// With TLS: how, and the name that the server must prove to have.
    pub(super) tls: Option<(Arc<Tls>, String)>,
    pub(super) within: Duration,
    pub(super) ping: Option<Duration>,
    pub(super) ping_timeout: Duration,
}

/// An open connection.
pub(super) struct Link {
    pub(super) sender: Sender,
    /// Says why the connection takes no more calls.
    pub(super) closing: oneshot::Receiver<String>,
    /// Dropped to say that there will be no more calls.
    pub(super) _retire: oneshot::Sender<()>,
}

impl Dial {
    pub(super) async fn open(&self) -> Result<Link, String> {
        let heard = Arc::new(Heard::default());
        match timeout(self.within, self.link(&heard)).await {
            Ok(link) => link.map_err(|reason| heard.verdict().unwrap_or(reason)),
            Err(_) => Err(format!("no connection within {:?}", self.within)),
        }
    }

    async fn link(&self, heard: &Arc<Heard>) -> Result<Link, String> {
        let stream = TcpStream::connect(self.addr).await;
        let stream = stream.map_err(|error| error.to_string())?;
        stream
            .set_nodelay(true)
            .map_err(|error| error.to_string())?;
        let socket = match &self.tls {
            Some((tls, name)) => Socket::Tls(Box::new(tls.connect(stream, name).await?)),
            None => Socket::Plain(stream),
        };
        let (requests, connection) = Builder::new()
            .enable_push(false)
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_frame_size(FRAME)
            .max_header_list_size(HEADERS)
            .handshake(Watched::new(socket, Arc::clone(heard)))
            .await
            .map_err(|error| chain(&error))?;
        let (closes, mut closing) = oneshot::channel();
        let (retire, retired) = oneshot::channel();
        let sender = Sender {
            requests,
            load: Load::new(),
        };
        let driver = Driver {
            connection,
            gate: Some(sender.clone()),
            closes: Some(closes),
            retired,
        };
        tokio::spawn(driver.run(self.ping, self.ping_timeout, Arc::clone(heard)));
        // It is up when the other side has said something, and in HTTP/2.
        tokio::select! {
            () = heard.begun() => {}
            reason = &mut closing => return Err(tls::explained_late(reason.unwrap_or_default())),
        }
        match heard.verdict() {
            None => Ok(Link {
                sender,
                closing,
                _retire: retire,
            }),
            Some(reason) => Err(reason),
        }
    }
}

/// What drives a connection.
struct Driver {
    connection: Connection<Watched, Piece>,
    /// Tells whether the connection takes calls; keeps it open while it is there.
    gate: Option<Sender>,
    closes: Option<oneshot::Sender<String>>,
    retired: oneshot::Receiver<()>,
}

impl Driver {
    /// Until the connection's end, which comes with that of its last call.
    async fn run(mut self, every: Option<Duration>, patience: Duration, heard: Arc<Heard>) {
        let pings = self.connection.ping_pong();
        let mut pings = pin!(ping(pings, every, patience, heard));
        let end = poll_fn(|cx| {
            if self.gate.is_some() && Pin::new(&mut self.retired).poll(cx).is_ready() {
                self.gate = None;
            }
            if let Poll::Ready(end) = Pin::new(&mut self.connection).poll(cx) {
                return Poll::Ready(end.map_err(|error| chain(&error)));
            }
            if let Some(Sender { requests, load }) = &mut self.gate {
                load.limit(requests.current_max_send_streams());
                if let Poll::Ready(Err(error)) = requests.poll_ready(cx) {
                    self.gate = None;
                    self.close(chain(&error));
                }
            }
            pings.as_mut().poll(cx).map(Err)
        })
        .await;
        self.close(end.err().unwrap_or_else(|| "it was closed".to_owned()));
    }

    fn close(&mut self, reason: String) {
        if let Some(closes) = self.closes.take() {
            // Nobody is there to hear it when the connection isn't wanted any more.
            let _ = closes.send(reason);
        }
    }
}

/// Pings a silent connection; ends, with the reason, when nothing comes back.
async fn ping(
    pings: Option<PingPong>,
    every: Option<Duration>,
    patience: Duration,
    heard: Arc<Heard>,
) -> String {
    let (Some(mut pings), Some(every)) = (pings, every) else {
        return pending().await;
    };
    loop {
        sleep(every).await;
        if heard.anything() {
            continue;
        }
        match timeout(patience, pings.ping(Ping::opaque())).await {
            Ok(Ok(_)) => {}
            // The connection's own end says why.
            Ok(Err(_)) => return pending().await,
            Err(_) => return format!("no answer to a ping within {patience:?}"),
        }
    }
}
