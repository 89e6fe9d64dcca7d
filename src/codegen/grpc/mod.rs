//! The crate `grpc`: tonic's servers and clients by tonic's own generator, and for
//! each service the dispatch by which its rpcs are called with wire bytes.

mod dispatch;
mod tonic;

use crate::codegen::modules::{Modules, Roots};
use crate::model::Model;

/// The services of service.yaml, those that live elsewhere too: a test may fake them.
///
/// # Errors
///
/// What the parser says of tonic's tokens where they are no Rust.
pub fn services(model: &Model) -> Result<Modules, String> {
    let mut modules = Modules::default();
    for service in &model.services {
        let generated = tonic::modules(model, service)?;
        let text = modules.package(&service.package);
        if !text.is_empty() {
            text.push('\n');
        }
        dispatch::append(service, text);
        text.push('\n');
        text.push_str(&generated);
    }
    Ok(modules)
}

/// The roots of the crate's modules.
pub fn roots(model: &Model) -> Roots {
    Roots::of(
        model
            .services
            .iter()
            .map(|service| service.package.as_str()),
    )
}
