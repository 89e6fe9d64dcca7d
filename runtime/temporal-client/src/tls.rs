//! How the connection is secured: TLS, the server's authority, and a certificate of our own.

use temporalio_client::{ClientTlsOptions, TlsOptions};
use tonica_runtime::{Error, Kind, Setting, Start};

const TLS: &str = "TEMPORAL_TLS";
const SERVER_CA: &str = "TEMPORAL_TLS_SERVER_CA_CERT_PATH";
const SERVER_NAME: &str = "TEMPORAL_TLS_SERVER_NAME";
const CERT: &str = "TEMPORAL_TLS_CLIENT_CERT_PATH";
const KEY: &str = "TEMPORAL_TLS_CLIENT_KEY_PATH";

pub(crate) fn settings() -> Vec<Setting> {
    let row = |name, kind, help| Setting::new(name, kind, None, help);
    vec![
        row(
            TLS,
            Kind::Switch,
            "Speak TLS; on by itself with a key or a certificate",
        ),
        row(
            SERVER_CA,
            Kind::Text,
            "File of the authority that Temporal's certificate is of (PEM)",
        ),
        row(
            SERVER_NAME,
            Kind::Text,
            "The name in Temporal's certificate, if it isn't its host",
        ),
        row(
            CERT,
            Kind::Text,
            "File of the certificate to show to Temporal (PEM)",
        ),
        row(KEY, Kind::Text, "File of that certificate's key (PEM)"),
    ]
}

/// The options; `None` for a connection in the clear. `wanted` by what else is set.
pub(crate) fn read(start: &Start, wanted: bool) -> Result<Option<TlsOptions>, Error> {
    let set = |setting| start.text(setting).is_some();
    let wanted = wanted || [SERVER_CA, SERVER_NAME, CERT, KEY].into_iter().any(set);
    let on = if set(TLS) { start.flag(TLS) } else { wanted };
    if !on {
        return Ok(None);
    }
    let own = match (file(start, CERT)?, file(start, KEY)?) {
        (Some(cert), Some(key)) => Some(
            ClientTlsOptions::builder()
                .client_cert(cert)
                .client_private_key(key)
                .build(),
        ),
        (None, None) => None,
        (Some(_), None) => return Err(Error::config(KEY, needs(CERT))),
        (None, Some(_)) => return Err(Error::config(CERT, needs(KEY))),
    };
    let options = TlsOptions::builder()
        .maybe_server_root_ca_cert(file(start, SERVER_CA)?)
        .maybe_domain(start.text(SERVER_NAME))
        .maybe_client_tls_options(own)
        .build();
    Ok(Some(options))
}

fn needs(other: &str) -> String {
    format!("is not set, but {other} is: set both or neither")
}

fn file(start: &Start, setting: &str) -> Result<Option<Vec<u8>>, Error> {
    let Some(path) = start.text(setting) else {
        return Ok(None);
    };
    let unread = |error| Error::config(setting, format!("{path:?} can't be read: {error}"));
    std::fs::read(&path).map(Some).map_err(unread)
}
