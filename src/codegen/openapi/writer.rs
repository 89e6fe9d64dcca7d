//! What messages and enums look like in JSON: one schema each, made once it is first referred to.

use std::collections::{BTreeMap, BTreeSet};

use prost_reflect::{EnumDescriptor, FileDescriptor, MessageDescriptor};

use super::comments::Comments;
use super::schema::Schema;
use super::{enums, messages};
use crate::model::{Errors, Model};

/// Makes schemas, and keeps those that others refer to by name.
pub(super) struct Writer<'a> {
    comments: Comments<'a>,
    pub(super) errors: Errors,
    named: BTreeMap<String, Schema>,
    asked: BTreeSet<String>,
    waiting: Vec<Waiting>,
}

enum Waiting {
    /// A message, and the paths of fields that are left out.
    Message(String, MessageDescriptor, Vec<String>),
    Enum(String, EnumDescriptor),
}

impl<'a> Writer<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self {
            comments: Comments::of(&model.protos.pool),
            errors: model.gateway.errors,
            named: BTreeMap::new(),
            asked: BTreeSet::new(),
            waiting: Vec::new(),
        }
    }

    /// The description that a comment gives.
    pub(super) fn comment(&mut self, file: &FileDescriptor, path: &[i32]) -> Option<String> {
        self.comments.at(file, path)
    }

    /// The schema of a message by its name; without some fields, given as dotted paths of proto
    /// names.
    pub(super) fn message_without(
        &mut self,
        message: &MessageDescriptor,
        without: &[String],
    ) -> Schema {
        let mut name = message.full_name().to_owned();
        if !without.is_empty() {
            // No proto can have such a name.
            name = format!("{name}-without-{}", without.join("-"));
        }
        if self.asked.insert(name.clone()) {
            let (message, without) = (message.clone(), without.to_vec());
            self.waiting
                .push(Waiting::Message(name.clone(), message, without));
        }
        Schema::named(&name)
    }

    /// The schema of an enum by its name.
    pub(super) fn enumeration(&mut self, of: &EnumDescriptor) -> Schema {
        let name = of.full_name();
        if self.asked.insert(name.to_owned()) {
            let waiting = Waiting::Enum(name.to_owned(), of.clone());
            self.waiting.push(waiting);
        }
        Schema::named(name)
    }

    /// Keeps a schema under a name of ours.
    pub(super) fn keep(&mut self, name: &str, schema: Schema) -> Schema {
        self.asked.insert(name.to_owned());
        self.named.insert(name.to_owned(), schema);
        Schema::named(name)
    }

    /// All schemas that were referred to, and those that these refer to.
    pub(super) fn finish(mut self) -> BTreeMap<String, Schema> {
        while let Some(waiting) = self.waiting.pop() {
            let (Waiting::Message(name, ..) | Waiting::Enum(name, _)) = &waiting;
            if self.named.contains_key(name) {
                continue;
            }
            let (name, schema) = match waiting {
                Waiting::Message(name, message, without) => {
                    (name, messages::schema(&mut self, &message, &without))
                }
                Waiting::Enum(name, of) => (name, enums::schema(&mut self, &of)),
            };
            self.named.insert(name, schema);
        }
        self.named
    }
}
