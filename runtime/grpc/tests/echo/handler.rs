//! The service that the tests call: as a user would write it, with faults on demand.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tonic::metadata::MetadataValue;
use tonic::{Request, Response, Status, Streaming};
use tonica_grpc::{Context, Peer};

use super::echo_v1::echo_server::Echo;
use super::echo_v1::{Fault, Reply, Request as Asked};

/// Says back what it hears.
#[derive(Clone, Debug, Default)]
pub struct EchoService {
    /// How many calls it ever let hang.
    pub hung: Arc<AtomicUsize>,
}

/// What an interceptor of the tests leaves in a request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Seen(pub Peer);

async fn reply(asked: Asked, hung: Arc<AtomicUsize>) -> Result<Reply, Status> {
    match asked.fault() {
        Fault::Unspecified => {}
        Fault::Hang => {
            hung.fetch_add(1, Ordering::Relaxed);
            std::future::pending().await
        }
        Fault::Panic => panic!("asked to panic"),
        Fault::NotFound => return Err(Status::not_found("asked not to find it")),
    }
    let context = Context::current().ok_or_else(|| Status::internal("no context"))?;
    Ok(Reply {
        text: asked.text,
        remaining_ms: context.remaining().as_millis() as u64,
        request_id: context.request_id().to_owned(),
        padding: vec![b'x'; asked.padding as usize],
    })
}

/// The answer, with the request's own metadata `echo-*` and what an interceptor saw.
fn answer<T, M>(request: &Request<T>, message: M) -> Response<M> {
    let mut response = Response::new(message);
    for name in ["echo-one", "echo-intercepted"] {
        if let Some(value) = request.metadata().get(name) {
            response.metadata_mut().insert(name, value.clone());
        }
    }
    if let Some(value) = request.metadata().get_bin("echo-bin") {
        response
            .metadata_mut()
            .insert_bin("echo-bin", value.clone());
    }
    if let Some(Seen(peer)) = request.extensions().get() {
        let peer = if *peer == Peer::Local {
            "local"
        } else {
            "network"
        };
        response
            .metadata_mut()
            .insert("echo-peer", MetadataValue::from_static(peer));
    }
    response
}

impl EchoService {
    fn hung(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.hung)
    }
}

#[tonic::async_trait]
impl Echo for EchoService {
    async fn say(&self, request: Request<Asked>) -> Result<Response<Reply>, Status> {
        let response = answer(&request, ());
        let reply = reply(request.into_inner(), self.hung()).await?;
        Ok(response.map(|()| reply))
    }

    type RepeatStream = BoxStream<'static, Result<Reply, Status>>;

    async fn repeat(
        &self,
        request: Request<Asked>,
    ) -> Result<Response<Self::RepeatStream>, Status> {
        let response = answer(&request, ());
        let asked = request.into_inner();
        let count = asked.count.max(1) as usize;
        let hung = self.hung();
        let replies = stream::iter(std::iter::repeat_n(asked, count))
            .then(move |asked| reply(asked, hung.clone()))
            .boxed();
        Ok(response.map(|()| replies))
    }

    async fn gather(&self, request: Request<Streaming<Asked>>) -> Result<Response<Reply>, Status> {
        let response = answer(&request, ());
        let mut all = Asked::default();
        let mut requests = request.into_inner();
        while let Some(asked) = requests.message().await? {
            all = Asked {
                text: all.text + &asked.text,
                ..asked
            };
        }
        let reply = reply(all, self.hung()).await?;
        Ok(response.map(|()| reply))
    }

    type TalkStream = BoxStream<'static, Result<Reply, Status>>;

    async fn talk(
        &self,
        request: Request<Streaming<Asked>>,
    ) -> Result<Response<Self::TalkStream>, Status> {
        let response = answer(&request, ());
        let hung = self.hung();
        let talk = move |asked| {
            let hung = hung.clone();
            async move { reply(asked?, hung).await }
        };
        let replies = request.into_inner().then(talk).boxed();
        Ok(response.map(|()| replies))
    }
}
