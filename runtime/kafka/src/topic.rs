//! A topic as a producer sees it.

use crate::NotEncoded;

/// A topic that messages of one type are written to; generated, as a `const`.
#[derive(Debug)]
pub struct Topic<M> {
    /// The producer's name, in readiness and errors: `order_events`.
    pub name: &'static str,
    /// The topic: `orders`.
    pub topic: &'static str,
    /// Writes a message as a record's bytes: [`to_protobuf`](crate::to_protobuf) or one that calls
    /// [`to_json`](crate::to_json).
    pub encode: fn(&M) -> Result<Vec<u8>, NotEncoded>,
    /// The record's key: records of one key stay in order. `None` for no key.
    pub key: fn(&M) -> Option<Vec<u8>>,
}

// By hand: a derive would ask the same of `M`.
impl<M> Clone for Topic<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Topic<M> {}
