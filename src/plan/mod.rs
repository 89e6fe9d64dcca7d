//! What files there should be and whose each is: one flat list. No text is made here.

mod runtime;

use crate::codegen::modules::Modules;
use crate::codegen::{api, descriptors, grpc, openapi, routes, schema, topics};
use crate::model::Model;
use crate::read;
use crate::tree::Owner::{self, Generated, Seeded};
use Source::{CargoLock, Code, Modules as Tree, Template};
use When::{
    Always, Consumers, EachConsumer, EachGroup, EachLocalService, EachRoute, EachService,
    EachWorker, EachWorkflow, Empty, Gateway, Groups, Grpc, Producers, Routes, Services, State,
    Workers, Workflows,
};

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
    /// A template over the facts of the project and one entry of service.yaml.
    Entry(&'static str, Entry),
    /// A generator of one file.
    Code(fn(&Model) -> Vec<u8>),
    /// A generator of a module tree.
    Modules(fn(&Model) -> Result<Modules, String>),
    /// The stored Cargo.lock for the parts that the project has.
    CargoLock,
    /// As it stands in this repository.
    Verbatim(&'static [u8]),
}

/// An entry of one of service.yaml's lists, by its place in the model.
#[derive(Clone, Copy)]
pub enum Entry {
    /// Of `Model::services`.
    Service(usize),
    /// Of `Model::workers`.
    Worker(usize),
    /// Of `Model::workflows()`.
    Workflow(usize),
    /// Of `Model::consumers`.
    Consumer(usize),
    /// Of `Model::routes`.
    Route(usize),
    /// Of `Model::groups()`.
    Group(usize),
}

/// Which projects have a file, and how many of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// A project with code of its user's.
    State,
    /// The same, where it implements or calls services.
    Grpc,
    /// The same, one file for each service that it implements or calls.
    EachService,
    /// A project that implements services.
    Services,
    /// One file for each service that it implements.
    EachLocalService,
    /// A project with REST routes.
    Gateway,
    /// A project with routes that no rpc stands behind.
    Routes,
    /// One file for each of them.
    EachRoute,
    /// A project with groups of such routes.
    Groups,
    /// One file for each of them.
    EachGroup,
    /// A project with Temporal workers.
    Workers,
    /// One file for each of them.
    EachWorker,
    /// A project with workflows.
    Workflows,
    /// One file for each of them.
    EachWorkflow,
    /// A project with workflows or activities that take or give nothing.
    Empty,
    /// A project with Kafka consumers.
    Consumers,
    /// One file for each of them.
    EachConsumer,
    /// A project with Kafka producers.
    Producers,
}

