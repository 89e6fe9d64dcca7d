//! Names that resolve to several addresses, to others than before, or to none.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::{Code, Request};
use tonica_grpc::{Channel, resolve_with};
use tonica_runtime::{Mode, Start};

use crate::echo::client::EchoClient;
use crate::echo::schema::ECHO;
use crate::fake::{Act, Fake};
use crate::process::{PATIENCE, Process, start, until};
use crate::{GET, STEADY, answered, asked, call, detail, endpoints};

/// A resolver whose answers a test sets.
#[derive(Clone, Default)]
struct Names {
    answer: Arc<Mutex<Option<Vec<SocketAddr>>>>,
    asked: Arc<AtomicUsize>,
}

impl Names {
    fn set(&self, answer: &[SocketAddr]) {
        *self.answer.lock().unwrap() = Some(answer.to_vec());
    }

    fn fail(&self) {
        *self.answer.lock().unwrap() = None;
    }

    /// Another process, whose resolver this is.
    fn start(&self, settings: &[(&str, &str)]) -> Start {
        let own = [("ECHO_ADDR", "echo.internal:50051")];
        let start = start(Mode::Gateway, &[], &[&own, settings].concat());
        let names = self.clone();
        resolve_with(&start, move |host, port| {
            assert_eq!((host.as_str(), port), ("echo.internal", 50051));
            let answer = names.answer.lock().unwrap().clone();
            names.asked.fetch_add(1, Ordering::Relaxed);
            async move { answer.ok_or_else(|| io::Error::other("the resolver is away")) }
        });
        start
    }

    /// Waits until it was asked, and answered, since now.
    async fn asked_again(&self) {
        let before = self.asked.load(Ordering::Relaxed);
        until("the name is resolved again", || {
            self.asked.load(Ordering::Relaxed) > before + 1
        })
        .await;
    }
}

const SOON: (&str, &str) = ("GRPC_UPSTREAM_RESOLVE", "10ms");

#[tokio::test]
async fn a_name_is_all_of_its_addresses() {
    let fakes = [
        Fake::new(|_| Act::ok()).await,
        Fake::new(|_| Act::ok()).await,
    ];
    let names = Names::default();
    names.set(&[fakes[0].addr, fakes[1].addr]);
    let start = names.start(&[]);
    let channel = Channel::to(&start, &STEADY).unwrap();
    until("both are up", || endpoints(&start, "up") == 2).await;
    for _ in 0..10 {
        call(&channel, GET).await.unwrap();
    }
    assert_eq!(fakes.map(|fake| fake.count()), [5, 5]);
}

#[tokio::test]
async fn the_connections_of_a_setting_are_those_of_each_address() {
    let fakes = [
        Fake::new(|_| Act::ok()).await,
        Fake::new(|_| Act::ok()).await,
    ];
    let names = Names::default();
    names.set(&[fakes[0].addr, fakes[1].addr]);
    let start = names.start(&[("GRPC_UPSTREAM_CONNECTIONS", "3")]);
    let _channel = Channel::to(&start, &STEADY).unwrap();
    until("all are there", || {
        fakes.iter().all(|fake| fake.connections() == 3)
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_gone_finishes_its_calls_and_a_new_one_takes_over() {
    let (old, new) = (Process::new(&[]).await, Process::new(&[]).await);
    let names = Names::default();
    names.set(&[old.addr]);
    let start = names.start(&[SOON]);
    let channel = Channel::to(&start, &ECHO).unwrap();
    let client = EchoClient::new(channel);
    let (tell, told) = mpsc::channel(1);
    let told = stream::unfold(told, async |mut told| Some((told.recv().await?, told)));
    let talk = client.talk(Request::new(told));
    tell.send(asked("one")).await.unwrap();
    let mut replies = timeout(PATIENCE, talk).await.unwrap().unwrap().into_inner();
    assert_eq!(replies.message().await.unwrap().unwrap().text, "one");
    let calls = |process: &Process| {
        process
            .metrics(r#"grpc_requests_total{entry="network""#)
            .len()
    };
    names.set(&[new.addr]);
    timeout(PATIENCE, async {
        while calls(&new) == 0 {
            client.say(asked("")).await.unwrap();
        }
    })
    .await
    .expect("calls to the new one");
    names.asked_again().await;
    assert_eq!(endpoints(&start, "up"), 1);
    tell.send(asked("two")).await.unwrap();
    assert_eq!(replies.message().await.unwrap().unwrap().text, "two");
    drop(tell);
    let end = timeout(PATIENCE, replies.message()).await.unwrap();
    assert!(end.unwrap().is_none());
}

#[tokio::test]
async fn a_resolver_that_fails_changes_nothing() {
    let fake = Fake::new(|_| Act::ok()).await;
    let names = Names::default();
    names.set(&[fake.addr]);
    let start = names.start(&[SOON]);
    let channel = Channel::to(&start, &STEADY).unwrap();
    call(&channel, GET).await.unwrap();
    names.fail();
    names.asked_again().await;
    call(&channel, GET).await.unwrap();
    names.set(&[]);
    names.asked_again().await;
    call(&channel, GET).await.unwrap();
    assert!(start.readiness().is_ready());
}

#[tokio::test]
async fn a_name_that_is_not_known_is_told_and_found_later() {
    let names = Names::default();
    let start = names.start(&[]);
    let channel = Channel::to(&start, &STEADY).unwrap();
    let status = call(&channel, GET).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status}");
    assert_eq!(status.message(), "echo can't be reached");
    let why = "echo.internal can't be resolved: the resolver is away";
    assert!(detail(&status).contains(why), "{status}");
    let reasons = start.readiness().reasons();
    assert!(reasons[0].1.contains(why), "{reasons:?}");
    let fake = Fake::new(|_| Act::ok()).await;
    names.set(&[fake.addr]);
    until("it is found", || start.readiness().is_ready()).await;
    call(&channel, GET).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_fails_has_the_name_resolved_again() {
    let (old, new) = (Process::new(&[]).await, Process::new(&[]).await);
    let names = Names::default();
    names.set(&[old.addr]);
    let start = names.start(&[("GRPC_UPSTREAM_RESOLVE", "1h")]);
    let client = EchoClient::new(Channel::to(&start, &ECHO).unwrap());
    client.say(asked("")).await.unwrap();
    names.set(&[new.addr]);
    old.kill().await;
    assert_eq!(answered(&client).await, "again");
}
