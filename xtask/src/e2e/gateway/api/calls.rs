//! The calls of calls.yaml, each made of both.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;

use super::Both;
use super::canonical::Canonical;
use super::differences::{self, Difference, Said};
use super::worker::Worker;
use crate::e2e::gateway::curl::{self, Request};
use crate::report::Report;
use crate::wait::until;

/// Asks the server for JSON as protobuf maps it, without shorthand for payloads.
const THEIR_JSON: &str = "application/json+no-payload-shorthand";
const OUR_JSON: &str = "application/json";

/// Namespaces of one length: sizes are told, too.
const THEIR_NAMESPACE: &str = "asked-of-them";
const OUR_NAMESPACE: &str = "asked-of-ours";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    part: String,
    /// Whether a worker of the task queue answers meanwhile.
    #[serde(default)]
    worker: Option<String>,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    ask: String,
    #[serde(default)]
    body: Option<Value>,
    /// Instead of JSON.
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    until: BTreeMap<String, Value>,
    #[serde(default)]
    keep: BTreeMap<String, String>,
    #[serde(default)]
    varies: bool,
    #[serde(default)]
    shared: bool,
    #[serde(default)]
    differs: Vec<String>,
}

/// One of the two.
struct Side {
    port: u16,
    json: &'static str,
    /// What stands in braces in calls.
    names: BTreeMap<String, String>,
    canonical: Canonical,
}

pub(super) fn run(report: &mut Report, both: &Both) {
    let parts = report.step("temporal: calls.yaml is read", parts);
    let parts = parts.unwrap_or_default();
    let ours = both.gateway.ports.http;
    let mut theirs = Side::new(both.temporal.http_port(), THEIR_JSON, THEIR_NAMESPACE);
    let mut ours = Side::new(ours, OUR_JSON, OUR_NAMESPACE);
    for part in &parts {
        let name = format!(
            "temporal: {}: {} calls answer alike",
            part.part,
            part.calls.len()
        );
        report.step(&name, || {
            let workers = part.worker.iter().flat_map(|queue| {
                let namespaces = [THEIR_NAMESPACE, OUR_NAMESPACE];
                namespaces.map(|namespace| Worker::start(both, namespace, queue))
            });
            let _workers = workers.collect::<Result<Vec<_>>>()?;
            let mut wrong = Vec::new();
            for call in &part.calls {
                if let Err(error) = compare(call, &mut theirs, &mut ours) {
                    wrong.push(format!("{}: {error:#}", call.ask));
                }
            }
            ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
            Ok(())
        });
    }
    let calls = parts.iter().flat_map(|part| &part.calls);
    let shown: Vec<&String> = calls.flat_map(|call| &call.differs).collect();
    for Difference { name, why, .. } in &differences::ALL {
        let count = shown.iter().filter(|shown| *shown == name).count();
        report.line(&format!("        differs: {name} ({count}): {why}"));
    }
}

fn parts() -> Result<Vec<Part>> {
    serde_saphyr::from_str(include_str!("calls.yaml")).context("calls.yaml")
}

/// Makes a call of each in its own namespace; where it only reads, of both in ours, too.
fn compare(call: &Call, theirs: &mut Side, ours: &mut Side) -> Result<()> {
    let mut said = [theirs.settled(call)?, ours.settled(call)?];
    for (side, said) in [&mut *theirs, &mut *ours].into_iter().zip(&mut said) {
        side.keep(call, said)?;
        said.body = side.canonical.of(&said.body);
    }
    if !call.shared {
        differ(call, said)?;
    }
    let reads = call.ask.starts_with("GET ") || call.ask.starts_with("HEAD ");
    if !reads || call.varies {
        return Ok(());
    }
    // It may change between the two calls, but not for ever.
    let mut last = Ok(());
    until(|| {
        let said = [theirs.ask(call, &ours.names)?, ours.ask(call, &ours.names)?];
        last = differ(call, said);
        Ok(last.is_ok())
    })?;
    last.context("of one entity")
}

