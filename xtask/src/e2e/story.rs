//! The story of an order: taken over REST, told on a topic, heard by a consumer, carried through
//! by a workflow's activities, and fulfilled.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::built::Places;
use super::http::{get, post};
use crate::report::Report;
use crate::wait::until;

/// An order on its way.
pub(super) struct Story<'a> {
    places: &'a Places,
    name: &'a str,
    order: Value,
}

/// Tells it step by step. `label` is the system's, and the order's.
pub(crate) fn run(report: &mut Report, label: &str, places: &Places) {
    let before = counts(places);
    let begun = report.step(&format!("{label}: POST /v1/orders answers"), || {
        Story::begin(places, label)
    });
    let Some(story) = begun else { return };
    let mut step = |name: &str, run: &dyn Fn() -> Result<()>| {
        report.step(&format!("{label}: {name}"), run);
    };
    step("GET /v1/orders/{id} says FULFILLED", &|| story.fulfilled());
    step("a consumer has handled the event", &|| {
        grown(places.consumer, CONSUMED, before.0)
    });
    step("a worker has run the activities", &|| {
        grown(places.worker, ACTIVITIES, before.1)
    });
    step("the payment is there", &|| story.paid());
    step("one mail was sent", &|| story.mailed());
}

const CONSUMED: &str = "consumer_messages_processed_total";
const ACTIVITIES: &str = "temporal_activity_execution_total";

impl<'a> Story<'a> {
    /// Orders.
    pub(super) fn begin(places: &'a Places, name: &'a str) -> Result<Self> {
        let order = post(places.rest, "/v1/orders", &order(name))?.json(200)?;
        Ok(Self {
            places,
            name,
            order,
        })
    }

    /// Waits until the order says that all is done.
    pub(super) fn fulfilled(&self) -> Result<()> {
        fulfilled(self.places.rest, &path(&self.order)?)
    }

    /// The payment is for what was ordered.
    pub(super) fn paid(&self) -> Result<()> {
        let payment = format!("{}/payment", path(&self.order)?);
        let payment = get(self.places.rest, &payment)?.json(200)?;
        let (paid, due) = (&payment["amountCents"], &self.order["totalCents"]);
        ensure!(paid == due, "{payment} for {}", self.order);
        Ok(())
    }

    /// The customer has one mail.
    pub(super) fn mailed(&self) -> Result<()> {
        let mails = mails(self.places.rest, self.name)?;
        ensure!(mails.len() == 1, "{mails:?}");
        Ok(())
    }
}

/// Waits until an order says FULFILLED.
pub(super) fn fulfilled(rest: u16, order: &str) -> Result<()> {
    let mut last = Value::Null;
    let done = until(|| {
        last = get(rest, order)?.json(200)?;
        Ok(last["status"] == "FULFILLED")
    })?;
    ensure!(done, "it never was fulfilled: {last}");
    Ok(())
}

/// The order of a customer who is named after it.
pub(super) fn order(name: &str) -> Value {
    let item = json!({"sku": "cup", "quantity": 3, "unitPriceCents": "450"});
    json!({"requestId": name, "email": format!("{name}@example.com"), "items": [item]})
}

/// Where an order is found.
pub(super) fn path(order: &Value) -> Result<String> {
    let id = order["orderId"].as_str();
    Ok(format!(
        "/v1/orders/{}",
        id.context("an order without an id")?
    ))
}

/// The mails to the customer with that name.
pub(super) fn mails(rest: u16, name: &str) -> Result<Vec<Value>> {
    let sent = get(rest, &format!("/v1/mails?to={name}%40example.com"))?.json(200)?;
    Ok(sent["mails"].as_array().cloned().unwrap_or_default())
}

/// Messages handled and activities run so far.
fn counts(places: &Places) -> (f64, f64) {
    let count = |port, name| metric(port, name).unwrap_or_default();
    (
        count(places.consumer, CONSUMED),
        count(places.worker, ACTIVITIES),
    )
}

fn grown(port: u16, name: &str, before: f64) -> Result<()> {
    // It is counted once the work is done, which others may have seen before.
    let grown = until(|| Ok(metric(port, name)? > before))?;
    ensure!(grown, "{name} is still {before}");
    Ok(())
}

/// The sum of a metric over its labels.
fn metric(port: u16, name: &str) -> Result<f64> {
    let text = get(port, "/metrics")?.body;
    let values = text.lines().filter_map(|line| {
        let rest = line.strip_prefix(name)?;
        let value = rest.strip_prefix(|first| first == '{' || first == ' ')?;
        value.rsplit(' ').next()?.parse::<f64>().ok()
    });
    Ok(values.sum())
}
