//! What all parts of `shop` share: opened at start, closed at the stop.

mod database;
mod error;
mod mails;
mod orders;
mod payments;

use shop_clients::Clients;
use tonica_runtime::{Error, Start};

use crate::database::Database;
pub use crate::error::StoreError;
pub use crate::mails::Mails;
pub use crate::orders::{Orders, Page, total_cents};
pub use crate::payments::Payments;

/// What every handler can use.
pub struct State {
    /// The services that `shop` talks to, in this process or elsewhere.
    pub clients: Clients,
    /// The orders that were taken.
    pub orders: Orders,
    /// The payments for them.
    pub payments: Payments,
    /// The mails that were sent.
    pub mails: Mails,
}

impl State {
    /// Opens the State. No file is touched before the first query: a process that runs no
    /// service has no database.
    pub async fn open(start: &Start, clients: Clients) -> Result<Self, Error> {
        let database = Database::from_env();
        start.on_stop(100, "database", {
            let database = database.clone();
            async move { database.close().await }
        });
        Ok(Self::over(database, clients))
    }

    /// A State whose database is in memory and goes with it: for tests.
    pub fn in_memory(clients: Clients) -> Self {
        Self::over(Database::in_memory(), clients)
    }

    fn over(database: Database, clients: Clients) -> Self {
        Self {
            clients,
            orders: Orders::new(database.clone()),
            payments: Payments::new(database.clone()),
            mails: Mails::new(database),
        }
    }
}
