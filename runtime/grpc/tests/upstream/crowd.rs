//! Many callers that hang up at once, which a server may take for an attack.

use std::sync::atomic::Ordering;

use futures_util::FutureExt as _;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tonica_grpc::Channel;
use tonica_runtime::Mode;

use crate::asked;
use crate::echo::client::EchoClient;
use crate::echo::echo_v1::{Fault, Request as Asked};
use crate::echo::schema::ECHO;
use crate::process::{PATIENCE, Process, caller, start, until};

fn hang() -> Asked {
    Asked {
        fault: Fault::Hang.into(),
        ..Asked::default()
    }
}

/// Lets the tasks that write to sockets do so.
async fn written() {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
}

/// The service's own thread is held while the crowd calls and hangs up, so that all of it arrives
/// at once: that is when a server takes its client for an attacker.
#[tokio::test(flavor = "current_thread")]
async fn callers_that_hang_up_in_a_crowd_do_not_cost_the_connection() {
    let process = Process::new(&[]).await;
    let addr = process.addr.to_string();
    let (connected, is_connected) = tokio::sync::oneshot::channel();
    let (held, is_held) = std::sync::mpsc::channel();
    let (gone, are_gone) = std::sync::mpsc::channel();
    let crowd = async move {
        let (_start, channel) = caller(&addr);
        let client = EchoClient::new(channel);
        client.say(asked("")).await.unwrap();
        client.say(asked("")).await.unwrap();
        connected.send(()).unwrap();
        is_held.recv().unwrap();
        let mut crowd: Vec<_> = (0..1_000).map(|_| Box::pin(client.say(hang()))).collect();
        for call in &mut crowd {
            assert!(call.now_or_never().is_none());
        }
        written().await;
        drop(crowd);
        written().await;
        gone.send(()).unwrap();
        for _ in 0..10 {
            client.say(asked("")).await.unwrap();
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let thread = tokio::task::spawn_blocking(move || runtime.block_on(crowd));
    is_connected.await.unwrap();
    held.send(()).unwrap();
    are_gone.recv().unwrap();
    timeout(PATIENCE, thread).await.unwrap().unwrap();
}

/// As many callers as there is room for at once, or more, that all hang up while others call.
async fn others_go_on(connections: &str, arrive: usize) {
    let process = Process::new(&[]).await;
    let addr = process.addr.to_string();
    let settings = [
        ("ECHO_ADDR", addr.as_str()),
        ("GRPC_UPSTREAM_CONNECTIONS", connections),
        ("GRPC_UPSTREAM_ATTEMPTS", "1"),
    ];
    let start = start(Mode::Gateway, &[], &settings);
    let client = EchoClient::new(Channel::to(&start, &ECHO).unwrap());
    client.say(asked("")).await.unwrap();
    for round in 1..=3 {
        let mut crowd = JoinSet::new();
        for _ in 0..1_000 {
            let client = client.clone();
            crowd.spawn(async move { client.say(hang()).await });
        }
        until("the crowd is there", || {
            process.hung.load(Ordering::Relaxed) >= arrive * round
        })
        .await;
        let mut others = JoinSet::new();
        for _ in 0..50 {
            let client = client.clone();
            others.spawn(async move {
                for _ in 0..10 {
                    client.say(asked("")).await?;
                }
                Ok::<_, tonic::Status>(())
            });
        }
        tokio::task::yield_now().await;
        crowd.abort_all();
        while let Some(other) = timeout(PATIENCE, others.join_next()).await.unwrap() {
            other.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn callers_that_hang_up_cost_no_call_of_others() {
    others_go_on("8", 1_000).await;
}

#[tokio::test]
async fn callers_that_wait_for_room_may_hang_up_too() {
    others_go_on("1", 0).await;
}

#[tokio::test]
async fn room_is_made_where_a_service_takes_no_more_calls_on_a_connection() {
    // It takes 250 on each.
    others_go_on("1", 1_000).await;
}