/// Fails unless both say the same but for the differences that the call names.
fn differ(call: &Call, said: [Said; 2]) -> Result<()> {
    let [mut theirs, mut ours] = said.clone();
    let mut found = Vec::new();
    for difference in &differences::ALL {
        if (difference.take)(&mut theirs, &mut ours) {
            found.push(difference.name);
        }
    }
    let show = |said: &Said| format!("{} {}", said.status, said.body);
    let [their_all, our_all] = said.each_ref().map(show);
    ensure!(
        theirs == ours,
        "they differ\n    theirs: {their_all}\n    ours:   {our_all}"
    );
    ensure!(
        found == call.differs,
        "the differences are {found:?}, not {:?}\n    theirs: {their_all}\n    ours:   {our_all}",
        call.differs
    );
    Ok(())
}

impl Side {
    fn new(port: u16, json: &'static str, namespace: &str) -> Self {
        Self {
            port,
            json,
            names: BTreeMap::from([("ns".to_owned(), namespace.to_owned())]),
            canonical: Canonical::new(namespace),
        }
    }

    /// The answer once it is as the call waits for.
    fn settled(&self, call: &Call) -> Result<Said> {
        let mut said = self.ask(call, &self.names)?;
        let settled = until(|| {
            let is = |said: &Said| {
                let mut wanted = call.until.iter();
                wanted.all(|(at, value)| said.body.pointer(at) == Some(value))
            };
            if !is(&said) {
                said = self.ask(call, &self.names)?;
            }
            Ok(is(&said))
        })?;
        ensure!(settled, "never {:?}: {}", call.until, said.body);
        Ok(said)
    }

    fn ask(&self, call: &Call, names: &BTreeMap<String, String>) -> Result<Said> {
        let fill = |text: &str| {
            let fill = |text: String, (name, value): (&String, &String)| {
                text.replace(&format!("{{{name}}}"), value)
            };
            names.iter().fold(text.to_owned(), fill)
        };
        let ask = fill(&call.ask);
        let (method, path) = ask.split_once(' ').context("no blank in `ask`")?;
        let body = call.body.as_ref().map(Value::to_string);
        let body = body.or_else(|| call.text.clone()).map(|body| fill(&body));
        let mut headers: Vec<(&str, &str)> = Vec::new();
        let own = call.headers.iter();
        headers.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
        for name in ["accept", "content-type"] {
            if !call.headers.contains_key(name) {
                headers.push((name, self.json));
            }
        }
        let answer = curl::send(
            self.port,
            &Request {
                method,
                path,
                headers,
                body: body.as_ref().map(String::as_bytes),
                ..Request::default()
            },
        )?;
        Ok(Said {
            status: answer.status,
            body: answer.json()?,
        })
    }

    fn keep(&mut self, call: &Call, said: &Said) -> Result<()> {
        for (name, at) in &call.keep {
            let value = said.body.pointer(at).and_then(Value::as_str);
            let value = value.with_context(|| format!("no text at {at}: {}", said.body))?;
            self.names.insert(name.clone(), value.to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_is_named_by_a_call_and_explained() {
        let parts = parts().unwrap();
        let calls: Vec<&Call> = parts.iter().flat_map(|part| &part.calls).collect();
        let named: Vec<&String> = calls.iter().flat_map(|call| &call.differs).collect();
        for difference in &differences::ALL {
            let shown = named.iter().any(|name| *name == difference.name);
            assert!(shown, "no call shows {}", difference.name);
            assert!(
                difference.why.len() > 40,
                "{} lacks a reason",
                difference.name
            );
        }
        for name in named {
            assert!(
                differences::ALL.iter().any(|known| known.name == name),
                "{name}"
            );
        }
        assert!(calls.len() > 60, "{} calls", calls.len());
        let additional = calls.iter().filter(|call| call.ask.contains("/api/v1/"));
        assert!(
            additional.count() > 20,
            "additional bindings are half of it"
        );
    }
}
