//! Content codings: of answers, of streams, and of bodies that come compressed.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod requests;
mod streams;

use std::io::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use tonica_gateway::{Gateway, Options};
use tonica_grpc::Payload;

/// A gateway that compresses by all it has, before a service that answers with this.
fn compressing(settings: &[(&str, &str)], answer: Bytes) -> Arc<Gateway> {
    let mut all = vec![("GATEWAY_COMPRESSION", "zstd,br,gzip")];
    all.extend(settings);
    common::gateway_in(&common::start(&all), Options::new(), move |_, _| {
        let answer = answer.clone();
        async move { Ok(tonic::Response::new(Payload::One(answer))) }
    })
}

/// The wire bytes of an order with so many tags.
fn tags(count: usize) -> Bytes {
    (0..count)
        .flat_map(|n| {
            let tag = format!("tag {:03}", n % 1000);
            [&[4 << 3 | 2, 7][..], tag.as_bytes()].concat()
        })
        .collect()
}

fn compress(coding: &str, bytes: &[u8]) -> Vec<u8> {
    match coding {
        "gzip" => {
            let level = flate2::Compression::default();
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 4, 20);
            encoder.write_all(bytes).unwrap();
            encoder.into_inner()
        }
        "zstd" => zstd::encode_all(bytes, 3).unwrap(),
        _ => bytes.to_vec(),
    }
}

/// What a client reads of compressed bytes, which need not have come to their end.
fn decompress(coding: &str, bytes: &[u8]) -> String {
    let mut out = Vec::new();
    match coding {
        "gzip" => {
            let mut decoder = flate2::write::GzDecoder::new(&mut out);
            decoder.write_all(bytes).unwrap();
            decoder.flush().unwrap();
        }
        "br" => {
            let mut decoder = brotli::DecompressorWriter::new(&mut out, 4096);
            decoder.write_all(bytes).unwrap();
            decoder.flush().unwrap();
        }
        "zstd" => {
            let mut decoder = zstd::stream::write::Decoder::new(&mut out).unwrap();
            decoder.write_all(bytes).unwrap();
            decoder.flush().unwrap();
        }
        other => panic!("{other}"),
    }
    String::from_utf8(out).unwrap()
}
