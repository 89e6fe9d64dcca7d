//! The orders that were taken. What an order is worth is told here; whether a request makes
//! sense is the service's question.

use std::time::SystemTime;

use prost::Message;
use shop_api::shop::orders::v1::order::Status;
use shop_api::shop::orders::v1::{CreateOrderRequest, Item, Order};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, SqliteExecutor};

use crate::StoreError;
use crate::database::{Database, message};

/// The table of orders.
pub struct Orders {
    database: Database,
}

/// Some orders, the newest first.
pub struct Page {
    /// At most as many as were asked for.
    pub orders: Vec<Order>,
    /// The last one's number, when there may be more after it.
    pub next: Option<i64>,
}

impl Orders {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Stores an order, unless one came with the same request_id. The answer is the stored one.
    pub async fn create(&self, request: CreateOrderRequest) -> Result<Order, StoreError> {
        Ok(insert(request, None, self.database.pool().await?).await?)
    }

    /// Finds an order.
    pub async fn get(&self, order_id: &str) -> Result<Option<Order>, StoreError> {
        let query = "SELECT order_id, status, message FROM orders WHERE order_id = ?";
        let row = sqlx::query(query)
            .bind(order_id)
            .fetch_optional(self.database.pool().await?)
            .await?;
        Ok(row.as_ref().map(order).transpose()?)
    }

    /// At most `size` orders that are older than the one with number `before`, if that is given.
    pub async fn list(&self, size: u32, before: Option<i64>) -> Result<Page, StoreError> {
        let query = "SELECT number, order_id, status, message FROM orders
                     WHERE number < ? ORDER BY number DESC LIMIT ?";
        let rows = sqlx::query(query)
            .bind(before.unwrap_or(i64::MAX))
            .bind(size)
            .fetch_all(self.database.pool().await?)
            .await?;
        let full = rows.len() == size as usize;
        let last = rows.last().filter(|_| full);
        Ok(Page {
            next: last.map(|row| row.try_get("number")).transpose()?,
            orders: rows.iter().map(order).collect::<Result<_, _>>()?,
        })
    }

    /// Marks an order as fulfilled; `None`: there is no such order.
    pub async fn fulfil(&self, order_id: &str) -> Result<Option<Order>, StoreError> {
        let query = "UPDATE orders SET status = ? WHERE order_id = ?
                     RETURNING order_id, status, message";
        let row = sqlx::query(query)
            .bind(i32::from(Status::Fulfilled))
            .bind(order_id)
            .fetch_optional(self.database.pool().await?)
            .await?;
        Ok(row.as_ref().map(order).transpose()?)
    }
}

/// What the items cost in cents; `None` when that is more than a number holds.
pub fn total_cents(items: &[Item]) -> Option<i64> {
    items.iter().try_fold(0i64, |sum, item| {
        let cents = item.unit_price_cents.checked_mul(item.quantity.into())?;
        sum.checked_add(cents)
    })
}

/// The order that a new shop starts with.
pub(crate) async fn insert_first(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let request = CreateOrderRequest {
        request_id: "first".to_owned(),
        email: "ada@example.com".to_owned(),
        items: vec![Item {
            sku: "teapot".to_owned(),
            quantity: 2,
            unit_price_cents: 1_995,
        }],
    };
    insert(request, Some("first"), connection).await?;
    Ok(())
}

/// `order_id`: made by the database when it isn't given.
async fn insert(
    request: CreateOrderRequest,
    order_id: Option<&str>,
    database: impl SqliteExecutor<'_>,
) -> Result<Order, sqlx::Error> {
    let taken = Order {
        email: request.email,
        total_cents: total_cents(&request.items).unwrap_or(i64::MAX),
        items: request.items,
        create_time: Some(SystemTime::now().into()),
        ..Order::default()
    };
    // A repeated request changes nothing: its update is there to have the first row returned.
    let query = "INSERT INTO orders (order_id, request_id, status, message)
                 VALUES (coalesce(?, lower(hex(randomblob(8)))), ?, ?, ?)
                 ON CONFLICT (request_id) DO UPDATE SET request_id = excluded.request_id
                 RETURNING order_id, status, message";
    let row = sqlx::query(query)
        .bind(order_id)
        .bind(request.request_id)
        .bind(i32::from(Status::Pending))
        .bind(taken.encode_to_vec())
        .fetch_one(database)
        .await?;
    order(&row)
}

/// The message as it was taken, and what the row knows better.
fn order(row: &SqliteRow) -> Result<Order, sqlx::Error> {
    Ok(Order {
        order_id: row.try_get("order_id")?,
        status: row.try_get("status")?,
        ..message(row)?
    })
}
