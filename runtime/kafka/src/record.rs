//! One record as it lies in Kafka, free of the client library that brought it.

use std::sync::Arc;

/// One record of a topic.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) topic: Arc<str>,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    pub(crate) key: Option<Vec<u8>>,
    /// `None` is a tombstone, which is not the same as no bytes.
    pub(crate) value: Option<Vec<u8>>,
    pub(crate) headers: Vec<Header>,
}

/// One header: a name that may come more than once, and a value.
pub(crate) type Header = (String, Option<Vec<u8>>);

impl Record {
    /// The bytes that it holds in memory, about.
    pub(crate) fn size(&self) -> usize {
        let length = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
        let headers = self.headers.iter();
        let headers: usize = headers
            .map(|(name, value)| name.len() + length(value))
            .sum();
        length(&self.key) + length(&self.value) + headers
    }

    /// The value of the last header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        let mut headers = self.headers.iter().rev();
        headers.find(|header| header.0 == name)?.1.as_deref()
    }
}
