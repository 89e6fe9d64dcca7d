//! TLS to services elsewhere, against a server with certificates of our own making.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tonica_grpc::Channel;
use tonica_runtime::{Error, Mode, Start};

use crate::fake::{Act, Fake};
use crate::process::{start, until};
use crate::{GET, STEADY, call, detail, steady};

/// Who signs certificates, and where they lie.
struct Authority {
    folder: TempDir,
    issuer: Issuer<'static, KeyPair>,
}

/// The files of a certificate.
struct Files {
    cert: PathBuf,
    key: PathBuf,
}

impl Authority {
    fn new() -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let folder = TempDir::new().unwrap();
        let root = params.self_signed(&key).unwrap().pem();
        std::fs::write(folder.path().join("root.pem"), root).unwrap();
        let issuer = Issuer::new(params, key);
        Authority { folder, issuer }
    }

    fn root(&self) -> String {
        text(&self.folder.path().join("root.pem"))
    }

    /// A certificate for this name, good until that year.
    fn sign(&self, name: &str, until: i32) -> Files {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(until, 1, 1);
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        let file = |kind: &str| self.folder.path().join(format!("{name}.{kind}.pem"));
        let files = Files {
            cert: file("cert"),
            key: file("key"),
        };
        std::fs::write(&files.cert, cert.pem()).unwrap();
        std::fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A server with TLS before a fake that always answers.
struct Secure {
    addr: SocketAddr,
    _fake: Fake,
}

impl Secure {
    /// `clients` signs the certificates that clients must show.
    async fn new(files: &Files, clients: Option<&Authority>, alpn: &[u8]) -> Secure {
        let fake = Fake::new(|_| Act::ok()).await;
        let provider = Arc::new(default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                let root = CertificateDer::from_pem_file(authority.root()).unwrap();
                roots.add(root).unwrap();
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let cert = CertificateDer::from_pem_file(&files.cert).unwrap();
        let key = PrivateKeyDer::from_pem_file(&files.key).unwrap();
        let mut config = builder.with_single_cert(vec![cert], key).unwrap();
        config.alpn_protocols = vec![alpn.to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let secure = Secure {
            addr: listener.local_addr().unwrap(),
            _fake: fake,
        };
        let behind = secure._fake.addr;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut stream = acceptor.accept(stream).await?;
                    let mut behind = TcpStream::connect(behind).await?;
                    tokio::io::copy_bidirectional(&mut stream, &mut behind).await
                });
            }
        });
        secure
    }

    fn https(&self) -> String {
        format!("https://{}", self.addr)
    }
}

/// Calls, which must fail for a reason that says all of this.
async fn refused(addr: &str, settings: &[(&str, &str)], hints: &[&str]) {
    let (start, channel) = steady(addr, settings);
    until("readiness is told why", || {
        let reasons = start.readiness().reasons();
        reasons
            .iter()
            .any(|(_, reason)| hints.iter().all(|hint| reason.contains(hint)))
    })
    .await;
    let status = call(&channel, GET).await.unwrap_err();
    assert_eq!(status.message(), "echo can't be reached");
    assert!(detail(&status).contains(hints[0]), "{status}");
}

#[tokio::test]
async fn a_server_with_a_trusted_certificate_is_called() {
    let authority = Authority::new();
    let server = Secure::new(&authority.sign("127.0.0.1", 2100), None, b"h2").await;
    let root = authority.root();
    let (_start, channel) = steady(&server.https(), &[("GRPC_UPSTREAM_CA", &root)]);
    for _ in 0..10 {
        call(&channel, GET).await.unwrap();
    }
}

#[tokio::test]
async fn certificates_that_can_not_be_trusted_are_told_apart() {
    let (authority, other) = (Authority::new(), Authority::new());
    let (root, others) = (authority.root(), other.root());
    let good = Secure::new(&authority.sign("127.0.0.1", 2100), None, b"h2").await;
    let hints = ["give its root in GRPC_UPSTREAM_CA"];
    refused(&good.https(), &[("GRPC_UPSTREAM_CA", &others)], &hints).await;

    let settings = [("GRPC_UPSTREAM_CA", root.as_str())];
    let old = Secure::new(&authority.sign("127.0.0.1", 2020), None, b"h2").await;
    refused(&old.https(), &settings, &["expired"]).await;

    let named = Secure::new(&authority.sign("echo.internal", 2100), None, b"h2").await;
    let hints = ["GRPC_UPSTREAM_SERVER_NAME", "echo.internal"];
    refused(&named.https(), &settings, &hints).await;
    let name = ("GRPC_UPSTREAM_SERVER_NAME", "echo.internal");
    let (_start, channel) = steady(&named.https(), &[settings[0], name]);
    call(&channel, GET).await.unwrap();
}

