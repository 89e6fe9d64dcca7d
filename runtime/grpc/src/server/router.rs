//! What the gRPC edge answers a request with: the chain of the service that its path names, or one
//! of the services that belong to gRPC itself (health, reflection), which no chain counts or bounds.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use http::{Method as HttpMethod, Request, Response, StatusCode, Version, header};
use http_body_util::Full;
use hyper::body::Incoming;
use tonic::body::Body;
use tonic::codec::CompressionEncoding::{Gzip, Zstd};
use tonic::server::{ClientStreamingService, Grpc, StreamingService};
use tonic::transport::server::TcpConnectInfo;
use tonic::{Status, Streaming};
use tonica_runtime::edge::Serve;
use tonica_runtime::{BoxFuture, Life};
use tower_service::Service;
use tracing::Instrument as _;

use super::ending::Ending;
use crate::call::Peer;
use crate::capped::Capped;
use crate::chain::Chain;
use crate::channel::Channel;
use crate::codec::Raw;
use crate::ids::{self, RequestId};
use crate::payload::Payload;
use crate::streaming::broken_off;

/// Smaller answers go uncompressed whatever the client takes: there is nothing to win.
const WORTH_COMPRESSING: usize = 1024;

type Mounted = Box<dyn Fn(Request<Body>) -> BoxFuture<'static, Response<Body>> + Send + Sync>;

/// Paths and what answers them.
pub(super) struct Router {
    methods: HashMap<&'static str, (Arc<Chain>, usize)>,
    mounted: HashMap<&'static str, Mounted>,
    /// The life whose drain ends the streams of mounted services.
    life: RwLock<Option<Life>>,
}

impl Router {
    pub(super) fn new(channels: &[Channel]) -> Self {
        let mut methods = HashMap::new();
        for channel in channels {
            for (index, method) in channel.service().methods.iter().enumerate() {
                methods.insert(method.path, (Arc::clone(&channel.chain), index));
            }
        }
        Self {
            methods,
            mounted: HashMap::new(),
            life: RwLock::default(),
        }
    }

    /// Lets `service` answer all paths below its name.
    pub(super) fn mount<T>(&mut self, name: &'static str, service: T)
    where
        T: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
        T: Clone + Send + Sync + 'static,
        T::Future: Send + 'static,
    {
        let answer: Mounted = Box::new(move |request| {
            let answer = service.clone().call(request);
            Box::pin(async move {
                match answer.await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            })
        });
        self.mounted.insert(name, answer);
    }

    /// Mounted services have streams without an end; they are to end with `life`.
    pub(super) fn ends_with(&self, life: Life) {
        *self.life.write().unwrap_or_else(PoisonError::into_inner) = Some(life);
    }

    async fn mounted(&self, request: Request<Incoming>) -> Response<Body> {
        let path = request.uri().path();
        let service = path
            .strip_prefix('/')
            .and_then(|path| path.rsplit_once('/'));
        let service = service.map_or("", |(service, _)| service);
        let Some(answer) = self.mounted.get(service) else {
            let path = path.escape_debug();
            return Status::unimplemented(format!("nothing answers {path} here")).into_http();
        };
        let response = answer(request.map(Body::new)).await;
        let life = self
            .life
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match life {
            Some(life) => response.map(|body| Body::new(Ending::new(body, life))),
            None => response,
        }
    }
}

impl Serve for Router {
    type Body = Body;

