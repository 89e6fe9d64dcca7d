//! Where a service elsewhere is, as its setting says it: names and ports, not yet resolved.

use std::net::IpAddr;

use http::uri::{Authority, Scheme};

/// One of the endpoints that a setting gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: bool,
}

impl Address {
    /// Reads all of a setting's value: endpoints with commas between, each once.
    pub(super) fn read_all(text: &str) -> Result<Vec<Address>, String> {
        let mut all = Vec::new();
        for text in text.split(',') {
            let address = Address::read(text.trim())?;
            if !all.contains(&address) {
                all.push(address);
            }
        }
        Ok(all)
    }

    /// Reads `host:port`, `http://host:port` or `https://host:port`; an IPv6 host is in brackets.
    fn read(text: &str) -> Result<Address, String> {
        let wrong = || format!("{text:?} is not host:port, http://host:port or https://host:port");
        let (tls, bare) = match text.strip_prefix("https://") {
            Some(bare) => (true, bare),
            None => (false, text.strip_prefix("http://").unwrap_or(text)),
        };
        let bare = bare.strip_suffix('/').unwrap_or(bare);
        let (host, port) = bare.rsplit_once(':').ok_or_else(wrong)?;
        let port = port.parse().map_err(|_| wrong())?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let address = Address { host, port, tls };
        match address.authority(None) {
            Some(_) if !address.host.is_empty() => Ok(address),
            _ => Err(wrong()),
        }
    }

    /// What requests to it name as their server; `instead` takes the place of the host.
    pub(super) fn authority(&self, instead: Option<&str>) -> Option<Authority> {
        let host = instead.unwrap_or(&self.host);
        let port = self.port;
        let text = if host.contains(':') {
            format!("[{host}]:{port}")
        } else {
            format!("{host}:{port}")
        };
        text.parse().ok()
    }

    pub(super) fn scheme(&self) -> Scheme {
        if self.tls {
            Scheme::HTTPS
        } else {
            Scheme::HTTP
        }
    }

    /// The IP address, where the host is one: then there is nothing to resolve.
    pub(super) fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}
