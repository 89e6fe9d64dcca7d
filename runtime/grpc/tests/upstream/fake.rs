//! A server that answers as a test wants: HTTP/2 without a gRPC library, or bytes that aren't even
//! that.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What a fake does with a request.
#[derive(Clone)]
pub(crate) enum Act {
    Answer(Answer),
    Reset(Reason),
    /// The connection is gone without a word.
    HangUp,
    /// Nothing ever comes.
    Silence,
}

/// An answer, to the byte.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) data: Vec<Vec<u8>>,
    /// `None`: it ends with the data.
    pub(crate) trailers: Option<Headers>,
}

pub(crate) type Headers = Vec<(&'static str, &'static [u8])>;

/// A message of gRPC with this header and content.
pub(crate) fn frame(flag: u8, length: u32, content: &[u8]) -> Vec<u8> {
    [&[flag], &length.to_be_bytes()[..], content].concat()
}

impl Default for Answer {
    /// A whole one: an empty message and the status OK.
    fn default() -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", b"application/grpc")],
            data: vec![frame(0, 0, b"")],
            trailers: Some(vec![("grpc-status", b"0")]),
        }
    }
}

impl Act {
    pub(crate) fn ok() -> Act {
        Act::Answer(Answer::default())
    }

    /// A status without a message, and nothing else.
    pub(crate) fn status(headers: Headers) -> Act {
        let mut answer = Answer::default();
        answer.headers.extend(headers);
        answer.data.clear();
        answer.trailers = None;
        Act::Answer(answer)
    }

    pub(crate) fn unavailable() -> Act {
        Act::status(vec![("grpc-status", b"14"), ("grpc-message", b"full")])
    }
}

/// The server, as long as this is there.
pub(crate) struct Fake {
    pub(crate) addr: SocketAddr,
    requests: Arc<Mutex<Vec<HeaderMap>>>,
    connections: Arc<AtomicUsize>,
    task: tokio::task::AbortHandle,
}

impl Fake {
    /// `script` gets the request's number, from 0 on.
    pub(crate) async fn new(script: impl Fn(usize) -> Act + Send + Sync + 'static) -> Fake {
        let (requests, script) = (Arc::default(), Arc::new(script));
        let seen = Arc::clone(&requests);
        Self::serving(requests, move |stream| {
            let (seen, script) = (Arc::clone(&seen), Arc::clone(&script));
            async move {
                // A client that goes away ends it.
                let _ = http2(stream, &seen, &*script).await;
            }
        })
        .await
    }

    /// One that says these bytes to everyone, and then nothing.
    pub(crate) async fn bytes(bytes: &'static [u8]) -> Fake {
        Self::serving(Arc::default(), move |mut stream| async move {
            let _ = stream.write_all(bytes).await;
            let mut sink = [0; 1024];
            while stream.read(&mut sink).await.is_ok_and(|count| count > 0) {}
        })
        .await
    }

    async fn serving<F>(
        requests: Arc<Mutex<Vec<HeaderMap>>>,
        serve: impl Fn(TcpStream) -> F + Send + Sync + 'static,
    ) -> Fake
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            let mut all = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                all.spawn(serve(stream));
            }
        });
        Fake {
            addr,
            requests,
            connections,
            task: task.abort_handle(),
        }
    }

    /// How many requests came.
    pub(crate) fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// The values of this header in all requests.
    pub(crate) fn header(&self, name: &str) -> Vec<Option<String>> {
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|it| it.get(name).map(text)).collect()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(crate) fn addr(&self) -> String {
        self.addr.to_string()
    }

    /// Ends the server and its connections.
    pub(crate) fn stop(&self) {
        self.task.abort();
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn http2(
    stream: TcpStream,
    seen: &Mutex<Vec<HeaderMap>>,
    script: impl Fn(usize) -> Act,
) -> Result<(), h2::Error> {
    let mut connection = h2::server::handshake(stream).await?;
    let mut silent = Vec::new();
    while let Some(request) = connection.accept().await {
        let (request, mut respond) = request?;
        let nth = {
            let mut seen = seen.lock().unwrap();
            seen.push(request.headers().clone());
            seen.len() - 1
        };
        match script(nth) {
            Act::Answer(answer) => send(&mut respond, answer)?,
            Act::Reset(reason) => respond.send_reset(reason),
            Act::HangUp => return Ok(()),
            Act::Silence => silent.push(respond),
        }
    }
    Ok(())
}

fn send(respond: &mut SendResponse<Bytes>, answer: Answer) -> Result<(), h2::Error> {
    let mut response = Response::new(());
    *response.status_mut() = answer.status.try_into().unwrap();
    *response.headers_mut() = map(answer.headers);
    let ends = answer.data.is_empty() && answer.trailers.is_none();
    let mut stream = respond.send_response(response, ends)?;
    let count = answer.data.len();
    for (nth, data) in answer.data.into_iter().enumerate() {
        let last = nth + 1 == count && answer.trailers.is_none();
        stream.send_data(data.into(), last)?;
    }
    match answer.trailers {
        Some(trailers) => stream.send_trailers(map(trailers)),
        None => Ok(()),
    }
}

fn map(headers: Headers) -> HeaderMap {
    let pair = |(name, value): (&'static str, &[u8])| {
        let name = HeaderName::from_static(name);
        (name, HeaderValue::from_bytes(value).unwrap())
    };
    headers.into_iter().map(pair).collect()
}
