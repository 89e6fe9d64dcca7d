//! The typed client, as the crate clients has it.

use futures_util::Stream;
use tonic::{IntoRequest, Request, Response, Status};
use tonica_grpc::{Channel, Messages};

use super::dispatch::echo;
use super::echo_v1::echo_server::Echo;
use super::echo_v1::{Reply, Request as Asked};
use super::schema::ECHO;

/// Calls echo.v1.Echo, in this process or in another.
#[derive(Clone, Debug)]
pub struct EchoClient {
    channel: Channel,
}

impl EchoClient {
    /// A client over this channel.
    pub fn new(channel: Channel) -> Self {
        Self { channel }
    }

    /// A client that calls `service` without a process around it, for tests.
    pub fn fake(service: impl Echo) -> Self {
        Self::new(Channel::local(&ECHO, echo(service)))
    }

    /// Answers with what it was asked to say.
    pub async fn say(&self, request: impl IntoRequest<Asked>) -> Result<Response<Reply>, Status> {
        self.channel.unary(0, request.into_request()).await
    }

    /// Says it `count` times.
    pub async fn repeat(
        &self,
        request: impl IntoRequest<Asked>,
    ) -> Result<Response<Messages<Reply>>, Status> {
        self.channel
            .server_streaming(1, request.into_request())
            .await
    }

    /// Hears it all, then says the joined text once.
    pub async fn gather(
        &self,
        request: Request<impl Stream<Item = Asked> + Send + 'static>,
    ) -> Result<Response<Reply>, Status> {
        self.channel.client_streaming(2, request).await
    }

    /// Answers each request as it comes.
    pub async fn talk(
        &self,
        request: Request<impl Stream<Item = Asked> + Send + 'static>,
    ) -> Result<Response<Messages<Reply>>, Status> {
        self.channel.bidi_streaming(3, request).await
    }
}
