//! What all parts of `desk` share: tickets and files in memory, gone with the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tonica_runtime::{Error, Start};

use desk_clients::Clients;

/// What every part gets.
pub struct State {
    /// All that `desk` talks to, in this process or elsewhere.
    pub clients: Clients,
    /// What operators show to get in; without one nobody does.
    pub admin_token: Option<String>,
    tickets: Mutex<Vec<Ticket>>,
    files: Mutex<Files>,
}

/// What is in them, by their paths.
type Files = BTreeMap<String, Vec<u8>>;

/// What somebody asks for. Its id is its place in the list, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Who asks.
    pub sender: String,
    /// What for.
    pub subject: String,
}

impl State {
    /// Opens all of it before anything is served; an error here ends the process.
    pub async fn open(_start: &Start, clients: Clients) -> Result<Self, Error> {
        let admin_token = std::env::var("DESK_ADMIN_TOKEN").ok();
        Ok(Self::new(clients, admin_token))
    }

    /// The same without a process around it.
    pub fn new(clients: Clients, admin_token: Option<String>) -> Self {
        Self {
            clients,
            admin_token,
            tickets: Mutex::default(),
            files: Mutex::default(),
        }
    }

    /// The tickets, to look at or to add to.
    pub fn tickets(&self) -> MutexGuard<'_, Vec<Ticket>> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files, likewise.
    pub fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
