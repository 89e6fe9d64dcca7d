//! The page's files: all there, whole, with the headers that a browser needs.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

use std::io::Read;

use tonica_docs::asset;
use tonica_gateway::Asset;

fn header<'a>(asset: &'a Asset, name: &str) -> Option<&'a str> {
    let mut headers = asset.headers.iter();
    headers
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
}

fn text(path: &str) -> String {
    String::from_utf8(asset(path, false).unwrap().bytes.to_vec()).unwrap()
}

/// What the page loads, as it says.
fn links() -> Vec<String> {
    let page = text("");
    let attributes = page.split_whitespace();
    let links = attributes.filter_map(|word| {
        let link = word
            .strip_prefix("src=\"")
            .or_else(|| word.strip_prefix("href=\""))?;
        Some(link.split('"').next().unwrap().to_owned())
    });
    links.filter(|link| link != "../openapi.json").collect()
}

#[test]
fn all_that_the_page_loads_is_there() {
    let links = links();
    assert_eq!(links.len(), 4, "{links:?}");
    for link in links {
        let asset = asset(&link, true).unwrap_or_else(|| panic!("{link}"));
        let kind = header(&asset, "content-type").unwrap();
        let end = link.rsplit('.').next().unwrap();
        let known = [
            ("js", "text/javascript; charset=utf-8"),
            ("css", "text/css; charset=utf-8"),
            ("png", "image/png"),
        ];
        assert!(known.contains(&(end, kind)), "{link}: {kind}");
    }
}

#[test]
fn files_are_the_same_with_and_without_gzip() {
    for link in links() {
        let (zipped, plain) = (asset(&link, true).unwrap(), asset(&link, false).unwrap());
        assert!(plain.bytes.len() > 100, "{link}");
        assert_eq!(header(&plain, "content-encoding"), None);
        if header(&zipped, "content-encoding") == Some("gzip") {
            // It checks the sum and the length, too.
            let mut unzipped = Vec::new();
            let mut decoder = flate2::read::GzDecoder::new(zipped.bytes);
            decoder.read_to_end(&mut unzipped).unwrap();
            assert!(unzipped == plain.bytes, "{link}");
            assert_ne!(zipped.etag, plain.etag, "{link}");
            assert_eq!(header(&plain, "vary"), Some("accept-encoding"));
        }
    }
    let bundle = links()
        .into_iter()
        .find(|link| link.ends_with("bundle.js"))
        .unwrap();
    assert_eq!(
        header(&asset(&bundle, true).unwrap(), "content-encoding"),
        Some("gzip")
    );
}

#[test]
fn what_bears_a_version_is_kept_for_ever_and_the_page_is_not() {
    for link in links() {
        let asset = asset(&link, true).unwrap();
        let cache = header(&asset, "cache-control").unwrap();
        assert_eq!(cache.contains("immutable"), link.contains('/'), "{link}");
    }
    let page = asset("", true).unwrap();
    assert_eq!(header(&page, "cache-control"), Some("no-cache"));
    assert!(page.etag.starts_with('"') && page.etag.ends_with('"'));
}

#[test]
fn the_policy_knows_no_other_origin() {
    for link in links().into_iter().chain([String::new()]) {
        let asset = asset(&link, true).unwrap();
        let policy = header(&asset, "content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(
            !policy.contains("http") && !policy.contains('*'),
            "{policy}"
        );
    }
    assert!(!text("").contains("http"), "the page names another place");
    assert!(
        !text("docs.js").contains("http"),
        "the script names another place"
    );
}

#[test]
fn nothing_else_is_there() {
    for path in [
        "index.html",
        "docs.js/",
        "swagger-ui.css",
        "../lib.rs",
        "5",
        "/",
    ] {
        assert!(asset(path, true).is_none(), "{path}");
    }
    let bundle = links()
        .into_iter()
        .find(|link| link.ends_with("bundle.js"))
        .unwrap();
    let version = bundle.split('/').next().unwrap();
    assert!(asset(&format!("{version}/package.json"), true).is_none());
}
