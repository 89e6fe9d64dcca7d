//! Routes that no rpc stands behind: a request is handed to what answers them, and its answer is
//! brought under the gateway's rules. Names no framework; what answers is a trait object.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use tonic::Status;
use tonica_grpc::Context;
use tonica_runtime::{BoxError, BoxFuture};

use crate::body::{BrokenOff, Reply};
use crate::gateway::Gateway;
use crate::patient::Patient;
use crate::problem::Problem;
use crate::{metadata, refusal};

/// Answers of at most so many bytes, known beforehand, are taken whole: what is done to answers that
/// stand in memory is done to them too.
const WHOLE: u64 = 64 << 10;

/// The body of a request to a custom route, and of its answer.
pub type CustomBody = UnsyncBoxBody<Bytes, BoxError>;

/// What answers the custom routes of a table.
pub trait Custom: Send + Sync {
    /// Answers a request to the route with this index in [`Routes::custom`].
    ///
    /// The request has its id in `x-request-id`, and the [`SocketAddr`] of its peer among its
    /// extensions. The answer is dropped with its sender's connection.
    ///
    /// [`Routes::custom`]: crate::Routes::custom
    fn answer(
        &self,
        route: usize,
        request: Request<CustomBody>,
    ) -> BoxFuture<'static, Result<Response<CustomBody>, CustomError>>;
}

/// An error of a custom route, which the gateway tells in the shape of all its errors.
#[derive(Debug)]
pub struct CustomError {
    /// The answer's status.
    pub http: StatusCode,
    /// Code, message and details.
    pub status: Status,
    /// Headers of the answer beside those of every error.
    pub headers: HeaderMap,
}

impl Gateway {
    /// Has a request to a custom route answered.
    pub(crate) async fn custom<B>(
        &self,
        route: usize,
        head: &Parts,
        body: B,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<Response<Reply>, Problem>
    where
        B: Body<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
    {
        let Some(custom) = &self.custom else {
            return Err(Problem::internal("nothing answers this route"));
        };
        let mut head = head.clone();
        head.headers.insert(metadata::REQUEST_ID, id.clone());
        head.extensions.insert(peer);
        let context = Context::of(&head.headers);
        let late = Arc::new(AtomicBool::new(false));
        let patience = self.config.body_timeout;
        let body = Patient::new(body, patience, Arc::clone(&late));
        let request = Request::from_parts(head, body.boxed_unsync());
        let answer = context.scope(custom.answer(route, request)).await;
        let status = match &answer {
            Ok(response) => response.status(),
            Err(error) => error.http,
        };
        if late.load(Ordering::Relaxed) && (status.is_client_error() || status.is_server_error()) {
            return Err(refusal::too_slow(patience));
        }
        let (head, body) = match answer {
            Ok(response) => response.into_parts(),
            Err(error) => return Ok(self.tell(error)),
        };
        Ok(Response::from_parts(head, reply(body).await?))
    }

    fn tell(&self, error: CustomError) -> Response<Reply> {
        let problem = Problem {
            status: error.http,
            ..error.status.into()
        };
        let mut response = self.refuse(&problem);
        response.headers_mut().extend(error.headers);
        response
    }
}

async fn reply(body: CustomBody) -> Result<Reply, Problem> {
    if body.size_hint().exact().is_none_or(|length| length > WHOLE) {
        let pieces = body.into_data_stream().map_err(|error| {
            tracing::error!("the answer of a custom route broke off: {error}");
            BrokenOff
        });
        return Ok(Reply::Stream(pieces.boxed()));
    }
    match body.collect().await {
        Ok(body) => Ok(Reply::Whole(body.to_bytes())),
        Err(error) => {
            tracing::error!("the answer of a custom route broke off: {error}");
            Err(Problem::internal("the server failed at this answer"))
        }
    }
}
