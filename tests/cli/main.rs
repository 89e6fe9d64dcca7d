//! The program as its users call it: words, exit codes, and the tree afterwards.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod add;
mod add_code;
mod add_route;
mod add_work;
mod check;
mod dev;
mod generate;
mod lock;
mod manner;
mod new;
mod program;
mod read_only;
