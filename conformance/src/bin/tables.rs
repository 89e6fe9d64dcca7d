//! Writes this crate's `lib.rs` and the modules below it: the tables of the runner's test
//! messages, by the same generator as users' tables.
//!
//! usage: conformance-tables PROTOS SRC, PROTOS being the folder with the runner's protos.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use prost_reflect::DescriptorPool;
use prost_reflect::prost_types::{FileDescriptorProto, FileDescriptorSet};
use tonica::codegen::schema;

const MESSAGES: &str = "conformance/messages/test_messages_proto3.proto";

const HEAD: &str = "\
//! The tables of the messages that protobuf's conformance runner tests proto3 with.
//! Written by `conformance-tables`; edits are overwritten.

use tonica_json::Message;
";

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [protos, src] = arguments.as_slice() else {
        bail!("usage: conformance-tables PROTOS SRC");
    };
    let mut files = BTreeMap::new();
    read(protos, MESSAGES, &mut files)?;
    let names: Vec<String> = files.keys().cloned().collect();
    let set = FileDescriptorSet {
        file: files.into_values().collect(),
    };
    let pool = DescriptorPool::from_file_descriptor_set(set)?;
    let names = || names.iter().map(String::as_str);
    let modules = schema::tables(&pool, names(), &[]).files();
    let mut packages = String::new();
    for (path, text) in &modules {
        write(&src.join(path), text)?;
        if let Some(package) = path.strip_suffix(".rs").filter(|path| !path.contains('/')) {
            packages.push_str(&format!("#[rustfmt::skip]\npub mod {package};\n"));
        }
    }
    let types = schema::types(&pool, names());
    let about = "/// What an `Any` of the tests may hold.\n#[rustfmt::skip]\n";
    write(
        &src.join("lib.rs"),
        &format!("{HEAD}\n{packages}\n{about}{types}"),
    )
}

/// Reads a proto and all that it imports.
fn read(
    protos: &Path,
    name: &str,
    files: &mut BTreeMap<String, FileDescriptorProto>,
) -> Result<()> {
    if files.contains_key(name) {
        return Ok(());
    }
    let path = protos.join(name);
    let text =
        fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
    let file = protox_parse::parse(name, &text)?;
    let imports = file.dependency.clone();
    files.insert(name.to_owned(), file);
    imports
        .iter()
        .try_for_each(|import| read(protos, import, files))
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).with_context(|| format!("can't write {}", path.display()))
}
