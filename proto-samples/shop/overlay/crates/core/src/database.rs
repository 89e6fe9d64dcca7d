//! The SQLite file, `shop.db` or what `DATABASE_PATH` names. Opened and migrated by the first
//! query, so that a start never waits for it; many processes may do that at once.

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use sqlx::Row;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
};
use tokio::sync::OnceCell;

use crate::orders;

/// In the order in which they came; each sets `user_version` to its place, counted from 1.
const MIGRATIONS: [&str; 1] = [include_str!("../migrations/1_tables.sql")];

/// How long a writer waits for another one; less than a call's deadline, so that its caller hears
/// what was the matter.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// A handle on the file; its clones share one pool.
#[derive(Clone)]
pub(crate) struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    file: SqliteConnectOptions,
    connections: u32,
    pool: OnceCell<SqlitePool>,
}

impl Database {
    pub(crate) fn from_env() -> Self {
        let path = env::var_os("DATABASE_PATH").unwrap_or_else(|| "shop.db".into());
        Self::at(Path::new(&path))
    }

    pub(crate) fn at(path: &Path) -> Self {
        let file = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal);
        Self::new(file, 4)
    }

    /// One connection that stays open: the database lives as long as it does.
    pub(crate) fn in_memory() -> Self {
        Self::new(SqliteConnectOptions::new().in_memory(true), 1)
    }

    fn new(file: SqliteConnectOptions, connections: u32) -> Self {
        let shared = Shared {
            file: file.busy_timeout(BUSY_TIMEOUT),
            connections,
            pool: OnceCell::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The pool, opened and migrated.
    pub(crate) async fn pool(&self) -> Result<&SqlitePool, sqlx::Error> {
        self.shared.pool.get_or_try_init(|| self.open()).await
    }

    /// Waits for the queries in hand; a file that was never opened stays so.
    pub(crate) async fn close(&self) {
        if let Some(pool) = self.shared.pool.get() {
            pool.close().await;
        }
    }

    async fn open(&self) -> Result<SqlitePool, sqlx::Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(self.shared.connections)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(self.shared.file.clone())
            .await?;
        migrate(&pool).await?;
        Ok(pool)
    }
}

/// Brings the tables up to date. The write lock is taken before the version is read: a second
/// process waits here and then finds nothing left to do.
async fn migrate(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut writer = pool.begin_with("BEGIN IMMEDIATE").await?;
    let version: u32 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *writer)
        .await?;
    for migration in MIGRATIONS.iter().skip(version as usize) {
        sqlx::raw_sql(*migration).execute(&mut *writer).await?;
    }
    if version == 0 {
        orders::insert_first(&mut writer).await?;
    }
    writer.commit().await
}

/// The protobuf message of a row.
pub(crate) fn message<M: Message + Default>(row: &SqliteRow) -> Result<M, sqlx::Error> {
    let bytes: &[u8] = row.try_get("message")?;
    M::decode(bytes).map_err(|error| sqlx::Error::Decode(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_open_a_new_file_at_once_and_it_is_migrated_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db");
        let opened = (0..8).map(|_| {
            let database = Database::at(&file);
            tokio::spawn(async move {
                let orders = sqlx::query_scalar("SELECT count(*) FROM orders");
                let count: i64 = orders.fetch_one(database.pool().await?).await?;
                database.close().await;
                Ok::<_, sqlx::Error>(count)
            })
        });
        for count in opened.collect::<Vec<_>>() {
            assert_eq!(count.await.unwrap().unwrap(), 1);
        }
    }

    #[tokio::test]
    async fn a_database_that_nobody_asks_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db");
        Database::at(&file).close().await;
        assert!(!file.exists());
    }
}
