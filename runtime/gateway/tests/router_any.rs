//! The router on any table, against a matcher so plain that it is right by reading; and on a large
//! one.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use common::router::{route, variable};
use proptest::prelude::*;
use tonica_gateway::Segment::{self, Literal, Many, One};
use tonica_gateway::{Route, Router};

/// Whether a template matches a path; from the definition, one segment after the other.
fn matches(segments: &[Segment], path: &[&str]) -> bool {
    match (segments, path) {
        ([], []) | ([Many], _) => true,
        ([One, segments @ ..], [first, path @ ..]) => !first.is_empty() && matches(segments, path),
        ([Literal(text), segments @ ..], [first, path @ ..]) => {
            first == text && matches(segments, path)
        }
        _ => false,
    }
}

/// The first route that matches; at the very same template, the exact method before any.
fn naive(routes: &[Route], method: &str, path: &str) -> Option<usize> {
    let split = |path: &str, verb: Option<&str>| -> Option<String> {
        match verb {
            None => Some(path.to_owned()),
            Some(verb) => {
                let path = path.strip_suffix(verb)?.strip_suffix(':')?;
                (!verb.contains(':') && !verb.contains('/')).then(|| path.to_owned())
            }
        }
    };
    let fits = |route: &Route| {
        split(&path[1..], route.verb).is_some_and(|path| {
            let path: Vec<_> = if path.is_empty() {
                vec![]
            } else {
                path.split('/').collect()
            };
            matches(route.segments, &path)
        })
    };
    let first = routes
        .iter()
        .position(|route| (route.method == method || route.method == "*") && fits(route))?;
    let twin = |route: &Route| {
        route.method == method
            && route.segments == routes[first].segments
            && route.verb == routes[first].verb
    };
    Some(routes.iter().position(twin).unwrap_or(first))
}

fn segment() -> impl Strategy<Value = Segment> {
    prop_oneof![
        3 => prop::sample::select(vec!["a", "b", "c"]).prop_map(Literal),
        2 => Just(One),
    ]
}

fn any_route() -> impl Strategy<Value = Route> {
    (
        prop::sample::select(vec!["GET", "POST", "*"]),
        prop::collection::vec(segment(), 0..5),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.3, prop::sample::select(vec!["x", "y"])),
    )
        .prop_map(|(method, mut segments, many, verb)| {
            if many {
                segments.push(Many);
            }
            route(method, "", segments.leak(), verb, &[])
        })
}

/// Tables in any order: what decides is the table, not how the generator sorts it.
fn tables() -> impl Strategy<Value = Vec<Route>> {
    prop::collection::vec(any_route(), 0..12).prop_map(|routes| {
        let mut kept: Vec<Route> = Vec::new();
        for route in routes {
            let twin = kept.iter().any(|other| {
                (other.method, other.segments, other.verb)
                    == (route.method, route.segments, route.verb)
            });
            if !twin {
                kept.push(route);
            }
        }
        kept
    })
}

proptest! {
    #[test]
    fn any_table_finds_what_the_plain_matcher_finds(
        routes in tables(),
        method in prop::sample::select(vec!["GET", "POST", "PUT"]),
        path in "(/[abcd]?){0,5}(:[xyz]?)?",
    ) {
        let path = format!("/{}", path.trim_start_matches('/'));
        let router = Router::new(&routes).unwrap();
        let found = router.find(method, &path).map(|matched| matched.route);
        prop_assert_eq!(found, naive(&routes, method, &path), "{} {} in {:?}", method, path, routes);
    }

    #[test]
    fn no_path_panics(path in "[/:%a-c\\PC]{0,40}") {
        let (_, routes) = common::routing::table();
        let router = Router::new(routes).unwrap();
        if let Some(matched) = router.find("GET", &path) {
            for variable in routes[matched.route].variables {
                let text = matched.text(&routes[matched.route], variable);
                prop_assert!(path.contains(text));
            }
        }
        prop_assert!(router.methods(&path).len() <= routes.len());
    }
}

#[test]
fn each_of_ten_thousand_routes_is_found() {
    let name = |index: usize| -> &'static str { format!("things{index}").leak() };
    let routes: Vec<Route> = (0..10_000)
        .map(|index| {
            let collection = Literal(name(index % 100));
            let segments = match index / 100 % 2 {
                0 => vec![Literal("v1"), collection, Literal(name(index))],
                _ => vec![Literal("v1"), Literal(name(index)), One, collection],
            };
            let variables: &[_] = match index / 100 % 2 {
                0 => &[],
                _ => &const { [variable("id", 2, 2)] },
            };
            route("GET", name(index), segments.leak(), None, variables)
        })
        .collect();
    let router = Router::new(&routes).unwrap();
    for (index, route) in routes.iter().enumerate() {
        let path = route.segments.iter().fold(String::new(), |path, segment| {
            let Literal(text) = segment else {
                return path + "/7";
            };
            path + "/" + text
        });
        let matched = router.find("GET", &path).unwrap();
        assert_eq!(matched.route, index, "{path}");
        let texts = route.variables.iter();
        assert!(texts.clone().all(|one| matched.text(route, one) == "7"));
        assert_eq!(router.find("GET", &(path + "x")), None);
    }
}
