//! The transcoder by tables made by hand and by the generator's hand.

#![allow(clippy::expect_used, reason = "what a test expects it may expect")]

mod any;
mod check;
mod known;
mod objects;
mod orders;
mod paths;
mod reflect;
mod scalars;
mod structs;
mod tables;
mod text;
mod wire;
