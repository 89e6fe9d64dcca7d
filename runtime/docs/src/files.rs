//! The files of the page: two of its own, and those of Swagger UI below its version, so that a
//! browser may keep them for ever.

use std::sync::{LazyLock, OnceLock};

use flate2::Crc;
use tonica_gateway::{Asset, Header};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

use crate::archive::{self, Entry};

/// What of Swagger UI the page needs, and its media type.
const NEEDED: [(&str, &str); 3] = [
    ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("swagger-ui.css", "text/css; charset=utf-8"),
    ("favicon-32x32.png", "image/png"),
];

/// Where Swagger UI has them.
const FOLDER: &str = "dist/";

/// The page asks nobody else, is in no frame, and holds no script that isn't a file from here.
/// Swagger UI writes styles into its elements, and has images in its styles.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Looked at anew each time, which costs little: it has an ETag.
const ASK: &str = "no-cache";

/// The files that are made once, when the first one is asked for.
static FILES: LazyLock<Files> = LazyLock::new(Files::read);

struct Files {
    /// Of Swagger UI: `5.32.6`.
    version: &'static str,
    index: String,
    vendored: Vec<Vendored>,
}

struct Vendored {
    name: &'static str,
    kind: &'static str,
    entry: Entry<'static>,
    gzip: Option<Vec<u8>>,
    plain: OnceLock<Option<Vec<u8>>>,
}

/// The file at a path below the page's: `""` is the page itself. `gzip`: whether it may be
/// compressed so.
pub fn asset(path: &str, gzip: bool) -> Option<Asset> {
    let files = &*FILES;
    match path {
        "" => Some(own(files.index.as_bytes(), "text/html; charset=utf-8")),
        "docs.js" => Some(own(
            include_bytes!("docs.js"),
            "text/javascript; charset=utf-8",
        )),
        path => {
            let name = path.strip_prefix(files.version)?.strip_prefix('/')?;
            let mut vendored = files.vendored.iter();
            vendored.find(|file| file.name == name)?.asset(gzip)
        }
    }
}

impl Files {
    fn read() -> Self {
        let mut version = "";
        let mut vendored = Vec::new();
        for entry in archive::entries(SWAGGER_UI_VENDORED) {
            // `swagger-ui-5.32.6/dist/swagger-ui.css`
            let Some((top, path)) = entry.name.split_once('/') else {
                continue;
            };
            version = top.rsplit('-').next().unwrap_or(top);
            let mut needed = NEEDED.iter();
            let file = path.strip_prefix(FOLDER);
            let file = file.and_then(|file| needed.find(|(name, _)| *name == file));
            vendored.extend(file.map(|(name, kind)| Vendored {
                name,
                kind,
                entry,
                gzip: entry.gzip(),
                plain: OnceLock::new(),
            }));
        }
        Self {
            version,
            index: include_str!("index.html").replace("VERSION", version),
            vendored,
        }
    }
}

impl Vendored {
    fn asset(&'static self, gzip: bool) -> Option<Asset> {
        let mut headers = headers(self.kind, FOR_EVER);
        let zipped = self.gzip.as_ref().filter(|_| gzip);
        let bytes = match zipped {
            Some(bytes) => {
                headers.push(("content-encoding", "gzip"));
                bytes
            }
            None => {
                let plain = self.plain.get_or_init(|| self.entry.plain());
                plain.as_ref()?
            }
        };
        let end = if zipped.is_some() { "-gzip" } else { "" };
        if self.gzip.is_some() {
            headers.push(("vary", "accept-encoding"));
        }
        Some(Asset {
            bytes,
            etag: format!("\"{:08x}{end}\"", self.entry.sum),
            headers,
        })
    }
}

fn own(bytes: &'static [u8], kind: &'static str) -> Asset {
    let mut sum = Crc::new();
    sum.update(bytes);
    Asset {
        bytes,
        etag: format!("\"{:08x}\"", sum.sum()),
        headers: headers(kind, ASK),
    }
}

fn headers(kind: &'static str, cache: &'static str) -> Vec<Header> {
    vec![
        ("content-type", kind),
        ("cache-control", cache),
        ("content-security-policy", POLICY),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ]
}
