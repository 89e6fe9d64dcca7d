//! Tables of routes out of an input's bytes, and a matcher so plain that it is right by reading.
//! What a table holds lives as long as the process, so all of it is of few kinds.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use tonica_gateway::{Body, Route, Segment};
use tonica_json::{Method, Service};

use crate::TABLE;

/// The service behind every route: answers the messages that it gets.
pub static SERVICE: Service = Service {
    name: "fuzz.Echo",
    alias: "echo",
    addr: "ECHO_ADDR",
    timeout_ms: 1000,
    methods: &[
        method("Echo", "/fuzz.Echo/Echo", false),
        method("EchoAll", "/fuzz.Echo/EchoAll", true),
    ],
};

const fn method(name: &'static str, path: &'static str, streaming: bool) -> Method {
    Method {
        name,
        path,
        input: TABLE,
        output: TABLE,
        client_streaming: streaming,
        server_streaming: streaming,
        idempotent: true,
    }
}

/// Literals that meet, and such as need escapes.
const LITERALS: [&str; 8] = ["a", "b", "a b", "é", "%", "a:x", ":x", "x"];
const VERBS: [&str; 2] = ["x", "é"];
const METHODS: [&str; 3] = ["GET", "POST", "*"];
const LONGEST: usize = 4;

/// A table of routes, and what of the input is left.
#[must_use]
pub fn table(input: &[u8]) -> (Vec<Route>, &[u8]) {
    let mut bytes = input;
    let mut routes: Vec<Route> = Vec::new();
    let count = byte(&mut bytes) % 8;
    for _ in 0..count {
        let route = route(&mut bytes);
        let twin = |other: &Route| {
            (other.method, other.segments, other.verb) == (route.method, route.segments, route.verb)
        };
        if !routes.iter().any(twin) {
            routes.push(route);
        }
    }
    (routes, bytes)
}

fn byte(bytes: &mut &[u8]) -> usize {
    let Some((first, rest)) = bytes.split_first() else {
        return 0;
    };
    *bytes = rest;
    usize::from(*first)
}

fn route(bytes: &mut &[u8]) -> Route {
    let shape = byte(bytes);
    let mut segments: Vec<Segment> = (0..shape % (LONGEST + 1))
        .map(|_| {
            let choice = byte(bytes);
            let literal = LITERALS.get(choice % (LITERALS.len() + 3));
            literal.map_or(Segment::One, |text| Segment::Literal(text))
        })
        .collect();
    if shape & 0x80 != 0 {
        segments.push(Segment::Many);
    }
    Route {
        method: METHODS[(shape >> 3) % METHODS.len()],
        template: "",
        segments: kept(segments),
        verb: VERBS.get((shape >> 5) & 3).copied(),
        variables: &[],
        service: &SERVICE,
        rpc: 0,
        body: Body::None,
        response_body: None,
    }
}

/// The same segments, each list of them kept once.
fn kept(segments: Vec<Segment>) -> &'static [Segment] {
    static KEPT: LazyLock<Mutex<HashMap<String, &'static [Segment]>>> =
        LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(|error| error.into_inner());
    let name = format!("{segments:?}");
    kept.entry(name).or_insert_with(|| segments.leak())
}

/// The first route that matches; at the very same template, the exact method before any.
#[must_use]
pub fn first(routes: &[Route], method: &str, path: &str) -> Option<usize> {
    let serves = |route: &Route| route.method == method || route.method == "*";
    let first = routes
        .iter()
        .position(|route| serves(route) && matches(route, path))?;
    let twin = |route: &Route| {
        route.method == method
            && route.segments == routes[first].segments
            && route.verb == routes[first].verb
    };
    Some(routes.iter().position(twin).unwrap_or(first))
}

/// Whether a route's template matches a path, whatever the method.
#[must_use]
pub fn matches(route: &Route, path: &str) -> bool {
    let Some(mut path) = path.strip_prefix('/') else {
        return false;
    };
    if let Some(verb) = route.verb {
        // The verb stands behind the last `:` of the last segment.
        match path.rsplit_once(':') {
            Some((before, text))
                if !text.contains('/') && decoded(text).as_deref() == Some(verb) =>
            {
                path = before;
            }
            _ => return false,
        }
    }
    let path: Vec<&str> = if path.is_empty() {
        Vec::new()
    } else {
        path.split('/').collect()
    };
    fits(route.segments, &path)
}

/// From the definition, one segment after the other.
fn fits(segments: &[Segment], path: &[&str]) -> bool {
    match (segments, path) {
        ([], []) | ([Segment::Many], _) => true,
        ([segment, segments @ ..], [first, path @ ..]) => {
            let one = match segment {
                Segment::Literal(text) => decoded(first).as_deref() == Some(text),
                Segment::One => !first.is_empty(),
                Segment::Many => false,
            };
            one && fits(segments, path)
        }
        _ => false,
    }
}

/// Percent-decoded; `None` where it can't be.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}
