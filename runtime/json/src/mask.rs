//! The paths of field masks: snake case in protobuf, lower camel case in JSON.

/// The path that means every field (<https://google.aip.dev/134>); in JSON as it is in protobuf.
const ALL: &[u8] = b"*";

/// Appends `path` in camel case; `false` when it couldn't be read back.
pub(crate) fn write(out: &mut Vec<u8>, path: &[u8]) -> bool {
    if path == ALL {
        out.extend_from_slice(ALL);
        return true;
    }
    let mut bytes = path.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'_' => match bytes.next() {
                Some(letter @ b'a'..=b'z') => out.push(letter.to_ascii_uppercase()),
                _ => return false,
            },
            b'a'..=b'z' | b'0'..=b'9' | b'.' => out.push(byte),
            _ => return false,
        }
    }
    !path.is_empty()
}

/// Appends `path` in snake case; `false` when it isn't in camel case.
pub(crate) fn read(out: &mut Vec<u8>, path: &[u8]) -> bool {
    if path == ALL {
        out.extend_from_slice(ALL);
        return true;
    }
    for &byte in path {
        match byte {
            b'A'..=b'Z' => out.extend_from_slice(&[b'_', byte.to_ascii_lowercase()]),
            b'a'..=b'z' | b'0'..=b'9' | b'.' => out.push(byte),
            _ => return false,
        }
    }
    !path.is_empty()
}

/// Appends a path of proto names as it is; `false` when it isn't one that JSON could hold too.
pub(crate) fn copy(out: &mut Vec<u8>, path: &[u8]) -> bool {
    out.extend_from_slice(path);
    write(&mut Vec::new(), path)
}
