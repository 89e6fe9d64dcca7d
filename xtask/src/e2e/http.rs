//! Plain HTTP, as curl speaks it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use ureq::http::Request;
use ureq::{Agent, Body};

/// Longer than any call may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An answer of whatever status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// GET on the loopback address.
pub(crate) fn get(port: u16, path: &str) -> Result<Answer> {
    let request = Request::get(url(port, path)).body(())?;
    answer(agent().run(request)?)
}

/// POST with a JSON body.
pub(crate) fn post(port: u16, path: &str, body: &Value) -> Result<Answer> {
    let request = Request::post(url(port, path)).header("content-type", "application/json");
    answer(agent().run(request.body(body.to_string())?)?)
}

/// Any request.
pub(crate) fn send(request: Request<String>) -> Result<Answer> {
    answer(agent().run(request)?)
}

impl Answer {
    /// The body as JSON; the status must be `status`.
    pub(crate) fn json(&self, status: u16) -> Result<Value> {
        let Self {
            status: found,
            body,
        } = self;
        ensure!(
            *found == status,
            "status {found} instead of {status}: {body}"
        );
        serde_json::from_str(body).with_context(|| format!("no JSON: {body}"))
    }
}

/// Without connections kept between calls: each one is a first one.
fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None);
    let config = config.timeout_global(Some(TIMEOUT)).max_idle_connections(0);
    config.build().into()
}

fn answer(mut response: ureq::http::Response<Body>) -> Result<Answer> {
    Ok(Answer {
        status: response.status().as_u16(),
        body: response.body_mut().read_to_string()?,
    })
}

/// An address on the loopback address.
pub(crate) fn url(port: u16, path: &str) -> String {
    format!("http://127.0.0.1:{port}{path}")
}
