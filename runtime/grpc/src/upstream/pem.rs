//! Certificates and keys from the files that settings name. Every error tells the setting, for the
//! start, and the file.

use std::sync::LazyLock;

use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::options::CA;

/// A setting that can't be followed, and why.
pub(super) type Wrong = (&'static str, String);

/// The content of a file, if the setting names one.
pub(super) fn content(setting: &'static str, file: Option<&str>) -> Result<Option<Vec<u8>>, Wrong> {
    let Some(file) = file else {
        return Ok(None);
    };
    let content = std::fs::read(file);
    let content = content.map_err(|error| (setting, format!("{file} can't be read: {error}")))?;
    Ok(Some(content))
}

/// The certificates in a file.
pub(super) fn certificates(
    setting: &'static str,
    file: Option<&str>,
    pem: &[u8],
) -> Result<Vec<CertificateDer<'static>>, Wrong> {
    let file = file.unwrap_or_default();
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err((setting, format!("{file} holds no certificate in PEM"))),
        Err(error) => Err((setting, format!("{file} is not PEM: {error}"))),
    }
}

/// The roots of the file, or else those of the system.
pub(super) fn roots(file: Option<&str>, pem: Option<&[u8]>) -> Result<RootCertStore, Wrong> {
    /// Reading them takes milliseconds, and they change with the system alone.
    static SYSTEM: LazyLock<RootCertStore> = LazyLock::new(|| {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::debug!(%error, "a root certificate of the system can't be read");
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        roots
    });
    let Some(pem) = pem else {
        if SYSTEM.is_empty() {
            let what = "is not set, and the system has no root certificates: give a file of them";
            return Err((CA, what.to_owned()));
        }
        return Ok(SYSTEM.clone());
    };
    let mut roots = RootCertStore::empty();
    for certificate in certificates(CA, file, pem)? {
        let file = file.unwrap_or_default();
        roots.add(certificate).map_err(|error| {
            (
                CA,
                format!("{file} holds a certificate that can't be used: {error}"),
            )
        })?;
    }
    Ok(roots)
}
