//! The bytes of a connection, plain or encrypted, with an ear on what comes in: the first bytes tell
//! whether the other side speaks HTTP/2 at all, later ones that it is alive.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::client::TlsStream;

/// The header of a frame.
const FRAME: usize = 9;
/// The type of the frame that a server begins with.
const SETTINGS: u8 = 4;

/// What carries a connection.
pub(super) enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// What was heard of a connection's other side.
#[derive(Debug, Default)]
pub(super) struct Heard {
    first: Mutex<Vec<u8>>,
    begun: Notify,
    anything: AtomicBool,
}

impl Heard {
    /// Waits for the first frame.
    pub(super) async fn begun(&self) {
        self.begun.notified().await;
    }

    /// Whether anything came since this was last asked.
    pub(super) fn anything(&self) -> bool {
        self.anything.swap(false, Ordering::Relaxed)
    }

    /// What is wrong with the first bytes, if they are not the begin of HTTP/2.
    pub(super) fn verdict(&self) -> Option<String> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        match first.as_slice() {
            [] => None,
            [_, _, _, SETTINGS, _, 0, 0, 0, 0] => None,
            [0x15 | 0x16, 3, ..] => Some("it speaks TLS: use https://".to_owned()),
            bytes if bytes.starts_with(b"HTTP/") => {
                Some("it speaks HTTP/1, gRPC needs HTTP/2".to_owned())
            }
            bytes => Some(format!(
                "it doesn't speak HTTP/2: its first bytes are \"{}\"",
                bytes.escape_ascii()
            )),
        }
    }
}

/// A socket that is listened to.
pub(super) struct Watched {
    socket: Socket,
    heard: Arc<Heard>,
    /// Whether the first frame's header has come.
    begun: bool,
}

impl Watched {
    pub(super) fn new(socket: Socket, heard: Arc<Heard>) -> Self {
        Self {
            socket,
            heard,
            begun: false,
        }
    }

    fn listen(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.heard.anything.store(true, Ordering::Relaxed);
        if self.begun {
            return;
        }
        let first = &self.heard.first;
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = FRAME - first.len();
        first.extend(bytes.iter().take(missing));
        if first.len() == FRAME {
            self.begun = true;
            self.heard.begun.notify_one();
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        ready!(match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_read(cx, into),
            Socket::Tls(stream) => Pin::new(stream).poll_read(cx, into),
        })?;
        self.listen(&into.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Socket::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bytes),
            Socket::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bytes),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.socket {
            Socket::Plain(stream) => stream.is_write_vectored(),
            Socket::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Socket::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Socket::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
