//! The settings of the connection: where Temporal is and as whom to speak to it.

use std::time::Duration;

use temporalio_client::{ConnectionOptions, Url};
use tonica_runtime::{Error, Kind, Setting, Start};

use crate::tls;

const ADDRESS: &str = "TEMPORAL_ADDRESS";
const NAMESPACE: &str = "TEMPORAL_NAMESPACE";
const TIMEOUT: &str = "TEMPORAL_TIMEOUT";
const API_KEY: &str = "TEMPORAL_API_KEY";

/// The rows of the table of settings, for clients and workers alike.
pub fn settings() -> Vec<Setting> {
    let address = Kind::Shape {
        name: "HOST:PORT",
        check: |value| url(value, "http").map(drop),
    };
    let timeout = "How long a call to Temporal waits at most";
    let mut rows = vec![
        Setting::new(
            ADDRESS,
            address,
            Some("127.0.0.1:7233"),
            "Where Temporal is",
        ),
        Setting::new(
            NAMESPACE,
            Kind::Text,
            Some("default"),
            "The namespace in Temporal",
        ),
        Setting::new(TIMEOUT, Kind::Duration, Some("2s"), timeout),
        Setting::new(
            API_KEY,
            Kind::Text,
            None,
            "The key that Temporal knows this process by",
        )
        .secret(),
    ];
    rows.extend(tls::settings());
    rows.into_iter().map(|row| row.group("Temporal")).collect()
}

/// The settings' values, checked.
#[derive(Debug)]
pub(crate) struct Settings {
    /// As it was given, for what is told to people.
    pub(crate) address: String,
    pub(crate) namespace: String,
    pub(crate) timeout: Duration,
    pub(crate) connection: ConnectionOptions,
}

impl Settings {
    pub(crate) fn read(start: &Start) -> Result<Self, Error> {
        let text = |setting, default: &str| start.text(setting).unwrap_or(default.to_owned());
        let address = text(ADDRESS, "127.0.0.1:7233");
        let key = start.text(API_KEY);
        let tls = tls::read(start, key.is_some() || address.starts_with("https://"))?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let target = url(&address, scheme).map_err(|problem| Error::config(ADDRESS, problem))?;
        let timeout = start.duration(TIMEOUT).unwrap_or(Duration::from_secs(2));
        let connection = ConnectionOptions::new(target)
            .identity(identity())
            .maybe_api_key(key)
            .maybe_tls_options(tls)
            .connect_timeout(timeout)
            .build();
        Ok(Self {
            address,
            namespace: text(NAMESPACE, "default"),
            timeout,
            connection,
        })
    }
}

/// `host:port`, with or without `http://` or `https://` before it.
fn url(address: &str, scheme: &str) -> Result<Url, String> {
    let wrong = || "is not host:port, with or without http:// or https:// before it".to_owned();
    let text = match address.split_once("://") {
        Some(("http" | "https", _)) => address.to_owned(),
        Some(_) => return Err(wrong()),
        None => format!("{scheme}://{address}"),
    };
    let port = text.trim_end_matches('/').rsplit_once(':');
    let has_port = port.is_some_and(|(_, port)| port.parse::<u16>().is_ok_and(|port| port != 0));
    match Url::parse(&text) {
        Ok(url) if has_port && url.has_host() && url.path() == "/" => Ok(url),
        _ => Err(wrong()),
    }
}

/// As Temporal's own tools show a process: its id at its host.
fn identity() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = host.or_else(|| std::env::var("HOSTNAME").ok());
    let host = host.unwrap_or_else(|| "unknown".to_owned());
    format!("{}@{}", std::process::id(), host.trim())
}
