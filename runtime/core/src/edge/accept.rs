//! The port and the loop that accepts its connections, until they are drained.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::edge::connection::Connection;
use crate::edge::{Edge, Serve};
use crate::{Error, Life};

/// Before the next attempt when there are no more file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// An edge that listens.
#[derive(Debug)]
pub struct Bound {
    edge: Edge,
    addr: SocketAddr,
    listener: TcpListener,
}

impl Edge {
    /// Takes the port.
    ///
    /// # Errors
    /// The port can't be had; an error of configuration that names port and setting.
    pub async fn bind(self) -> Result<Bound, Error> {
        let listener = TcpListener::bind(self.addr)
            .await
            .map_err(|error| self.refused(&error))?;
        let addr = listener.local_addr()?;
        tracing::info!(edge = self.name, %addr, "listens");
        Ok(Bound {
            edge: self,
            addr,
            listener,
        })
    }

    fn refused(&self, error: &io::Error) -> Error {
        let (ip, port, setting) = (self.addr.ip(), self.addr.port(), self.setting);
        let what = format!("{} can't listen on port {port} of {ip}", self.name);
        let problem = match error.kind() {
            ErrorKind::AddrInUse => format!(
                "{what}, another process has it: stop that one, or set {setting} to a free port"
            ),
            ErrorKind::PermissionDenied => {
                format!("{what}, which only root may: set {setting} to a port from 1024 on")
            }
            ErrorKind::AddrNotAvailable => {
                format!("{what}, which is no address of this machine: listen on 0.0.0.0")
            }
            _ => format!("{what}: {error}"),
        };
        Error::config(setting, problem)
    }
}

impl Bound {
    /// Where it listens, with the port that the system chose for port 0.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Serves until it is drained: see [`Edge::run`].
    ///
    /// # Errors
    /// Requests that were cut off when `life` was killed.
    pub async fn run<H: Serve>(self, handler: Arc<H>, life: Life) -> Result<(), Error> {
        let Bound { edge, listener, .. } = self;
        life.ready();
        let requests = Arc::new(AtomicUsize::new(0));
        let mut connections = JoinSet::new();
        let mut draining = std::pin::pin!(life.draining());
        loop {
            let full = connections.len() >= edge.limits.connections;
            tokio::select! {
                () = &mut draining => break,
                Some(_) = connections.join_next() => {}
                (stream, peer) = accept(&listener, edge.name), if !full => {
                    let requests = Arc::clone(&requests);
                    let connection = Connection::new(peer, edge.limits, life.clone(), requests);
                    connections.spawn(connection.serve(stream, Arc::clone(&handler)));
                }
            }
        }
        // Nobody waits in vain: the system refuses new connections from here on.
        drop(listener);
        tokio::select! {
            () = life.killed() => {}
            () = async { while connections.join_next().await.is_some() {} } => {}
        }
        match requests.load(Ordering::Acquire) {
            0 => Ok(()),
            left => Err(Error::new(format!(
                "{left} requests not finished, on {} connections",
                connections.len()
            ))),
        }
    }
}

/// The next connection. What fails is one connection, or passes: it is tried again.
async fn accept(listener: &TcpListener, edge: &str) -> (TcpStream, SocketAddr) {
    let mut told = false;
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_peer(error.kind()) => {}
            Err(error) => {
                if !told {
                    tracing::error!(edge, %error, "can't accept connections for now");
                    told = true;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_of_peer(kind: ErrorKind) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        kind,
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}
