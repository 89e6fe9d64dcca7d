//! One call for the table of tests: any kind of streaming, any way in.

use std::pin::pin;

use futures_util::stream::{self, Stream, StreamExt as _};
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status};

use super::wire::Wire;
use super::{Process, caller};
use crate::echo::client::EchoClient;
use crate::echo::echo_v1::echo_client::EchoClient as TonicClient;
use crate::echo::echo_v1::{Reply, Request as Asked};

/// The ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// In the process.
    Local,
    /// Over the network, by a client that is not ours.
    Network,
    /// Over the network, by our own client in another process.
    Upstream,
}

/// The four kinds of streaming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Unary,
    Server,
    Client,
    Bidi,
}

impl Way {
    pub(crate) const ALL: [Way; 3] = [Way::Local, Way::Network, Way::Upstream];
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [Kind::Unary, Kind::Server, Kind::Client, Kind::Bidi];

    pub(crate) fn method(self) -> &'static str {
        match self {
            Kind::Unary => "Say",
            Kind::Server => "Repeat",
            Kind::Client => "Gather",
            Kind::Bidi => "Talk",
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) metadata: MetadataMap,
    pub(crate) replies: Vec<Reply>,
}

/// Makes one call and reads the answer to its end.
pub(crate) async fn call(
    process: &Process,
    way: Way,
    kind: Kind,
    request: Request<Asked>,
) -> Result<Answer, Status> {
    match way {
        Way::Local => ours(&EchoClient::new(process.channel.clone()), kind, request).await,
        Way::Upstream => {
            let (_start, channel) = caller(&process.addr.to_string());
            ours(&EchoClient::new(channel), kind, request).await
        }
        Way::Network => {
            let mut client = TonicClient::new(Wire::connect(process.addr).await)
                .max_decoding_message_size(usize::MAX);
            match kind {
                Kind::Unary => one(client.say(request).await?),
                Kind::Server => many(client.repeat(request).await?).await,
                Kind::Client => one(client.gather(streamed(request)).await?),
                Kind::Bidi => many(client.talk(streamed(request)).await?).await,
            }
        }
    }
}

async fn ours(client: &EchoClient, kind: Kind, request: Request<Asked>) -> Result<Answer, Status> {
    match kind {
        Kind::Unary => one(client.say(request).await?),
        Kind::Server => many(client.repeat(request).await?).await,
        Kind::Client => one(client.gather(streamed(request)).await?),
        Kind::Bidi => many(client.talk(streamed(request)).await?).await,
    }
}

/// The request's message as a stream of that one.
fn streamed(request: Request<Asked>) -> Request<impl Stream<Item = Asked> + Send + 'static> {
    request.map(|asked| stream::iter([asked]))
}

fn one(response: Response<Reply>) -> Result<Answer, Status> {
    let (metadata, reply, _) = response.into_parts();
    Ok(Answer {
        metadata,
        replies: vec![reply],
    })
}

async fn many(
    response: Response<impl Stream<Item = Result<Reply, Status>>>,
) -> Result<Answer, Status> {
    let (metadata, replies, _) = response.into_parts();
    let mut stream = pin!(replies);
    let mut replies = Vec::new();
    while let Some(reply) = stream.next().await {
        replies.push(reply?);
    }
    Ok(Answer { metadata, replies })
}
