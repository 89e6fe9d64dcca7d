//! The transcoder by tables made by hand and by the generator's hand.

#![allow(clippy::expect_used, reason = "what a test expects it may expect")]

mod any;
mod arbitrary;
mod check;
mod errors;
mod holds;
mod known;
mod objects;
mod options;
mod orders;
mod paths;
mod properties;
mod reflect;
mod scalars;
mod spelling;
mod structs;
mod tables;
mod text;
mod wire;