    async fn serve(
        self: Arc<Self>,
        mut request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Response<Body> {
        if let Some(refusal) = refusal(&request) {
            return refusal;
        }
        let id = RequestId::given(request.headers())
            .unwrap_or_else(RequestId::make)
            .header();
        let mut response = match self.methods.get(request.uri().path()) {
            Some((chain, index)) => {
                request.headers_mut().insert(ids::REQUEST_ID, id.clone());
                let span = span(chain, *index, &request);
                own(chain, *index, request, peer).instrument(span).await
            }
            None => self.mounted(request).await,
        };
        response.headers_mut().insert(ids::REQUEST_ID, id);
        response
    }
}

/// Answers by a service of the user's.
async fn own(
    chain: &Arc<Chain>,
    index: usize,
    mut request: Request<Incoming>,
    peer: SocketAddr,
) -> Response<Body> {
    let info = TcpConnectInfo {
        local_addr: None,
        remote_addr: Some(peer),
    };
    request.extensions_mut().insert(info);
    let cap = chain.common.limits.request;
    let request = request.map(|body| {
        Capped::new(body, cap, |error| {
            broken_off(Status::from_error(Box::new(error)))
        })
    });
    let mut grpc = Grpc::new(Raw)
        .accept_compressed(Gzip)
        .accept_compressed(Zstd)
        .send_compressed(Zstd)
        .send_compressed(Gzip)
        .max_decoding_message_size(cap.bytes);
    let handler = Handler {
        chain: Arc::clone(chain),
        index,
        peer: Peer::Network(peer),
    };
    if chain.service.methods[index].server_streaming {
        grpc.streaming(handler, request).await
    } else {
        grpc.client_streaming(handler, request).await
    }
}

/// A method of a chain, as tonic's server calls it once it has taken the frames off.
struct Handler {
    chain: Arc<Chain>,
    index: usize,
    peer: Peer,
}

type Wire = Result<Bytes, Status>;

impl Handler {
    fn pass(
        &self,
        request: tonic::Request<Streaming<Bytes>>,
    ) -> impl Future<Output = Result<tonic::Response<Payload>, Status>> + Send + 'static {
        let Handler { chain, index, peer } = self;
        let (chain, index, peer) = (Arc::clone(chain), *index, *peer);
        let request = request.map(|messages| Payload::Many(messages.boxed()));
        async move { chain.pass(peer, index, request).await }
    }
}

impl ClientStreamingService<Bytes> for Handler {
    type Response = Wire;
    type Future = BoxFuture<'static, Result<tonic::Response<Wire>, Status>>;

    fn call(&mut self, request: tonic::Request<Streaming<Bytes>>) -> Self::Future {
        let answer = self.pass(request);
        Box::pin(async move {
            let (metadata, payload, extensions) = answer.await?.into_parts();
            let message = payload.one().await?;
            let small = message.len() < WORTH_COMPRESSING;
            let mut response = tonic::Response::from_parts(metadata, Ok(message), extensions);
            if small {
                response.disable_compression();
            }
            Ok(response)
        })
    }
}

impl StreamingService<Bytes> for Handler {
    type Response = Wire;
    type ResponseStream = BoxStream<'static, Result<Wire, Status>>;
    type Future = BoxFuture<'static, Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: tonic::Request<Streaming<Bytes>>) -> Self::Future {
        let answer = self.pass(request);
        Box::pin(async move {
            let answer = answer.await?;
            Ok(answer.map(|payload| payload.many().map(|message| message.map(Ok)).boxed()))
        })
    }
}

/// The answer to what is no gRPC over HTTP/2 at all.
fn refusal(request: &Request<Incoming>) -> Option<Response<Body>> {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let rest = content_type.and_then(|value| value.as_bytes().strip_prefix(b"application/grpc"));
    let (status, text) = if request.version() < Version::HTTP_2 {
        (
            StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            "gRPC needs HTTP/2\n",
        )
    } else if request.method() != HttpMethod::POST {
        (
            StatusCode::METHOD_NOT_ALLOWED,
            "gRPC calls are made by POST\n",
        )
    } else if !rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';'))) {
        (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "gRPC calls have the content type application/grpc\n",
        )
    } else {
        return None;
    };
    let mut response = Response::new(Body::new(Full::from(text)));
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response
            .headers_mut()
            .insert(header::ALLOW, header::HeaderValue::from_static("POST"));
    }
    Some(response)
}

/// The span of a call from the network. Calls in process are in the span of their caller.
fn span(chain: &Chain, index: usize, request: &Request<Incoming>) -> tracing::Span {
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    tracing::info_span!(
        "grpc",
        method = chain.service.methods[index].path,
        request_id = text(ids::REQUEST_ID),
        // version-trace-parent-flags: the second of four parts.
        trace_id = text(ids::TRACEPARENT).and_then(|parent| parent.split('-').nth(1)),
    )
}
