//! JSON of the order API written by hand, without serde: straight from structs, from protobuf wire
//! bytes, and back. It knows these messages alone, and of ProtoJSON only what they need.

mod json;
pub mod observe;
pub mod request;

pub use json::Writer;
pub use json::wire;
