//! Reads files out of the zip archive that Swagger UI comes in. A file that is deflated in there
//! is gzip but for a head and a tail: it is sent as it lies.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// What ends an archive, begins an entry of its directory, and what both are long at least.
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const END_LEN: usize = 22;
const ENTRY_LEN: usize = 46;
const LOCAL_LEN: usize = 30;

/// How files are kept.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// gzip's head: deflate, no name, no time, any system.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// One file of an archive.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'z> {
    pub(crate) name: &'z str,
    /// CRC-32 of the file.
    pub(crate) sum: u32,
    method: u16,
    length: u32,
    data: &'z [u8],
}

/// All files of an archive; those that can't be read are left out.
pub(crate) fn entries(zip: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let end = (0..=zip.len().saturating_sub(END_LEN)).rev();
    let end = end.map(|at| &zip[at..]).find(|rest| rest.starts_with(END));
    let mut at = end.and_then(|end| number(end, 16)).unwrap_or(zip.len());
    std::iter::from_fn(move || {
        let entry = zip.get(at..).filter(|rest| rest.starts_with(ENTRY))?;
        let (name, extra, comment) = (short(entry, 28)?, short(entry, 30)?, short(entry, 32)?);
        at += ENTRY_LEN + usize::from(name) + usize::from(extra) + usize::from(comment);
        Some(read(zip, entry, usize::from(name)))
    })
    .flatten()
}

fn read<'z>(zip: &'z [u8], entry: &'z [u8], name: usize) -> Option<Entry<'z>> {
    let local = zip.get(number(entry, 42)?..)?;
    let start = LOCAL_LEN + usize::from(short(local, 26)?) + usize::from(short(local, 28)?);
    Some(Entry {
        name: std::str::from_utf8(entry.get(ENTRY_LEN..ENTRY_LEN + name)?).ok()?,
        sum: long(entry, 16)?,
        method: short(entry, 10)?,
        length: long(entry, 24)?,
        data: local.get(start..start + number(entry, 20)?)?,
    })
}

impl Entry<'_> {
    /// The file in gzip; `None` where it isn't deflated.
    pub(crate) fn gzip(&self) -> Option<Vec<u8>> {
        let tail = [self.sum.to_le_bytes(), self.length.to_le_bytes()].concat();
        (self.method == DEFLATED).then(|| [&GZIP[..], self.data, &tail].concat())
    }

    /// The file as it is; `None` where it can't be read.
    pub(crate) fn plain(&self) -> Option<Vec<u8>> {
        match self.method {
            STORED => Some(self.data.to_vec()),
            DEFLATED => {
                let mut plain = Vec::with_capacity(self.length as usize);
                DeflateDecoder::new(self.data)
                    .read_to_end(&mut plain)
                    .ok()?;
                Some(plain)
            }
            _ => None,
        }
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(long(bytes, at)?).ok()
}
