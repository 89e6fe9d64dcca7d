//! Every name that the emitted code bears is made here and nowhere else: casing,
//! Rust keywords, and what happens when two would be the same.
