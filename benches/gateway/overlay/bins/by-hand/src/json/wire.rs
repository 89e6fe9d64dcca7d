//! JSON from protobuf wire bytes, without a message between. Works as long as fields come in
//! ascending order and repeated ones together, as every encoder writes them.

use super::Writer;

/// What can't be written.
pub type Refused = &'static str;
type Done = Result<(), Refused>;

/// `shop.v1.Order`
///
/// # Errors
/// Fields out of order, unknown ones, broken bytes.
pub fn order(out: &mut Writer, bytes: &[u8]) -> Done {
    let start = out.0.len();
    let mut wire = Wire(bytes);
    let mut fields = Fields::default();
    while let Some(tag) = wire.tag()? {
        let first = fields.enter(out, tag, matches!(tag, 42 | 90 | 98))?;
        match tag {
            10 => text(out, ",\"id\":", &mut wire)?,
            18 => text(out, ",\"customerId\":", &mut wire)?,
            24 => {
                out.raw(",\"status\":");
                out.status(wire.varint()? as i32);
            }
            34 => {
                out.raw(",\"createTime\":");
                time(out, wire.bytes()?)?;
            }
            42 => {
                out.raw(if first { ",\"lines\":[" } else { "," });
                fields.end = "]";
                line(out, wire.bytes()?)?;
            }
            48 => {
                out.raw(",\"totalCents\":");
                out.quoted(wire.varint()? as i64);
            }
            58 => text(out, ",\"currency\":", &mut wire)?,
            65 => {
                out.raw(",\"taxRate\":");
                out.double(wire.double()?);
            }
            72 if wire.varint()? != 0 => out.raw(",\"gift\":true"),
            72 => {}
            82 => text(out, ",\"note\":", &mut wire)?,
            90 => {
                out.raw(if first { ",\"tags\":[" } else { "," });
                fields.end = "]";
                out.text(wire.text()?);
            }
            98 => {
                out.raw(if first { ",\"labels\":{" } else { "," });
                fields.end = "}";
                entry(out, wire.bytes()?)?;
            }
            _ => return Err("an unknown field"),
        }
    }
    out.raw(fields.end);
    out.close(start);
    Ok(())
}

/// `shop.v1.ListOrdersResponse`
///
/// # Errors
/// As [`order`].
pub fn page(out: &mut Writer, bytes: &[u8]) -> Done {
    let start = out.0.len();
    let mut wire = Wire(bytes);
    let mut fields = Fields::default();
    while let Some(tag) = wire.tag()? {
        let first = fields.enter(out, tag, tag == 10)?;
        match tag {
            10 => {
                out.raw(if first { ",\"orders\":[" } else { "," });
                fields.end = "]";
                order(out, wire.bytes()?)?;
            }
            18 => text(out, ",\"nextPageToken\":", &mut wire)?,
            _ => return Err("an unknown field"),
        }
    }
    out.raw(fields.end);
    out.close(start);
    Ok(())
}

fn line(out: &mut Writer, bytes: &[u8]) -> Done {
    let start = out.0.len();
    let mut wire = Wire(bytes);
    let mut fields = Fields::default();
    while let Some(tag) = wire.tag()? {
        fields.enter(out, tag, false)?;
        match tag {
            10 => text(out, ",\"sku\":", &mut wire)?,
            18 => text(out, ",\"title\":", &mut wire)?,
            24 => {
                out.raw(",\"quantity\":");
                out.number(wire.varint()? as u32);
            }
            32 => {
                out.raw(",\"unitCents\":");
                out.quoted(wire.varint()? as i64);
            }
            _ => return Err("an unknown field"),
        }
    }
    out.close(start);
    Ok(())
}

fn time(out: &mut Writer, bytes: &[u8]) -> Done {
    let (mut seconds, mut nanos) = (0, 0);
    let mut wire = Wire(bytes);
    while let Some(tag) = wire.tag()? {
        match tag {
            8 => seconds = wire.varint()? as i64,
            16 => nanos = wire.varint()? as i32,
            _ => return Err("an unknown field"),
        }
    }
    out.time(seconds, nanos);
    Ok(())
}

fn entry(out: &mut Writer, bytes: &[u8]) -> Done {
    let (mut key, mut value) = ("", "");
    let mut wire = Wire(bytes);
    while let Some(tag) = wire.tag()? {
        match tag {
            10 => key = wire.text()?,
            18 => value = wire.text()?,
            _ => return Err("an unknown field"),
        }
    }
    out.text(key);
    out.raw(":");
    out.text(value);
    Ok(())
}

#[inline]
fn text(out: &mut Writer, name: &str, wire: &mut Wire) -> Done {
    out.raw(name);
    out.text(wire.text()?);
    Ok(())
}

/// The order of a message's fields.
#[derive(Default)]
struct Fields {
    last: u64,
    /// What closes the list or map that is open.
    end: &'static str,
}

impl Fields {
    /// Whether this is the first of its field; closes what another one left open.
    #[inline]
    fn enter(&mut self, out: &mut Writer, tag: u64, repeated: bool) -> Result<bool, Refused> {
        if tag == self.last && repeated {
            return Ok(false);
        }
        if tag <= self.last {
            return Err("fields out of order");
        }
        self.last = tag;
        if !self.end.is_empty() {
            out.raw(self.end);
            self.end = "";
        }
        Ok(true)
    }
}

struct Wire<'a>(&'a [u8]);

impl<'a> Wire<'a> {
    #[inline]
    fn tag(&mut self) -> Result<Option<u64>, Refused> {
        if self.0.is_empty() {
            return Ok(None);
        }
        self.varint().map(Some)
    }

    #[inline]
    fn varint(&mut self) -> Result<u64, Refused> {
        let mut value = 0;
        for (index, &byte) in self.0.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                self.0 = &self.0[index + 1..];
                return Ok(value);
            }
        }
        Err("a varint that doesn't end")
    }

    #[inline]
    fn bytes(&mut self) -> Result<&'a [u8], Refused> {
        let length = self.varint()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or("a field cut off")?;
        self.0 = rest;
        Ok(bytes)
    }

    #[inline]
    fn text(&mut self) -> Result<&'a str, Refused> {
        std::str::from_utf8(self.bytes()?).map_err(|_| "text that isn't UTF-8")
    }

    fn double(&mut self) -> Result<f64, Refused> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or("a field cut off")?;
        self.0 = rest;
        Ok(f64::from_le_bytes(*bytes))
    }
}
