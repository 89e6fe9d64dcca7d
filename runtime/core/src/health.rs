//! The port of health and metrics: the first to answer, the last to close.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;

use crate::edge::{Edge, Limits, Serve};
use crate::{Error, Life, Metrics, Mode, Readiness, Role, Start, Stopper};

/// The reason against traffic while the process starts.
pub(crate) const START: &str = "start";
/// The reason against traffic while the process stops.
pub(crate) const STOP: &str = "stop";

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers from here on, until the stopper is dropped.
pub(crate) async fn open(start: &Start) -> Result<Stopper, Error> {
    let edge = Edge {
        name: "metrics",
        setting: "METRICS_PORT",
        addr: start.listen("METRICS_ADDR", "METRICS_PORT"),
        limits: Limits::of(start),
    };
    let bound = edge.bind().await?;
    // Its own readiness: this port says whether the process is ready, it is no part of that.
    let (life, stopper) = Life::new("metrics", &Readiness::default());
    let health = Arc::new(Health::of(start));
    tokio::spawn(async move {
        if let Err(error) = bound.run(health, life).await {
            tracing::debug!(%error, "the metrics port was closed");
        }
    });
    Ok(stopper)
}

struct Health {
    name: String,
    mode: Mode,
    counts: [(Role, usize); 4],
    readiness: Readiness,
    metrics: Metrics,
}

impl Health {
    fn of(start: &Start) -> Self {
        let running = |role| start.inner.selection.running(role).count();
        Self {
            name: start.text("APP_NAME").unwrap_or_default(),
            mode: start.mode(),
            counts: Role::ALL.map(|role| (role, running(role))),
            readiness: start.readiness().clone(),
            metrics: start.metrics().clone(),
        }
    }

    /// One word for where the process is in its life.
    fn status(&self, reasons: &[(String, String)]) -> &'static str {
        let has = |name| reasons.iter().any(|reason| reason.0 == name);
        match () {
            () if has(STOP) => "draining",
            () if has(START) => "starting",
            () if reasons.is_empty() => "ready",
            () => "not ready",
        }
    }

    /// Alive as long as it answers at all, whatever it waits for.
    fn live(&self) -> Response<Full<Bytes>> {
        let reasons = self.readiness.reasons();
        answer(StatusCode::OK, TEXT, format!("{}\n", self.status(&reasons)))
    }

    fn ready(&self) -> Response<Full<Bytes>> {
        let reasons = self.readiness.reasons();
        let mut text = format!("{}\n", self.status(&reasons));
        for (name, reason) in &reasons {
            text.push_str(&format!("{name}: {reason}\n"));
        }
        let ready = reasons.is_empty();
        let status = if ready {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        answer(status, TEXT, text)
    }

    fn report(&self) -> Response<Full<Bytes>> {
        let reasons = self.readiness.reasons();
        let status = self.status(&reasons);
        let name = quoted(&self.name);
        let mut json = format!(
            r#"{{"status":"{status}","name":{name},"mode":"{}""#,
            self.mode
        );
        for (role, count) in &self.counts {
            json.push_str(&format!(r#","{}":{count}"#, role.name()));
        }
        let pair =
            |(name, reason): &(String, String)| format!("{}:{}", quoted(name), quoted(reason));
        let reasons: Vec<_> = reasons.iter().map(pair).collect();
        json.push_str(&format!(r#","reasons":{{{}}}}}"#, reasons.join(",")));
        answer(StatusCode::OK, JSON, json)
    }
}

impl Serve for Health {
    type Body = Full<Bytes>;

    async fn serve(
        self: Arc<Self>,
        request: Request<Incoming>,
        _: SocketAddr,
    ) -> Response<Full<Bytes>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut answer = answer(StatusCode::METHOD_NOT_ALLOWED, TEXT, "GET or HEAD\n".into());
            answer
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        match request.uri().path() {
            "/livez" | "/healthz" => self.live(),
            "/readyz" => self.ready(),
            "/health" => self.report(),
            "/metrics" => answer(StatusCode::OK, OPEN_METRICS, self.metrics.text()),
            _ => {
                let paths = "/metrics /livez /readyz /healthz /health\n";
                answer(StatusCode::NOT_FOUND, TEXT, paths.to_owned())
            }
        }
    }
}

fn answer(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
