//! What files there should be and whose each is: one flat list. No text is made here.

mod runtime;

use crate::codegen::modules::Modules;
use crate::codegen::{api, descriptors, grpc, routes, schema};
use crate::model::{Model, Service};
use crate::read;
use crate::tree::Owner::{self, Generated, Seeded};
use Source::{CargoLock, Code, Modules as Tree, Template};
use When::{Always, EachLocalService, EachService, Gateway, Services};

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
#[derive(Clone, Copy)]
pub enum Source {
    /// A template over the facts of the project.
    Template(&'static str),
    /// A template over the facts of the project and one service, by its place in the model.
    Service(&'static str, usize),
    /// A generator of one file.
    Code(fn(&Model) -> Vec<u8>),
    /// A generator of a module tree.
    Modules(fn(&Model) -> Result<Modules, String>),
    /// The stored Cargo.lock for the parts that the project has.
    CargoLock,
    /// As it stands in this repository.
    Verbatim(&'static [u8]),
}

/// Which projects have a file, and how many of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// A project that implements services.
    Services,
    /// The same, one file for each service that it talks to.
    EachService,
    /// The same, one file for each service that it implements.
    EachLocalService,
    /// A project with REST routes.
    Gateway,
}

/// A new emitted file is a row here, and a template or a generator. In a path `{project}` is
/// the project's name and `{service}` the service's name in service.yaml.
#[rustfmt::skip]
const FILES: &[(When, Owner, &str, Source)] = &[
    (Always, Seeded, "Cargo.toml", Template("Cargo.toml")),
    (Always, Seeded, "Cargo.lock", CargoLock),
    (Always, Seeded, "README.md", Template("README.md")),
    (Always, Seeded, ".gitignore", Template("gitignore")),
    (Always, Generated, ".gitattributes", Template("gitattributes")),
    (Always, Generated, "clippy.toml", Template("clippy.toml")),
    (Always, Generated, "rust-toolchain.toml", Template("rust-toolchain.toml")),
    (Always, Generated, "service.schema.json", Code(|_| read::schema().into_bytes())),

    (Always, Generated, "crates/schema/Cargo.toml", Template("crates/schema/Cargo.toml")),
    (Always, Generated, "crates/schema/src/lib.rs", Template("crates/schema/src/lib.rs")),
    (Always, Generated, "crates/schema/src", Tree(|model| Ok(schema::of(model)))),

    (Services, Generated, "crates/api/Cargo.toml", Template("crates/api/Cargo.toml")),
    (Services, Generated, "crates/api/src/lib.rs", Template("crates/api/src/lib.rs")),
    (Services, Generated, "crates/api/src", Tree(api::messages)),

    (Services, Generated, "crates/grpc/Cargo.toml", Template("crates/grpc/Cargo.toml")),
    (Services, Generated, "crates/grpc/src/lib.rs", Template("crates/grpc/src/lib.rs")),
    (Services, Generated, "crates/grpc/src", Tree(grpc::services)),
    (Services, Generated, "crates/grpc/src/descriptors.bin", Code(descriptors::set)),

    (Services, Generated, "crates/clients/Cargo.toml", Template("crates/clients/Cargo.toml")),
    (Services, Generated, "crates/clients/src/lib.rs", Template("crates/clients/src/lib.rs")),
    (EachService, Generated, "crates/clients/src/{service}.rs", Template("crates/clients/src/service.rs")),

    (Services, Seeded, "crates/core/Cargo.toml", Template("crates/core/Cargo.toml")),
    (Services, Seeded, "crates/core/src/lib.rs", Template("crates/core/src/lib.rs")),

    (Services, Seeded, "crates/services/Cargo.toml", Template("crates/services/Cargo.toml")),
    (Services, Seeded, "crates/services/src/lib.rs", Template("crates/services/src/lib.rs")),
    (Services, Generated, "crates/services/src/wiring.rs", Template("crates/services/src/wiring.rs")),
    (EachLocalService, Seeded, "crates/services/src/{service}.rs", Template("crates/services/src/service.rs")),

    (Gateway, Generated, "crates/rest/Cargo.toml", Template("crates/rest/Cargo.toml")),
    (Gateway, Generated, "crates/rest/src/lib.rs", Template("crates/rest/src/lib.rs")),
    (Gateway, Generated, "crates/rest/src/routes.rs", Code(|model| routes::table(model).into_bytes())),

    (Always, Generated, "bins/{project}/Cargo.toml", Template("bins/all/Cargo.toml")),
    (Always, Generated, "bins/{project}/src/main.rs", Template("bins/all/src/main.rs")),
    (Services, Generated, "bins/{project}-service/Cargo.toml", Template("bins/service/Cargo.toml")),
    (Services, Generated, "bins/{project}-service/src/main.rs", Template("bins/service/src/main.rs")),
    (Gateway, Generated, "bins/{project}-gateway/Cargo.toml", Template("bins/gateway/Cargo.toml")),
    (Gateway, Generated, "bins/{project}-gateway/src/main.rs", Template("bins/gateway/src/main.rs")),
];

/// All files, in the order in which they are made.
pub fn files(model: &Model) -> Vec<File> {
    let mut files = Vec::new();
    for (when, owner, path, source) in FILES {
        let path = path.replace("{project}", &model.project);
        for (path, source) in expanded(model, *when, path, *source) {
            let owner = *owner;
            files.push(File {
                path,
                owner,
                source,
            });
        }
    }
    files.extend(runtime::files(model));
    files
}

/// The files that a row stands for in this project: none, one, or one for each service.
fn expanded(model: &Model, when: When, path: String, source: Source) -> Vec<(String, Source)> {
    let has = match when {
        Always => true,
        Services | EachService | EachLocalService => model.has_services(),
        Gateway => model.has_gateway(),
    };
    let each: fn(&Service) -> bool = match when {
        _ if !has => return Vec::new(),
        EachService => |_| true,
        EachLocalService => |service| !service.remote,
        Always | Services | Gateway => return vec![(path, source)],
    };
    let services = model.services.iter().enumerate();
    let of_service = |(index, service): (usize, &Service)| {
        let source = match source {
            Template(template) => Source::Service(template, index),
            other => other,
        };
        (path.replace("{service}", &service.alias), source)
    };
    services
        .filter(|(_, service)| each(service))
        .map(of_service)
        .collect()
}
