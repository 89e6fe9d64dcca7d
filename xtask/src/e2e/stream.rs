//! A stream of orders from clients that repeat what isn't answered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};

use super::http::post;
use super::story::{order, path};
use crate::wait::until_within;

/// How many there are in all.
pub(super) const ORDERS: usize = 200;

/// Longer than Kafka or Temporal may take to notice that a client is gone.
pub(super) const PATIENCE: Duration = Duration::from_secs(180);

/// The orders that clients place together.
#[derive(Default)]
pub(super) struct Stream {
    next: AtomicUsize,
    /// How many may be placed by now.
    allowed: AtomicUsize,
    answered: AtomicUsize,
}

impl Stream {
    /// Lets clients place so many in all.
    pub(super) fn allow(&self, orders: usize) {
        self.allowed.store(orders, Ordering::Relaxed);
    }

    /// How many were answered.
    pub(super) fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// What one client does until no order is left. Returns the orders' numbers and paths.
    pub(super) fn place_all(&self, rest: u16) -> Result<Vec<(usize, String)>> {
        let mut mine = Vec::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= ORDERS {
                return Ok(mine);
            }
            let is_allowed = || Ok(self.allowed.load(Ordering::Relaxed) > number);
            ensure!(
                until_within(2 * PATIENCE, is_allowed)?,
                "no order is allowed"
            );
            mine.push((number, place(rest, number)?));
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
    }
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

/// Who orders.
pub(super) fn customer(number: usize) -> String {
    format!("customer-{number}")
}
