//! The docs page of a REST gateway: Swagger UI, which reads `/openapi.json`. Everything that the
//! page needs is in the binary: it is opened offline, and its policy forbids every other origin.
//! Knows nothing of any API, and answers no request itself: the gateway does.

mod archive;
mod files;

pub use files::asset;
