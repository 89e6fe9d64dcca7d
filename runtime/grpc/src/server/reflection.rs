//! Server reflection, by which tools such as grpcurl find out what can be called. Off by default:
//! it shows every definition to whoever can connect.

use tonic_reflection::server::{Builder, Error as BuildError};
use tonica_runtime::Error;

use super::router::Router;

/// Mounts both versions of reflection for the services with these names: old clients ask for the
/// second alone.
pub(super) fn mount(
    router: &mut Router,
    descriptors: &'static [u8],
    services: &[&'static str],
) -> Result<(), Error> {
    let builder = || {
        let builder = Builder::configure()
            .register_encoded_file_descriptor_set(descriptors)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .with_service_name("grpc.health.v1.Health");
        services
            .iter()
            .fold(builder, |builder, name| builder.with_service_name(*name))
    };
    router.mount(
        "grpc.reflection.v1.ServerReflection",
        builder().build_v1().map_err(wrong)?,
    );
    let alpha = builder().build_v1alpha().map_err(wrong)?;
    router.mount("grpc.reflection.v1alpha.ServerReflection", alpha);
    Ok(())
}

fn wrong(error: BuildError) -> Error {
    Error::new("reflection can't read the services' descriptors").because(error)
}
