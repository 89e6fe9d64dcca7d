//! Messages and service by tonic, JSON by pbjson, routes by rest_over_grpc, all of the one proto.

use std::path::PathBuf;
use std::{env, error::Error};

const PROTO: &str = "shop/v1/shop.proto";
/// The proto that our own gateway serves, and Google's that it imports.
const INCLUDES: [&str; 2] = ["../../../gateway/proto", "../../../../src/read/builtin"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}/{PROTO}", INCLUDES[0]);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut compiler = protox::Compiler::new(INCLUDES)?;
    compiler.include_imports(true).open_file(PROTO)?;
    // The bytes hold the HTTP rules, which prost's own descriptors drop.
    let descriptors = compiler.encode_file_descriptor_set();
    let mut config = prost_build::Config::new();
    config
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types");
    tonic_prost_build::configure()
        .compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    pbjson_build::Builder::new()
        .register_descriptors(&descriptors)?
        .build(&[".shop.v1"])?;
    rest_over_grpc::build::compile_fds(&descriptors, &out)?;
    Ok(())
}
