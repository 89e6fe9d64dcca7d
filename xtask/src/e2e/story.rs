//! What a customer and the shop's own people do, over REST and over gRPC. The same steps whether
//! the services run in the gateway's process or elsewhere.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tonic::Code;

use super::grpc::Client;
use super::http::{get, post};
use super::shop::Shop;
use crate::report::Report;

/// `rest` and `grpc` are ports of this machine.
pub(super) fn run(report: &mut Report, label: &str, shop: &Shop, rest: u16, grpc: u16) {
    let client = report.step(&format!("{label}: a gRPC client connects"), || {
        Client::connect(grpc, &shop.descriptors)
    });
    let Some(client) = client else { return };
    let mut step = |name: &str, run: &dyn Fn() -> Result<()>| {
        report.step(&format!("{label}: {name}"), run);
    };
    step("the first order is there", &|| first_order(rest));
    step("an order is created once for its request_id", &|| {
        create(rest)
    });
    step("gRPC and REST see the same orders", &|| both(&client, rest));
    step("orders are listed page by page", &|| pages(rest));
    step("an order is paid for and fulfilled", &|| fulfil(rest));
    step("a mail is sent once for its key", &|| mail(&client, rest));
    step("errors over REST", &|| rest_errors(rest));
    step("errors over gRPC", &|| grpc_errors(&client));
}

fn first_order(rest: u16) -> Result<()> {
    let order = get(rest, "/v1/orders/first")?.json(200)?;
    ensure!(order["email"] == "ada@example.com", "{order}");
    ensure!(order["totalCents"] == "3990", "{order}");
    Ok(())
}

fn create(rest: u16) -> Result<()> {
    let first = post(rest, "/v1/orders", &order("create"))?.json(200)?;
    ensure!(first["status"] == "PENDING", "{first}");
    ensure!(first["totalCents"] == "1350", "{first}");
    let again = post(rest, "/v1/orders", &order("create"))?.json(200)?;
    ensure!(again == first, "{again} is not {first}");
    let found = get(rest, &path(&first)?)?.json(200)?;
    ensure!(found == first, "{found} is not {first}");
    Ok(())
}

fn both(client: &Client, rest: u16) -> Result<()> {
    let made = client.call("shop.orders.v1.OrderService/CreateOrder", &order("both"))??;
    let found = get(rest, &path(&made)?)?.json(200)?;
    ensure!(found == made, "{found} is not {made}");
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

fn fulfil(rest: u16) -> Result<()> {
    let order = post(rest, "/v1/orders", &order("fulfil"))?.json(200)?;
    let path = path(&order)?;
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
    let mail = json!({"idempotencyKey": "a", "to": "grace@example.com", "subject": "Thanks"});
    for _ in 0..2 {
        let sent = client.call("shop.mail.v1.MailService/SendMail", &mail)??;
        ensure!(sent["subject"] == "Thanks", "{sent}");
    }
    let sent = get(rest, "/v1/mails?to=grace%40example.com")?.json(200)?;
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

fn order(request_id: &str) -> Value {
    let item = json!({"sku": "cup", "quantity": 3, "unitPriceCents": "450"});
    json!({"requestId": request_id, "email": "grace@example.com", "items": [item]})
}

fn path(order: &Value) -> Result<String> {
    let id = order["orderId"]
        .as_str()
        .context("an order without an id")?;
    Ok(format!("/v1/orders/{id}"))
}
