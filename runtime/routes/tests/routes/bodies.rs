//! Bodies of custom routes: streamed both ways, bounded where they are held.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::Request;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use tonica_gateway::CustomRoute;
use tonica_gateway::Segment::Literal;
use tonica_routes::Routes;

use crate::project::{TABLE, gateway, gateway_of, got, route, routes, send};

/// A request with a body of these pieces as they come.
fn post(
    path: &str,
    pieces: impl Stream<Item = Bytes> + Send + Unpin + 'static,
) -> Request<impl http_body::Body<Data = Bytes, Error = Infallible> + Send + Unpin> {
    let frames = pieces.map(|piece| Ok(Frame::data(piece)));
    let request = Request::post(path).header("content-type", "application/json");
    request.body(StreamBody::new(frames)).unwrap()
}

#[tokio::test]
async fn pieces_come_back_before_the_last_one_is_sent() {
    let (gateway, _) = gateway();
    let (sender, pieces) = tokio::sync::mpsc::unbounded_channel();
    let pieces = tokio_stream::wrappers::UnboundedReceiverStream::new(pieces);
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
    let mut answer = gateway
        .handle(post("/echo", pieces), peer)
        .await
        .into_body();
    for piece in ["one", "two"] {
        sender.send(Bytes::from(piece)).unwrap();
        let frame = answer.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), piece);
    }
    drop(sender);
    assert!(answer.frame().await.is_none());
}

#[tokio::test]
async fn what_is_held_is_bounded_and_what_is_streamed_is_not() {
    let (gateway, _) = gateway_of(routes(), TABLE, &[("GATEWAY_MAX_BODY", "12")]);
    let answer = send(&gateway, "POST", "/hooks/payments", r#"{"amount":1}"#).await;
    assert_eq!(answer.status, 202);
    let answer = send(&gateway, "POST", "/hooks/payments", r#"{"amount": 1}"#).await;
    assert_eq!((answer.status, &answer.json()["code"]), (413, &8.into()));
    let long = "x".repeat(1 << 20);
    let answer = send(&gateway, "POST", "/echo", &long).await;
    assert_eq!((answer.status, answer.text.len()), (200, long.len()));
}

#[tokio::test]
async fn a_body_whose_next_piece_does_not_come_is_408() {
    let (gateway, _) = gateway_of(routes(), TABLE, &[("GATEWAY_BODY_TIMEOUT", "20ms")]);
    let first = stream::iter([Bytes::from("{")]);
    let answer = got(
        &gateway,
        post("/hooks/payments", first.chain(stream::pending())),
    )
    .await;
    assert_eq!((answer.status, &answer.json()["code"]), (408, &4.into()));
}

#[tokio::test]
async fn an_answer_that_fails_on_its_way_is_broken_off() {
    const TORN: tonica_routes::Route = route("GET", "/torn");
    static TABLE: &[CustomRoute] = &[CustomRoute {
        method: "GET",
        template: "/torn",
        segments: &[Literal("torn")],
        verb: None,
        behind: 0,
    }];
    let torn = || async {
        let pieces = [Ok("some"), Err(std::io::Error::other("the disk is gone"))];
        Body::from_stream(stream::iter(pieces))
    };
    let routes = Routes::new().with(&TORN, axum::routing::get(torn));
    let (gateway, _) = gateway_of(routes, TABLE, &[]);
    let request = Request::get("/torn").body(http_body_util::Empty::<Bytes>::new());
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
    let mut answer = gateway.handle(request.unwrap(), peer).await.into_body();
    assert!(answer.frame().await.unwrap().is_ok());
    assert_eq!(
        answer.frame().await.unwrap().err(),
        Some(tonica_gateway::BrokenOff)
    );
}
