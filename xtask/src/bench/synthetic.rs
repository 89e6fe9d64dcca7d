//! Protos made up for the large figures: services with six or seven files each, of the size and
//! with the comments, HTTP rules and imports that public APIs have.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Result;

/// Message files a service has beside the file of its own: 11 for two services, so that 100 of
/// them are 650 protos.
const FILES: [usize; 2] = [5, 6];
const MESSAGES: usize = 10;
const RPCS: usize = 5;

/// Writes service.yaml and the protos of that many services.
pub(super) fn write(folder: &Path, services: usize) -> Result<()> {
    let mut yaml = String::from("version: 1\nname: bench\nservices:\n");
    for service in 0..services {
        let package = folder.join(format!("proto/bench/s{service}/v1"));
        fs::create_dir_all(&package)?;
        for file in 0..FILES[service % FILES.len()] {
            fs::write(
                package.join(format!("m{file}.proto")),
                messages(service, file)?,
            )?;
        }
        fs::write(package.join("service.proto"), service_file(service)?)?;
        writeln!(yaml, "  - proto: bench.s{service}.v1.Service{service}")?;
    }
    fs::write(folder.join("service.yaml"), yaml)?;
    Ok(())
}

fn messages(service: usize, file: usize) -> Result<String> {
    let mut text = header(service, &["google/protobuf/timestamp.proto"])?;
    for message in 0..MESSAGES {
        let name = format!("M{file}x{message}");
        writeln!(
            text,
            "\n// {name} is a message of service {service}.\nmessage {name} {{"
        )?;
        writeln!(text, "  // How it is doing.\n  enum State {{")?;
        writeln!(
            text,
            "    STATE_UNSPECIFIED = 0;\n    ACTIVE = 1;\n    GONE = 2;\n  }}\n"
        )?;
        let fields = [
            "string name",
            "State state",
            "google.protobuf.Timestamp create_time",
            "map<string, string> labels",
            "repeated int64 numbers",
            "optional double weight",
            "bytes content",
            "bool done",
        ];
        for (index, field) in fields.iter().enumerate() {
            writeln!(
                text,
                "  // What {field} says of {name}.\n  {field} = {};",
                index + 1
            )?;
        }
        if message > 0 {
            writeln!(
                text,
                "  // The one before.\n  M{file}x{} last = 9;",
                message - 1
            )?;
        }
        writeln!(text, "}}")?;
    }
    Ok(text)
}

fn service_file(service: usize) -> Result<String> {
    let imported = format!("bench/s{service}/v1/m0.proto");
    let mut text = header(service, &["google/api/annotations.proto", &imported])?;
    writeln!(
        text,
        "\n// Service {service} does what is asked.\nservice Service{service} {{"
    )?;
    for rpc in 0..RPCS {
        writeln!(
            text,
            "  // Does {rpc}.\n  rpc Do{rpc}(M0x{rpc}) returns (M0x9) {{"
        )?;
        writeln!(text, "    option (google.api.http) = {{")?;
        writeln!(
            text,
            "      post: \"/v1/s{service}/{{name}}:do{rpc}\"\n      body: \"*\""
        )?;
        writeln!(text, "    }};\n  }}")?;
    }
    writeln!(text, "}}")?;
    Ok(text)
}

fn header(service: usize, imports: &[&str]) -> Result<String> {
    let mut text = format!("syntax = \"proto3\";\n\npackage bench.s{service}.v1;\n\n");
    for import in imports {
        writeln!(text, "import \"{import}\";")?;
    }
    Ok(text)
}
