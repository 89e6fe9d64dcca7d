//! One rule of service.yaml, made ready for the routes that it holds for.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use prometheus_client::metrics::counter::Counter;
use tonica_json::Method;
use tonica_runtime::Error;

use super::Store;
use crate::table::{Cache, Route};
use crate::vary;

/// How the answers of a route are kept.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(super) store: Arc<Store>,
    pub(super) age: Duration,
    /// The request headers that make a difference.
    pub(super) vary: Vec<HeaderName>,
    pub(super) hits: Counter,
    pub(super) misses: Counter,
}

impl Rule {
    /// The one of these rules that holds for a route, if there is one.
    ///
    /// # Errors
    ///
    /// A name that no header can have: to go on without it could mix up clients.
    pub(crate) fn of(
        route: &'static Route,
        method: &Method,
        rules: &[Cache],
        store: &Arc<Store>,
    ) -> Result<Option<Self>, Error> {
        if route.method != "GET" || method.client_streaming || method.server_streaming {
            return Ok(None);
        }
        let is_its =
            |rule: &&Cache| std::ptr::eq(rule.service, route.service) && rule.rpc == route.rpc;
        let Some(rule) = rules.iter().find(is_its) else {
            return Ok(None);
        };
        let name = |name: &&'static str| {
            HeaderName::try_from(*name)
                .map_err(|_| Error::new(format!("no header can be called {name:?}")))
        };
        let [hits, misses] = store.counters.of(route.template);
        Ok(Some(Self {
            store: Arc::clone(store),
            age: Duration::from_millis(rule.millis),
            vary: rule.vary.iter().map(name).collect::<Result<_, _>>()?,
            hits,
            misses,
        }))
    }

    /// Tells caches on the way which headers make a difference.
    pub(super) fn vary(&self, headers: &mut HeaderMap) {
        for name in &self.vary {
            vary::add(headers, name);
        }
    }

    /// Tells caches on the way how long they may keep an answer, too.
    pub(super) fn mark(&self, headers: &mut HeaderMap) {
        self.vary(headers);
        // What was asked for with credentials is one client's, however long it is kept here.
        let whose = if self.vary.contains(&header::AUTHORIZATION) {
            "private, "
        } else {
            ""
        };
        let text = format!("{whose}max-age={}", self.age.as_secs());
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(header::CACHE_CONTROL, value);
        }
    }
}
