//! The docs page in a real browser, headless: it shows every operation, and neither it nor what it
//! loads asks any other place.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::http;
use crate::program;

/// Names that the browser goes by.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Seconds after which it is taken for stuck: it mostly takes two.
const PATIENCE: &str = "120";

/// Opens the docs page of a gateway on this machine.
pub(crate) fn docs_page(rest: u16) -> Result<()> {
    let document = http::get(rest, "/openapi.json")?.json(200)?;
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("net.json");
    let (page, console) = dump(
        &format!("http://127.0.0.1:{rest}/docs"),
        folder.path(),
        &log,
    )?;
    let title = document["info"]["title"].as_str().unwrap_or_default();
    ensure!(
        page.contains(&format!("<title>{title}</title>")),
        "the page's script did not run to its end:\n{console}\n{page}"
    );
    let operations = operations(&document);
    ensure!(!operations.is_empty(), "no operations: {document}");
    for (method, path) in &operations {
        let shown = page.split("class=\"opblock-summary ").skip(1).any(|block| {
            let is_method = block.starts_with(&format!("opblock-summary-{method}\""));
            is_method && block.contains(&format!("data-path=\"{path}\""))
        });
        ensure!(shown, "{method} {path} is not shown:\n{console}\n{page}");
    }
    let shown = page.matches("class=\"opblock-summary ").count();
    ensure!(
        shown == operations.len(),
        "{shown} operations instead of {operations:?}"
    );
    ensure!(!console.contains("Content Security Policy"), "{console}");
    let asked = requests(&fs::read_to_string(log)?)?;
    let here = format!("http://127.0.0.1:{rest}/");
    let elsewhere: Vec<&String> = asked.iter().filter(|url| !url.starts_with(&here)).collect();
    ensure!(elsewhere.is_empty(), "the page asks others: {elsewhere:?}");
    ensure!(
        asked.len() >= 4,
        "the page's own files are not in the log: {asked:?}"
    );
    Ok(())
}

/// Methods in lower case, and paths.
fn operations(document: &Value) -> Vec<(&str, &str)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        let methods = item
            .as_object()
            .into_iter()
            .flatten()
            .map(|(method, _)| method.as_str());
        methods.map(move |method| (method, path.as_str()))
    });
    all.filter(|(method, _)| !method.starts_with("x-"))
        .collect()
}

/// The page as it stands when nothing more happens, and what the browser said meanwhile.
fn dump(url: &str, profile: &Path, log: &Path) -> Result<(String, String)> {
    let mut browser = Command::new("timeout");
    browser.arg(PATIENCE).arg(found()?);
    // Without a sandbox, which root can't have; with nobody to be found but this machine.
    browser.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--virtual-time-budget=30000",
        "--enable-logging=stderr",
    ]);
    browser.arg(format!(
        "--user-data-dir={}",
        profile.join("profile").display()
    ));
    browser.arg(format!("--log-net-log={}", log.display()));
    let output = program::output(browser.arg("--dump-dom").arg(url))?;
    let console = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{}: {console}", output.status);
    Ok((
        String::from_utf8_lossy(&output.stdout).into_owned(),
        console,
    ))
}

fn found() -> Result<&'static str> {
    for name in NAMES {
        let asked = program::output(Command::new(name).arg("--version"));
        if asked.is_ok_and(|output| output.status.success()) {
            return Ok(name);
        }
    }
    bail!("there is no browser: install Chromium (Debian: apt-get install chromium)")
}

/// What the page asked for: all but what the browser asks on its own behalf.
fn requests(log: &str) -> Result<Vec<String>> {
    let log: Value = serde_json::from_str(log).context("the browser's log of requests")?;
    let kind = &log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"];
    ensure!(kind.is_number(), "the log knows no URL_REQUEST_START_JOB");
    let events = log["events"].as_array().into_iter().flatten();
    let started = events.filter(|event| event["type"] == *kind);
    let of_page = started.filter(|event| {
        let initiator = event["params"]["initiator"].as_str();
        initiator.is_some_and(|initiator| initiator != "not an origin")
    });
    let urls = of_page.filter_map(|event| event["params"]["url"].as_str().map(str::to_owned));
    Ok(urls.collect())
}
