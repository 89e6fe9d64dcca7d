//! What the Rust contestants share: the generated code, the handler, where they listen.

mod handler;
pub mod listen;

pub use handler::Orders;
pub use shop::v1 as pb;

pub mod shop {
    pub mod v1 {
        include!(concat!(env!("OUT_DIR"), "/shop.v1.rs"));
        include!(concat!(env!("OUT_DIR"), "/shop.v1.serde.rs"));
        include!(concat!(env!("OUT_DIR"), "/shop.v1.rest.rs"));
    }
}

pub mod rest {
    use super::shop;
    include!(concat!(env!("OUT_DIR"), "/transcoder.rest.rs"));
}
