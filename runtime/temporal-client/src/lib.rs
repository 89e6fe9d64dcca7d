//! Starts Temporal workflows and asks for their results, over the one connection of a process.
//! It knows no worker: what runs workflows and activities stands in tonica-temporal.

mod connection;
mod error;
mod handle;
mod keeper;
mod reason;
mod recorded;
mod settings;
mod tls;
mod workflow;

pub use connection::Temporal;
pub use error::CallError;
pub use handle::Handle;
pub use settings::settings;
pub use workflow::{Starting, Workflow};
