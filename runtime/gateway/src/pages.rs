//! Pages that no route stands behind: the OpenAPI document, and the docs page that shows it. What
//! they say is the generator's and the docs crate's; here it is only sent.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};

use crate::body::Reply;
use crate::{etag, media};

/// Where the OpenAPI document is.
const OPENAPI: &str = "/openapi.json";
/// Where the docs page is, with or without a slash behind.
const DOCS: &str = "/docs";

/// A header of an asset: its name in lower case, and its value.
pub type Header = (&'static str, &'static str);

/// The files of the docs page: what is at a path below the page's (`""`: the page itself), in
/// gzip where the second argument allows it.
pub type Docs = fn(&str, bool) -> Option<Asset>;

/// A file of the docs page.
#[derive(Debug, Clone)]
pub struct Asset {
    /// What is sent.
    pub bytes: &'static [u8],
    /// What tells it from other bytes, in quotes.
    pub etag: String,
    /// Its media type, how it may be kept, and what else goes with it.
    pub headers: Vec<Header>,
}

/// The pages of a gateway.
pub(crate) struct Pages {
    openapi: Bytes,
    docs: Option<Docs>,
    on: bool,
}

/// A page that a request asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Page<'p> {
    OpenApi,
    /// The docs page without its slash: its files lie below it.
    Redirect,
    /// A file of the docs page.
    Docs(&'p str),
}

impl Page<'_> {
    /// Its label in metrics.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::OpenApi => OPENAPI,
            Self::Redirect | Self::Docs(_) => DOCS,
        }
    }
}

impl Pages {
    /// Pages, unless they are switched off. A project without a document gives an empty one.
    pub(crate) fn new(openapi: &'static str, docs: Option<Docs>, on: bool) -> Self {
        Self {
            openapi: Bytes::from_static(openapi.as_bytes()),
            docs,
            on,
        }
    }

    /// The page that a request asks for.
    pub(crate) fn find<'p>(&self, head: &'p Parts) -> Option<Page<'p>> {
        let page = self.at(head.uri.path())?;
        matches!(head.method, Method::GET | Method::HEAD).then_some(page)
    }

    /// The page at a path.
    pub(crate) fn at<'p>(&self, path: &'p str) -> Option<Page<'p>> {
        if path == OPENAPI {
            return (self.on && !self.openapi.is_empty()).then_some(Page::OpenApi);
        }
        let below = path.strip_prefix(DOCS)?;
        self.docs.filter(|_| self.on)?;
        match below.strip_prefix('/') {
            Some(file) => Some(Page::Docs(file)),
            None => below.is_empty().then_some(Page::Redirect),
        }
    }

    /// The answer to a request for a page; `None` for a file that isn't there.
    pub(crate) fn answer(&self, page: Page<'_>, head: &Parts) -> Option<Response<Reply>> {
        match page {
            Page::OpenApi => {
                let mut response = Response::new(Reply::Whole(self.openapi.clone()));
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media::JSON));
                let cache = HeaderValue::from_static("no-cache");
                headers.insert(header::CACHE_CONTROL, cache);
                etag::mark(head, &mut response);
                Some(response)
            }
            Page::Redirect => {
                let mut response = Response::new(Reply::Whole(Bytes::new()));
                *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
                // Relative: a proxy may have taken a part off the path.
                let to = HeaderValue::from_static("docs/");
                response.headers_mut().insert(header::LOCATION, to);
                Some(response)
            }
            Page::Docs(file) => {
                let asset = self.docs?(file, media::takes_gzip(&head.headers))?;
                let mut response = Response::new(Reply::Whole(Bytes::from_static(asset.bytes)));
                for (name, value) in asset.headers {
                    let name = HeaderName::from_static(name);
                    let value = HeaderValue::from_static(value);
                    response.headers_mut().insert(name, value);
                }
                if let Ok(etag) = HeaderValue::try_from(asset.etag) {
                    response.headers_mut().insert(header::ETAG, etag);
                }
                Some(response)
            }
        }
    }
}
