//! Calls to a service in another process: message bytes over a few HTTP/2 connections that are kept
//! up. Which calls are made and what they may cost is the chain's affair.

mod address;
mod line;
mod pool;
mod reach;

use std::time::Duration;

use tonic::codec::CompressionEncoding;
use tonica_runtime::{Kind, Setting, Start};

pub(crate) use pool::Pool;

const CONNECTIONS: &str = "GRPC_UPSTREAM_CONNECTIONS";
const CONNECT_TIMEOUT: &str = "GRPC_CONNECT_TIMEOUT";
const COMPRESSION: &str = "GRPC_UPSTREAM_COMPRESSION";

pub(crate) fn settings() -> Vec<Setting> {
    let row = |name, kind, default, help| {
        Setting::new(name, kind, Some(default), help).group("Services elsewhere")
    };
    let connections = Kind::Number { min: 1, max: 64 };
    let compression = Kind::OneOf(&["none", "gzip", "zstd"]);
    vec![
        row(
            CONNECTIONS,
            connections,
            "2",
            "Connections to each service elsewhere",
        ),
        row(
            CONNECT_TIMEOUT,
            Kind::Duration,
            "2s",
            "How long a connection may take to open",
        ),
        row(
            COMPRESSION,
            compression,
            "none",
            "How messages to and from services elsewhere travel",
        ),
    ]
}

/// How services elsewhere are called.
#[derive(Clone, Copy, Debug)]
struct Options {
    connections: usize,
    connect_timeout: Duration,
    compression: Option<CompressionEncoding>,
}

impl Options {
    fn read(start: &Start) -> Options {
        let connections = start
            .number(CONNECTIONS)
            .and_then(|number| number.try_into().ok());
        Options {
            connections: connections.unwrap_or(2),
            connect_timeout: start
                .duration(CONNECT_TIMEOUT)
                .unwrap_or(Duration::from_secs(2)),
            compression: match start.text(COMPRESSION).as_deref() {
                Some("gzip") => Some(CompressionEncoding::Gzip),
                Some("zstd") => Some(CompressionEncoding::Zstd),
                _ => None,
            },
        }
    }
}
