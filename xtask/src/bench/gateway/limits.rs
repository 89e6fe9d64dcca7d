//! The figures of the comparison beside their limits.

use super::call::Call;
use super::contestants::{AXUM_PBJSON, AXUM_SERDE, GRPC_GATEWAY, LIMIT, OURS, REST_OVER_GRPC};
use super::rounds::within;
use super::running::Running;
use crate::report::Report;

/// How many times our CPU time a peer's must be: for get, create and list.
type Row = (&'static str, [f64; 3]);

const IN_PROCESS: [Row; 3] = [
    (AXUM_SERDE, [1.08, 1.4, 1.5]),
    (REST_OVER_GRPC, [1.0, 1.2, 1.1]),
    (GRPC_GATEWAY, [3.5, 7.3, 7.5]),
];
const GATEWAY: [Row; 2] = [
    (GRPC_GATEWAY, [2.9, 4.8, 9.3]),
    (AXUM_PBJSON, [1.3, 1.6, 2.5]),
];

/// Tells what was measured.
pub(super) fn tell(report: &mut Report, all: &[Running]) {
    for (in_process, title, rows) in [
        (true, "in process", &IN_PROCESS[..]),
        (false, "gateway mode", &GATEWAY),
    ] {
        let group = all
            .iter()
            .filter(|one| one.contestant.is_in_process() == in_process);
        let group: Vec<&Running> = group.collect();
        table(report, title, &group);
        compare(report, title, &group, rows);
    }
    let ours = all.iter().find(|one| one.contestant.name == OURS);
    if let Some(ours) = ours {
        let [ten, hundred] = Call::GROWING.map(|call| ours.samples(call));
        let ratio = within(&hundred, &ten, |hundred, ten| hundred.cpu / ten.cpu);
        report.figure(
            "in process, list of 100 to list of 10",
            ratio,
            "times",
            10.0,
        );
    }
}

/// Everything, for people to read.
fn table(report: &Report, title: &str, group: &[&Running]) {
    for call in Call::COMPARED {
        report.line(&format!(
            "{:<40} requests/s   p50 µs   p99 µs   CPU µs",
            format!("{title}, {}", call.name())
        ));
        for one in group {
            report.line(&format!(
                "  {:<38} {:10.0} {:8.0} {:8.0} {:8.2}",
                one.contestant.name,
                one.median(call, |sample| sample.load.rate()),
                one.median(call, |sample| sample.load.p50),
                one.median(call, |sample| sample.load.p99),
                one.median(call, |sample| sample.cpu),
            ));
        }
    }
}

fn compare(report: &mut Report, title: &str, group: &[&Running], rows: &[Row]) {
    let named = |name| group.iter().find(|one| one.contestant.name == name);
    let Some(ours) = named(OURS) else { return };
    for (name, limits) in rows {
        let Some(peer) = named(name) else { continue };
        for (call, limit) in Call::COMPARED.into_iter().zip(limits) {
            let (peer, ours) = (peer.samples(call), ours.samples(call));
            let ratio = within(&peer, &ours, |peer, ours| peer.cpu / ours.cpu);
            let figure = format!("{title}, {}: CPU of {name} to ours", call.name());
            report.at_least(&figure, ratio, "times", *limit);
        }
    }
    let peers = group
        .iter()
        .filter(|one| ![OURS, LIMIT].contains(&one.contestant.name));
    let peers: Vec<&Running> = peers.copied().collect();
    for call in Call::COMPARED {
        let best = peers.iter().map(|peer| {
            within(&ours.samples(call), &peer.samples(call), |ours, peer| {
                ours.load.p99 / peer.load.p99
            })
        });
        let ratio = best.fold(f64::NEG_INFINITY, f64::max);
        let figure = format!("{title}, {}: our p99 to the best peer's", call.name());
        report.figure(&figure, ratio, "times", 1.0);
    }
}
