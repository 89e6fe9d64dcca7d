//! The mails that were sent. The sample has no mail server: a mail is sent when it stands in
//! the table, once for each idempotency key.

use std::time::SystemTime;

use prost::Message;
use shop_api::shop::mail::v1::{Mail, SendMailRequest};

use crate::StoreError;
use crate::database::{Database, message};

/// The table of mails.
pub struct Mails {
    database: Database,
}

impl Mails {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Sends a mail, unless one went out with the same key. The answer is the one that was sent.
    pub async fn send(&self, request: SendMailRequest) -> Result<Mail, StoreError> {
        let mail = Mail {
            to: request.to,
            subject: request.subject,
            text: request.text,
            send_time: Some(SystemTime::now().into()),
        };
        // A repeated mail changes nothing: its update is there to have the first row returned.
        let query = "INSERT INTO mails (idempotency_key, recipient, message) VALUES (?, ?, ?)
                     ON CONFLICT (idempotency_key)
                     DO UPDATE SET idempotency_key = excluded.idempotency_key
                     RETURNING message";
        let row = sqlx::query(query)
            .bind(request.idempotency_key)
            .bind(&mail.to)
            .bind(mail.encode_to_vec())
            .fetch_one(self.database.pool().await?)
            .await?;
        Ok(message(&row)?)
    }

    /// The mails to one address, the oldest first.
    pub async fn list(&self, to: &str) -> Result<Vec<Mail>, StoreError> {
        let rows = sqlx::query("SELECT message FROM mails WHERE recipient = ? ORDER BY number")
            .bind(to)
            .fetch_all(self.database.pool().await?)
            .await?;
        Ok(rows.iter().map(message).collect::<Result<_, _>>()?)
    }
}
