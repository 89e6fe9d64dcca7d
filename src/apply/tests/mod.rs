//! Runs on folders of their own: what is on the disk afterwards is what counts.

mod crash;
mod generated;
mod places;
mod seeded;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{Mode, Report, begin, lock::Lock};
use crate::{
    diagnostic::Diagnostics,
    read::Input,
    tree::{Output, Owner, Stub, Tree, Upkeep},
};

const WRITE: Mode = Mode::Write { force: false };
const FORCE: Mode = Mode::Write { force: true };

/// A workspace in a folder that goes with it.
struct Workspace {
    folder: tempfile::TempDir,
    outputs: BTreeMap<String, Output>,
    edits: BTreeMap<String, Vec<u8>>,
}

impl Workspace {
    /// One with nothing in it, and nothing planned but what is said next.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("service.yaml"), "name: shop\n").unwrap();
        Self {
            folder,
            outputs: BTreeMap::new(),
            edits: BTreeMap::new(),
        }
    }

    fn generated(mut self, path: &str, text: &str) -> Self {
        self.plan(path, Owner::Generated, text, &[]);
        self
    }

    fn seeded(mut self, path: &str, text: &str) -> Self {
        self.plan(path, Owner::Seeded, text, &[]);
        self
    }

    fn plan(&mut self, path: &str, owner: Owner, text: &str, stubs: &[Stub]) {
        let output = Output {
            path: path.into(),
            owner,
            bytes: text.into(),
            upkeep: Upkeep::Stubs(stubs.to_vec()),
        };
        self.outputs.insert(path.into(), output);
    }

    fn unplan(&mut self, path: &str) {
        self.outputs.remove(path).unwrap();
    }

    fn run(&self, mode: Mode) -> Result<Report, Diagnostics> {
        let inputs = vec!["service.yaml".to_owned()];
        let turn = begin(self.path(), mode)?;
        match turn.up_to_date(|| Ok(inputs))? {
            Some(report) => Ok(report),
            None => {
                let yaml = self.read("service.yaml");
                let read = [Input {
                    path: "service.yaml".into(),
                    bytes: yaml.into_bytes(),
                }];
                turn.apply(&self.tree(), &read, &self.edits)
            }
        }
    }

    /// A run that must do.
    fn generate(&self) -> Report {
        self.run(WRITE).unwrap()
    }

    /// The findings of a check, which must leave the disk as it is: `kind path`.
    fn check(&self) -> Vec<String> {
        let before = self.disk();
        let report = self.run(Mode::Check).unwrap();
        assert_eq!(self.disk(), before);
        let line = |line: usize| format!(":{line}");
        let text = |one: &super::Finding| {
            format!(
                "{} {}{}",
                one.kind.name(),
                one.path,
                one.line.map_or(String::new(), line)
            )
        };
        report.findings.iter().map(text).collect()
    }

    fn tree(&self) -> Tree {
        Tree {
            outputs: self.outputs.values().cloned().collect(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).unwrap();
    }

    fn lock(&self) -> Lock {
        Lock::parse(&self.read("tonica.lock")).unwrap()
    }

    /// Every file by path; `None`: a folder.
    fn disk(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        disk(self.path())
    }
}

fn disk(root: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let content = path.is_file().then(|| fs::read(&path).unwrap());
            if content.is_none() {
                folders.push(path.clone());
            }
            found.insert(path.strip_prefix(root).unwrap().to_path_buf(), content);
        }
    }
    found
}

fn messages(refused: &Diagnostics) -> Vec<&str> {
    refused.0.iter().map(|one| one.message.as_str()).collect()
}
