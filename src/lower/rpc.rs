//! The rpcs of a service, as its proto defines them.

use prost_reflect::{MethodDescriptor, ServiceDescriptor};
use prost_types::method_options::IdempotencyLevel;

use super::place::Places;
use super::{Context, rule};
use crate::model::{Binding, Rpc, TypeRef, name};

/// The field of descriptors that holds the name, in paths of source info.
pub(super) const NAME: i32 = 1;

/// All rpcs in the order of the proto.
pub(super) fn all(
    context: &mut Context<'_>,
    service: &ServiceDescriptor,
    places: &Places,
) -> Vec<Rpc> {
    service
        .methods()
        .map(|method| one(context, &method, places))
        .collect()
}

fn one(context: &mut Context<'_>, method: &MethodDescriptor, places: &Places) -> Rpc {
    let bindings = rule::bindings(context, method, places);
    let options = method.method_descriptor_proto().options.as_ref();
    Rpc {
        name: method.name().to_owned(),
        method: name::snake(method.name()),
        input: TypeRef::of(method.input().full_name()),
        output: TypeRef::of(method.output().full_name()),
        client_streaming: method.is_client_streaming(),
        server_streaming: method.is_server_streaming(),
        idempotent: idempotent(method, &bindings),
        deprecated: options.is_some_and(|options| options.deprecated()),
        comment: places.comment(method.path()),
        bindings,
    }
}

/// Bound to GET, or the proto says so.
fn idempotent(method: &MethodDescriptor, bindings: &[Binding]) -> bool {
    let options = method.method_descriptor_proto().options.as_ref();
    let said = options
        .is_some_and(|options| options.idempotency_level() != IdempotencyLevel::IdempotencyUnknown);
    said || bindings.iter().any(|binding| binding.method == "GET")
}
