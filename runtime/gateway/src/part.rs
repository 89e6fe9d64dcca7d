//! The gateway as a part of an app: its settings, and the component that serves REST.

use std::net::SocketAddr;
use std::sync::Arc;

use tonica_grpc::Channel;
use tonica_runtime::edge::{Edge, Limits};
use tonica_runtime::{BoxFuture, Component, Error, Life, Part, Phase, Role, Setting, Start};

use crate::config;
use crate::custom::Custom;
use crate::gateway::Gateway;
use crate::table::Routes;

/// The part that serves a project's routes.
///
/// `all` is called once, when the app is put together.
pub fn routes<S, F>(all: F) -> impl Part<S>
where
    F: FnOnce() -> Routes,
{
    Rest::<S> {
        routes: all(),
        custom: None,
    }
}

/// The same for a project with custom routes. `custom` makes what answers them, of the open State,
/// and may complete the tables by what only the running program knows.
pub fn routes_with<S, F, C>(all: F, custom: C) -> impl Part<S>
where
    F: FnOnce() -> Routes,
    C: FnOnce(&Start, Arc<S>, &mut Routes) -> Result<Arc<dyn Custom>, Error> + Send + 'static,
{
    Rest {
        routes: all(),
        custom: Some(Box::new(custom)),
    }
}

struct Rest<S> {
    routes: Routes,
    custom: Option<Make<S>>,
}

/// Makes what answers the custom routes.
type Make<S> =
    Box<dyn FnOnce(&Start, Arc<S>, &mut Routes) -> Result<Arc<dyn Custom>, Error> + Send>;

impl<S> Part<S> for Rest<S> {
    fn role(&self) -> Role {
        Role::Routes
    }

    fn names(&self) -> Vec<&'static str> {
        let routes = self.routes.routes.iter().map(|route| route.template);
        let custom = self.routes.custom.iter().map(|route| route.template);
        routes.chain(custom).collect()
    }

    fn settings(&self) -> Vec<Setting> {
        let mut settings = config::settings(&self.routes);
        settings.extend(tonica_grpc::addresses(self.routes.services));
        settings
    }

    fn needs_state(&self) -> bool {
        self.custom.is_some()
    }

    fn build(
        mut self: Box<Self>,
        start: &Start,
        state: Option<Arc<S>>,
    ) -> Result<Vec<Box<dyn Component>>, Error> {
        // Each service is looked up before the first route is, so that all that are missing are named.
        let services = self.routes.services.iter();
        let missing = services.filter_map(|service| Channel::to(start, service).err());
        Error::all(missing.collect())?;
        let custom = match (self.custom.take(), state) {
            (Some(make), Some(state)) => Some(make(start, state, &mut self.routes)?),
            _ if self.routes.custom.is_empty() => None,
            _ => {
                let what = "nothing answers the custom routes: run `tonica generate`";
                return Err(Error::new(what));
            }
        };
        let mut gateway = Gateway::new(&self.routes, start, |service| Channel::to(start, service))?;
        if let Some(custom) = custom {
            gateway = gateway.with_custom(custom);
        }
        Ok(vec![Box::new(RestEdge {
            gateway: Arc::new(gateway),
            addr: start.listen(config::ADDR, config::PORT),
            limits: Limits::of(start),
        })])
    }
}

/// Serves REST on its port.
struct RestEdge {
    gateway: Arc<Gateway>,
    addr: SocketAddr,
    limits: Limits,
}

impl Component for RestEdge {
    fn name(&self) -> &str {
        "REST"
    }

    fn phase(&self) -> Phase {
        Phase::Edge
    }

    fn run(&self, life: Life) -> BoxFuture<'_, Result<(), Error>> {
        let edge = Edge {
            name: "REST",
            setting: config::PORT,
            addr: self.addr,
            limits: self.limits,
        };
        Box::pin(edge.run(Arc::clone(&self.gateway), life))
    }
}
