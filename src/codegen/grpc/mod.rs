//! The crate `grpc`: tonic's servers and clients by tonic's own generator, and for
//! each service the dispatch by which its rpcs are called with wire bytes.

mod dispatch;
mod tonic;

use crate::codegen::modules::{Modules, Roots};
use crate::model::Model;
use crate::parallel;

/// The services of service.yaml, those that live elsewhere too: a test may fake them.
///
/// # Errors
///
/// What the parser says of tonic's tokens where they are no Rust.
pub fn services(model: &Model) -> Result<Modules, String> {
    let mut modules = Modules::default();
    // Parsing and printing tonic's tokens is half of all work.
    let generated = parallel::map(&model.services, |service| tonic::modules(model, service));
    for (service, generated) in model.services.iter().zip(generated) {
        let text = modules.package(&service.package);
        if !text.is_empty() {
            text.push('\n');
        }
        dispatch::append(service, text);
        text.push('\n');
        text.push_str(&generated?);
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
