//! The origins of pages as a setting lists them: whole ones, `https://*.example.com` for all hosts
//! below one, and `*`. Compared as browsers write them: scheme, host, and the port unless it is the
//! scheme's own.

/// A list of origins.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Origins {
    /// `*` is among them.
    pub(crate) any: bool,
    /// In lower case.
    exact: Vec<String>,
    below: Vec<Below>,
}

/// All hosts below one.
#[derive(Debug, PartialEq, Eq)]
struct Below {
    /// `https://`
    scheme: String,
    /// `.example.com`, with the port if there is one.
    end: String,
}

impl Origins {
    /// Reads a list with commas between.
    ///
    /// # Errors
    ///
    /// What is wrong with one of them, and how to write it.
    pub(crate) fn read(list: &str) -> Result<Self, String> {
        let mut origins = Self {
            any: false,
            exact: Vec::new(),
            below: Vec::new(),
        };
        for text in list.split(',').map(str::trim) {
            if text == "*" {
                origins.any = true;
                continue;
            }
            let wrong = |why: &str| format!("has {text:?}, which {why}");
            let lower = text.to_ascii_lowercase();
            let (scheme, authority) = lower.split_once("://").ok_or_else(|| {
                wrong("is no origin: write scheme and host, such as https://app.example.com")
            })?;
            check_scheme(scheme).map_err(wrong)?;
            let (host, port) = split(authority).map_err(wrong)?;
            let port = port.filter(|port| !is_default(scheme, *port));
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            match host.strip_prefix('*') {
                Some(end) => {
                    let rest = end.strip_prefix('.').ok_or_else(|| {
                        wrong("has a `*` that is not a part of the host by itself: https://*.example.com")
                    })?;
                    check_host(rest).map_err(wrong)?;
                    origins.below.push(Below {
                        scheme: format!("{scheme}://"),
                        end: format!("{end}{port}"),
                    });
                }
                None => {
                    check_host(host).map_err(wrong)?;
                    origins.exact.push(format!("{scheme}://{host}{port}"));
                }
            }
        }
        Ok(origins)
    }

    /// Whether a browser's `Origin` is one of these, other than by `*`.
    pub(crate) fn have(&self, origin: &str) -> bool {
        let same = |known: &String| known.eq_ignore_ascii_case(origin);
        self.exact.iter().any(same) || {
            let origin = origin.to_ascii_lowercase();
            self.below.iter().any(|below| below.have(&origin))
        }
    }
}

impl Below {
    fn have(&self, origin: &str) -> bool {
        let host = origin
            .strip_prefix(&self.scheme)
            .and_then(|rest| rest.strip_suffix(&self.end));
        host.is_some_and(|labels| check_host(labels).is_ok() && !labels.starts_with('['))
    }
}

fn check_scheme(scheme: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if scheme.starts_with(|first: char| first.is_ascii_lowercase()) && scheme.bytes().all(plain) {
        Ok(())
    } else {
        Err("has no scheme before its `://`, such as https")
    }
}

/// Host and port.
fn split(authority: &str) -> Result<(&str, Option<u16>), &'static str> {
    if authority.contains(['/', '?', '#']) {
        return Err(
            "goes on after the host: an origin is scheme, host and port, without a path or a slash",
        );
    }
    if authority.contains('@') {
        return Err("has a user: an origin is scheme, host and port");
    }
    let inside = authority.rfind(']').unwrap_or(0);
    match authority[inside..].rfind(':') {
        None => Ok((authority, None)),
        Some(colon) => {
            let (host, port) = authority.split_at(inside + colon);
            let port = port[1..].parse().ok().filter(|port| *port != 0);
            let port = port.ok_or("has a port that is no number from 1 to 65535")?;
            Ok((host, Some(port)))
        }
    }
}

fn check_host(host: &str) -> Result<(), &'static str> {
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(address) = address {
        let parsed = address.parse::<std::net::Ipv6Addr>();
        return parsed
            .map(drop)
            .map_err(|_| "has no IPv6 address in its brackets");
    }
    if host.contains('*') {
        return Err("has a `*` that is not the host's first part: https://*.example.com");
    }
    let label = |label: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        !label.is_empty() && label.bytes().all(plain)
    };
    if host.split('.').all(label) {
        Ok(())
    } else {
        Err(
            "has no host that a browser would send: letters, digits and `-` with dots between (others as xn--…)",
        )
    }
}

fn is_default(scheme: &str, port: u16) -> bool {
    matches!((scheme, port), ("http", 80) | ("https", 443))
}
