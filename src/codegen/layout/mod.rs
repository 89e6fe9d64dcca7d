//! Rust laid out as rustfmt lays it out, for the shapes that the emitted text needs:
//! types, signatures, calls and imports. It breaks lines; what it breaks is not its
//! matter.

mod calls;
mod imports;
mod types;

pub use calls::{array, assignment, attribute, call, chain, literal, nested, with};
pub use imports::{Imports, identifiers};
pub use types::{Type, alias, constant, field, function, implementation};

/// rustfmt's `max_width`.
const WIDTH: usize = 100;

fn spaces(count: usize) -> String {
    " ".repeat(count)
}
