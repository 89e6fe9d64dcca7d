//! What files there should be and whose each is: one flat list. No text is made here.

mod runtime;

use crate::codegen::modules::Modules;
use crate::codegen::{api, descriptors, grpc, routes, schema};
use crate::model::{Model, Service, name};
use crate::read;
use crate::tree::Owner;

/// A file, or a crate's module tree, of an emitted workspace.
pub struct File {
    /// Relative to the root, with `/`; of a module tree its folder.
    pub path: String,
    /// Who may edit it.
    pub owner: Owner,
    /// Where its text comes from.
    pub source: Source,
}

/// Where a file's text comes from. A manifest gets literal versions in the end.
pub enum Source {
    /// A template over the facts of the project.
    Template(&'static str),
    /// A template over the facts of the project and one service, by its place in the model.
    Service(&'static str, usize),
    /// A generator of one file.
    Code(fn(&Model) -> Vec<u8>),
    /// A generator of a module tree.
    Modules(fn(&Model) -> Result<Modules, String>),
    /// As it stands in this repository.
    Verbatim(&'static [u8]),
}

/// All files, in the order in which they are made.
pub fn files(model: &Model) -> Vec<File> {
    let mut list = List(Vec::new());
    root(&mut list);
    messages(&mut list);
    if model.has_services() {
        services(model, &mut list);
    }
    if model.has_gateway() {
        rest(&mut list);
    }
    bins(model, &mut list);
    list.0.extend(runtime::files(model));
    list.0
}

fn root(list: &mut List) {
    list.seeded("Cargo.toml", Source::Template("Cargo.toml"));
    list.seeded("README.md", Source::Template("README.md"));
    list.seeded("Cargo.lock", Source::Code(crate::render::lock::of));
    list.seeded(".gitignore", Source::Template("gitignore"));
    list.generated(".gitattributes", Source::Template("gitattributes"));
    list.generated("clippy.toml", Source::Template("clippy.toml"));
    list.generated(
        "rust-toolchain.toml",
        Source::Template("rust-toolchain.toml"),
    );
    list.generated(
        "service.schema.json",
        Source::Code(|_| read::schema().into_bytes()),
    );
}

fn messages(list: &mut List) {
    list.generated(
        "crates/schema/Cargo.toml",
        Source::Template("crates/schema/Cargo.toml"),
    );
    list.generated(
        "crates/schema/src/lib.rs",
        Source::Template("crates/schema/src/lib.rs"),
    );
    list.generated(
        "crates/schema/src",
        Source::Modules(|model| Ok(schema::of(model))),
    );
}

fn services(model: &Model, list: &mut List) {
    list.generated(
        "crates/api/Cargo.toml",
        Source::Template("crates/api/Cargo.toml"),
    );
    list.generated(
        "crates/api/src/lib.rs",
        Source::Template("crates/api/src/lib.rs"),
    );
    list.generated("crates/api/src", Source::Modules(api::messages));
    list.generated(
        "crates/grpc/Cargo.toml",
        Source::Template("crates/grpc/Cargo.toml"),
    );
    list.generated(
        "crates/grpc/src/lib.rs",
        Source::Template("crates/grpc/src/lib.rs"),
    );
    list.generated("crates/grpc/src", Source::Modules(grpc::services));
    list.generated(
        "crates/grpc/src/descriptors.bin",
        Source::Code(descriptors::set),
    );
    list.generated(
        "crates/clients/Cargo.toml",
        Source::Template("crates/clients/Cargo.toml"),
    );
    list.generated(
        "crates/clients/src/lib.rs",
        Source::Template("crates/clients/src/lib.rs"),
    );
    for (index, service) in model.services.iter().enumerate() {
        let path = format!("crates/clients/src/{}.rs", service.alias);
        list.generated(
            &path,
            Source::Service("crates/clients/src/service.rs", index),
        );
    }
    list.seeded(
        "crates/core/Cargo.toml",
        Source::Template("crates/core/Cargo.toml"),
    );
    list.seeded(
        "crates/core/src/lib.rs",
        Source::Template("crates/core/src/lib.rs"),
    );
    list.seeded(
        "crates/services/Cargo.toml",
        Source::Template("crates/services/Cargo.toml"),
    );
    list.seeded(
        "crates/services/src/lib.rs",
        Source::Template("crates/services/src/lib.rs"),
    );
    list.generated(
        "crates/services/src/wiring.rs",
        Source::Template("crates/services/src/wiring.rs"),
    );
    let local = |(_, service): &(usize, &Service)| !service.remote;
    for (index, service) in model.services.iter().enumerate().filter(local) {
        let path = format!("crates/services/src/{}.rs", service.alias);
        list.seeded(
            &path,
            Source::Service("crates/services/src/service.rs", index),
        );
    }
}

fn rest(list: &mut List) {
    list.generated(
        "crates/rest/Cargo.toml",
        Source::Template("crates/rest/Cargo.toml"),
    );
    list.generated(
        "crates/rest/src/lib.rs",
        Source::Template("crates/rest/src/lib.rs"),
    );
    list.generated(
        "crates/rest/src/routes.rs",
        Source::Code(|model| routes::table(model).into_bytes()),
    );
}

fn bins(model: &Model, list: &mut List) {
    list.bin(
        &model.project,
        "bins/all/Cargo.toml",
        "bins/all/src/main.rs",
    );
    if model.has_services() {
        let name = name::binary(&model.project, "service");
        list.bin(&name, "bins/service/Cargo.toml", "bins/service/src/main.rs");
    }
    if model.has_gateway() {
        let name = name::binary(&model.project, "gateway");
        list.bin(&name, "bins/gateway/Cargo.toml", "bins/gateway/src/main.rs");
    }
}

struct List(Vec<File>);

impl List {
    fn generated(&mut self, path: &str, source: Source) {
        self.push(path, Owner::Generated, source);
    }

    fn seeded(&mut self, path: &str, source: Source) {
        self.push(path, Owner::Seeded, source);
    }

    fn bin(&mut self, name: &str, manifest: &'static str, main: &'static str) {
        self.generated(
            &format!("bins/{name}/Cargo.toml"),
            Source::Template(manifest),
        );
        self.generated(&format!("bins/{name}/src/main.rs"), Source::Template(main));
    }

    fn push(&mut self, path: &str, owner: Owner, source: Source) {
        self.0.push(File {
            path: path.to_owned(),
            owner,
            source,
        });
    }
}
