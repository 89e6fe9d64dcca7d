//! Addresses from the environment, as every contestant takes them.

use std::env;

use tokio::net::TcpListener;

/// Listens at ADDR.
///
/// # Panics
/// Where that isn't possible: a contestant has no other way to go.
pub async fn listener() -> TcpListener {
    let addr = env::var("ADDR").expect("ADDR is where to listen");
    TcpListener::bind(addr).await.expect("the port is free")
}

/// Where the gRPC service is, for contestants that call one.
#[must_use]
pub fn backend() -> Option<String> {
    let addr = env::var("BACKEND").ok()?;
    Some(format!("http://{addr}"))
}
