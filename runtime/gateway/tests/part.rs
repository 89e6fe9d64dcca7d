//! The gateway as a part of a process: its settings, its port, and services elsewhere that are
//! missing or down.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tonica_runtime::{Error, Life, Mode, Part, Start, TestStart};

fn part() -> impl Part<()> {
    tonica_gateway::routes(common::project)
}

fn start(mode: Mode, settings: &[(&str, String)]) -> Start {
    let settings = settings.iter();
    let settings = settings.map(|(name, value)| ((*name).to_owned(), value.clone()));
    let start = TestStart {
        mode,
        settings: settings.collect(),
        ..TestStart::default()
    };
    start.start()
}

/// A port that nothing listens on.
async fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

fn build(start: &Start) -> Result<Vec<Box<dyn tonica_runtime::Component>>, Error> {
    let part: Box<dyn Part<()>> = Box::new(part());
    part.build(start, None)
}

/// The answer to a GET, once the port answers.
async fn get(addr: SocketAddr, path: &str) -> String {
    let patience = Instant::now() + Duration::from_secs(20);
    let mut stream = loop {
        match TcpStream::connect(addr).await {
            Ok(stream) => break stream,
            Err(error) => assert!(Instant::now() < patience, "{error}"),
        }
        tokio::task::yield_now().await;
    };
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .unwrap()
        .unwrap();
    answer
}

#[tokio::test]
async fn the_settings_have_the_projects_choices_as_defaults() {
    let settings = Part::<()>::settings(&part());
    let default = |name: &str| {
        let setting = settings.iter().find(|setting| setting.env == name);
        setting.unwrap_or_else(|| panic!("{name}")).default.clone()
    };
    assert_eq!(default("GATEWAY_MAX_BODY").as_deref(), Some("4194304"));
    assert_eq!(default("GATEWAY_ERRORS").as_deref(), Some("status"));
    assert_eq!(default("GATEWAY_FORWARD_HEADERS"), None);
    assert_eq!(default("ORDERS_ADDR"), None);
    assert_eq!(default("APP_CORS_ORIGINS"), None);
    assert_eq!(default("GATEWAY_COMPRESSION").as_deref(), Some("none"));
    assert_eq!(default("GATEWAY_ETAG").as_deref(), Some("true"));
    let has_cache = settings
        .iter()
        .any(|setting| setting.env == "GATEWAY_CACHE_SIZE");
    assert!(!has_cache, "nothing is kept here");
    for setting in &settings {
        let default = setting.default.as_deref();
        default
            .map_or(Ok(()), |value| setting.kind.check(value))
            .unwrap();
    }
    assert!(!Part::<()>::needs_state(&part()));
}

#[tokio::test]
async fn in_gateway_mode_a_service_without_an_address_is_an_error_of_configuration() {
    let error = build(&start(Mode::Gateway, &[])).err().unwrap();
    assert!(error.is_config());
    assert!(error.to_string().contains("ORDERS_ADDR"), "{error}");
}

#[tokio::test]
async fn a_service_that_is_down_is_503_and_names_itself_while_the_rest_serves() {
    let (rest, upstream) = (free().await, free().await);
    let settings = [
        ("APP_HTTP_ADDR", rest.to_string()),
        ("ORDERS_ADDR", upstream.to_string()),
    ];
    let start = start(Mode::Gateway, &settings);
    let components = build(&start).unwrap();
    let [component] = &components[..] else {
        panic!("one component");
    };
    let (life, stopper) = Life::new("REST", start.readiness());
    let work = async {
        let answer = get(rest, "/v1/orders/7").await;
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        assert!(answer.contains(r#""code":14"#), "{answer}");
        assert!(answer.contains("orders can't be reached"), "{answer}");
        let answer = get(rest, "/v1/nope").await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
        let reasons = start.readiness().reasons();
        assert!(
            reasons
                .iter()
                .any(|(name, _)| name.contains(&upstream.to_string())),
            "{reasons:?}"
        );
        stopper.drain(Instant::now() + Duration::from_secs(20));
    };
    let (run, ()) = tokio::join!(component.run(life), work);
    run.unwrap();
}
