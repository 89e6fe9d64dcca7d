//! What values each kind of setting takes. Checked once when the configuration is read; parsed
//! again, by the same functions, when a value is asked for.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::Kind;

impl Kind {
    /// What is wrong with `value` and what would be right; never the value itself.
    ///
    /// # Errors
    /// The value can't be used.
    pub fn check(&self, value: &str) -> Result<(), String> {
        if value.trim().is_empty() {
            return Err("is empty: give a value or don't set it".to_owned());
        }
        match self {
            Kind::Text => Ok(()),
            Kind::List => list(value).iter().try_for_each(|name| {
                let problem = "has an empty name: give names with single commas between";
                if name.is_empty() {
                    Err(problem.to_owned())
                } else {
                    Ok(())
                }
            }),
            Kind::Listen { .. } => listen(value).map(drop),
            Kind::Port => number(value, 0, u64::from(u16::MAX)).map(drop),
            Kind::Upstream => list(value).iter().try_for_each(|address| upstream(address)),
            Kind::Duration => duration(value).map(drop),
            Kind::Size => size(value).map(drop),
            Kind::Number { min, max } => number(value, *min, *max).map(drop),
            Kind::Switch => switch(value).map(drop),
            Kind::OneOf(words) if words.contains(&value) => Ok(()),
            Kind::OneOf(words) => Err(format!("is not one of: {}", words.join(", "))),
            Kind::Shape { check, .. } => check(value),
        }
    }

    /// The placeholder of a value in `--help`.
    pub(crate) fn placeholder(&self) -> String {
        match self {
            Kind::Text => "TEXT".to_owned(),
            Kind::List => "NAME,NAME".to_owned(),
            Kind::Listen { .. } => "IP[:PORT]".to_owned(),
            Kind::Port => "PORT".to_owned(),
            Kind::Upstream => "HOST:PORT".to_owned(),
            Kind::Duration => "TIME".to_owned(),
            Kind::Size => "BYTES".to_owned(),
            Kind::Number { .. } => "NUMBER".to_owned(),
            Kind::Switch => "BOOL".to_owned(),
            Kind::OneOf(words) => words.join("|"),
            Kind::Shape { name, .. } => (*name).to_owned(),
        }
    }
}

pub(crate) fn list(value: &str) -> Vec<&str> {
    value.split(',').map(str::trim).collect()
}

pub(crate) fn number(value: &str, min: u64, max: u64) -> Result<u64, String> {
    let wrong = || format!("is not a whole number from {min} to {max}");
    let number: u64 = value.parse().map_err(|_| wrong())?;
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        Err(wrong())
    }
}

pub(crate) fn switch(value: &str) -> Result<bool, String> {
    match value {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("is not true or false".to_owned()),
    }
}

pub(crate) fn duration(value: &str) -> Result<Duration, String> {
    const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
    // Nothing is nothing in any unit.
    if value == "0" {
        return Ok(Duration::ZERO);
    }
    let millis = scaled(value, &UNITS).ok_or("is not a time such as 500ms, 10s, 2m or 1h")?;
    Ok(Duration::from_millis(millis))
}

pub(crate) fn size(value: &str) -> Result<usize, String> {
    const UNITS: [(&str, u64); 4] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("", 1),
    ];
    let bytes = scaled(value, &UNITS).and_then(|bytes| usize::try_from(bytes).ok());
    bytes.ok_or_else(|| "is not a number of bytes such as 65536, 64KiB or 4MiB".to_owned())
}

/// `12ms` → 12 times the unit's factor; `None` for another unit, no number or too large a one.
fn scaled(value: &str, units: &[(&str, u64)]) -> Option<u64> {
    let end = value
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(value.len());
    let (digits, unit) = value.split_at(end);
    let factor = units.iter().find(|(name, _)| *name == unit)?.1;
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

/// An address to listen on; its port, if it gives one.
pub(crate) fn listen(value: &str) -> Result<(IpAddr, Option<u16>), String> {
    let value = value.replacen("localhost", "127.0.0.1", 1);
    if let Ok(address) = value.parse::<SocketAddr>() {
        return Ok((address.ip(), Some(address.port())));
    }
    if let Some(port) = value.strip_prefix(':').and_then(|port| port.parse().ok()) {
        return Ok((IpAddr::V4(Ipv4Addr::UNSPECIFIED), Some(port)));
    }
    match value.trim_matches(['[', ']']).parse() {
        Ok(ip) => Ok((ip, None)),
        Err(_) => Err("is not an address such as 0.0.0.0, 127.0.0.1:8080 or [::]:8080".to_owned()),
    }
}

fn upstream(address: &str) -> Result<(), String> {
    let wrong = || "is not host:port (several with commas between)".to_owned();
    let schemes = ["http://", "https://"].into_iter();
    let bare = schemes
        .filter_map(|scheme| address.strip_prefix(scheme))
        .next();
    let address = bare.unwrap_or(address);
    let (host, port) = address.rsplit_once(':').ok_or_else(wrong)?;
    let port_is_right = port.parse::<u16>().is_ok_and(|port| port != 0);
    let bracketed = host.starts_with('[') && host.ends_with(']');
    let host_is_right =
        !host.is_empty() && !host.contains(['/', '@', ' ']) && (bracketed || !host.contains(':'));
    if port_is_right && host_is_right {
        Ok(())
    } else {
        Err(wrong())
    }
}
