//! The crate `api`: messages and enums by prost's own generator. What is done here is
//! to give it comments that rustdoc and clippy have nothing to say about.

use prost_build::{Config, Module};
use prost_types::FileDescriptorProto;
use prost_types::source_code_info::Location;

use crate::codegen::modules::{Modules, Roots};
use crate::codegen::{docs, schema};
use crate::model::Model;

/// What prost's generator would touch in a comment, and what stands for it meanwhile:
/// characters of the private use area.
const HIDDEN: [(&str, &str); 3] = [("://", "\u{e000}"), ("[", "\u{e001}"), ("]", "\u{e002}")];

/// prost writes what stands in no package as if it stood at the crate's root.
const FROM_ROOT: &str = "#[allow(unused_imports, reason = \"not every message needs another package\")]\n\
    use super::*;\n\n";

/// The messages of the project and of imported packages that it uses.
///
/// # Errors
///
/// What prost's generator says where it can't name a type.
pub fn messages(model: &Model) -> Result<Modules, String> {
    let own = requests(model, &model.protos.emitted, commented);
    let packages: Vec<String> = own
        .iter()
        .map(|(_, file)| file.package().to_owned())
        .collect();
    // prost has the well-known types in a crate, yet wants to see what they hold.
    let well_known = requests(model, &model.protos.well_known, uncommented);
    let mut texts = Config::new()
        .btree_map(["."])
        .generate(own.into_iter().chain(well_known).collect())
        .map_err(|error| error.to_string())?;
    let mut modules = Modules::default();
    for package in packages {
        let module = Module::from_protobuf_package_name(&package);
        if let Some(text) = texts.remove(&module) {
            let own = text.split_once('\n').map_or("", |(_, own)| own);
            let module = modules.package(&package);
            if package.is_empty() {
                module.push_str(FROM_ROOT);
            }
            module.push_str(&shown(own));
        }
    }
    Ok(modules)
}

/// The roots of the crate's modules.
pub fn roots(model: &Model) -> Roots {
    let files = model.protos.emitted.iter();
    let files: Vec<_> = files
        .filter_map(|file| model.protos.pool.get_file_by_name(file))
        .collect();
    let holding = files.iter().filter(|file| schema::holds_types(file));
    Roots::of(holding.map(|file| file.package_name()))
}

fn requests(
    model: &Model,
    files: &[String],
    take: fn(&FileDescriptorProto) -> FileDescriptorProto,
) -> Vec<(Module, FileDescriptorProto)> {
    let mut files: Vec<&String> = files.iter().collect();
    files.sort_unstable();
    let descriptors = files
        .into_iter()
        .filter_map(|file| model.protos.pool.get_file_by_name(file));
    descriptors
        .map(|file| {
            let module = Module::from_protobuf_package_name(file.package_name());
            (module, take(file.file_descriptor_proto()))
        })
        .collect()
}

fn uncommented(file: &FileDescriptorProto) -> FileDescriptorProto {
    FileDescriptorProto {
        source_code_info: None,
        ..file.clone()
    }
}

fn commented(file: &FileDescriptorProto) -> FileDescriptorProto {
    let mut file = file.clone();
    for location in file
        .source_code_info
        .iter_mut()
        .flat_map(|info| &mut info.location)
    {
        mend(location);
    }
    file
}

/// Comments as docs; those that stand apart from any item are left out.
fn mend(location: &mut Location) {
    location.leading_detached_comments.clear();
    let comments = [
        &mut location.leading_comments,
        &mut location.trailing_comments,
    ];
    for comment in comments {
        let Some(text) = comment.take() else { continue };
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let lines = docs::lines(&lines);
        if !lines.is_empty() {
            *comment = Some(hidden(&lines.join("\n")));
        }
    }
}

fn hidden(text: &str) -> String {
    HIDDEN.iter().fold(text.to_owned(), |text, (seen, hidden)| {
        text.replace(seen, hidden)
    })
}

fn shown(text: &str) -> String {
    HIDDEN.iter().fold(text.to_owned(), |text, (seen, hidden)| {
        text.replace(hidden, seen)
    })
}
