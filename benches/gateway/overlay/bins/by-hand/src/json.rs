//! JSON itself, both ways.

pub(crate) mod read;
mod text;
mod time;
pub mod wire;
mod write;

pub use write::Writer;
