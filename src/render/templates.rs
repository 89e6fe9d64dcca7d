//! The templates, read once, and what they are filled with. A template that asks for
//! what isn't there is an error.

use include_dir::{Dir, include_dir};
use tera::{Context, Tera};

use crate::codegen::{clients, services};
use crate::model::Model;
use crate::render::facts::Facts;

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

    /// A template over one service as well.
    pub(super) fn service(
        &self,
        name: &str,
        model: &Model,
        index: usize,
    ) -> Result<String, String> {
        let mut context = self.facts.clone();
        let service = &model.services[index];
        context.insert("service", &super::facts::Service::of(service));
        if name.contains("/clients/") {
            context.insert("client", &clients::client(model, service));
        } else {
            context.insert("seed", &services::seed(model, service));
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
