//! A project whose rpcs take and give streams and plain bytes, and bodies that arrive as a test
//! wants them to.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Frame;
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::sync::mpsc;
use tonica_gateway::Segment::{Literal, One};
use tonica_gateway::{Body, BrokenOff, Gateway, Options, Reply, Route, Routes, Variable};
use tonica_grpc::{Channel, Instance, Payload};
use tonica_json::{Field, Kind, Label, Message, Method, Service, Shape};

use super::tables::ORDER;
use super::{Answers, Result, start};

/// `google.api.HttpBody`, its extensions left out.
pub(crate) static HTTP_BODY: Message = Message::new(
    "google.api.HttpBody",
    &[
        Field::new(
            1,
            "content_type",
            "contentType",
            Kind::String,
            Label::Implicit,
        ),
        Field::new(2, "data", "data", Kind::Bytes, Label::Implicit),
    ],
    &[("contentType", 0), ("content_type", 0), ("data", 1)],
    Shape::Plain,
);

/// A name, and bytes.
pub(crate) static FILE: Message = Message::new(
    "shop.File",
    &[
        Field::new(1, "name", "name", Kind::String, Label::Implicit),
        Field::new(
            20,
            "body",
            "body",
            Kind::Message(&HTTP_BODY),
            Label::Explicit,
        ),
    ],
    &[("body", 1), ("name", 0)],
    Shape::Plain,
);

pub(crate) const SUM: usize = 0;
pub(crate) const CHAT: usize = 1;
pub(crate) const PUT: usize = 2;
pub(crate) const GET: usize = 3;
pub(crate) const TURN: usize = 4;
pub(crate) const OPEN: usize = 5;
pub(crate) const TICK: usize = 6;

const fn method(
    name: &'static str,
    path: &'static str,
    input: &'static Message,
    output: &'static Message,
    streams: (bool, bool),
) -> Method {
    Method {
        name,
        path,
        input,
        output,
        client_streaming: streams.0,
        server_streaming: streams.1,
        idempotent: false,
    }
}

pub(crate) static STREAMS: Service = Service {
    name: "shop.Streams",
    alias: "streams",
    addr: "STREAMS_ADDR",
    timeout_ms: 60_000,
    methods: &[
        method("Sum", "/shop.Streams/Sum", &ORDER, &ORDER, (true, false)),
        method("Chat", "/shop.Streams/Chat", &ORDER, &ORDER, (true, true)),
        method("Put", "/shop.Streams/Put", &FILE, &ORDER, (true, false)),
        method(
            "Get",
            "/shop.Streams/Get",
            &ORDER,
            &HTTP_BODY,
            (false, true),
        ),
        method(
            "Turn",
            "/shop.Streams/Turn",
            &HTTP_BODY,
            &HTTP_BODY,
            (false, false),
        ),
        method("Open", "/shop.Streams/Open", &FILE, &FILE, (false, false)),
        method("Tick", "/shop.Streams/Tick", &ORDER, &ORDER, (false, true)),
    ],
};

const fn variable(field: &'static str) -> Variable {
    Variable {
        field,
        first: 1,
        last: 1,
    }
}

const fn route(rpc: usize, method: &'static str, template: &'static str, body: Body) -> Route {
    Route {
        method,
        template,
        segments: &[],
        verb: None,
        variables: &[],
        service: &STREAMS,
        rpc,
        body,
        response_body: None,
    }
}

const ID: &[Variable] = &[variable("order_id")];
const NAME: &[Variable] = &[variable("name")];

