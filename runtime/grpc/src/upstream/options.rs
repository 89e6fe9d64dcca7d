//! The settings of calls to services elsewhere, and what they say.

use std::time::Duration;

use tonic::codec::CompressionEncoding;
use tonica_runtime::{Kind, Setting, Start};

const CONNECTIONS: &str = "GRPC_UPSTREAM_CONNECTIONS";
const CONNECT_TIMEOUT: &str = "GRPC_CONNECT_TIMEOUT";
const RESOLVE: &str = "GRPC_UPSTREAM_RESOLVE";
pub(super) const KEEPALIVE: &str = "GRPC_UPSTREAM_KEEPALIVE";
const KEEPALIVE_TIMEOUT: &str = "GRPC_UPSTREAM_KEEPALIVE_TIMEOUT";
const ATTEMPTS: &str = "GRPC_UPSTREAM_ATTEMPTS";
const EJECTION: &str = "GRPC_UPSTREAM_EJECTION";
const COMPRESSION: &str = "GRPC_UPSTREAM_COMPRESSION";
pub(super) const CA: &str = "GRPC_UPSTREAM_CA";
pub(super) const CERT: &str = "GRPC_UPSTREAM_CERT";
pub(super) const KEY: &str = "GRPC_UPSTREAM_KEY";
pub(super) const SERVER_NAME: &str = "GRPC_UPSTREAM_SERVER_NAME";

pub(crate) fn settings() -> Vec<Setting> {
    let row = |name, kind, default, help| {
        Setting::new(name, kind, default, help).group("Services elsewhere")
    };
    let time = |name, default, help| row(name, Kind::Duration, Some(default), help);
    let text = |name, help| row(name, Kind::Text, None, help);
    vec![
        row(
            CONNECTIONS,
            Kind::Number { min: 1, max: 64 },
            Some("2"),
            "Connections to each endpoint of a service elsewhere",
        ),
        time(
            CONNECT_TIMEOUT,
            "2s",
            "How long a connection may take to open",
        ),
        time(
            RESOLVE,
            "30s",
            "How often their names are resolved anew; 0: only when a connection fails",
        ),
        time(
            KEEPALIVE,
            "20s",
            "A connection that is silent for so long is pinged; 0: never",
        ),
        time(
            KEEPALIVE_TIMEOUT,
            "10s",
            "How long a ping may take before its connection is given up",
        ),
        row(
            ATTEMPTS,
            Kind::Number { min: 1, max: 10 },
            Some("3"),
            "How often an idempotent call is tried, the first time included",
        ),
        time(
            EJECTION,
            "5s",
            "How long a failing endpoint is left out, longer each time; 0: never",
        ),
        row(
            COMPRESSION,
            Kind::OneOf(&["none", "gzip", "zstd"]),
            Some("none"),
            "How messages to and from services elsewhere travel",
        ),
        text(
            CA,
            "A PEM file with the roots to trust for https://, instead of the system's",
        ),
        text(
            CERT,
            "A PEM file with the certificates to show to services elsewhere",
        ),
        text(KEY, "A PEM file with the private key of that certificate"),
        text(
            SERVER_NAME,
            "The name that services elsewhere must prove to have, instead of their host",
        ),
    ]
}

/// How services elsewhere are called.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) connections: usize,
    pub(super) connect_timeout: Duration,
    /// `None`: only when a connection fails.
    pub(super) resolve: Option<Duration>,
    /// `None`: never pinged.
    pub(super) keepalive: Option<Duration>,
    pub(super) keepalive_timeout: Duration,
    pub(super) attempts: u32,
    /// `None`: nothing is left out.
    pub(super) ejection: Option<Duration>,
    pub(super) compression: Option<CompressionEncoding>,
    pub(super) server_name: Option<String>,
}

impl Options {
    pub(super) fn read(start: &Start) -> Options {
        let number = |name, default| start.number(name).unwrap_or(default);
        let time = |name, default| -> Duration {
            start.duration(name).unwrap_or(Duration::from_secs(default))
        };
        let some = |time: Duration| (!time.is_zero()).then_some(time);
        Options {
            connections: number(CONNECTIONS, 2).try_into().unwrap_or(2),
            connect_timeout: time(CONNECT_TIMEOUT, 2),
            resolve: some(time(RESOLVE, 30)),
            keepalive: some(time(KEEPALIVE, 20)),
            keepalive_timeout: time(KEEPALIVE_TIMEOUT, 10),
            attempts: number(ATTEMPTS, 3).try_into().unwrap_or(3),
            ejection: some(time(EJECTION, 5)),
            compression: match start.text(COMPRESSION).as_deref() {
                Some("gzip") => Some(CompressionEncoding::Gzip),
                Some("zstd") => Some(CompressionEncoding::Zstd),
                _ => None,
            },
            server_name: start.text(SERVER_NAME),
        }
    }
}
