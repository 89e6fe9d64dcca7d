//! Content codings: gzip, br and zstd, of answers that a client takes compressed and of bodies that
//! it sends so. Which of them a request wants is in `accept`, the rest of the rules here; what is
//! compressed is bytes, whatever they mean.

mod accept;
mod coding;
mod compressed;
mod compressor;
mod decoded;
mod decompressor;
mod kind;

use http::{HeaderValue, Response, StatusCode, header};
use tonica_runtime::{Kind, Setting, Start};

pub(crate) use accept::Choice;
pub(crate) use coding::Coding;
pub(crate) use decoded::{Broken, Decoded, of_body};

use crate::body::Reply;
use crate::{etag, vary};
use compressor::Compressor;

const CODINGS: &str = "GATEWAY_COMPRESSION";
const LEAST: &str = "GATEWAY_COMPRESSION_MIN";

/// What is smaller fits into a packet as it is.
const DEFAULT_LEAST: usize = 1 << 10;

/// What is larger is compressed beside the threads that serve, not on one of them.
const LARGE: usize = 64 << 10;

/// How answers are compressed, where they are.
#[derive(Debug)]
pub(crate) struct Encoding {
    /// The best liked first.
    codings: Vec<Coding>,
    /// In bytes.
    least: usize,
}

/// The rows of the table.
pub(crate) fn settings() -> [Setting; 2] {
    let codings = Kind::Shape {
        name: "CODING,CODING",
        check: |value| coding::list(value).map(drop),
    };
    let help = "How answers may be compressed, the best liked first: zstd, br, gzip; or none";
    [
        Setting::new(CODINGS, codings, Some("none"), help),
        Setting::new(
            LEAST,
            Kind::Size,
            Some("1KiB"),
            "The smallest answer that is compressed",
        ),
    ]
}

impl Encoding {
    /// What the settings say; `None`: nothing is compressed.
    pub(crate) fn new(start: &Start) -> Option<Self> {
        let codings = coding::list(&start.text(CODINGS)?).ok()?;
        let least = start.size(LEAST).unwrap_or(DEFAULT_LEAST);
        (!codings.is_empty()).then_some(Self { codings, least })
    }

    /// What of the choice holds for an answer: `None` where compression is not about it. Says in its
    /// headers that others may get it otherwise.
    pub(crate) fn prepare(choice: Choice, response: &mut Response<Reply>) -> Option<Choice> {
        let concerned = concerns(choice, response);
        if concerned {
            vary::add(response.headers_mut(), &header::ACCEPT_ENCODING);
        }
        concerned.then_some(choice)
    }

    /// Compresses an answer as was chosen, where that is worth it.
    pub(crate) async fn apply(&self, choice: Choice, response: &mut Response<Reply>) {
        let Some(coding) = choice.coding else { return };
        let body = std::mem::replace(response.body_mut(), Reply::Whole(bytes::Bytes::new()));
        let (body, is_done) = match body {
            Reply::Whole(bytes) => self.whole(coding, choice.must, bytes).await,
            Reply::Stream(stream) => (compressed::stream(coding, stream), true),
        };
        *response.body_mut() = body;
        if is_done {
            let headers = response.headers_mut();
            let name = HeaderValue::from_static(coding.name());
            headers.insert(header::CONTENT_ENCODING, name);
            headers.remove(header::CONTENT_LENGTH);
            etag::weaken(headers);
        }
    }

    /// The body, and whether it is compressed: not if that would make it longer.
    async fn whole(&self, coding: Coding, must: bool, bytes: bytes::Bytes) -> (Reply, bool) {
        if bytes.is_empty() || (bytes.len() < self.least && !must) {
            return (Reply::Whole(bytes), false);
        }
        let length = bytes.len();
        let small = if length <= LARGE {
            Compressor::whole(coding, &bytes)
        } else {
            let bytes = bytes.clone();
            let work = move || Compressor::whole(coding, &bytes);
            let done = tokio::task::spawn_blocking(work).await;
            done.unwrap_or_else(|error| Err(std::io::Error::other(error)))
        };
        match small {
            Ok(small) if small.len() < length || must => (Reply::Whole(small.into()), true),
            Ok(_) => (Reply::Whole(bytes), false),
            Err(error) => {
                tracing::error!(%error, "an answer can't be compressed");
                (Reply::Whole(bytes), false)
            }
        }
    }
}

/// Whether an answer is one that compression is about.
fn concerns(choice: Choice, response: &Response<Reply>) -> bool {
    let headers = response.headers();
    let has_body = !matches!(
        response.status(),
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT
    );
    has_body
        && !headers.contains_key(header::CONTENT_ENCODING)
        && !kind::must_stay(headers)
        && (choice.must || kind::is_compressible(headers))
}
