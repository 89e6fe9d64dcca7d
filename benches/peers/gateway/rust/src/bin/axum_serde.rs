//! What a person writes by hand: axum, structs of their own, serde_json.

use std::collections::HashMap;

use axum::extract::{Path, Query};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use peers::listen;
use serde::{Deserialize, Serialize};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 64-bit numbers are strings in JSON, as protobuf has it.
mod quoted {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(itoa::Buffer::new().format(*value))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Number<'a> {
            Text(&'a str),
            Bare(i64),
        }
        match Number::deserialize(deserializer)? {
            Number::Text(text) => text.parse().map_err(D::Error::custom),
            Number::Bare(number) => Ok(number),
        }
    }
}

#[derive(Serialize, Deserialize, Clone, Copy, Default)]
enum Status {
    #[default]
    #[serde(rename = "ORDER_STATUS_UNSPECIFIED")]
    Unspecified,
    #[serde(rename = "ORDER_STATUS_PENDING")]
    Pending,
    #[serde(rename = "ORDER_STATUS_PAID")]
    Paid,
    #[serde(rename = "ORDER_STATUS_SHIPPED")]
    Shipped,
    #[serde(rename = "ORDER_STATUS_CANCELLED")]
    Cancelled,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    sku: String,
    title: String,
    quantity: u32,
    #[serde(with = "quoted")]
    unit_cents: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    #[serde(default)]
    id: String,
    customer_id: String,
    status: Status,
    create_time: DateTime<Utc>,
    lines: Vec<Line>,
    #[serde(with = "quoted")]
    total_cents: i64,
    currency: String,
    tax_rate: f64,
    gift: bool,
    note: String,
    tags: Vec<String>,
    labels: HashMap<String, String>,
    #[serde(skip_serializing, default)]
    request_id: String,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    page_size: i32,
    #[serde(default)]
    status: Status,
    #[serde(default, rename = "filter.customer_id")]
    customer_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    orders: Vec<Order>,
    next_page_token: String,
}

async fn one(Path(id): Path<String>) -> Json<Order> {
    Json(order(id, "cust-0042", Status::Paid, 0, 3))
}

async fn create(Json(mut order): Json<Order>) -> Json<Order> {
    order.id = format!("ord-{}", order.request_id);
    Json(order)
}

async fn list(Query(page): Query<Page>) -> Json<Listed> {
    let count = match page.page_size {
        1..=100 => page.page_size,
        _ => 50,
    };
    let order = |n| {
        let id = format!("ord-{}", 100_000 + n);
        order(id, &page.customer_id, page.status, n, 1)
    };
    Json(Listed {
        orders: (0..i64::from(count)).map(order).collect(),
        next_page_token: "tok-51".into(),
    })
}

fn order(id: String, customer: &str, status: Status, n: i64, lines: u32) -> Order {
    let line = |n: u32| Line {
        sku: format!("SKU-{}", 10_000 + n),
        title: "Widget, blue, size M".into(),
        quantity: n + 1,
        unit_cents: 1_999 + i64::from(n),
    };
    Order {
        id,
        customer_id: customer.into(),
        status,
        create_time: DateTime::from_timestamp(1_767_225_600 + n, 123_456_000).unwrap_or_default(),
        lines: (0..lines).map(line).collect(),
        total_cents: 123_456 + n,
        currency: "EUR".into(),
        tax_rate: 0.19,
        gift: true,
        note: "leave at the door".into(),
        tags: vec!["web".into(), "priority".into()],
        labels: [("channel".into(), "shop".into())].into(),
        request_id: String::new(),
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new()
        .route("/v1/orders/{id}", get(one))
        .route("/v1/orders", get(list).post(create));
    let listener = listen::listener().await;
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, app).await
}
