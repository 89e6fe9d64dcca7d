//! What a user writes for a consumer.

use crate::{Context, Failure, Received};

/// Handles the messages of one consumer; written as `async fn handle`.
///
/// A message is acknowledged once `handle` returned `Ok`, or once it lies in the dead letter topic.
/// The same message may come again: after a crash, after a rebalance, or when a stop cut its handler
/// off. What a handler does must therefore be the same when it is done twice.
///
/// A panic counts as [`Failure::retry`]. The future is dropped, at an await, when its time is over:
/// see [`Context::deadline`].
pub trait Handler<M>: Send + Sync + 'static {
    /// Handles one message. Called for as many messages at once as the subscription's
    /// `concurrency`, but for one at a time where its `order` says so.
    ///
    /// # Errors
    /// Whether to try again, to give the message up, or to stop at it.
    fn handle(
        &self,
        message: &Received<M>,
        cx: &Context,
    ) -> impl Future<Output = Result<(), Failure>> + Send;
}
