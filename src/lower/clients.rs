//! The fields of Clients: services, producers and workflows, each under its own name.

use std::collections::BTreeMap;

use super::Context;
use super::alias::{alias, place};
use super::entry::{self, Kind, PRODUCER, SERVICE, WORKFLOW};
use crate::diagnostic::Span;

/// Tells of two things of different kinds that would be one field; those of one kind were
/// told already.
pub(super) fn check(context: &mut Context<'_>) {
    let config = &context.raw.config;
    let services = config
        .services
        .iter()
        .map(|service| (&SERVICE, alias(service), place(service)));
    let workflows = config
        .workers
        .iter()
        .flat_map(|worker| &worker.workflows)
        .map(|workflow| (&WORKFLOW, &workflow.name));
    let producers = config
        .producers
        .iter()
        .map(|producer| (&PRODUCER, &producer.name));
    let named = workflows
        .chain(producers)
        .map(|(kind, name)| (kind, name.value.clone(), name.at.clone()));
    let mut known: BTreeMap<String, (&Kind, Span)> = BTreeMap::new();
    for (kind, name, at) in services.chain(named) {
        let (first, place) = known
            .entry(name.clone())
            .or_insert_with(|| (kind, at.clone()));
        if first.word != kind.word {
            let message = format!(
                "{} and {} are both called `{name}`, and each is a field of Clients",
                first.one, kind.one
            );
            context.tell(entry::twice(
                message,
                place,
                &at,
                "give one of them another `name`",
            ));
        }
    }
}
