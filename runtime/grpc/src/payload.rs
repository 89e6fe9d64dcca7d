//! What a call carries and who answers it: messages as protobuf wire bytes, without gRPC's frames.
//! Nothing here knows a message type.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use tonic::{Request, Response, Status};
use tonica_runtime::BoxFuture;

/// The messages of a request or an answer, each as its protobuf wire bytes.
pub enum Payload {
    /// One message: all that a unary side carries.
    One(Bytes),
    /// Any number of messages; an error is the last item.
    Many(BoxStream<'static, Result<Bytes, Status>>),
}

impl Payload {
    /// The only message.
    ///
    /// # Errors
    /// INTERNAL when there is none or more than one; the stream's own error.
    pub async fn one(self) -> Result<Bytes, Status> {
        let mut messages = match self {
            Payload::One(message) => return Ok(message),
            Payload::Many(messages) => messages,
        };
        let message = messages.next().await;
        let message = message.ok_or_else(|| Status::internal("a message is missing"))??;
        match messages.next().await {
            None => Ok(message),
            Some(Ok(_)) => Err(Status::internal("more than one message where one is due")),
            Some(Err(status)) => Err(status),
        }
    }

    /// The messages as a stream.
    pub fn many(self) -> BoxStream<'static, Result<Bytes, Status>> {
        match self {
            Payload::One(message) => {
                futures_util::stream::once(std::future::ready(Ok(message))).boxed()
            }
            Payload::Many(messages) => messages,
        }
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Payload::One(message) => f.debug_tuple("One").field(&message.len()).finish(),
            Payload::Many(_) => f.write_str("Many"),
        }
    }
}

/// The answer to a call, to be awaited.
pub type Answer = BoxFuture<'static, Result<Response<Payload>, Status>>;

/// Calls a service's methods by index; generated, one for each service, with the helpers of
/// [`crate::dispatch`].
pub trait Dispatch: Send + Sync + 'static {
    /// Calls `method`, an index into [`tonica_json::Service::methods`].
    fn call(&self, method: usize, request: Request<Payload>) -> Answer;
}

/// A service that runs in this process.
#[derive(Clone)]
pub struct Instance(pub(crate) Arc<dyn Dispatch>);

impl Instance {
    /// The service behind `dispatch`.
    pub fn new(dispatch: impl Dispatch) -> Self {
        Self(Arc::new(dispatch))
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Instance")
    }
}
