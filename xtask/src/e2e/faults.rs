//! Five processes are killed, one after the other, amid a stream of orders whose clients repeat
//! what isn't answered. Nothing is lost, and nothing is done twice.

use std::thread;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

use super::http::get;
use super::story::mails;
use super::stream::{ORDERS, PATIENCE, Stream, customer};
use super::system::System;
use crate::report::Report;
use crate::wait::until_within;

/// Clients that order at the same time.
const CLIENTS: usize = 4;

pub(super) fn run(report: &mut Report, system: &mut System<'_>) {
    let name = format!("five: each is killed and restarted amid {ORDERS} orders");
    let Some(orders) = report.step(&name, || amid(system)) else {
        return;
    };
    report.step(&format!("five: all {ORDERS} end FULFILLED"), || {
        fulfilled(system, &orders)
    });
    report.step("five: each has one payment and one mail", || {
        orders
            .iter()
            .enumerate()
            .try_for_each(|(number, order)| once(system, number, order))
    });
    report.step("five: each order is there once", || listed_once(system));
    report.step("five: all are ready again", || system.ready());
}

/// Has clients order, and kills each process while they do. Returns where the orders are.
fn amid(system: &mut System<'_>) -> Result<Vec<String>> {
    let rest = system.places.rest;
    let stream = Stream::default();
    let placed = thread::scope(|scope| {
        let client = || stream.place_all(rest);
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let killed = kill_each(system, &stream);
        // Also after a failure: the clients are waited for, and must not wait themselves.
        stream.allow(ORDERS);
        let joined = clients.into_iter().map(|client| client.join());
        let placed = joined.map(|end| end.map_err(|_| anyhow!("a client panicked"))?);
        let placed = placed.collect::<Result<Vec<_>>>();
        killed.and(placed)
    });
    let mut placed = placed?.concat();
    placed.sort();
    Ok(placed.into_iter().map(|(_, path)| path).collect())
}

/// Kills one after the other, each when its share of the orders is answered. The clients go on
/// while it is away, and get the next share when it is ready again.
fn kill_each(system: &mut System<'_>, stream: &Stream) -> Result<()> {
    let share = ORDERS / (system.indices().len() + 1);
    for index in system.indices() {
        let due = share * (index + 1);
        stream.allow(due + share / 2);
        let is_due = || Ok(stream.answered() >= due);
        let answered = until_within(PATIENCE, is_due)?;
        ensure!(answered, "{due} orders were never answered");
        let name = system.name(index);
        system.kill_and_restart(index).context(name)?;
        system.ready()?;
    }
    Ok(())
}

fn fulfilled(system: &System<'_>, orders: &[String]) -> Result<()> {
    let mut open = orders.to_vec();
    let done = until_within(PATIENCE, || {
        // Anything but an answer says nothing: a gateway may still be dialling.
        open.retain(|order| {
            let found = get(system.places.rest, order).and_then(|answer| answer.json(200));
            !found.is_ok_and(|order| order["status"] == "FULFILLED")
        });
        Ok(open.is_empty())
    })?;
    ensure!(
        done,
        "{} were never fulfilled: {}",
        open.len(),
        open.join(", ")
    );
    Ok(())
}

fn once(system: &System<'_>, number: usize, order: &str) -> Result<()> {
    let rest = system.places.rest;
    let payment = get(rest, &format!("{order}/payment"))?.json(200)?;
    ensure!(payment["amountCents"] == "1350", "{order}: {payment}");
    let mails = mails(rest, &customer(number))?;
    ensure!(
        mails.len() == 1,
        "{order} has {} mails: {mails:?}",
        mails.len()
    );
    Ok(())
}

/// A request that was repeated made one order.
fn listed_once(system: &System<'_>) -> Result<()> {
    let page = get(system.places.rest, "/v1/orders?pageSize=1000")?.json(200)?;
    let orders: &[Value] = page["orders"].as_array().map_or(&[], Vec::as_slice);
    for number in 0..ORDERS {
        let email = format!("{}@example.com", customer(number));
        let count = orders
            .iter()
            .filter(|order| order["email"] == *email)
            .count();
        ensure!(count == 1, "{email} has {count} orders");
    }
    Ok(())
}
