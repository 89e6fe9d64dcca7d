//! A process made of fake parts, for the tests. What its components do is told by `FIXTURE_*`
//! settings, so that one binary serves all tests.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use tonica_runtime::edge::{Edge, Limits, Serve};
use tonica_runtime::{
    BoxFuture, Component, Error, Kind, Life, Mode, OnFailure, Part, Phase, Role, Setting, Start,
};

/// Says in the log when it is opened and dropped.
struct State;

impl Drop for State {
    fn drop(&mut self) {
        tracing::info!("state dropped");
    }
}

async fn open(start: &Start, (): ()) -> Result<State, Error> {
    tracing::info!("state opens");
    match start.text("FIXTURE_OPEN").as_deref() {
        Some("hang") => std::future::pending().await,
        Some("fail") => Err(Error::new("can't open the State").because(std::fmt::Error)),
        _ => {
            hooks(start);
            Ok(State)
        }
    }
}

fn hooks(start: &Start) {
    start.on_stop(20, "second hook", async {
        tracing::info!("second hook ran")
    });
    start.on_stop(10, "first hook", async { tracing::info!("first hook ran") });
    if start.flag("FIXTURE_HOOK_HANGS") {
        start.on_stop(30, "hanging hook", std::future::pending());
    }
    if start.flag("FIXTURE_HAND_OFF") {
        let life = start.life();
        start.hand_off("mail", async move {
            life.draining().await;
            tracing::info!("mail sent");
        });
    }
    if start.flag("FIXTURE_TASK_HANGS") {
        start.hand_off("hanging task", std::future::pending());
    }
}

/// A part with one component for each of its names that runs.
struct Fake {
    role: Role,
    names: Vec<&'static str>,
    phase: Phase,
}

impl Part<State> for Fake {
    fn role(&self) -> Role {
        self.role
    }

    fn names(&self) -> Vec<&'static str> {
        self.names.clone()
    }

    fn settings(&self) -> Vec<Setting> {
        let text = |env, help| Setting::new(env, Kind::Text, None, help).group("Fixture");
        let switch =
            |env| Setting::new(env, Kind::Switch, None, "Whether it does").group("Fixture");
        vec![
            text("FIXTURE_OPEN", "hang or fail: what opening the State does"),
            text(
                "FIXTURE_WORKER",
                "fail, panic, exit, config, stay: what workers do",
            ),
            text("FIXTURE_EDGE", "stay: edges ignore the drain"),
            Setting::new(
                "FIXTURE_FAILURES",
                Kind::Number { min: 0, max: 99 },
                None,
                "How often",
            ),
            switch("FIXTURE_HOOK_HANGS"),
            switch("FIXTURE_HAND_OFF"),
            switch("FIXTURE_TASK_HANGS"),
            text("FIXTURE_PASSWORD", "A secret").secret(),
        ]
    }

    fn needs_state(&self) -> bool {
        self.role != Role::Routes
    }

    fn build(
        self: Box<Self>,
        start: &Start,
        state: Option<Arc<State>>,
    ) -> Result<Vec<Box<dyn Component>>, Error> {
        tracing::info!(
            "builds {} with state: {}",
            self.role.name(),
            state.is_some()
        );
        let names = self.names.iter().filter(|name| start.runs(self.role, name));
        let component = |name: &&'static str| -> Box<dyn Component> {
            let (start, phase) = (start.clone(), self.phase);
            Box::new(Work {
                name,
                phase,
                start,
                runs: AtomicU64::new(0),
                _state: state.clone(),
            })
        };
        Ok(names.map(component).collect())
    }
}

struct Work {
    name: &'static str,
    phase: Phase,
    start: Start,
    runs: AtomicU64,
    _state: Option<Arc<State>>,
}

impl Component for Work {
    fn name(&self) -> &str {
        self.name
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn on_failure(&self) -> OnFailure {
        match self.behaviour().as_deref() {
            Some("exit") => OnFailure::Exit,
            _ => OnFailure::Restart,
        }
    }

    fn run(&self, life: Life) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let behaviour = self.behaviour();
            let failures = self.start.number("FIXTURE_FAILURES").unwrap_or(u64::MAX);
            let fails = self.runs.fetch_add(1, Ordering::Relaxed) < failures;
            match behaviour.as_deref() {
                Some("fail" | "exit") if fails => return Err(Error::new("broken on purpose")),
                Some("panic") if fails => panic!("panics on purpose"),
                Some("config") => return Err(Error::config("FIXTURE_WORKER", "wrong on purpose")),
                _ => {}
            }
            if self.phase == Phase::Edge && self.start.number("APP_PORT") != Some(0) {
                return self.edge().run(Arc::new(Hello), life).await;
            }
            life.ready();
            life.draining().await;
            tracing::info!("{} drains", self.name);
            if behaviour.as_deref() == Some("stay") {
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}

impl Work {
    fn behaviour(&self) -> Option<String> {
        let edge = self.phase == Phase::Edge;
        self.start.text(if edge {
            "FIXTURE_EDGE"
        } else {
            "FIXTURE_WORKER"
        })
    }

    fn edge(&self) -> Edge {
        Edge {
            name: "REST",
            setting: "APP_PORT",
            addr: self.start.listen("APP_HTTP_ADDR", "APP_PORT"),
            limits: Limits::of(&self.start),
        }
    }
}

struct Hello;

impl Serve for Hello {
    type Body = Full<Bytes>;

    async fn serve(
        self: Arc<Self>,
        _: http::Request<Incoming>,
        _: SocketAddr,
    ) -> http::Response<Full<Bytes>> {
        http::Response::new(Full::from("hello"))
    }
}

fn fake(role: Role, names: &[&'static str], phase: Phase) -> Fake {
    Fake {
        role,
        names: names.to_vec(),
        phase,
    }
}

fn main() -> ExitCode {
    let app = tonica_runtime::app!()
        .state(open)
        .with(fake(Role::Services, &["Orders", "Payments"], Phase::Edge))
        .with(fake(Role::Workers, &["email"], Phase::Worker));
    // Stands for the binaries of one mode and of fewer parts.
    match std::env::var("FIXTURE_BINARY").as_deref() {
        Ok("worker") => app.only(Mode::Worker).run(),
        Ok("no-consumers") => app.run(),
        _ => app
            .with(fake(Role::Routes, &["Orders"], Phase::Edge))
            .with(fake(Role::Consumers, &["order_events"], Phase::Consumer))
            .run(),
    }
}
