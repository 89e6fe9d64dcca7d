//! `tonica.lock`: whose each emitted file is, and the hash of each file and input. Made
//! to be merged by git line by line, so what two branches leave is read without complaint.

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::tree::Owner;

/// Where the lock lies, relative to the root.
pub const PATH: &str = "tonica.lock";

const HEAD: &str =
    "# Whose each file is, and its hash. Written by tonica; merged by git line by line.\n";

/// What the last run wrote and what it read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The tool that wrote it; `None` where there is no lock yet.
    pub tool: Option<Version>,
    /// The emitted files by path.
    pub files: BTreeMap<String, Entry>,
    /// The hashes of the inputs by path.
    pub inputs: BTreeMap<String, Vec<String>>,
}

/// What the lock knows of an emitted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose it is.
    pub owner: Owner,
    /// Of the file, or of the stored base of a seeded one. More than one: two branches
    /// changed it and git merged them.
    pub hashes: Vec<String>,
}

/// A version of the tool: major, minor, patch. What follows a `-` or `+` is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub [u64; 3]);

/// A lock that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// The hash by which the lock knows a content: the first half of its BLAKE3, in hex.
pub fn hash(bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    hash[..32].to_owned()
}

impl Version {
    /// The version of this tool.
    pub fn current() -> Self {
        env!("CARGO_PKG_VERSION").parse().unwrap_or(Self([0; 3]))
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let core = text.split(['-', '+']).next().unwrap_or_default();
        let mut numbers = [0; 3];
        let mut parts = core.split('.');
        for number in &mut numbers {
            let part = parts.next().and_then(|part| part.parse().ok());
            *number = part.ok_or_else(|| format!("`{text}` is no version such as 1.2.3"))?;
        }
        Ok(Self(numbers))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

impl Lock {
    /// Reads a lock: lines in any order, twice or between merge markers are fine. A lock
    /// of a newer tool is read as far as its version, since its lines may be of new kinds.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let mut lock = Self::default();
        let newer = |lock: &Self| lock.tool > Some(Version::current());
        let mut failed = None;
        for (index, line) in text.lines().enumerate() {
            if let Err(message) = lock.line(line.trim_end()) {
                failed.get_or_insert(LockError {
                    line: index + 1,
                    message,
                });
            }
        }
        match failed {
            Some(error) if !newer(&lock) => Err(error),
            _ => Ok(lock),
        }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.is_empty() || line.starts_with('#') || is_marker(line) {
            return Ok(());
        }
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        if kind == "tool" {
            self.tool = self.tool.max(Some(rest.parse()?));
            return Ok(());
        }
        let entry = rest
            .split_once(' ')
            .filter(|(hash, path)| !hash.is_empty() && !path.is_empty());
        let (hash, path) = entry.ok_or_else(|| format!("`{kind}` wants a hash and a path"))?;
        let hashes = match kind {
            "generated" => self.file(path, Owner::Generated),
            "seeded" => self.file(path, Owner::Seeded),
            "input" => self.inputs.entry(path.to_owned()).or_default(),
            _ => return Err(format!("`{kind}` is no kind of line in a lock")),
        };
        if !hashes.iter().any(|known| known == hash) {
            hashes.push(hash.to_owned());
        }
        Ok(())
    }

    /// Where two branches disagree about the owner, the user's side is the safe one.
    fn file(&mut self, path: &str, owner: Owner) -> &mut Vec<String> {
        let entry = self.files.entry(path.to_owned()).or_insert(Entry {
            owner,
            hashes: Vec::new(),
        });
        entry.owner = entry.owner.max(owner);
        &mut entry.hashes
    }
}

/// As it is written: sorted by kind and path, each path once a hash.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        if let Some(tool) = self.tool {
            writeln!(f, "tool {tool}")?;
        }
        let of = |owner| {
            self.files
                .iter()
                .filter(move |(_, entry)| entry.owner == owner)
        };
        let files = |owner| of(owner).map(|(path, entry)| (path, &entry.hashes));
        let kinds: [(&str, Vec<_>); 3] = [
            ("generated", files(Owner::Generated).collect()),
            ("input", self.inputs.iter().collect()),
            ("seeded", files(Owner::Seeded).collect()),
        ];
        for (kind, paths) in kinds {
            for (path, hashes) in paths {
                for hash in hashes {
                    writeln!(f, "{kind} {hash} {path}")?;
                }
            }
        }
        Ok(())
    }
}

/// Whether a line is one that git leaves where a merge failed.
pub(crate) fn is_marker(line: &str) -> bool {
    ["<<<<<<< ", "||||||| ", ">>>>>>> "]
        .iter()
        .any(|marker| line.starts_with(marker))
        || line == "======="
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_branches_left_is_read_and_written_in_order() {
        let text = "<<<<<<< ours\ntool 0.0.1\n=======\ntool 0.1.0\n>>>>>>> theirs\n\
                    seeded ccc b file\ngenerated bbb a\ngenerated aaa a\ngenerated aaa a\ninput ddd proto/x.proto\n";
        let lock = Lock::parse(text).unwrap();
        assert_eq!(lock.tool, Some(Version([0, 1, 0])));
        assert_eq!(lock.files["a"].hashes, ["bbb", "aaa"]);
        let written = lock.to_string();
        assert_eq!(
            written.strip_prefix(HEAD).unwrap(),
            "tool 0.1.0\ngenerated bbb a\ngenerated aaa a\ninput ddd proto/x.proto\nseeded ccc b file\n"
        );
        assert_eq!(Lock::parse(&written).unwrap(), lock);
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Lock::parse("tool 0.1.0\ngenerated abc\n").unwrap_err();
        assert_eq!(
            (error.line, error.message.as_str()),
            (2, "`generated` wants a hash and a path")
        );
        assert_eq!(
            Lock::parse("made up x").unwrap_err().message,
            "`made` is no kind of line in a lock"
        );
        assert!(
            Lock::parse("tool one")
                .unwrap_err()
                .message
                .contains("no version")
        );
    }

    #[test]
    fn lines_of_a_newer_tool_may_be_of_new_kinds() {
        let lock = Lock::parse("archived x y\ntool 99.0.0\n").unwrap();
        assert!(lock.tool > Some(Version::current()));
    }
}
