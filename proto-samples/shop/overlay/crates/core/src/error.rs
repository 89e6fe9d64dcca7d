//! What a caller hears when the database fails: that it did, never its own words.

use std::fmt;

use tonic::Status;

/// A query that failed.
#[derive(Debug)]
pub struct StoreError(sqlx::Error);

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the database failed: {}", self.0)
    }
}

impl std::error::Error for StoreError {}

impl From<StoreError> for Status {
    fn from(error: StoreError) -> Self {
        tracing::error!("{error}");
        match error.0 {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => busy(),
            sqlx::Error::Database(database) if database.message().contains("locked") => busy(),
            _ => Status::internal("the database failed; the log says how"),
        }
    }
}

fn busy() -> Status {
    Status::unavailable("the database is busy; try again")
}
