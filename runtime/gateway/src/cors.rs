//! Cross-origin requests (the CORS protocol of the Fetch standard): which origins' pages may read
//! answers. Closed unless origins are set. Hinders no request itself: what a page may not read, the
//! service did all the same.

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use tonica_runtime::{Error, Kind, Setting, Start};

use crate::body::Reply;
use crate::origins::Origins;
use crate::vary;

const ORIGINS: &str = "APP_CORS_ORIGINS";
const CREDENTIALS: &str = "GATEWAY_CORS_CREDENTIALS";
const MAX_AGE: &str = "GATEWAY_CORS_MAX_AGE";

/// What every page may read without being told so, and what concerns nobody but the browser.
const NOT_EXPOSED: [&str; 13] = [
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "expires",
    "last-modified",
    "pragma",
    "set-cookie",
    "transfer-encoding",
    "vary",
];

/// Most names of headers that a preflight may ask for.
const MAX_NAMES: usize = 64;

/// Which pages may read answers.
#[derive(Debug)]
pub(crate) struct Cors {
    origins: Origins,
    /// Whether a page may have the browser send cookies and the like along.
    credentials: bool,
    /// In seconds: how long a browser need not ask again.
    max_age: HeaderValue,
}

/// The rows of the table.
pub(crate) fn settings() -> [Setting; 3] {
    let origins = Kind::Shape {
        name: "ORIGIN,ORIGIN",
        check: |value| Origins::read(value).map(drop),
    };
    [
        Setting::new(
            ORIGINS,
            origins,
            None,
            "Whose pages may read answers: https://app.example.com, https://*.example.com, *",
        ),
        Setting::new(
            CREDENTIALS,
            Kind::Switch,
            Some("false"),
            "Whether those pages may send cookies along",
        ),
        Setting::new(
            MAX_AGE,
            Kind::Duration,
            Some("1h"),
            "How long a browser may rely on the answer to a preflight",
        ),
    ]
}

impl Cors {
    /// What the settings say; `None`: no page of another origin reads answers.
    ///
    /// # Errors
    ///
    /// Where any page at all could act as whoever looks at it.
    pub(crate) fn new(start: &Start) -> Result<Option<Self>, Error> {
        let Some(text) = start.text(ORIGINS) else {
            return Ok(None);
        };
        let origins = Origins::read(&text).map_err(|why| Error::config(ORIGINS, why))?;
        let credentials = start.flag(CREDENTIALS);
        if credentials && origins.any {
            let what = format!(
                "can't be true while {ORIGINS} has `*`: any page could act as whoever looks at it; \
                 name the origins, or leave cookies out"
            );
            return Err(Error::config(CREDENTIALS, what));
        }
        let max_age = start.duration(MAX_AGE).map_or(3600, |age| age.as_secs());
        Ok(Some(Self {
            origins,
            credentials,
            max_age: max_age.into(),
        }))
    }

    /// The answer to a browser that asks what a page may do, from what is served at the path (`allow`); `None`
    /// for any other request, and for pages that may do nothing.
    pub(crate) fn preflight(
        &self,
        head: &Parts,
        allow: impl FnOnce() -> Option<String>,
    ) -> Option<Response<Reply>> {
        let asks = head.method == Method::OPTIONS
            && head
                .headers
                .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if !asks || self.allowed(&head.headers).is_none() {
            return None;
        }
        let allow = allow()?;
        let mut response = Response::new(Reply::Whole(bytes::Bytes::new()));
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        if let Ok(allow) = HeaderValue::from_str(&allow) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allow.clone());
            headers.insert(header::ALLOW, allow);
        }
        if let Some(names) = asked(&head.headers) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names);
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, self.max_age.clone());
        vary::add(headers, &header::ACCESS_CONTROL_REQUEST_METHOD);
        vary::add(headers, &header::ACCESS_CONTROL_REQUEST_HEADERS);
        Some(response)
    }

    /// Says in an answer's headers who may read it, and what of it.
    pub(crate) fn mark(&self, head: &Parts, headers: &mut HeaderMap) {
        if !self.origins.any {
            vary::add(headers, &header::ORIGIN);
        }
        let Some(origin) = self.allowed(&head.headers) else {
            return;
        };
        if let Some(names) = exposed(headers) {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, names);
        }
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if self.credentials {
            let yes = HeaderValue::from_static("true");
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
        }
    }

    /// What to say of the origin that a request has.
    fn allowed(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        if self.origins.any {
            return Some(HeaderValue::from_static("*"));
        }
        let has = self.origins.have(origin.to_str().ok()?);
        has.then(|| origin.clone())
    }
}

/// The headers that a page wants to send: all of them, as the gateway decides itself what it makes
/// of each.
fn asked(headers: &HeaderMap) -> Option<HeaderValue> {
    let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS)?;
    let names = asked.to_str().ok()?.split(',').map(str::trim);
    let names: Vec<_> = names
        .filter(|name| HeaderName::from_bytes(name.as_bytes()).is_ok())
        .take(MAX_NAMES)
        .collect();
    HeaderValue::try_from(names.join(", ")).ok()
}

/// The headers of an answer that a page can't read untold.
fn exposed(headers: &HeaderMap) -> Option<HeaderValue> {
    let names = headers.keys().map(HeaderName::as_str);
    let names: Vec<_> = names
        .filter(|name| !NOT_EXPOSED.contains(name) && !name.starts_with("access-control-"))
        .collect();
    if names.is_empty() {
        return None;
    }
    HeaderValue::try_from(names.join(", ")).ok()
}
