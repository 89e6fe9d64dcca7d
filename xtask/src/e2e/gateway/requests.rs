//! Requests and what must be answered to them, as tables in YAML: each is sent by curl to both modes
//! of the gateway, and what they answer must be as the table says and the same, byte for byte.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;
use tonic::Code;

use super::curl::{self, Answer, Request};
use crate::e2e::grpc::Client;

/// Ids of our own, so that both modes answer with the same.
const IDS: [(&str, &str); 2] = [
    ("x-request-id", "request-1"),
    ("x-correlation-id", "story-1"),
];

/// Headers that belong to one answer alone.
const OF_ONE_ANSWER: [&str; 1] = ["date"];

/// A part of a table: what its rows are about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) part: String,
    pub(super) rows: Vec<Row>,
}

/// A request and its answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// Method and path.
    ask: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// A JSON body.
    #[serde(default)]
    body: Option<Value>,
    /// A body as it stands, instead.
    #[serde(default)]
    text: Option<String>,
    /// A text body of so many letters, instead.
    #[serde(default)]
    letters: Option<usize>,
    status: u16,
    /// Headers of the answer; `null`: it has none of that name.
    #[serde(default)]
    has: BTreeMap<String, Option<String>>,
    /// What the JSON of the answer holds: of an object these fields, of an array all items.
    #[serde(default)]
    says: Option<Value>,
    /// The whole body, as it stands.
    #[serde(default)]
    is: Option<String>,
    /// The same call over gRPC, which must have the same answer.
    #[serde(default)]
    grpc: Option<Rpc>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rpc {
    rpc: String,
    request: Value,
}

/// The gateway in both modes, and the service behind it.
pub(super) struct Modes<'a> {
    pub(super) aio: u16,
    pub(super) gateway: u16,
    pub(super) grpc: &'a Client,
}

pub(super) fn parse(table: &str) -> Result<Vec<Part>> {
    Ok(serde_saphyr::from_str(table)?)
}

/// Sends each request, and tells all that is wrong.
pub(super) fn check(rows: &[Row], modes: &Modes<'_>) -> Result<()> {
    let mut wrong = Vec::new();
    for row in rows {
        if let Err(error) = row.check(modes) {
            wrong.push(format!("{}: {error:#}", row.ask));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

impl Row {
    fn check(&self, modes: &Modes<'_>) -> Result<()> {
        let aio = self.send(modes.aio)?;
        self.expect(&aio).context("aio")?;
        let gateway = self.send(modes.gateway)?;
        self.expect(&gateway).context("gateway mode")?;
        ensure!(aio == gateway, "the modes differ:\n{aio:#?}\n{gateway:#?}");
        match &self.grpc {
            Some(rpc) => rpc.same(&aio, modes.grpc),
            None => Ok(()),
        }
    }

    fn send(&self, port: u16) -> Result<Answer> {
        let (method, path) = self.ask.split_once(' ').context("no blank in `ask`")?;
        let letters = self.letters.map(|count| "x".repeat(count));
        let body = self.body.as_ref().map(Value::to_string);
        let body = body.or_else(|| self.text.clone()).or(letters);
        let mut headers = IDS.to_vec();
        let own = self.headers.iter();
        headers.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
        if self.body.is_some() && !self.headers.contains_key("content-type") {
            headers.push(("content-type", "application/json"));
        }
        let mut answer = curl::send(
            port,
            &Request {
                method,
                path,
                headers,
                body: body.as_ref().map(String::as_bytes),
                ..Request::default()
            },
        )?;
        answer
            .headers
            .retain(|(name, _)| !OF_ONE_ANSWER.contains(&name.as_str()));
        Ok(answer)
    }

    fn expect(&self, answer: &Answer) -> Result<()> {
        let show = || format!("{answer:#?}");
        ensure!(answer.status == self.status, "{}", show());
        for (name, value) in IDS {
            ensure!(answer.header(name) == Some(value), "no {name}: {}", show());
        }
        for (name, value) in &self.has {
            let found = answer.header(name);
            ensure!(found == value.as_deref(), "{name} is {found:?}: {}", show());
        }
        if let Some(says) = &self.says {
            let found = answer.json()?;
            ensure!(holds(&found, says), "it doesn't say {says}: {found}");
        }
        if let Some(is) = &self.is {
            ensure!(answer.body == *is, "it isn't {is:?}: {}", show());
        }
        if self.status >= 400 && !self.ask.starts_with("HEAD ") {
            let json = answer.json()?;
            let whole = json["code"].is_u64() && json["message"].is_string();
            ensure!(whole && json["details"].is_array(), "no status: {json}");
        }
        Ok(())
    }
}

impl Rpc {
    /// Calls it, and compares with what REST answered.
    fn same(&self, rest: &Answer, client: &Client) -> Result<()> {
        let rest = rest.json()?;
        match client.call(&self.rpc, &self.request)? {
            Ok(message) => ensure!(message == rest, "gRPC: {message}, REST: {rest}"),
            Err(status) => {
                let code = rest["code"].as_i64().map(|code| Code::from(code as i32));
                let same = code == Some(status.code()) && rest["message"] == status.message();
                ensure!(same, "gRPC: {status:?}, REST: {rest}");
                let bare = status.details().is_empty() && rest["details"] == Value::Array(vec![]);
                ensure!(bare, "details: gRPC: {status:?}, REST: {rest}");
            }
        }
        Ok(())
    }
}

/// Whether a value is as it should be: an object may hold more.
fn holds(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => wanted.iter().all(|(key, wanted)| {
            let found = found.get(key).unwrap_or(&Value::Null);
            holds(found, wanted)
        }),
        (Value::Array(found), Value::Array(wanted)) => {
            let mut pairs = found.iter().zip(wanted);
            found.len() == wanted.len() && pairs.all(|(found, wanted)| holds(found, wanted))
        }
        (found, wanted) => found == wanted,
    }
}
