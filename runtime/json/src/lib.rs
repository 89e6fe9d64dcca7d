//! Protobuf wire bytes to JSON bytes and back, by static tables of messages.
//! Knows nothing but bytes: no generated message type, no reflection, no I/O, and no panic on
//! any input. The mapping is ProtoJSON (<https://protobuf.dev/programming-guides/json/>).

mod base64;
mod enums;
mod error;
mod escape;
mod field;
mod mask;
mod message;
mod number;
mod options;
mod put;
mod read;
mod service;
mod text;
mod time;
mod to_json;
mod to_wire;
mod wire;

pub use enums::Enum;
pub use error::{Error, ErrorKind};
pub use field::{Field, Kind, Label};
pub use message::{Message, Shape};
pub use options::Options;
pub use service::{Method, Service};
pub use text::{FieldPath, resolve, text_to_wire};
pub use to_json::{field_to_json, to_json};
pub use to_wire::{field_to_wire, mask_to_wire, to_wire};