/// A new emitted file is a row here, and a template or a generator. In a path `{project}` is
/// the project's name and `{name}` that of the service, worker, … in service.yaml.
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

    (State, Generated, "crates/api/Cargo.toml", Template("crates/api/Cargo.toml")),
    (State, Generated, "crates/api/src/lib.rs", Template("crates/api/src/lib.rs")),
    (State, Generated, "crates/api/src", Tree(api::messages)),
    (Workers, Generated, "crates/api/src/payload.rs", Template("crates/api/src/payload.rs")),

    (Grpc, Generated, "crates/grpc/Cargo.toml", Template("crates/grpc/Cargo.toml")),
    (Grpc, Generated, "crates/grpc/src/lib.rs", Template("crates/grpc/src/lib.rs")),
    (Grpc, Generated, "crates/grpc/src", Tree(grpc::services)),
    (Grpc, Generated, "crates/grpc/src/descriptors.bin", Code(descriptors::set)),

    (State, Generated, "crates/clients/Cargo.toml", Template("crates/clients/Cargo.toml")),
    (State, Generated, "crates/clients/src/lib.rs", Template("crates/clients/src/lib.rs")),
    (EachService, Generated, "crates/clients/src/{name}.rs", Template("crates/clients/src/service.rs")),
    (Workflows, Generated, "crates/clients/src/starters.rs", Template("crates/clients/src/starters.rs")),
    (Producers, Generated, "crates/clients/src/topics.rs", Code(topics::of)),

    (State, Seeded, "crates/core/Cargo.toml", Template("crates/core/Cargo.toml")),
    (State, Seeded, "crates/core/src/lib.rs", Template("crates/core/src/lib.rs")),

    (Services, Seeded, "crates/services/Cargo.toml", Template("crates/services/Cargo.toml")),
    (Services, Seeded, "crates/services/src/lib.rs", Template("crates/services/src/lib.rs")),
    (Services, Generated, "crates/services/src/wiring.rs", Template("crates/services/src/wiring.rs")),
    (EachLocalService, Seeded, "crates/services/src/{name}.rs", Template("crates/services/src/service.rs")),

    (Workers, Generated, "crates/contract/Cargo.toml", Template("crates/contract/Cargo.toml")),
    (Workers, Generated, "crates/contract/src/lib.rs", Template("crates/contract/src/lib.rs")),
    (Empty, Generated, "crates/contract/src/empty.rs", Template("crates/contract/src/empty.rs")),
    (EachWorker, Generated, "crates/contract/src/{name}.rs", Template("crates/contract/src/worker.rs")),

    (Workers, Seeded, "crates/workflows/Cargo.toml", Template("crates/workflows/Cargo.toml")),
    (Workers, Seeded, "crates/workflows/src/lib.rs", Template("crates/workflows/src/lib.rs")),
    (Workers, Generated, "crates/workflows/src/wiring.rs", Template("crates/workflows/src/wiring.rs")),
    (EachWorkflow, Seeded, "crates/workflows/src/{name}.rs", Template("crates/workflows/src/workflow.rs")),

    (Workers, Seeded, "crates/workers/Cargo.toml", Template("crates/workers/Cargo.toml")),
    (Workers, Seeded, "crates/workers/src/lib.rs", Template("crates/workers/src/lib.rs")),
    (Workers, Generated, "crates/workers/src/wiring.rs", Template("crates/workers/src/wiring.rs")),
    (EachWorker, Seeded, "crates/workers/src/{name}.rs", Template("crates/workers/src/worker.rs")),

    (Consumers, Seeded, "crates/consumers/Cargo.toml", Template("crates/consumers/Cargo.toml")),
    (Consumers, Seeded, "crates/consumers/src/lib.rs", Template("crates/consumers/src/lib.rs")),
    (Consumers, Generated, "crates/consumers/src/wiring.rs", Template("crates/consumers/src/wiring.rs")),
    (EachConsumer, Seeded, "crates/consumers/src/{name}.rs", Template("crates/consumers/src/consumer.rs")),

    (Routes, Seeded, "crates/routes/Cargo.toml", Template("crates/routes/Cargo.toml")),
    (Routes, Seeded, "crates/routes/src/lib.rs", Template("crates/routes/src/lib.rs")),
    (Routes, Generated, "crates/routes/src/wiring.rs", Template("crates/routes/src/wiring.rs")),
    (EachRoute, Seeded, "crates/routes/src/{name}.rs", Template("crates/routes/src/route.rs")),
    (Groups, Generated, "crates/routes/src/groups.rs", Template("crates/routes/src/groups.rs")),
    (EachGroup, Seeded, "crates/routes/src/groups/{name}.rs", Template("crates/routes/src/group.rs")),

    (Gateway, Generated, "crates/rest/Cargo.toml", Template("crates/rest/Cargo.toml")),
    (Gateway, Generated, "crates/rest/src/lib.rs", Template("crates/rest/src/lib.rs")),
    (Gateway, Generated, "crates/rest/src/routes.rs", Code(|model| routes::table(model).into_bytes())),
    (Gateway, Generated, "crates/rest/src/openapi.json", Code(openapi::json)),

    (Always, Generated, "bins/{project}/Cargo.toml", Template("bins/all/Cargo.toml")),
    (Always, Generated, "bins/{project}/src/main.rs", Template("bins/all/src/main.rs")),
    (Services, Generated, "bins/{project}-service/Cargo.toml", Template("bins/service/Cargo.toml")),
    (Services, Generated, "bins/{project}-service/src/main.rs", Template("bins/service/src/main.rs")),
    (Gateway, Generated, "bins/{project}-gateway/Cargo.toml", Template("bins/gateway/Cargo.toml")),
    (Gateway, Generated, "bins/{project}-gateway/src/main.rs", Template("bins/gateway/src/main.rs")),
    (Workers, Generated, "bins/{project}-worker/Cargo.toml", Template("bins/worker/Cargo.toml")),
    (Workers, Generated, "bins/{project}-worker/src/main.rs", Template("bins/worker/src/main.rs")),
    (Consumers, Generated, "bins/{project}-consumer/Cargo.toml", Template("bins/consumer/Cargo.toml")),
    (Consumers, Generated, "bins/{project}-consumer/src/main.rs", Template("bins/consumer/src/main.rs")),
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

/// The files that a row stands for in this project: none, one, or one for each entry.
fn expanded(model: &Model, when: When, path: String, source: Source) -> Vec<(String, Source)> {
    let has = match when {
        Always => true,
        State => model.has_state(),
        Grpc => model.has_grpc(),
        Services => model.has_services(),
        Gateway => model.has_gateway(),
        Routes => model.has_routes(),
        Groups => !model.groups().is_empty(),
        Workers => model.has_workers(),
        Workflows => model.has_workflows(),
        Empty => model.has_empty(),
        Consumers => model.has_consumers(),
        Producers => !model.producers.is_empty(),
        EachService | EachLocalService | EachWorker | EachWorkflow | EachConsumer | EachRoute
        | EachGroup => {
            let entries = entries(model, when).into_iter();
            return entries
                .map(|entry| of_entry(&path, source, entry))
                .collect();
        }
    };
    Vec::from_iter(has.then_some((path, source)))
}

/// The entries that a row has a file for, with their names.
fn entries(model: &Model, when: When) -> Vec<(String, Entry)> {
    let services = || model.services.iter().enumerate();
    match when {
        EachService if model.has_grpc() => services()
            .map(|(index, service)| (service.alias.clone(), Entry::Service(index)))
            .collect(),
        EachLocalService => services()
            .filter(|(_, service)| !service.remote)
            .map(|(index, service)| (service.alias.clone(), Entry::Service(index)))
            .collect(),
        EachWorker => (model.workers.iter().enumerate())
            .map(|(index, worker)| (worker.name.clone(), Entry::Worker(index)))
            .collect(),
        EachWorkflow => (model.workflows().enumerate())
            .map(|(index, (_, workflow))| (workflow.name.clone(), Entry::Workflow(index)))
            .collect(),
        EachConsumer => (model.consumers.iter().enumerate())
            .map(|(index, consumer)| (consumer.name.clone(), Entry::Consumer(index)))
            .collect(),
        EachRoute => (model.routes.iter().enumerate())
            .map(|(index, route)| (route.name.clone(), Entry::Route(index)))
            .collect(),
        EachGroup => (model.groups().into_iter().enumerate())
            .map(|(index, group)| (group.name, Entry::Group(index)))
            .collect(),
        _ => Vec::new(),
    }
}

fn of_entry(path: &str, source: Source, (name, entry): (String, Entry)) -> (String, Source) {
    let source = match source {
        Template(template) => Source::Entry(template, entry),
        other => other,
    };
    (path.replace("{name}", &name), source)
}
