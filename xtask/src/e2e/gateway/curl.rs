//! The real curl: what a request is on its command line, and what it printed as an answer.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Longer than any answer may take, in seconds.
const PATIENCE: &str = "60";

/// A request to a port of this machine.
#[derive(Clone, Default)]
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    /// As it is sent: curl resolves no dots and no brackets in it.
    pub(super) path: &'a str,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: Option<&'a [u8]>,
    /// Further arguments.
    pub(super) arguments: &'a [&'a str],
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// In the order in which they came, names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `null` where there is none.
    pub(super) fn json(&self) -> Result<Value> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        let body = serde_json::from_str(&self.body);
        body.with_context(|| format!("no JSON: {} {}", self.status, self.body))
    }
}

/// Sends a request to a port of this machine.
pub(super) fn send(port: u16, request: &Request<'_>) -> Result<Answer> {
    let output = spawn(port, request)?.wait_with_output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "curl {} {}: {}: {stderr}",
        request.method,
        request.path,
        output.status
    );
    parse(&output.stdout)
}

/// Starts a request whose end others wait for.
pub(super) fn spawn(port: u16, request: &Request<'_>) -> Result<std::process::Child> {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--include", "--noproxy", "*"]);
    curl.args(["--path-as-is", "--globoff", "--max-time", PATIENCE]);
    // HEAD has an answer without the body that its headers speak of.
    match request.method {
        "HEAD" => curl.arg("--head"),
        method => curl.args(["--request", method]),
    };
    for (name, value) in &request.headers {
        curl.args(["--header", &format!("{name}: {value}")]);
    }
    if request.body.is_some() {
        // Not a form, and not asked for first.
        curl.args(["--data-binary", "@-", "--header", "Expect:"]);
        let typed = request.headers.iter();
        if !typed.into_iter().any(|(name, _)| *name == "content-type") {
            curl.args(["--header", "Content-Type:"]);
        }
    }
    curl.args(request.arguments);
    curl.arg(format!("http://127.0.0.1:{port}{}", request.path));
    curl.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = curl
        .spawn()
        .context("curl can't be run (Debian: apt-get install curl)")?;
    let mut input = child.stdin.take().context("curl has no stdin")?;
    // Bodies are smaller than a pipe holds, so this waits for nobody.
    input.write_all(request.body.unwrap_or_default())?;
    Ok(child)
}

/// What `--include` prints: heads of interim answers, the head, the body.
fn parse(printed: &[u8]) -> Result<Answer> {
    let printed = String::from_utf8(printed.to_vec()).context("the answer is no UTF-8")?;
    let mut rest = printed.as_str();
    loop {
        let (head, body) = rest.split_once("\r\n\r\n").context("no head")?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let status = status.with_context(|| format!("no status line: {head}"))?;
        if status.starts_with('1') {
            rest = body;
            continue;
        }
        let headers = lines.filter_map(|line| line.split_once(": "));
        return Ok(Answer {
            status: status.parse()?,
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        });
    }
}