pub(crate) static ROUTES: &[Route] = &[
    Route {
        segments: &[Literal("sum"), One],
        variables: ID,
        ..route(SUM, "POST", "/sum/{order_id}", Body::Whole)
    },
    Route {
        segments: &[Literal("sum"), One],
        variables: ID,
        ..route(SUM, "PUT", "/sum/{order_id}", Body::Field("customer"))
    },
    Route {
        segments: &[Literal("chat")],
        ..route(CHAT, "POST", "/chat", Body::Whole)
    },
    Route {
        segments: &[Literal("chat"), One],
        variables: ID,
        ..route(CHAT, "GET", "/chat/{order_id}", Body::None)
    },
    Route {
        segments: &[Literal("files"), One],
        variables: NAME,
        ..route(PUT, "PUT", "/files/{name}", Body::Field("body"))
    },
    Route {
        segments: &[Literal("files"), One],
        variables: ID,
        ..route(GET, "GET", "/files/{order_id}", Body::None)
    },
    Route {
        segments: &[Literal("turn")],
        ..route(TURN, "POST", "/turn", Body::Whole)
    },
    Route {
        segments: &[Literal("open"), One],
        variables: NAME,
        response_body: Some("body"),
        ..route(OPEN, "POST", "/open/{name}", Body::Field("body"))
    },
    Route {
        segments: &[Literal("tick")],
        ..route(TICK, "GET", "/tick", Body::None)
    },
];

static SERVICES: &[&Service] = &[&STREAMS];

/// All of it before one service.
pub(crate) fn routes(options: Options) -> Routes {
    Routes {
        custom: &[],
        routes: ROUTES,
        services: SERVICES,
        types: &[],
        options,
        openapi: "",
        docs: None,
    }
}

/// The service whose rpcs are `answer`.
pub(crate) fn instance<F, R>(answer: F) -> Instance
where
    F: Fn(usize, tonic::Request<Payload>) -> R + Send + Sync + 'static,
    R: Future<Output = Result> + Send + 'static,
{
    Instance::new(Answers(Arc::new(answer)))
}

/// A gateway before that service, with these settings.
pub(crate) fn gateway_with<F, R>(settings: &[(&str, &str)], answer: F) -> Arc<Gateway>
where
    F: Fn(usize, tonic::Request<Payload>) -> R + Send + Sync + 'static,
    R: Future<Output = Result> + Send + 'static,
{
    let channel = Channel::local(&STREAMS, instance(answer));
    let routes = routes(Options::new());
    Arc::new(Gateway::new(&routes, &start(settings), |_| Ok(channel.clone())).unwrap())
}

/// Sends a request whose body arrives as the test says.
pub(crate) async fn open<B>(gateway: &Arc<Gateway>, request: Request<B>) -> Response<Reply>
where
    B: http_body::Body<Data = Bytes, Error: Into<tonica_runtime::BoxError>>
        + Send
        + Unpin
        + 'static,
{
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
    gateway.handle(request, peer).await
}

/// The next part of an answer.
pub(crate) async fn part(reply: &mut Reply) -> Option<std::result::Result<Bytes, BrokenOff>> {
    let frame = reply.frame().await?;
    Some(frame.map(|frame| frame.into_data().unwrap()))
}

/// The next part of an answer, which is text.
pub(crate) async fn text(reply: &mut Reply) -> String {
    let part = part(reply).await.unwrap().unwrap();
    String::from_utf8(part.to_vec()).unwrap()
}

/// An answer's JSON.
pub(crate) async fn json(response: Response<Reply>) -> Value {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{error}: {bytes:?}"))
}

/// What a body gives: bytes, or the error of a connection that breaks.
pub(crate) type Arrival = std::result::Result<Bytes, Broken>;

/// A client that left.
#[derive(Debug)]
pub(crate) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the client left")
    }
}

impl std::error::Error for Broken {}

/// A body that gives what the test sends.
pub(crate) struct Arriving(pub(crate) mpsc::UnboundedReceiver<Arrival>);

impl http_body::Body for Arriving {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Broken>>> {
        let next = self.0.poll_recv(cx);
        next.map(|next| next.map(|data| data.map(Frame::data)))
    }
}

/// A body and the test's end of it.
pub(crate) fn arriving() -> (mpsc::UnboundedSender<Arrival>, Arriving) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Arriving(receiver))
}

/// A body in these parts.
pub(crate) fn parts<T: Into<Bytes>>(parts: impl IntoIterator<Item = T>) -> Arriving {
    let (sender, body) = arriving();
    for part in parts {
        sender.send(Ok(part.into())).unwrap();
    }
    body
}

/// A body that never ends and counts what was taken of it.
pub(crate) struct Endless {
    pub(crate) part: Bytes,
    pub(crate) taken: Arc<std::sync::atomic::AtomicUsize>,
}

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Infallible>>> {
        self.taken
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(self.part.clone()))))
    }
}
