//! The part of an app that consumes: one component for each subscription that runs here.

use std::sync::Arc;

use tonica_runtime::{Component, Error, Part, Role, Setting, Start};

use crate::consumer::Consumer;
use crate::hub::Hub;
use crate::settings::{CONSUMER_TOPIC, settings};
use crate::{Handler, Subscription};

/// The consumers that a crate holds, by their subscriptions and handlers.
pub struct Consumers<S> {
    consumers: Vec<Opening<S>>,
}

struct Opening<S> {
    name: &'static str,
    topic: &'static str,
    open: Open<S>,
}

/// Makes the component, with a handler that is opened from the State.
type Open<S> = Box<dyn FnOnce(&Arc<Hub>, Arc<S>) -> Box<dyn Component> + Send>;

impl<S> Default for Consumers<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Consumers<S> {
    /// No consumer yet.
    pub fn new() -> Self {
        Self {
            consumers: Vec::new(),
        }
    }

    /// One more consumer; `open` makes its handler when the State is open, if it is to run here.
    #[must_use]
    pub fn with<M, H>(
        mut self,
        subscription: Subscription<M>,
        open: impl FnOnce(Arc<S>) -> H + Send + 'static,
    ) -> Self
    where
        M: Send + Sync + 'static,
        H: Handler<M>,
    {
        let Subscription { name, topic, .. } = subscription;
        let open: Open<S> =
            Box::new(move |hub, state| Box::new(Consumer::new(hub, subscription, open(state))));
        self.consumers.push(Opening { name, topic, open });
        self
    }

    /// The topics of `CONSUMER_TOPIC`; all when it is not set.
    fn selected(&self, start: &Start) -> Result<Vec<String>, Error> {
        let selected = start.list(CONSUMER_TOPIC);
        let known = |topic: &str| self.consumers.iter().any(|opening| opening.topic == topic);
        let unknown: Vec<_> = selected.iter().filter(|topic| !known(topic)).collect();
        if unknown.is_empty() {
            return Ok(selected);
        }
        let unknown: Vec<_> = unknown.into_iter().map(String::as_str).collect();
        let mut topics: Vec<_> = self.consumers.iter().map(|opening| opening.topic).collect();
        topics.sort_unstable();
        topics.dedup();
        Err(Error::config(
            CONSUMER_TOPIC,
            format!(
                "this binary consumes no topic named {}; its topics are: {}",
                unknown.join(", "),
                topics.join(", ")
            ),
        ))
    }
}

/// The part of an app that runs `all` of a crate's consumers, or those that the mode,
/// `APP_CONSUMERS` and `CONSUMER_TOPIC` leave of them.
pub fn consumers<S: Send + Sync + 'static, F: FnOnce() -> Consumers<S>>(
    all: F,
) -> impl Part<S> + 'static {
    all()
}

impl<S: Send + Sync + 'static> Part<S> for Consumers<S> {
    fn role(&self) -> Role {
        Role::Consumers
    }

    fn names(&self) -> Vec<&'static str> {
        self.consumers.iter().map(|opening| opening.name).collect()
    }

    fn settings(&self) -> Vec<Setting> {
        settings()
    }

    fn needs_state(&self) -> bool {
        true
    }

    fn build(
        self: Box<Self>,
        start: &Start,
        state: Option<Arc<S>>,
    ) -> Result<Vec<Box<dyn Component>>, Error> {
        let state = state.ok_or_else(|| Error::new("consumers can't run without the State"))?;
        let topics = self.selected(start)?;
        let hub = Hub::of(start)?;
        let mut components = Vec::new();
        for Opening { name, topic, open } in self.consumers {
            if !start.runs(Role::Consumers, name) {
                continue;
            }
            if !topics.is_empty() && !topics.iter().any(|selected| selected == topic) {
                tracing::info!(
                    "leaves out consumer {name}: topic {topic} is not in {CONSUMER_TOPIC}"
                );
                continue;
            }
            components.push(open(&hub, Arc::clone(&state)));
        }
        if components.is_empty() && !topics.is_empty() {
            let problem = "with APP_CONSUMERS it leaves no consumer to run: set one of them";
            return Err(Error::config(CONSUMER_TOPIC, problem));
        }
        Ok(components)
    }
}
