//! The table of tests: each rule of the call chain, through every way in and all four kinds of
//! streaming.

mod echo;
mod process;

use std::sync::atomic::Ordering;
use std::time::Duration;

use tonic::metadata::MetadataValue;
use tonic::{Code, Request, Status};
use tonica_grpc::{Call, Interceptor, intercept};
use tonica_runtime::BoxFuture;

use echo::echo_v1::{Fault, Request as Asked};
use echo::handler::Seen;
use process::Process;
use process::call::{Answer, Kind, Way, call};

/// Runs `rule` for every row of the table.
async fn each(process: &Process, rule: impl AsyncFn(Row<'_>)) {
    for way in Way::ALL {
        for kind in Kind::ALL {
            rule(Row { process, way, kind }).await;
        }
    }
}

#[derive(Clone, Copy)]
struct Row<'a> {
    process: &'a Process,
    way: Way,
    kind: Kind,
}

impl Row<'_> {
    async fn call(self, request: Request<Asked>) -> Result<Answer, Status> {
        call(self.process, self.way, self.kind, request).await
    }

    async fn refused(self, request: Request<Asked>) -> Status {
        match self.call(request).await {
            Ok(answer) => panic!("{:?} {:?}: answered {answer:?}", self.way, self.kind),
            Err(status) => status,
        }
    }

    fn label(self) -> String {
        format!("{:?} {:?}", self.way, self.kind)
    }
}

fn asked(text: &str) -> Request<Asked> {
    Request::new(Asked {
        text: text.to_owned(),
        ..Asked::default()
    })
}

fn faulty(fault: Fault) -> Request<Asked> {
    Request::new(Asked {
        fault: fault.into(),
        ..Asked::default()
    })
}

#[tokio::test]
async fn an_answer_comes_back_whole() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let answer = row.call(asked("hello")).await.unwrap();
        assert_eq!(answer.replies[0].text, "hello", "{}", row.label());
    })
    .await;
}

#[tokio::test]
async fn a_call_without_a_time_gets_the_default_of_its_service() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let answer = row.call(asked("")).await.unwrap();
        let left = answer.replies[0].remaining_ms;
        assert!((1..=3_000).contains(&left), "{}: {left}", row.label());
    })
    .await;
}

#[tokio::test]
async fn a_longer_time_of_the_caller_holds() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let mut request = asked("");
        request.set_timeout(Duration::from_secs(60));
        let left = row.call(request).await.unwrap().replies[0].remaining_ms;
        assert!((30_000..=60_000).contains(&left), "{}: {left}", row.label());
    })
    .await;
}

#[tokio::test]
async fn a_handler_that_hangs_is_given_up_at_the_deadline() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let mut request = faulty(Fault::Hang);
        request.set_timeout(Duration::from_millis(50));
        let status = row.refused(request).await;
        assert_eq!(
            status.code(),
            Code::DeadlineExceeded,
            "{}: {status}",
            row.label()
        );
    })
    .await;
}

#[tokio::test]
async fn metadata_reaches_the_handler_and_comes_back() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let mut request = asked("");
        request
            .metadata_mut()
            .insert("echo-one", MetadataValue::from_static("1"));
        request
            .metadata_mut()
            .insert_bin("echo-bin", MetadataValue::from_bytes(b"\0\xff"));
        let answer = row.call(request).await.unwrap();
        assert_eq!(
            answer.metadata.get("echo-one").unwrap(),
            "1",
            "{}",
            row.label()
        );
        let bin = answer
            .metadata
            .get_bin("echo-bin")
            .unwrap()
            .to_bytes()
            .unwrap();
        assert_eq!(&*bin, b"\0\xff", "{}", row.label());
    })
    .await;
}

#[tokio::test]
async fn the_request_id_is_the_callers_or_else_a_new_one() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        for header in ["x-request-id", "x-correlation-id"] {
            let mut request = asked("");
            request
                .metadata_mut()
                .insert(header, MetadataValue::from_static("given-7"));
            let answer = row.call(request).await.unwrap();
            assert_eq!(answer.replies[0].request_id, "given-7", "{}", row.label());
        }
        let one = row
            .call(asked(""))
            .await
            .unwrap()
            .replies
            .remove(0)
            .request_id;
        let two = row
            .call(asked(""))
            .await
            .unwrap()
            .replies
            .remove(0)
            .request_id;
        assert_eq!(one.len(), 16, "{}: {one}", row.label());
        assert_ne!(one, two, "{}", row.label());
    })
    .await;
}

