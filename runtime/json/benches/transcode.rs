//! One list of 50 orders, 18 KB of JSON, from wire bytes and to them.

#![allow(clippy::expect_used, reason = "what isn't right isn't measured")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tonica_json::{Options, to_json, to_wire};

#[path = "../tests/transcode/orders.rs"]
mod orders;

fn transcode(bench: &mut Criterion) {
    let options = Options::new();
    let (json, wire) = (orders::list_json(50), orders::list_wire(50));
    let mut out = Vec::new();
    to_json(&orders::LIST, &wire, &options, &mut out).expect("is a list");
    assert_eq!(
        String::from_utf8_lossy(&out),
        json,
        "what is measured is right"
    );
    let mut group = bench.benchmark_group("50 orders");
    group.throughput(Throughput::Bytes(json.len() as u64));
    group.bench_function("to_json", |bench| {
        bench.iter(|| {
            out.clear();
            to_json(&orders::LIST, black_box(&wire), &options, &mut out)
        });
    });
    group.bench_function("to_wire", |bench| {
        bench.iter(|| {
            out.clear();
            to_wire(
                &orders::LIST,
                black_box(json.as_bytes()),
                &options,
                &mut out,
            )
        });
    });
    group.finish();
}

criterion_group!(benches, transcode);
criterion_main!(benches);
