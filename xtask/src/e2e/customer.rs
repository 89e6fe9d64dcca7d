//! What customers and the shop's own people ask of its services, over REST and over gRPC. The same
//! steps whether the services run in the gateway's process or elsewhere.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tonic::Code;

use super::built::{Places, Shop};
use super::grpc::Client;
use super::http::{get, post};
use super::story;
use crate::report::Report;

pub(super) fn run(report: &mut Report, label: &str, shop: &Shop, places: &Places) {
    let rest = places.rest;
    let clients = report.step(&format!("{label}: gRPC clients connect"), || {
        let orders = Client::connect(places.orders, &shop.descriptors)?;
        let mails = Client::connect(places.mails, &shop.descriptors)?;
        Ok((orders, mails))
    });
    let Some((orders, mails)) = clients else {
        return;
    };
    let mut step = |name: &str, run: &dyn Fn() -> Result<()>| {
        report.step(&format!("{label}: {name}"), run);
    };
    step("the first order is there", &|| first_order(rest));
    step("an order is created once for its request_id", &|| {
        create(rest)
    });
    step("gRPC and REST see the same orders", &|| both(&orders, rest));
    step("orders are listed page by page", &|| pages(rest));
    step("payment and fulfilment by hand change nothing", &|| {
        by_hand(rest)
    });
    step("a mail is sent once for its key", &|| mail(&mails, rest));
    step("errors over REST", &|| rest_errors(rest));
    step("errors over gRPC", &|| grpc_errors(&orders));
}

fn first_order(rest: u16) -> Result<()> {
    let order = get(rest, "/v1/orders/first")?.json(200)?;
    ensure!(order["email"] == "ada@example.com", "{order}");
    ensure!(order["totalCents"] == "3990", "{order}");
    Ok(())
}

fn create(rest: u16) -> Result<()> {
    let first = post(rest, "/v1/orders", &story::order("create"))?.json(200)?;
    ensure!(first["status"] == "PENDING", "{first}");
    ensure!(first["totalCents"] == "1350", "{first}");
    let again = post(rest, "/v1/orders", &story::order("create"))?.json(200)?;
    same(&again, &first)?;
    same(&get(rest, &story::path(&first)?)?.json(200)?, &first)
}

fn both(client: &Client, rest: u16) -> Result<()> {
    let made = client.call(
        "shop.orders.v1.OrderService/CreateOrder",
        &story::order("both"),
    )??;
    same(&get(rest, &story::path(&made)?)?.json(200)?, &made)?;
    let request = json!({"orderId": "first"});
    let first = client.call("shop.orders.v1.OrderService/GetOrder", &request)??;
    ensure!(
        first == get(rest, "/v1/orders/first")?.json(200)?,
        "{first}"
    );
    Ok(())
}

fn pages(rest: u16) -> Result<()> {
    let mut seen = Vec::new();
    let mut token = String::new();
    loop {
        let path = format!("/v1/orders?pageSize=1&page_token={token}");
        let page = get(rest, &path)?.json(200)?;
        let orders = page["orders"].as_array().cloned().unwrap_or_default();
        seen.extend(orders.into_iter().map(|order| order["orderId"].clone()));
        match page["nextPageToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    ensure!(
        seen.len() >= 2 && seen.last() == Some(&json!("first")),
        "{seen:?}"
    );
    Ok(())
}

fn by_hand(rest: u16) -> Result<()> {
    let order = post(rest, "/v1/orders", &story::order("fulfil"))?.json(200)?;
    let path = story::path(&order)?;
    let payment = post(rest, &format!("{path}/payment"), &json!({}))?.json(200)?;
    ensure!(payment["amountCents"] == "1350", "{payment}");
    let found = get(rest, &format!("{path}/payment"))?.json(200)?;
    ensure!(found == payment, "{found} is not {payment}");
    post(rest, &format!("{path}:markFulfilled"), &json!({}))?.json(200)?;
    let order = get(rest, &path)?.json(200)?;
    ensure!(order["status"] == "FULFILLED", "{order}");
    Ok(())
}

fn mail(client: &Client, rest: u16) -> Result<()> {
    let mail = json!({"idempotencyKey": "a", "to": "alan@example.com", "subject": "Thanks"});
    for _ in 0..2 {
        let sent = client.call("shop.mail.v1.MailService/SendMail", &mail)??;
        ensure!(sent["subject"] == "Thanks", "{sent}");
    }
    let sent = get(rest, "/v1/mails?to=alan%40example.com")?.json(200)?;
    ensure!(sent["mails"].as_array().map(Vec::len) == Some(1), "{sent}");
    Ok(())
}

fn rest_errors(rest: u16) -> Result<()> {
    let missing = get(rest, "/v1/orders/none")?.json(404)?;
    ensure!(missing["code"] == Code::NotFound as i32, "{missing}");
    let unnamed = post(rest, "/v1/orders", &json!({"colour": "red"}))?.json(400)?;
    ensure!(unnamed["code"] == Code::InvalidArgument as i32, "{unnamed}");
    ensure!(unnamed.to_string().contains("colour"), "{unnamed}");
    let refused = post(rest, "/v1/orders", &json!({"requestId": "x"}))?.json(400)?;
    ensure!(refused.to_string().contains("email"), "{refused}");
    get(rest, "/v1/nothing")?.json(404)?;
    post(rest, "/v1/mails", &json!({}))?.json(405)?;
    Ok(())
}

fn grpc_errors(client: &Client) -> Result<()> {
    let request = json!({"orderId": "none"});
    let answer = client.call("shop.orders.v1.OrderService/GetOrder", &request)?;
    let status = answer
        .err()
        .context("an order that isn't there was found")?;
    ensure!(status.code() == Code::NotFound, "{status}");
    let answer = client.call("shop.orders.v1.OrderService/CreateOrder", &json!({}))?;
    let status = answer.err().context("an empty order was taken")?;
    ensure!(status.code() == Code::InvalidArgument, "{status}");
    Ok(())
}

/// The same order, however far it has come.
fn same(found: &Value, made: &Value) -> Result<()> {
    let [mut a, mut b] = [found.clone(), made.clone()];
    for order in [&mut a, &mut b] {
        order["status"].take();
    }
    ensure!(a == b, "{found} is not {made}");
    Ok(())
}
