//! The rooms of the generator: only `read` and `apply` touch a disk, only `cli` prints.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every source file, with its text; tests beside the code left out.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                folders.extend((!path.ends_with("tests")).then_some(path));
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).expect("a source is UTF-8");
                let code = text
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .map(str::to_owned);
                found.push((path, code.unwrap_or_default()));
            }
        }
    }
    found
}

/// Fails for each file outside of the rooms that holds any of the words.
#[track_caller]
fn only(rooms: &[&str], words: &[&str]) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources = sources();
    assert!(
        sources.len() > 40,
        "only {} sources were found",
        sources.len()
    );
    let mut used = 0;
    for (path, text) in &sources {
        let holds: Vec<&&str> = words.iter().filter(|word| text.contains(**word)).collect();
        let inside = rooms.iter().any(|room| path.starts_with(src.join(room)));
        assert!(
            inside || holds.is_empty(),
            "{} holds {holds:?}",
            path.display()
        );
        used += holds.len();
    }
    assert!(used > 0, "nothing holds {words:?}");
}

#[test]
fn only_the_readers_and_the_writer_touch_the_disk() {
    only(
        &["read", "apply"],
        &["fs::", "File::open", "OpenOptions", "read_dir("],
    );
}

#[test]
fn only_the_writer_writes() {
    let writes = [
        "fs::write",
        "fs::rename",
        "fs::remove",
        "fs::create",
        "fs::copy",
        "hard_link",
        "set_permissions",
    ];
    only(&["apply"], &writes);
}

#[test]
fn only_the_command_line_prints() {
    only(&["cli"], &["io::stdout", "io::stderr", "println!"]);
}
