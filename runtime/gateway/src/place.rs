//! All routes made ready at start, in the router's order: what their requests are counted by, and
//! where they go.

use std::sync::OnceLock;

use tonica_grpc::Channel;
use tonica_json::Service;
use tonica_runtime::{Error, Start};

use crate::cache;
use crate::entry::Entry;
use crate::metrics::Handles;
use crate::table::{Either, Routes};

/// What the requests of a route are counted by, and where they go.
pub(crate) struct Place {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    /// Made with the first request that succeeds.
    pub(crate) handles: OnceLock<Handles>,
    pub(crate) to: Target,
}

/// Where the requests of a route go.
pub(crate) enum Target {
    Rpc(Entry),
    /// To what answers custom routes, by the index there.
    Custom(usize),
}

impl Place {
    fn new(method: &'static str, template: &'static str, to: Target) -> Self {
        Self {
            method,
            template,
            handles: OnceLock::new(),
            to,
        }
    }
}

/// A place for each route; each service's channel is asked for once.
pub(crate) fn all(
    order: &[Either],
    routes: &Routes,
    start: &Start,
    channel: impl Fn(&'static Service) -> Result<Channel, Error>,
) -> Result<Vec<Place>, Error> {
    let store = cache::store(routes, start);
    let mut channels: Vec<Channel> = Vec::new();
    let mut places = Vec::with_capacity(order.len());
    for either in order {
        let route = match either {
            Either::Rpc(route) => route,
            Either::Custom(index, route) => {
                let to = Target::Custom(*index);
                places.push(Place::new(route.method, route.template, to));
                continue;
            }
        };
        let mut known = channels.iter();
        let known = known.find(|channel| std::ptr::eq(channel.service(), route.service));
        let channel = match known {
            Some(channel) => channel.clone(),
            None => {
                let channel = channel(route.service)?;
                channels.push(channel.clone());
                channel
            }
        };
        let mut entry = Entry::new(route, channel)?;
        if let Some(store) = &store {
            entry.cache = cache::Rule::of(route, entry.method, routes.options.cache, store)?;
        }
        places.push(Place::new(route.method, route.template, Target::Rpc(entry)));
    }
    Ok(places)
}
