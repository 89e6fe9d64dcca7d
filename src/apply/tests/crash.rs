//! A run that fails or dies at every one of its steps: afterwards there is the old tree or
//! the new one, never a mix.

use std::{
    collections::BTreeMap,
    io,
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use super::{Workspace, disk};
use crate::{
    apply::{
        compare::{Wanted, compare},
        folder::Folder,
        journal,
        lock::Lock,
        report::Change,
    },
    read::Input,
    tree::Owner,
};

/// A workspace that a run would change in every way there is.
fn workspace() -> Workspace {
    let mut workspace = Workspace::new()
        .generated("crates/api/a.rs", "old\n")
        .generated("crates/gone/deep/b.rs", "gone\n")
        .seeded("README.md", "mine\n");
    workspace.generate();
    workspace.plan("crates/api/a.rs", Owner::Generated, "new\n", &[]);
    workspace.unplan("crates/gone/deep/b.rs");
    workspace.plan("crates/rest/deep/c.rs", Owner::Generated, "c\n", &[]);
    workspace.plan("d.rs", Owner::Seeded, "d\n", &[]);
    workspace
}

fn changes(workspace: &Workspace) -> Vec<Change> {
    let lock = Lock::parse(&workspace.read("tonica.lock")).unwrap();
    let (tree, edits, inputs) = (
        workspace.tree(),
        BTreeMap::new(),
        [Input {
            path: "service.yaml".into(),
            bytes: b"name: shop
"
            .to_vec(),
        }],
    );
    let wanted = Wanted {
        tree: &tree,
        edits: &edits,
        inputs: &inputs,
        force: false,
    };
    compare(Folder(workspace.path()), &lock, wanted)
        .unwrap()
        .changes
}

/// Every step of a run, as the watch is told of it.
fn steps(work: impl FnOnce(journal::Watch<'_>)) -> usize {
    let mut steps = 0;
    work(&mut |_| {
        steps += 1;
        Ok(())
    });
    steps
}

/// A watch that dies at a step, without a chance to clean up.
fn die_at(step: usize) -> impl FnMut(&str) -> io::Result<()> {
    let mut left = step;
    move |doing| {
        assert!(left > 0, "stopped before: {doing}");
        left -= 1;
        Ok(())
    }
}

fn dies(work: impl FnOnce()) -> bool {
    panic::catch_unwind(AssertUnwindSafe(work)).is_err()
}

fn recover(root: &Path) {
    journal::recover(root, &mut |_| Ok(())).unwrap();
}

/// The disk after the whole run.
fn finished() -> BTreeMap<std::path::PathBuf, Option<Vec<u8>>> {
    let workspace = workspace();
    workspace.generate();
    workspace.disk()
}

#[test]
fn a_run_that_dies_leaves_the_old_or_the_new_tree() {
    let whole = workspace();
    let count = steps(|watch| journal::write(whole.path(), &changes(&whole), watch).unwrap());
    let new = finished();
    assert_eq!(disk(whole.path()), new);
    assert!(count >= 20, "{count}");
    let mut ends = BTreeMap::from([("old", 0), ("new", 0)]);
    for step in 0..count {
        let workspace = workspace();
        let (old, changes) = (workspace.disk(), changes(&workspace));
        assert!(dies(|| drop(journal::write(
            workspace.path(),
            &changes,
            &mut die_at(step)
        ))));
        recover(workspace.path());
        let found = workspace.disk();
        assert!(found == old || found == new, "step {step}: {found:?}");
        *ends
            .get_mut(if found == old { "old" } else { "new" })
            .unwrap() += 1;
        workspace.generate();
        assert_eq!(workspace.disk(), new, "step {step}");
    }
    assert!(ends.values().all(|count| *count > 0), "{ends:?}");
}

#[test]
fn taking_back_can_die_too() {
    let stopped = workspace();
    let changes_of = |workspace: &Workspace| changes(workspace);
    let list = changes_of(&stopped);
    let count = steps(|watch| journal::write(stopped.path(), &list, watch).unwrap());
    for stop in count / 2..count {
        for again in 0.. {
            let workspace = workspace();
            let (old, changes) = (workspace.disk(), changes_of(&workspace));
            assert!(dies(|| drop(journal::write(
                workspace.path(),
                &changes,
                &mut die_at(stop)
            ))));
            let died = dies(|| drop(journal::recover(workspace.path(), &mut die_at(again))));
            recover(workspace.path());
            let found = workspace.disk();
            assert!(
                found == old || found == finished(),
                "stopped at {stop}, then at {again}"
            );
            if !died {
                break;
            }
        }
    }
}

#[test]
fn a_run_that_fails_takes_back_what_it_did() {
    let whole = workspace();
    let list = changes(&whole);
    let count = steps(|watch| journal::write(whole.path(), &list, watch).unwrap());
    for step in 0..count - 1 {
        let workspace = workspace();
        let (old, changes) = (workspace.disk(), changes(&workspace));
        let mut left = step;
        let mut full = |_: &str| match left.checked_sub(1) {
            Some(less) => {
                left = less;
                Ok(())
            }
            // The disk is full once; taking back works then.
            None => {
                left = usize::MAX;
                Err(io::Error::from(io::ErrorKind::StorageFull))
            }
        };
        let failure = journal::write(workspace.path(), &changes, &mut full).unwrap_err();
        assert_eq!(failure.source.kind(), io::ErrorKind::StorageFull);
        assert!(failure.stuck.is_none(), "{:?}", failure.stuck);
        assert_eq!(workspace.disk(), old, "step {step}");
    }
}

#[test]
fn check_tells_of_a_run_that_died() {
    let workspace = workspace();
    let changes = changes(&workspace);
    assert!(dies(|| drop(journal::write(
        workspace.path(),
        &changes,
        &mut die_at(12)
    ))));
    assert_eq!(workspace.check()[0], "interrupted .tonica/journal");
    assert!(workspace.generate().recovered);
    assert_eq!(workspace.disk(), finished());
    assert_eq!(workspace.check(), [""; 0]);
}
