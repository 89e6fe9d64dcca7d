//! Calls to a service in another process: message bytes over HTTP/2, to the endpoints that the
//! service's setting names, resolved anew from time to time. Calls go round over the endpoints that
//! are up; one that keeps failing is left out for a while; an idempotent call that finds its service
//! unavailable is tried again, within its deadline and a budget. Which calls are made and what they
//! may cost is the chain's affair.
//!
//! The way of a call: [`call`] tries, [`pick`] finds a connection, [`exchange`] sends and reads. What
//! keeps connections there: [`resolve`] knows the addresses, [`endpoints`] what is up, [`line`]
//! keeps one connection, [`connect`] opens it. What is counted is in [`metrics`].

mod address;
mod budget;
mod call;
mod connect;
mod endpoints;
mod exchange;
mod fault;
mod health;
mod incoming;
mod line;
mod member;
mod metrics;
mod options;
mod outgoing;
mod partial;
mod pem;
mod pick;
mod pool;
mod reach;
mod resolve;
mod retry;
mod room;
mod socket;
mod status;
mod tls;
mod trial;

pub(crate) use metrics::Families;
pub(crate) use options::settings;
pub(crate) use pool::Pool;
pub(crate) use resolve::Resolver;
pub use resolve::resolve_with;
