//! Files and what they import: parses each once, imports before those that import them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prost_reflect::DescriptorPool;
use prost_types::FileDescriptorProto;

use super::errors;
use super::find::Found;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, nearest};
use crate::read::builtin;

/// The field of FileDescriptorProto that lists imports, in paths of source info.
const DEPENDENCY: i32 = 3;

/// Parsed files.
#[derive(Default)]
pub(super) struct Graph {
    /// In the order in which they can be compiled; without those that can't be.
    pub(super) files: Vec<FileDescriptorProto>,
    /// The text of each file that has one.
    pub(super) sources: BTreeMap<String, Arc<Source>>,
}

/// A file whose imports are being visited.
struct Open {
    file: FileDescriptorProto,
    next: usize,
    /// Whether all of its imports so far can be compiled.
    sound: bool,
}

/// Parses the files and all that they import, telling of each that can't be.
pub(super) fn parse(found: &Found, start: &[String], errors: &mut Diagnostics) -> Graph {
    let mut walk = Walk {
        found,
        graph: Graph::default(),
        done: BTreeMap::new(),
        open: Vec::new(),
        errors,
    };
    for name in start {
        walk.visit(name);
    }
    walk.graph
}

struct Walk<'a> {
    found: &'a Found,
    graph: Graph,
    /// Visited files and whether they can be compiled.
    done: BTreeMap<String, bool>,
    /// From the file that was asked for down to the one that is being visited.
    open: Vec<Open>,
    errors: &'a mut Diagnostics,
}

impl Walk<'_> {
    fn visit(&mut self, name: &str) {
        if self.done.contains_key(name) {
            return;
        }
        self.enter(name, None);
        while let Some(open) = self.open.last_mut() {
            match open.file.dependency.get(open.next).cloned() {
                Some(import) => {
                    open.next += 1;
                    self.import(&import);
                }
                None => self.leave(),
            }
        }
    }

    /// Visits the import at `next - 1` of the innermost open file.
    fn import(&mut self, name: &str) {
        if let Some(sound) = self.done.get(name).copied() {
            self.mark(sound);
        } else if let Some(at) = self.open.iter().position(|open| open.file.name() == name) {
            let cycle: Vec<&str> = self.open[at..]
                .iter()
                .map(|open| open.file.name())
                .chain([name])
                .collect();
            let message = format!("protos import each other: {}", cycle.join(" -> "));
            let diagnostic = self.at_import(Diagnostic::error(message));
            self.errors
                .push(diagnostic.help("move what both need into a file of its own"));
            self.mark(false);
        } else {
            let span = self.import_span();
            self.enter(name, span);
        }
    }

    fn enter(&mut self, name: &str, from: Option<Span>) {
        if let Some(source) = self.source(name) {
            match protox_parse::parse(name, &source.text) {
                Ok(file) => {
                    self.graph.sources.insert(name.to_owned(), source);
                    self.open.push(Open {
                        file,
                        next: 0,
                        sound: true,
                    });
                }
                Err(error) => {
                    errors::parse(&source, &error, self.errors);
                    self.fail(name);
                }
            }
        } else if let Some(file) = well_known(name) {
            self.open.push(Open {
                file,
                next: 0,
                sound: true,
            });
        } else {
            self.missing(name, from);
            self.fail(name);
        }
    }

    fn fail(&mut self, name: &str) {
        self.done.insert(name.to_owned(), false);
        self.mark(false);
    }

    /// Tells the innermost open file how one of its imports fared.
    fn mark(&mut self, sound: bool) {
        if let Some(open) = self.open.last_mut() {
            open.sound &= sound;
        }
    }

    fn leave(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let mut seen = BTreeSet::new();
        let twice = open
            .file
            .dependency
            .iter()
            .position(|import| !seen.insert(import));
        if let Some(index) = twice {
            let message = format!("`{}` is imported twice", open.file.dependency[index]);
            let mut diagnostic = Diagnostic::error(message).help("remove one of the two");
            if let Some(source) = self.graph.sources.get(open.file.name())
                && let Some(span) =
                    errors::place(source, &open.file, &[DEPENDENCY, errors::index(index)])
            {
                diagnostic = diagnostic.at(span, "");
            }
            self.errors.push(diagnostic);
        }
        let sound = open.sound && twice.is_none();
        self.done.insert(open.file.name().to_owned(), sound);
        self.mark(sound);
        if sound {
            self.graph.files.push(open.file);
        }
    }

    /// A user's own copy wins over what the tool brings.
    fn source(&self, name: &str) -> Option<Arc<Source>> {
        let own = self.found.texts.get(name).cloned();
        own.or_else(|| {
            builtin::text(name)
                .map(|text| crate::diagnostic::source(format!("<built-in>/{name}"), text))
        })
    }

    fn missing(&mut self, name: &str, from: Option<Span>) {
        let mut diagnostic = Diagnostic::error(format!("no proto `{name}` to import"));
        if let Some(span) = from {
            diagnostic = diagnostic.at(span, "");
        }
        let mut known: Vec<&str> = self.found.texts.keys().map(String::as_str).collect();
        for builtin in builtin::names() {
            known.push(builtin);
        }
        diagnostic = match nearest(name, known.iter().copied()).first() {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!(
                "imports are looked for below {} (`proto.include` in service.yaml)",
                self.found.roots()
            )),
        };
        self.errors.push(diagnostic);
    }

    fn at_import(&self, diagnostic: Diagnostic) -> Diagnostic {
        match self.import_span() {
            Some(span) => diagnostic.at(span, ""),
            None => diagnostic,
        }
    }

    fn import_span(&self) -> Option<Span> {
        let open = self.open.last()?;
        let source = self.graph.sources.get(open.file.name())?;
        errors::place(
            source,
            &open.file,
            &[DEPENDENCY, errors::index(open.next.checked_sub(1)?)],
        )
    }
}

/// A file of google/protobuf, from the descriptors that prost-reflect brings.
fn well_known(name: &str) -> Option<FileDescriptorProto> {
    let file = DescriptorPool::global().get_file_by_name(name)?;
    Some(file.file_descriptor_proto().clone())
}
