//! The sample whose gateway has routes of its own: all in one process, then a service and a
//! gateway before it. Needs no servers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use ureq::http::Request;

use super::http::{self, Answer, get, post, send};
use super::process::{Ports, Process, command};
use crate::program;
use crate::report::Report;
use crate::workspace::Workspace;

/// Longer than any piece of an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What operators show.
const TOKEN: &str = "for-this-test";

/// Builds and runs the emitted sample.
pub(crate) fn run_in(report: &mut Report, emitted: &Workspace) {
    let built = report.step("routes: build", || {
        program::run(&mut emitted.cargo(&["build"])).map(drop)
    });
    if built.is_none() {
        return;
    }
    let binaries = emitted.binaries("debug");
    report.step("routes, aio: each answers", || {
        let folder = tempfile::tempdir()?;
        let process = start(&binaries.join("desk"), folder.path(), &[])?;
        told_with_log(&process, answers(process.ports.http))?;
        process.stop()
    });
    report.step("routes, service and gateway: each answers", || {
        let folder = tempfile::tempdir()?;
        let service = start(&binaries.join("desk-service"), folder.path(), &[])?;
        let address = format!("127.0.0.1:{}", service.ports.grpc);
        let settings = [("TICKETS_ADDR", address.as_str())];
        let gateway = start(&binaries.join("desk-gateway"), folder.path(), &settings)?;
        told_with_log(&gateway, answers(gateway.ports.http))?;
        gateway.stop()?;
        service.stop()
    });
}

fn start(program: &Path, folder: &Path, settings: &[(&str, &str)]) -> Result<Process> {
    let ports = Ports::free()?;
    let mut command = command(program, folder, &ports);
    command.env("DESK_ADMIN_TOKEN", TOKEN);
    command.envs(settings.iter().copied());
    let mut process = Process::start(command, ports)?;
    process.wait_for_readyz(200)?;
    Ok(process)
}

fn told_with_log(process: &Process, result: Result<()>) -> Result<()> {
    result
        .and_then(|()| metrics(process.ports.metrics))
        .with_context(|| process.tail())
}

/// Calls the routes of a gateway that has just started.
fn answers(port: u16) -> Result<()> {
    let mail = json!({"from": "ada@example.com", "subject": "it \"beeps\""});
    let filed = post(port, "/hooks/mail", &mail)?.json(200)?;
    ensure!(filed == json!({"ticket": "1"}), "{filed}");
    let ticket = get(port, "/v1/tickets/1")?.json(200)?;
    ensure!(ticket["sender"] == "ada@example.com", "{ticket}");
    let table = get(port, "/v1/tickets:export")?;
    let lines = "id,sender,subject\n\"1\",\"ada@example.com\",\"it \"\"beeps\"\"\"\n";
    ensure!(table.body == lines, "{}", table.body);
    errors(port)?;
    files(port)?;
    operators(port)?;
    echo(port)?;
    document(port)
}

/// Errors of handlers, of services behind them and of axum have one shape.
fn errors(port: u16) -> Result<()> {
    let code = |answer: Answer, status| -> Result<i64> {
        let json = answer.json(status)?;
        json["code"].as_i64().with_context(|| json.to_string())
    };
    let no_sender = json!({"from": ""});
    ensure!(code(post(port, "/hooks/mail", &no_sender)?, 400)? == 3);
    ensure!(code(post(port, "/hooks/mail", &json!({}))?, 422)? == 3);
    ensure!(code(get(port, "/files/1/none")?, 404)? == 5);
    ensure!(code(get(port, "/hooks/mail")?, 405)? == 12);
    ensure!(code(get(port, "/hooks")?, 404)? == 5);
    Ok(())
}

fn files(port: u16) -> Result<()> {
    let put = Request::put(http::url(port, "/files/1/notes/a%20b.txt"));
    let put = send(put.body("hello".to_owned())?)?;
    ensure!(put.status == 204, "{} {}", put.status, put.body);
    let got = get(port, "/files/1/notes/a%20b.txt")?;
    ensure!(got.body == "hello", "{}", got.body);
    Ok(())
}

/// What lies below /admin is for operators, by name or by its path.
fn operators(port: u16) -> Result<()> {
    let ask = |token: Option<&str>| {
        let mut request = Request::get(http::url(port, "/admin/usage"));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        send(request.body(String::new())?)
    };
    ask(None)?.json(401)?;
    ask(Some("guessed"))?.json(403)?;
    let usage = ask(Some(TOKEN))?.json(200)?;
    ensure!(usage == json!({"files": 1, "bytes": 5}), "{usage}");
    Ok(())
}

/// A piece comes back before the next one is sent.
fn echo(port: u16) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "POST /admin/echo HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         authorization: Bearer {TOKEN}\r\ntransfer-encoding: chunked\r\n\r\n"
    )?;
    let mut answer = String::new();
    for piece in ["one", "two"] {
        write!(stream, "3\r\n{piece}\r\n")?;
        while !answer.contains(piece) {
            let mut bytes = [0; 1024];
            let count = stream.read(&mut bytes)?;
            ensure!(count > 0, "it ended before {piece}: {answer}");
            answer.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    }
    write!(stream, "0\r\n\r\n")?;
    stream.read_to_string(&mut answer)?;
    ensure!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    Ok(())
}

/// What utoipa says of the handlers stands beside what the protos say of the rpcs.
fn document(port: u16) -> Result<()> {
    let document = get(port, "/openapi.json")?.json(200)?;
    let summary = |path: &str, method: &str| &document["paths"][path][method]["summary"];
    ensure!(
        summary("/hooks/mail", "post") == "Opens a ticket for a mail.",
        "{document}"
    );
    ensure!(summary("/files/{ticket}/{name}", "put") == "Files something with a ticket.");
    let tags = &document["paths"]["/hooks/mail"]["post"]["tags"];
    ensure!(*tags == json!(["Other routes"]), "{tags}");
    ensure!(document["paths"]["/v1/tickets/{id}"]["get"].is_object());
    ensure!(document["components"]["schemas"]["Filed"] != Value::Null);
    Ok(())
}

fn metrics(port: u16) -> Result<()> {
    let metrics = get(port, "/metrics")?.body;
    let label = "route=\"/files/{ticket}/{*name}\",status=\"204\"} 1";
    ensure!(metrics.contains(label), "no {label} in\n{metrics}");
    ensure!(!metrics.contains("a%20b"), "a raw path is a label");
    Ok(())
}
