//! What reflection answers with: the descriptors of the project's protos and all that
//! they import, without their comments and places in the source.

use std::collections::BTreeSet;

use prost_reflect::FileDescriptor;

use crate::model::Model;

/// `FileDescriptorSet.file`, length-delimited.
const FILE_TAG: u8 = 0x0a;
/// The number of `FileDescriptorProto.source_code_info`.
const SOURCE_CODE_INFO: u64 = 9;

/// The encoded `google.protobuf.FileDescriptorSet`, imports first.
pub fn set(model: &Model) -> Vec<u8> {
    let mut names: Vec<&String> = model.protos.emitted.iter().collect();
    names.sort_unstable();
    let mut seen = BTreeSet::new();
    let mut set = Vec::new();
    for file in names
        .into_iter()
        .filter_map(|name| model.protos.pool.get_file_by_name(name))
    {
        append(&file, &mut seen, &mut set);
    }
    set
}

fn append(file: &FileDescriptor, seen: &mut BTreeSet<String>, set: &mut Vec<u8>) {
    if !seen.insert(file.name().to_owned()) {
        return;
    }
    let mut imports: Vec<FileDescriptor> = file.dependencies().collect();
    imports.sort_by(|a, b| a.name().cmp(b.name()));
    for import in &imports {
        append(import, seen, set);
    }
    let bytes = without_source(&file.encode_to_vec());
    set.push(FILE_TAG);
    push_varint(bytes.len() as u64, set);
    set.extend_from_slice(&bytes);
}

/// The fields of an encoded file descriptor but for `source_code_info`, extensions in
/// options untouched.
fn without_source(file: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(file.len());
    let mut at = 0;
    while let Some((end, number)) = field(file, at) {
        if number != SOURCE_CODE_INFO {
            kept.extend_from_slice(&file[at..end]);
        }
        at = end;
    }
    kept
}

/// The end of the field that starts at `at`, and its number; every field of a file
/// descriptor is a varint or length-delimited.
fn field(bytes: &[u8], at: usize) -> Option<(usize, u64)> {
    let (tag, at) = varint(bytes, at)?;
    let (value, at) = varint(bytes, at)?;
    let length = if tag & 7 == 2 {
        usize::try_from(value).ok()?
    } else {
        0
    };
    let end = at.checked_add(length).filter(|end| *end <= bytes.len())?;
    Some((end, tag >> 3))
}

fn varint(bytes: &[u8], mut at: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value, at));
        }
    }
    None
}

fn push_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
