//! Packages below `google`.

pub(crate) mod protobuf;
