//! Edits of the user's own files in place: service.yaml, protos, Rust. Texts in, texts
//! out, every other byte kept; each edit is read back before it is given out.

pub(crate) mod stub;
