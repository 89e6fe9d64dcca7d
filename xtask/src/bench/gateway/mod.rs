//! The emitted gateway against others that serve the same API: how much CPU time a request costs
//! each, in process and before one and the same gRPC service. Then what it is made of: the
//! transcoder, the router, the time to compile its tables, and the memory that streams take.

mod answers;
mod build;
mod call;
mod compile;
mod contestants;
mod limits;
mod micro;
mod rounds;
mod running;
mod wrk;

use anyhow::Result;

use super::gateway_memory;
use crate::report::Report;
use crate::workspace;

pub(crate) fn run(report: &mut Report, seconds: u32) -> Result<()> {
    let Some(()) = report.step("wrk, taskset and two cores", wrk::present) else {
        return Ok(());
    };
    let tonica = report.step("build tonica, release", || workspace::build_tonica(true));
    let Some(tonica) = tonica else { return Ok(()) };
    let ours = report.step("build the emitted gateway", || build::ours(&tonica));
    let Some(ours) = ours else { return Ok(()) };
    let rust = report.step("build the peers in Rust", build::rust);
    let go = build::go(report, &ours);
    if let Some(rust) = rust {
        let contestants = contestants::all(&ours, &rust, go.as_deref());
        compare(report, &contestants, seconds)?;
    }
    micro::run(report, &ours)?;
    compile::run(report, &tonica)?;
    gateway_memory::run(report, &tonica)
}

/// Runs all of them at once, of which one at a time has something to do.
fn compare(
    report: &mut Report,
    contestants: &[contestants::Contestant],
    seconds: u32,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let started = report.step("start all contestants", || {
        running::start(contestants, folder.path())
    });
    let Some(mut running) = started else {
        return Ok(());
    };
    let same = report.step("all answer the same", || answers::compare(&running));
    if same.is_none() {
        return Ok(());
    }
    let measured = report.step("five rounds of load", || {
        rounds::measure(&mut running, seconds)
    });
    if measured.is_some() {
        limits::tell(report, &running);
    }
    Ok(())
}
