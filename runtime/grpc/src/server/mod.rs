//! The part of an app that serves: it fills the slots of the services that run here and brings the
//! edge that answers for them. Everything that holds message code hangs on [`services`], so that a
//! binary which doesn't call it has none.

mod ending;
mod health;
mod reflection;
mod router;

use std::sync::Arc;

use tonica_json::Service;
use tonica_runtime::edge::{Edge, Limits as EdgeLimits};
use tonica_runtime::{
    BoxFuture, Component, Error, Kind, Life, Part, Phase, Readiness, Role, Setting, Start,
};

use self::health::Health;
use self::router::Router;
use crate::channel::Channel;
use crate::limits::Limits;
use crate::payload::Instance;

const ADDR: &str = "GRPC_ADDR";
const PORT: &str = "GRPC_PORT";
const REFLECTION: &str = "GRPC_REFLECTION";

/// The services that a crate holds, by their tables and constructors.
pub struct Services<S> {
    descriptors: &'static [u8],
    services: Vec<Opening<S>>,
}

struct Opening<S> {
    service: &'static Service,
    open: Box<dyn FnOnce(Arc<S>) -> Instance + Send>,
}

impl<S> Services<S> {
    /// No service yet. `descriptors` is an encoded `google.protobuf.FileDescriptorSet` of the
    /// services' files and all that they import; reflection hands it out.
    pub fn new(descriptors: &'static [u8]) -> Self {
        Self {
            descriptors,
            services: Vec::new(),
        }
    }

    /// One more service; `open` makes it when the State is open, if it is to run here.
    #[must_use]
    pub fn with(
        mut self,
        service: &'static Service,
        open: impl FnOnce(Arc<S>) -> Instance + Send + 'static,
    ) -> Self {
        self.services.push(Opening {
            service,
            open: Box::new(open),
        });
        self
    }
}

/// The part of an app that serves `all` of a crate's services, or those that the mode and
/// `APP_SERVICES` leave of them.
pub fn services<S: Send + Sync + 'static, F: FnOnce() -> Services<S>>(
    all: F,
) -> impl Part<S> + 'static {
    all()
}

impl<S: Send + Sync + 'static> Part<S> for Services<S> {
    fn role(&self) -> Role {
        Role::Services
    }

    fn names(&self) -> Vec<&'static str> {
        self.services
            .iter()
            .map(|opening| opening.service.alias)
            .collect()
    }

    fn settings(&self) -> Vec<Setting> {
        let help = "Let clients ask for the services' definitions";
        let reflection = Setting::new(REFLECTION, Kind::Switch, Some("false"), help);
        let mut rows = vec![reflection.group("gRPC")];
        rows.extend(Limits::settings());
        rows
    }

    fn needs_state(&self) -> bool {
        true
    }

    fn build(
        self: Box<Self>,
        start: &Start,
        state: Option<Arc<S>>,
    ) -> Result<Vec<Box<dyn Component>>, Error> {
        let state = state.ok_or_else(|| Error::new("services can't run without the State"))?;
        let mut channels = Vec::new();
        for Opening { service, open } in self.services {
            if !start.runs(Role::Services, service.alias) {
                continue;
            }
            let channel = Channel::to(start, service)?;
            channel.fill(open(Arc::clone(&state)))?;
            channels.push(channel);
        }
        let names: Vec<_> = channels
            .iter()
            .map(|channel| channel.service().name)
            .collect();
        let health = Health::new(&names);
        let mut router = Router::new(&channels);
        router.mount("grpc.health.v1.Health", health.service());
        if start.flag(REFLECTION) {
            reflection::mount(&mut router, self.descriptors, &names)?;
        }
        let edge = Edge {
            name: "gRPC",
            setting: PORT,
            addr: start.listen(ADDR, PORT),
            limits: EdgeLimits::of(start),
        };
        let readiness = start.readiness().clone();
        Ok(vec![Box::new(Server {
            edge,
            router: Arc::new(router),
            health,
            readiness,
        })])
    }
}

/// The gRPC edge as a component.
struct Server {
    edge: Edge,
    router: Arc<Router>,
    health: Health,
    readiness: Readiness,
}

impl Component for Server {
    fn name(&self) -> &str {
        self.edge.name
    }

    fn phase(&self) -> Phase {
        Phase::Edge
    }

    fn run(&self, life: Life) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            self.router.ends_with(life.clone());
            tokio::select! {
                ended = self.edge.clone().run(Arc::clone(&self.router), life) => ended,
                never = self.health.follow(&self.readiness) => match never {},
            }
        })
    }
}
