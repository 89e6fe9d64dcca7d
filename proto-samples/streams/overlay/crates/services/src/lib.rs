//! The services of `streams`, one file each.

mod digest;
mod rooms;
mod wiring;

pub use wiring::*;
