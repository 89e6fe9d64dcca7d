//! A change as a unified diff that `git apply` and `patch -p1` take.

use similar::TextDiff;

use super::report::Change;

/// The diff of one change.
pub fn unified(change: &Change) -> String {
    let name = |side: &Option<Vec<u8>>, prefix| match side {
        Some(_) => format!("{prefix}/{}", change.path),
        None => String::from("/dev/null"),
    };
    let (old, new) = (name(&change.before, "a"), name(&change.after, "b"));
    let text = |side: &Option<Vec<u8>>| String::from_utf8(side.clone().unwrap_or_default());
    let (Ok(before), Ok(after)) = (text(&change.before), text(&change.after)) else {
        return format!("Binary files {old} and {new} differ\n");
    };
    TextDiff::from_lines(&before, &after)
        .unified_diff()
        .header(&old, &new)
        .to_string()
}
