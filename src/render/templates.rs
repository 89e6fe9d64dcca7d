//! The templates, read once, and what they are filled with. A template that asks for
//! what isn't there is an error.

use include_dir::{Dir, include_dir};
use tera::{Context, Tera};

use super::facts::{self, Facts};
use crate::codegen::{clients, consumers, contract, handlers, services, workers, workflows};
use crate::model::Model;
use crate::plan::Entry;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The templates with the facts of one project.
pub(super) struct Templates {
    tera: Tera,
    facts: Context,
}

impl Templates {
    pub(super) fn new(model: &Model) -> Result<Self, String> {
        let mut tera = Tera::default();
        tera.add_raw_templates(texts(&TEMPLATES))
            .map_err(|error| error.to_string())?;
        let facts =
            Context::from_serialize(&Facts::of(model)).map_err(|error| error.to_string())?;
        Ok(Self { tera, facts })
    }

    pub(super) fn render(&self, name: &str) -> Result<String, String> {
        self.tera
            .render(name, &self.facts)
            .map_err(|error| error.to_string())
    }

    /// A template over one entry of service.yaml as well.
    pub(super) fn entry(&self, name: &str, model: &Model, entry: Entry) -> Result<String, String> {
        let mut context = self.facts.clone();
        match entry {
            Entry::Service(index) => {
                let service = &model.services[index];
                context.insert("service", &facts::Service::of(service));
                if name.contains("/clients/") {
                    context.insert("client", &clients::client(model, service));
                } else {
                    context.insert("seed", &services::seed(model, service));
                }
            }
            Entry::Worker(index) => {
                let worker = &model.workers[index];
                context.insert("entry", &facts::Entry::of_worker(worker));
                if name.contains("/contract/") {
                    context.insert("worker", &contract::Worker::of(model, worker));
                } else {
                    context.insert("seed", &workers::seed(model, worker));
                }
            }
            Entry::Workflow(index) => {
                let found = model.workflows().nth(index);
                let (worker, workflow) = found.ok_or("there is no such workflow")?;
                context.insert("entry", &facts::Entry::of_workflow(workflow));
                context.insert("seed", &workflows::seed(model, worker, workflow));
            }
            Entry::Consumer(index) => {
                let consumer = &model.consumers[index];
                context.insert("entry", &facts::Entry::of_consumer(consumer));
                context.insert("seed", &consumers::seed(model, consumer));
            }
            Entry::Route(index) => {
                context.insert("seed", &handlers::seed(model, &model.routes[index]));
            }
            Entry::Group(index) => {
                context.insert("seed", &handlers::group_seed(model, &model.groups()[index]));
            }
        }
        self.tera
            .render(name, &context)
            .map_err(|error| error.to_string())
    }
}

/// Each template by its path without `.tera`.
fn texts(folder: &'static Dir<'static>) -> Vec<(&'static str, &'static str)> {
    let mut texts = Vec::new();
    for file in folder.files() {
        let path = file
            .path()
            .to_str()
            .and_then(|path| path.strip_suffix(".tera"));
        texts.extend(path.zip(file.contents_utf8()));
    }
    for below in folder.dirs() {
        texts.extend(self::texts(below));
    }
    texts
}