#[tokio::test]
async fn a_server_without_tls_or_without_http2_is_told_apart() {
    let authority = Authority::new();
    let root = authority.root();
    let settings = [("GRPC_UPSTREAM_CA", root.as_str())];
    let plain = Fake::bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let addr = format!("https://{}", plain.addr);
    refused(&addr, &settings, &["it does not speak TLS: use http://"]).await;
    let files = authority.sign("127.0.0.1", 2100);
    let secure = Secure::new(&files, None, b"h2").await;
    let hints = ["it speaks TLS: use https://"];
    refused(&secure.addr.to_string(), &settings, &hints).await;
    let old = Secure::new(&files, None, b"http/1.1").await;
    refused(&old.https(), &settings, &["doesn't offer HTTP/2"]).await;
}

#[tokio::test]
async fn a_server_that_asks_for_a_certificate_gets_ours() {
    let authority = Authority::new();
    let files = authority.sign("127.0.0.1", 2100);
    let server = Secure::new(&files, Some(&authority), b"h2").await;
    let root = authority.root();
    let ca = ("GRPC_UPSTREAM_CA", root.as_str());
    refused(&server.https(), &[ca], &["GRPC_UPSTREAM_CERT"]).await;
    let own = authority.sign("gateway", 2100);
    let (cert, key) = (text(&own.cert), text(&own.key));
    let settings = [
        ca,
        ("GRPC_UPSTREAM_CERT", cert.as_str()),
        ("GRPC_UPSTREAM_KEY", key.as_str()),
    ];
    let (_start, channel) = steady(&server.https(), &settings);
    call(&channel, GET).await.unwrap();
}

#[tokio::test]
async fn a_file_that_changes_holds_for_the_next_connection() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = Secure::new(&authority.sign("127.0.0.1", 2100), None, b"h2").await;
    let root = other.root();
    let (start, channel) = steady(&server.https(), &[("GRPC_UPSTREAM_CA", &root)]);
    call(&channel, GET).await.unwrap_err();
    std::fs::copy(authority.root(), &root).unwrap();
    until("the new root is read", || start.readiness().is_ready()).await;
    call(&channel, GET).await.unwrap();
}

/// Why the process can't start with these settings.
fn wrong(settings: &[(&str, &str)]) -> Error {
    let own = [("ECHO_ADDR", "https://127.0.0.1:1")];
    let start: Start = start(Mode::Gateway, &[], &[&own, settings].concat());
    Channel::to(&start, &STEADY).unwrap_err()
}

#[tokio::test]
async fn files_that_can_not_be_used_are_errors_of_their_setting() {
    let authority = Authority::new();
    let folder = authority.folder.path();
    let files = authority.sign("gateway", 2100);
    let (cert, key) = (text(&files.cert), text(&files.key));
    let other = text(&authority.sign("other", 2100).key);
    let (none, empty) = (text(&folder.join("none")), text(&folder.join("empty")));
    std::fs::write(&empty, "").unwrap();
    let root = authority.root();
    let ca = ("GRPC_UPSTREAM_CA", root.as_str());
    let (cert, key) = (("GRPC_UPSTREAM_CERT", &*cert), ("GRPC_UPSTREAM_KEY", &*key));
    for (settings, parts) in [
        (
            vec![("GRPC_UPSTREAM_CA", &*none)],
            ["GRPC_UPSTREAM_CA", &none],
        ),
        (
            vec![("GRPC_UPSTREAM_CA", &*empty)],
            ["GRPC_UPSTREAM_CA", &empty],
        ),
        (
            vec![ca, ("GRPC_UPSTREAM_CERT", &*none), key],
            ["GRPC_UPSTREAM_CERT", &none],
        ),
        (
            vec![ca, cert, ("GRPC_UPSTREAM_KEY", &*empty)],
            ["GRPC_UPSTREAM_KEY", &empty],
        ),
        (
            vec![ca, cert, ("GRPC_UPSTREAM_KEY", &*other)],
            ["GRPC_UPSTREAM_KEY", &other],
        ),
        (vec![ca, cert], ["GRPC_UPSTREAM_KEY", "is not set"]),
        (vec![ca, key], ["GRPC_UPSTREAM_CERT", "is not set"]),
        (
            vec![ca, ("GRPC_UPSTREAM_SERVER_NAME", "a b")],
            ["GRPC_UPSTREAM_SERVER_NAME", "name"],
        ),
    ] {
        let error = wrong(&settings);
        assert!(error.is_config(), "{error}");
        for part in parts {
            assert!(error.to_string().contains(part), "{part}: {error}");
        }
    }
}