#[tokio::test]
async fn a_request_above_the_cap_is_refused() {
    let process = Process::new(&[("GRPC_MAX_REQUEST", "64KiB")]).await;
    each(&process, async |row| {
        row.call(asked(&"x".repeat(60_000))).await.unwrap();
        let status = row.refused(asked(&"x".repeat(70_000))).await;
        assert_eq!(
            status.code(),
            Code::ResourceExhausted,
            "{}: {status}",
            row.label()
        );
        assert!(
            status.message().contains("GRPC_MAX_REQUEST"),
            "{}: {status}",
            row.label()
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_above_the_cap_is_refused() {
    let process = Process::new(&[("GRPC_MAX_RESPONSE", "64KiB")]).await;
    let padded = |padding| {
        Request::new(Asked {
            padding,
            ..Asked::default()
        })
    };
    each(&process, async |row| {
        row.call(padded(60_000)).await.unwrap();
        let status = row.refused(padded(70_000)).await;
        assert_eq!(
            status.code(),
            Code::ResourceExhausted,
            "{}: {status}",
            row.label()
        );
        assert!(
            status.message().contains("GRPC_MAX_RESPONSE"),
            "{}: {status}",
            row.label()
        );
    })
    .await;
}

#[tokio::test]
async fn a_panic_ends_one_call_and_says_nothing_of_itself() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let status = row.refused(faulty(Fault::Panic)).await;
        assert_eq!(status.code(), Code::Internal, "{}: {status}", row.label());
        assert!(
            !status.message().contains("asked to panic"),
            "{}: {status}",
            row.label()
        );
        row.call(asked("still here")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_status_of_the_handler_passes() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let status = row.refused(faulty(Fault::NotFound)).await;
        assert_eq!(status.code(), Code::NotFound, "{}: {status}", row.label());
        assert_eq!(status.message(), "asked not to find it", "{}", row.label());
    })
    .await;
}

/// Refuses who says so, and leaves traces for the handler.
struct Gate;

impl Interceptor for Gate {
    fn intercept<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, Result<(), Status>> {
        Box::pin(async move {
            if call.metadata.contains_key("refuse-me") {
                let method = call.method.name;
                return Err(Status::permission_denied(format!(
                    "{method} is not for you"
                )));
            }
            call.metadata
                .insert("echo-intercepted", MetadataValue::from_static("yes"));
            call.extensions.insert(Seen(call.peer));
            Ok(())
        })
    }
}

#[tokio::test]
async fn an_interceptor_sees_changes_and_refuses_calls() {
    let process = Process::new(&[]).await;
    intercept(&process.start, Gate);
    each(&process, async |row| {
        let answer = row.call(asked("")).await.unwrap();
        assert_eq!(
            answer.metadata.get("echo-intercepted").unwrap(),
            "yes",
            "{}",
            row.label()
        );
        let peer = if row.way == Way::Local {
            "local"
        } else {
            "network"
        };
        assert_eq!(
            answer.metadata.get("echo-peer").unwrap(),
            peer,
            "{}",
            row.label()
        );
        let mut request = asked("");
        request
            .metadata_mut()
            .insert("refuse-me", MetadataValue::from_static("please"));
        let status = row.refused(request).await;
        assert_eq!(
            status.code(),
            Code::PermissionDenied,
            "{}: {status}",
            row.label()
        );
        assert!(
            status.message().starts_with(row.kind.method()),
            "{}: {status}",
            row.label()
        );
    })
    .await;
}

#[tokio::test]
async fn a_call_is_counted_and_measured_once_by_method_and_code() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let entry = if row.way == Way::Local {
            "local"
        } else {
            "network"
        };
        let method = row.kind.method();
        let labels = format!(r#"entry="{entry}",service="echo.v1.Echo",method="{method}""#);
        let count = |name: &str, code: &str| -> u64 {
            let start = format!("{name}{{{labels}{code}}} ");
            let lines = row.process.metrics(&start);
            let value = lines.first().and_then(|line| line.rsplit(' ').next());
            value.map_or(0, |value| value.parse().unwrap())
        };
        let ok = || count("grpc_requests_total", r#",code="OK""#);
        let not_found = || count("grpc_requests_total", r#",code="NOT_FOUND""#);
        let measured = || count("grpc_request_duration_seconds_count", "");
        let before = (ok(), not_found(), measured());
        row.call(asked("")).await.unwrap();
        row.refused(faulty(Fault::NotFound)).await;
        let after = (before.0 + 1, before.1 + 1, before.2 + 2);
        process::until(&format!("{} is counted", row.label()), || {
            (ok(), not_found(), measured()) == after
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_call_that_its_caller_drops_is_counted_as_cancelled() {
    let process = Process::new(&[]).await;
    each(&process, async |row| {
        let entry = if row.way == Way::Local { "local" } else { "network" };
        let method = row.kind.method();
        let line = format!(
            r#"grpc_requests_total{{entry="{entry}",service="echo.v1.Echo",method="{method}",code="CANCELLED"}} "#
        );
        let hung = || row.process.hung.load(Ordering::Relaxed);
        let (before, reached) = (row.process.metrics(&line), hung() + 1);
        let waits = row.call(faulty(Fault::Hang));
        let dropped = process::until("the handler is reached", || hung() == reached);
        tokio::select! {
            answer = waits => panic!("{}: {answer:?}", row.label()),
            () = dropped => {}
        }
        process::until(&format!("{} is counted", row.label()), || {
            row.process.metrics(&line) != before
        })
        .await;
    })
    .await;
}
