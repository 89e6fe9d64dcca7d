//! `cargo xtask demo`: from a fresh clone to the first fulfilled order, each phase with its time.
//! Then the shop stays, to be tried by hand.

mod phases;

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;

use anyhow::Result;
use tempfile::TempDir;

use self::phases::Phases;
use crate::e2e::built::{Places, Shop};
use crate::e2e::process::{Ports, Process};
use crate::e2e::story;
use crate::report::{Format, Report};
use crate::servers::{self, Servers};
use crate::workspace::{self, Workspace};
use crate::{ports, sample, wait};

/// What runs at the end. The order is that of the end: the shop before its servers and its folder.
struct Running {
    shop: Process,
    servers: Servers,
    _folder: TempDir,
}

/// Plays the story and, unless it is to be `once` only, stays until Ctrl-C. `cache`: the lock of
/// the cache, which others may have once all is built.
pub(crate) fn run(once: bool, cache: File) -> Result<ExitCode> {
    let mut report = Report::new("demo", Format::Text);
    if let Some(running) = play(&mut report, cache)? {
        if !once {
            stay(&running)?;
        }
        report.step("all is taken down", || running.shop.stop());
    }
    report.verdict()
}

fn play(report: &mut Report, cache: File) -> Result<Option<Running>> {
    let mut phases = Phases::begin();
    let Some(tonica) = report.step("build tonica", || workspace::build_tonica(false)) else {
        return Ok(None);
    };
    phases.end("build tonica");
    if report
        .step("get Kafka and Temporal", servers::get)
        .is_none()
    {
        return Ok(None);
    }
    phases.end("get servers");
    let shop = sample::named("shop")?;
    let built = report.step("make the shop and build it", || {
        Shop::build(&Workspace::emit(&tonica, &shop)?)
    });
    let Some(shop) = built else { return Ok(None) };
    phases.end("build shop");
    drop(cache);
    let Some(running) = report.step("Kafka, Temporal and the shop start", || start(shop)) else {
        return Ok(None);
    };
    story::run(report, "shop", &Places::of_one(&running.shop.ports));
    phases.end("run");
    if report.failures() > 0 {
        report.line(&running.shop.tail());
        return Ok(None);
    }
    report.line(&phases.line());
    Ok(Some(running))
}

fn start(shop: Shop) -> Result<Running> {
    let servers = Servers::up()?;
    let folder = tempfile::tempdir()?;
    // Topics that are missing are made, as on a developer's machine.
    let variables = [("APP_DEV", "true")];
    let shop = shop.on(&servers);
    let mut shop = shop.launch("shop", folder.path(), &variables, usual_ports()?)?;
    shop.wait_for_readyz(200)?;
    Ok(Running {
        shop,
        servers,
        _folder: folder,
    })
}

/// The ports that a shop has by default, where they are free.
fn usual_ports() -> Result<Ports> {
    let usual = |port| match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(port),
        Err(_) => ports::free(),
    };
    Ok(Ports {
        http: usual(8080)?,
        grpc: usual(50051)?,
        metrics: usual(2121)?,
    })
}

/// Says where all is, and waits for Ctrl-C.
fn stay(running: &Running) -> Result<()> {
    let Ports {
        http,
        grpc,
        metrics,
    } = running.shop.ports;
    let servers = running.servers.settings();
    println!(
        "\nThe shop runs:\n  REST      http://127.0.0.1:{http}\n  gRPC      127.0.0.1:{grpc}\n  \
         metrics   http://127.0.0.1:{metrics}/metrics, and /readyz\n  log       {}",
        running.shop.log_file().display()
    );
    for (setting, address) in servers {
        println!("  {setting}={address}");
    }
    println!(
        "\nTry it:\n  curl -H content-type:application/json -d '{{\"requestId\": \"mine\", \"email\": \"me@example.com\", \
         \"items\": [{{\"sku\": \"cup\", \"quantity\": 1, \"unitPriceCents\": 450}}]}}' \
         http://127.0.0.1:{http}/v1/orders\n  curl http://127.0.0.1:{http}/v1/orders\n  \
         curl http://127.0.0.1:{http}/v1/mails?to=me@example.com\n\nCtrl-C takes all of it down."
    );
    wait::for_interrupt()
}
