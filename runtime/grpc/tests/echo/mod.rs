//! A service as the generator emits it, written by hand: what the crates schema, api, grpc and
//! clients of a workspace hold for one service, here in one folder. Beside it the implementation
//! that the tests call.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(unreachable_pub, reason = "emitted, these are crates of their own")]

pub mod client;
pub mod dispatch;
pub mod handler;
pub mod schema;

/// The messages, and tonic's traits, as prost-build and tonic-build write them.
#[rustfmt::skip]
#[allow(clippy::all, missing_docs, unreachable_pub, reason = "generated")]
pub mod echo_v1;

/// The encoded `google.protobuf.FileDescriptorSet` of echo.proto.
pub const DESCRIPTORS: &[u8] = include_bytes!("descriptors.bin");
