//! A message with what came with it.

use std::ops::Deref;
use std::str;
use std::sync::Arc;

use crate::record::Record;

/// A message as a handler gets it: the decoded message, by `Deref`, and the record that held it.
#[derive(Clone, Debug)]
pub struct Received<M> {
    pub(crate) message: M,
    pub(crate) record: Arc<Record>,
    pub(crate) attempt: u32,
}

impl<M> Received<M> {
    /// A message for the test of a handler: first attempt, topic `test`, partition and offset 0,
    /// without key, headers and bytes.
    pub fn test(message: M) -> Self {
        let record = Record {
            topic: "test".into(),
            partition: 0,
            offset: 0,
            key: None,
            value: None,
            headers: Vec::new(),
        };
        Self {
            message,
            record: Arc::new(record),
            attempt: 1,
        }
    }

    /// The same with a key; for tests.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<Vec<u8>>) -> Self {
        Arc::make_mut(&mut self.record).key = Some(key.into());
        self
    }

    /// The same with one more header; for tests.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        let header = (name.to_owned(), Some(value.into()));
        Arc::make_mut(&mut self.record).headers.push(header);
        self
    }

    /// The bytes that the message was decoded from.
    pub fn raw(&self) -> &[u8] {
        self.record.value.as_deref().unwrap_or_default()
    }

    /// The record's key.
    pub fn key(&self) -> Option<&[u8]> {
        self.record.key.as_deref()
    }

    /// The record's headers, as they came; a name may come more than once. One without a value
    /// has no bytes.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let headers = self.record.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_deref().unwrap_or_default()))
    }

    /// The value of the last header of that name.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.record.header(name)
    }

    /// The topic that the record came from.
    pub fn topic(&self) -> &str {
        &self.record.topic
    }

    /// The partition that the record came from.
    pub fn partition(&self) -> i32 {
        self.record.partition
    }

    /// The record's offset in its partition.
    pub fn offset(&self) -> i64 {
        self.record.offset
    }

    /// Which attempt in this process this is, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The W3C trace parent that the producer sent in the header `traceparent`.
    pub fn trace_parent(&self) -> Option<&str> {
        str::from_utf8(self.header("traceparent")?).ok()
    }
}

impl<M> Deref for Received<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.message
    }
}
