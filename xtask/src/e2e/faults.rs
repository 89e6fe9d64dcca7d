//! Five processes are killed, one after the other, amid a stream of orders whose clients repeat
//! what isn't answered. Nothing is lost, and nothing is done twice.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

use super::http::{get, post};
use super::story::{mails, order, path};
use super::system::System;
use crate::report::Report;
use crate::wait::until_within;

const ORDERS: usize = 200;
/// Clients that order at the same time.
const CLIENTS: usize = 4;
/// Longer than Kafka or Temporal may take to notice that a client is gone.
const PATIENCE: Duration = Duration::from_secs(180);

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

/// Has clients order, and kills each process at a point of their way. Returns where the orders are.
fn amid(system: &mut System<'_>) -> Result<Vec<String>> {
    let rest = system.places.rest;
    let (next, answered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let placed = thread::scope(|scope| {
        let client = || {
            let mut mine = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= ORDERS {
                    return Ok::<_, anyhow::Error>(mine);
                }
                mine.push((number, place(rest, number)?));
                answered.fetch_add(1, Ordering::Relaxed);
            }
        };
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        for index in system.indices() {
            let due = ORDERS * (index + 1) / (system.indices().len() + 1);
            let is_due = || Ok(answered.load(Ordering::Relaxed) >= due);
            let name = system.name(index);
            ensure!(
                until_within(PATIENCE, is_due)?,
                "{due} orders were never answered"
            );
            let before = answered.load(Ordering::Relaxed);
            system.kill_and_restart(index).context(name)?;
            ensure!(before < ORDERS, "{name} was killed after the last order");
        }
        let joined = clients.into_iter().map(|client| client.join());
        let placed = joined.map(|end| end.map_err(|_| anyhow!("a client panicked"))?);
        placed.collect::<Result<Vec<_>>>()
    });
    let mut placed = placed?.concat();
    placed.sort();
    Ok(placed.into_iter().map(|(_, path)| path).collect())
}

/// Repeats an order with its request_id until it is answered.
fn place(rest: u16, number: usize) -> Result<String> {
    let order = order(&customer(number));
    let mut answer = Err(anyhow!("no answer"));
    let answered = until_within(PATIENCE, || {
        answer = post(rest, "/v1/orders", &order).and_then(|answer| answer.json(200));
        Ok(answer.is_ok())
    })?;
    let answer = answer.with_context(|| format!("order {number}"))?;
    ensure!(answered, "order {number} was never answered");
    path(&answer)
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

fn customer(number: usize) -> String {
    format!("customer-{number}")
}
