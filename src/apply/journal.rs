//! Changes of many files as one: what is written is staged beside what it replaces, and
//! a list of steps tells the next run what to take back if this one dies half-way.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    report::Change,
    steps::{self, Step},
};

/// Where a run keeps what it needs to take its steps back, relative to the root.
pub(crate) const FOLDER: &str = ".tonica/journal";

/// Called before each step that touches the disk, with what is about to happen; an error
/// makes the run fail there. Tests stop a run with it.
pub(crate) type Watch<'a> = &'a mut dyn FnMut(&str) -> io::Result<()>;

/// A write that failed. What had been done was taken back, unless `stuck`.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What was being done: `replace crates/api/src/lib.rs`.
    pub(crate) doing: String,
    /// Why it failed.
    pub(crate) source: io::Error,
    /// Why taking it back failed; the next run tries again.
    pub(crate) stuck: Option<io::Error>,
}

/// Makes all changes or none.
pub(crate) fn write(root: &Path, changes: &[Change], watch: Watch<'_>) -> Result<(), Failure> {
    let journal = Journal {
        root,
        folder: root.join(FOLDER),
    };
    let steps = journal.steps(changes);
    let mut doing = String::from("begin");
    let done = journal.perform(&steps, changes, &mut |step: &str| {
        step.clone_into(&mut doing);
        watch(step)
    });
    let Err(source) = done else { return Ok(()) };
    let stuck = recover(root, watch).err();
    journal.leave_no_trace();
    Err(Failure {
        doing,
        source,
        stuck,
    })
}

/// Whether a run died half-way.
pub(crate) fn is_pending(root: &Path) -> bool {
    fs::symlink_metadata(root.join(FOLDER)).is_ok()
}

/// The process that is writing or died doing so.
pub(crate) fn holder(root: &Path) -> Option<u32> {
    fs::read_to_string(root.join(FOLDER).join("holder"))
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// Takes back what a dead run had begun; whether there was anything.
pub(crate) fn recover(root: &Path, watch: Watch<'_>) -> io::Result<bool> {
    let journal = Journal {
        root,
        folder: root.join(FOLDER),
    };
    if !is_pending(root) {
        return Ok(false);
    }
    match fs::read_to_string(journal.folder.join("steps")) {
        Ok(text) => journal.undo(&steps::parse(&text)?, watch)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    watch("close the journal")?;
    journal.close()?;
    Ok(true)
}

struct Journal<'a> {
    root: &'a Path,
    folder: PathBuf,
}

impl Journal<'_> {
    /// New folders first, then the files in the order of the changes.
    fn steps(&self, changes: &[Change]) -> Vec<Step> {
        let mut steps: Vec<Step> = self
            .new_folders(changes)
            .into_iter()
            .map(Step::MakeFolder)
            .collect();
        for (index, change) in changes.iter().enumerate() {
            let path = change.path.clone();
            steps.push(match (&change.before, &change.after) {
                (_, None) => Step::Delete(index, path),
                (None, Some(_)) => Step::Create(index, path),
                (Some(_), Some(_)) => Step::Replace(index, path),
            });
        }
        steps
    }

    /// The folders that aren't there yet, outer ones first.
    fn new_folders(&self, changes: &[Change]) -> Vec<String> {
        let written = changes.iter().filter(|change| change.after.is_some());
        let mut folders: Vec<String> = written
            .flat_map(|change| {
                change
                    .path
                    .match_indices('/')
                    .map(|(at, _)| change.path[..at].to_owned())
            })
            .collect();
        folders.sort();
        folders.dedup();
        folders.retain(|folder| folder != ".tonica" && !self.root.join(folder).is_dir());
        folders
    }

    fn perform(&self, steps: &[Step], changes: &[Change], watch: Watch<'_>) -> io::Result<()> {
        watch("open the journal")?;
        fs::create_dir_all(self.root.join(".tonica"))?;
        fs::create_dir(&self.folder)?;
        fs::write(
            self.folder.join("holder"),
            format!("{}\n", std::process::id()),
        )?;
        for step in steps {
            self.stage(step, changes, watch)?;
        }
        watch("write the list of steps")?;
        fs::write(self.folder.join("steps.new"), steps::render(steps))?;
        fs::rename(self.folder.join("steps.new"), self.folder.join("steps"))?;
        for step in steps {
            self.take(step, watch)?;
        }
        // From here on the new tree stands: a journal without steps takes nothing back.
        watch("drop the list of steps")?;
        fs::remove_file(self.folder.join("steps"))?;
        watch("close the journal")?;
        self.close()
    }

    /// Puts what a step needs, and what takes it back, into the journal.
    fn stage(&self, step: &Step, changes: &[Change], watch: Watch<'_>) -> io::Result<()> {
        if let Step::Replace(index, path) | Step::Delete(index, path) = step {
            watch(&format!("keep {path}"))?;
            let (from, to) = (self.root.join(path), self.kept(*index));
            // A link costs no space and keeps the file's rights; not every disk has them.
            fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop))?;
        }
        if let Step::Create(index, path) | Step::Replace(index, path) = step {
            watch(&format!("stage {path}"))?;
            fs::write(
                self.staged(*index),
                changes[*index].after.as_deref().unwrap_or_default(),
            )?;
        }
        if let Step::Replace(index, path) = step {
            fs::set_permissions(
                self.staged(*index),
                fs::metadata(self.root.join(path))?.permissions(),
            )?;
        }
        Ok(())
    }

    fn take(&self, step: &Step, watch: Watch<'_>) -> io::Result<()> {
        watch(&step.text())?;
        match step {
            Step::MakeFolder(path) => fs::create_dir(self.root.join(path)),
            Step::Create(index, path) | Step::Replace(index, path) => {
                fs::rename(self.staged(*index), self.root.join(path))
            }
            Step::Delete(_, path) => {
                fs::remove_file(self.root.join(path))?;
                self.prune(path);
                Ok(())
            }
        }
    }

    /// Takes steps back, last first. Can itself be stopped anywhere and begun again.
    fn undo(&self, steps: &[Step], watch: Watch<'_>) -> io::Result<()> {
        for step in steps.iter().rev() {
            watch(&format!("take back: {}", step.text()))?;
            match step {
                // A folder that was never made, or that holds something else by now.
                Step::MakeFolder(path) => drop(fs::remove_dir(self.root.join(path))),
                Step::Create(_, path) => tolerate_missing(fs::remove_file(self.root.join(path)))?,
                Step::Replace(index, path) | Step::Delete(index, path) => {
                    let target = self.root.join(path);
                    if let Some(folder) = target.parent() {
                        fs::create_dir_all(folder)?;
                    }
                    tolerate_missing(fs::rename(self.kept(*index), target))?;
                }
            }
        }
        watch("drop the list of steps")?;
        tolerate_missing(fs::remove_file(self.folder.join("steps")))
    }

    /// Removes the folders that a deletion left empty, up to the root.
    fn prune(&self, path: &str) {
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        for folder in above.rev() {
            if fs::remove_dir(self.root.join(folder)).is_err() {
                return;
            }
        }
    }

    fn close(&self) -> io::Result<()> {
        fs::remove_dir_all(&self.folder)
    }

    /// A run that wrote nothing leaves no empty folder of its own behind.
    fn leave_no_trace(&self) {
        drop(fs::remove_dir(self.root.join(".tonica")));
    }

    fn staged(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{index}.new"))
    }

    fn kept(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{index}.old"))
    }
}

fn tolerate_missing(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
