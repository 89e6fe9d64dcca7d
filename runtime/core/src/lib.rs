//! The life of a process made of components: start, readiness, drain, exit code; its settings, logs,
//! metrics and health; and the accept loop of its ports. It knows nothing of gRPC, REST or messages:
//! those are parts, which other crates bring.

mod app;
mod backoff;
mod component;
mod config;
pub mod edge;
mod error;
mod exit;
mod group;
mod health;
mod hooks;
mod kind;
mod life;
mod lock;
mod logs;
mod metrics;
mod mode;
mod part;
mod readiness;
mod reminder;
mod run;
mod selection;
mod setting;
mod signals;
mod start;
mod stop;
mod supervisor;
mod tasks;
mod test_start;
mod values;

pub use app::{App, Build};
pub use component::{Component, OnFailure, Phase};
pub use error::{BoxError, Error};
pub use futures_util::future::BoxFuture;
pub use life::{Life, Stopper};
pub use metrics::Metrics;
pub use mode::{Mode, Role};
pub use part::{Connect, Part};
pub use readiness::Readiness;
pub use setting::{Kind, Setting};
pub use start::Start;
pub use test_start::TestStart;

/// The app of the binary whose `main` says so: an [`App`] with its name, its package's version and,
/// where `GIT_SHA` is set at compile time, its commit.
#[macro_export]
macro_rules! app {
    () => {
        $crate::App::new($crate::Build {
            name: match option_env!("CARGO_BIN_NAME") {
                Some(name) => name,
                None => env!("CARGO_PKG_NAME"),
            },
            version: env!("CARGO_PKG_VERSION"),
            git: option_env!("GIT_SHA"),
        })
    };
}
