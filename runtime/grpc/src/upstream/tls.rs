//! TLS to services elsewhere. The files that the settings name are read again for every connection,
//! so that rotated ones hold from the next connection on; as long as they stay the same, so does
//! what was made of them, and sessions are resumed.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{AlertDescription, CertificateError, ClientConfig};
use tokio_rustls::rustls::{Error as TlsError, InvalidMessage};
use tonica_runtime::{Error, Start};

use super::options::{CA, CERT, KEY, SERVER_NAME};
use super::pem::{Wrong, certificates, content, roots};

const HTTP2: &[u8] = b"h2";

/// What the settings say, and what was last made of it.
#[derive(Debug)]
pub(super) struct Tls {
    ca: Option<String>,
    cert: Option<String>,
    key: Option<String>,
    made: Mutex<Option<(Files, Arc<ClientConfig>)>>,
}

/// The contents of the files; of those that are set.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Files {
    ca: Option<Vec<u8>>,
    cert: Option<Vec<u8>>,
    key: Option<Vec<u8>>,
}

impl Tls {
    /// What the settings say. All files are read once, to say at the start what is wrong.
    pub(super) fn read(start: &Start) -> Result<Arc<Tls>, Error> {
        let tls = Tls {
            ca: start.text(CA),
            cert: start.text(CERT),
            key: start.text(KEY),
            made: Mutex::default(),
        };
        let check = || {
            if let Some(name) = start.text(SERVER_NAME) {
                ServerName::try_from(name)
                    .map_err(|_| (SERVER_NAME, "is not the name of a host".to_owned()))?;
            }
            tls.config()
        };
        match check() {
            Ok(_) => Ok(Arc::new(tls)),
            Err((setting, reason)) => Err(Error::config(setting, reason)),
        }
    }

    /// Encrypts a connection to the server of this name.
    pub(super) async fn connect(
        self: &Arc<Self>,
        stream: TcpStream,
        host: &str,
    ) -> Result<TlsStream<TcpStream>, String> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| format!("{host} is no name that a certificate could be for"))?;
        let tls = Arc::clone(self);
        let config = spawn_blocking(move || tls.config()).await;
        let config = config
            .map_err(|error| error.to_string())?
            .map_err(|(setting, reason)| format!("{setting}: {reason}"))?;
        let stream = TlsConnector::from(config).connect(name, stream).await;
        let stream = stream.map_err(|error| explained(&error))?;
        match stream.get_ref().1.alpn_protocol() {
            Some(HTTP2) => Ok(stream),
            _ => Err("it doesn't offer HTTP/2 over TLS (ALPN h2)".to_owned()),
        }
    }

    /// What the files say now.
    fn config(&self) -> Result<Arc<ClientConfig>, Wrong> {
        let files = Files {
            ca: content(CA, self.ca.as_deref())?,
            cert: content(CERT, self.cert.as_deref())?,
            key: content(KEY, self.key.as_deref())?,
        };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        match &*made {
            Some((from, config)) if *from == files => Ok(Arc::clone(config)),
            _ => {
                let config = Arc::new(self.make(&files)?);
                *made = Some((files, Arc::clone(&config)));
                Ok(config)
            }
        }
    }

    fn make(&self, files: &Files) -> Result<ClientConfig, Wrong> {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| (CA, error.to_string()))?
            .with_root_certificates(roots(self.ca.as_deref(), files.ca.as_deref())?);
        let mut config = match (&files.cert, &files.key) {
            (None, None) => builder.with_no_client_auth(),
            (Some(cert), Some(key)) => {
                let chain = certificates(CERT, self.cert.as_deref(), cert)?;
                let file = self.key.as_deref().unwrap_or_default();
                let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| {
                    (KEY, format!("{file} holds no private key in PEM: {error}"))
                })?;
                builder.with_client_auth_cert(chain, key).map_err(|error| {
                    (
                        KEY,
                        format!("{file} can't be used with the certificate of {CERT}: {error}"),
                    )
                })?
            }
            (Some(_), None) => return Err((KEY, format!("is not set, {CERT} is: set both"))),
            (None, Some(_)) => return Err((CERT, format!("is not set, {KEY} is: set both"))),
        };
        config.alpn_protocols = vec![HTTP2.to_vec()];
        Ok(config)
    }
}

/// What a failed handshake means, and what to do.
fn explained(error: &std::io::Error) -> String {
    let tls = error.get_ref().and_then(|error| error.downcast_ref());
    let hint = match tls {
        Some(TlsError::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        )) => {
            "its certificate is of an issuer that is not trusted: give its root in GRPC_UPSTREAM_CA"
        }
        Some(TlsError::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => "its certificate is for another name: use that one, or set GRPC_UPSTREAM_SERVER_NAME",
        Some(TlsError::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        )) => "its certificate has expired",
        Some(TlsError::InvalidMessage(InvalidMessage::InvalidContentType)) => {
            "it does not speak TLS: use http://"
        }
        Some(
            TlsError::NoApplicationProtocol
            | TlsError::AlertReceived(AlertDescription::NoApplicationProtocol),
        ) => "it doesn't offer HTTP/2 over TLS (ALPN h2)",
        _ => "TLS failed",
    };
    format!("{hint}: {error}")
}

/// The same for a connection that ended after its handshake: by then only the text is left.
pub(super) fn explained_late(reason: String) -> String {
    if !reason.contains("received fatal alert") {
        return reason;
    }
    format!("it asks for another certificate than GRPC_UPSTREAM_CERT gives: {reason}")
}
