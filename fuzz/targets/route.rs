//! Any table of routes and any path: the router finds what the plain matcher finds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonica_fuzz::routes::{first, matches, table};
use tonica_gateway::Router;

fuzz_target!(|input: &[u8]| {
    let (routes, path) = table(input);
    let Ok(path) = std::str::from_utf8(path) else {
        return;
    };
    let router = Router::new(&routes).unwrap_or_else(|error| panic!("{error}"));
    for method in ["GET", "POST", "PUT"] {
        let found = router.find(method, path);
        assert_eq!(
            found.map(|found| found.route),
            first(&routes, method, path),
            "{method} {path:?} in {routes:?}"
        );
    }
    let served = routes.iter().filter(|route| matches(route, path));
    let mut methods: Vec<_> = served.map(|route| route.method).collect();
    methods.sort_unstable();
    methods.dedup();
    assert_eq!(router.methods(path), methods, "{path:?} in {routes:?}");
});
