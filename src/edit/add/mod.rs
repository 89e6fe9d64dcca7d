//! What `tonica add` means: which inputs change and how. Nothing is written here; an edit
//! that doesn't read back as it was meant is not given out.

mod entry;
mod message;
mod route;
mod rpc;
mod service;
mod topic;
mod work;
mod worker;

use std::collections::BTreeMap;

use prost_reflect::ServiceDescriptor;

pub(crate) use route::route;
pub(crate) use rpc::rpc;
pub(crate) use service::service;
pub(crate) use topic::{consumer, producer};
pub(crate) use work::{START_TO_CLOSE, Work, activity, workflow};
pub(crate) use worker::worker;

use crate::{model::name, read::Raw};

/// Inputs as they will be, by path; none where there is nothing to add.
type Edits = BTreeMap<String, Vec<u8>>;

/// The mark that a file begins with, which its text comes without.
fn byte_order_mark(raw: &Raw, path: &str) -> Vec<u8> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let marked = raw
        .inputs
        .iter()
        .any(|input| input.path == path && input.bytes.starts_with(MARK));
    if marked { MARK.to_vec() } else { Vec::new() }
}

/// Whether a name, full or short and in whatever case, means a service.
fn is_meant(service: &ServiceDescriptor, wanted: &str) -> bool {
    let (own, wanted_alias) = (name::alias(service.name()), name::alias(wanted));
    service.full_name() == wanted
        || !wanted.contains('.')
            && (own == wanted_alias || own == format!("{wanted_alias}_service"))
}

/// The name of an entry in service.yaml.
fn known_as(service: &crate::read::config::Service) -> String {
    match &service.name {
        Some(name) => name.value.clone(),
        None => name::alias(service.proto.value.rsplit('.').next().unwrap_or_default()),
    }
}
