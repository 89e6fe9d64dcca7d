//! Requests that break off: their service must not take them for whole, whatever it is made of.

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use h2::Reason;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tonic::{Request, Status};
use tonica_grpc::Payload;

use crate::echo::schema::ECHO;
use crate::process::{PATIENCE, caller};

/// Takes one call; tells when its request began, and how it ended.
async fn taken(port: TcpListener, begun: oneshot::Sender<()>) -> Result<(), Option<Reason>> {
    let (stream, _) = port.accept().await.unwrap();
    let mut connection = h2::server::handshake(stream).await.unwrap();
    let (request, _answer) = connection.accept().await.unwrap().unwrap();
    tokio::spawn(async move { while connection.accept().await.is_some() {} });
    let mut body = request.into_body();
    assert!(body.data().await.unwrap().is_ok());
    begun.send(()).unwrap();
    match timeout(PATIENCE, body.data()).await.unwrap() {
        None => Ok(()),
        Some(Ok(more)) => panic!("{more:?}"),
        Some(Err(error)) => Err(error.reason()),
    }
}

#[tokio::test]
async fn a_request_that_breaks_off_is_reset_as_an_error_and_never_as_a_cancellation() {
    let gather = ECHO
        .methods
        .iter()
        .position(|method| method.name == "Gather");
    for fails in [true, false] {
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (_start, channel) = caller(&port.local_addr().unwrap().to_string());
        let (begin, begun) = oneshot::channel();
        let service = tokio::spawn(taken(port, begin));
        let (fail, failing) = oneshot::channel();
        let end = stream::once(async move {
            let _ = failing.await;
            Err(Status::cancelled("the client left"))
        });
        let messages = stream::iter([Ok(Bytes::new())]).chain(end);
        let request = Request::new(Payload::Many(messages.boxed()));
        let call = tokio::spawn(async move { channel.call(gather.unwrap(), request).await });
        timeout(PATIENCE, begun).await.unwrap().unwrap();
        if fails {
            fail.send(()).unwrap();
        } else {
            // Its caller left.
            call.abort();
        }
        let end = timeout(PATIENCE, service).await.unwrap().unwrap();
        assert_eq!(end, Err(Some(Reason::INTERNAL_ERROR)), "fails: {fails}");
    }
}
