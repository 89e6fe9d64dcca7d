//! What a generated dispatch is made of: decode the request, call the trait's method, encode the
//! answer, for each of the four kinds of streaming. No rule of the call chain is in here.

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use prost::Message;
use tonic::{Request, Response, Status, Streaming};

use crate::payload::{Answer, Payload};
use crate::streaming::typed;

/// One message in, one out.
pub fn unary<Q, A, F>(
    request: Request<Payload>,
    call: impl FnOnce(Request<Q>) -> F + Send + 'static,
) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
    F: Future<Output = Result<Response<A>, Status>> + Send,
{
    Box::pin(async move {
        let request = decoded(request).await?;
        let response = call(request).await?;
        Ok(response.map(|message| Payload::One(encoded(&message))))
    })
}

/// One message in, any number out.
pub fn server_streaming<Q, A, St, F>(
    request: Request<Payload>,
    call: impl FnOnce(Request<Q>) -> F + Send + 'static,
) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
    St: Stream<Item = Result<A, Status>> + Send + 'static,
    F: Future<Output = Result<Response<St>, Status>> + Send,
{
    Box::pin(async move {
        let request = decoded(request).await?;
        let response = call(request).await?;
        Ok(response.map(encoded_stream))
    })
}

/// Any number of messages in, one out.
pub fn client_streaming<Q, A, F>(
    request: Request<Payload>,
    call: impl FnOnce(Request<Streaming<Q>>) -> F + Send + 'static,
) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
    F: Future<Output = Result<Response<A>, Status>> + Send,
{
    Box::pin(async move {
        let response = call(request.map(typed)).await?;
        Ok(response.map(|message| Payload::One(encoded(&message))))
    })
}

/// Any number of messages in, any number out.
pub fn bidi_streaming<Q, A, St, F>(
    request: Request<Payload>,
    call: impl FnOnce(Request<Streaming<Q>>) -> F + Send + 'static,
) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
    St: Stream<Item = Result<A, Status>> + Send + 'static,
    F: Future<Output = Result<Response<St>, Status>> + Send,
{
    Box::pin(async move {
        let response = call(request.map(typed)).await?;
        Ok(response.map(encoded_stream))
    })
}

/// No such method: UNIMPLEMENTED.
pub fn unknown(method: usize) -> Answer {
    let status = Status::unimplemented(format!("the service has no method {method}"));
    Box::pin(std::future::ready(Err(status)))
}

async fn decoded<Q: Message + Default>(request: Request<Payload>) -> Result<Request<Q>, Status> {
    let (metadata, extensions, payload) = request.into_parts();
    let message = decode(payload.one().await?, "request")?;
    Ok(Request::from_parts(metadata, extensions, message))
}

fn encoded_stream<A, St>(messages: St) -> Payload
where
    A: Message + 'static,
    St: Stream<Item = Result<A, Status>> + Send + 'static,
{
    Payload::Many(messages.map(|message| Ok(encoded(&message?))).boxed())
}

/// The wire bytes of a message.
pub(crate) fn encoded(message: &impl Message) -> Bytes {
    message.encode_to_vec().into()
}

/// The message of these wire bytes; `what` it is stands in the error.
pub(crate) fn decode<M: Message + Default>(wire: Bytes, what: &str) -> Result<M, Status> {
    M::decode(wire).map_err(|error| Status::internal(format!("the {what} can't be read: {error}")))
}
