//! The payments for orders: at most one each.

use std::time::SystemTime;

use prost::Message;
use shop_api::shop::payments::v1::Payment;

use crate::StoreError;
use crate::database::{Database, message};

/// The table of payments.
pub struct Payments {
    database: Database,
}

impl Payments {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Takes the money for an order, unless that was done before. The answer is the stored payment.
    pub async fn charge(&self, order_id: &str, amount_cents: i64) -> Result<Payment, StoreError> {
        let payment = Payment {
            order_id: order_id.to_owned(),
            amount_cents,
            charge_time: Some(SystemTime::now().into()),
        };
        // A repeated charge changes nothing: its update is there to have the first row returned.
        let query = "INSERT INTO payments (order_id, message) VALUES (?, ?)
                     ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
                     RETURNING message";
        let row = sqlx::query(query)
            .bind(order_id)
            .bind(payment.encode_to_vec())
            .fetch_one(self.database.pool().await?)
            .await?;
        Ok(message(&row)?)
    }

    /// Finds the payment for an order.
    pub async fn get(&self, order_id: &str) -> Result<Option<Payment>, StoreError> {
        let row = sqlx::query("SELECT message FROM payments WHERE order_id = ?")
            .bind(order_id)
            .fetch_optional(self.database.pool().await?)
            .await?;
        Ok(row.as_ref().map(message).transpose()?)
    }
}
