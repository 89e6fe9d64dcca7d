//! Random messages by any table: fields in any order, in halves and twice, lists packed or not,
//! entries with value before key, every well-known type, some fields unknown.

use tonica_json::{Field, Kind, Label, Message, Shape};

/// Bytes that decide what a message holds; zeros when they are used up.
pub(crate) struct Source<'a> {
    bytes: std::slice::Iter<'a, u8>,
    /// Leaves out what the other implementation takes for something else, see `reflect.rs`.
    tame: bool,
    /// Numbers that aren't finite have no JSON where this is set.
    finite: bool,
    /// What an Any may hold.
    types: &'static [&'static Message],
}

impl<'a> Source<'a> {
    /// Everything that a message may hold and JSON can.
    pub(crate) fn new(bytes: &'a [u8], types: &'static [&'static Message]) -> Source<'a> {
        Source {
            bytes: bytes.iter(),
            tame: false,
            finite: false,
            types,
        }
    }

    pub(crate) fn tame(mut self) -> Source<'a> {
        self.tame = true;
        self
    }

    /// The wire bytes of a message.
    pub(crate) fn message(&mut self, table: &'static Message) -> Vec<u8> {
        message(table, self, 4)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or(0)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (usize::from(self.byte()) << 8 | usize::from(self.byte())) % bound
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Small, or of any size.
    fn number(&mut self) -> u64 {
        match self.byte() % 4 {
            0 => u64::from(self.byte()),
            1 => u64::from(self.byte()).wrapping_neg(),
            2 => u64::from(self.byte()) << (self.byte() % 57),
            _ => u64::from_le_bytes(std::array::from_fn(|_| self.byte())),
        }
    }

    fn text(&mut self) -> String {
        let letters = [
            "a",
            "\"",
            "\\",
            "\n",
            "é",
            "🦀",
            "\u{1}",
            "long enough for a word",
            ",",
        ];
        (0..self.byte() % 4)
            .map(|_| self.one_of(&letters))
            .collect()
    }

    fn double(&mut self) -> f64 {
        let few_digits = self.number() as i32 as f64 / 8.0;
        let any = f64::from_bits(self.number());
        let any = if self.finite && !any.is_finite() {
            few_digits
        } else {
            any
        };
        let (any, least) = if self.tame {
            (few_digits, few_digits)
        } else {
            (any, f64::MIN_POSITIVE)
        };
        let zero = if self.tame { 0.0 } else { -0.0 };
        let special = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, zero];
        match self.byte() % 8 {
            0 if !self.finite => self.one_of(&special),
            1 => least,
            2 => any,
            _ => few_digits,
        }
    }

    fn float(&mut self) -> f32 {
        let few_digits = self.number() as i16 as f32 / 8.0;
        let (any, most) = if self.tame {
            (few_digits, few_digits)
        } else {
            (f32::from_bits(self.number() as u32), f32::MAX)
        };
        let zero = if self.tame { 0.0 } else { -0.0 };
        let special = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, zero];
        match self.byte() % 8 {
            0 if !self.finite => self.one_of(&special),
            1 => most,
            2 => any,
            _ => few_digits,
        }
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn delimited(out: &mut Vec<u8>, bytes: &[u8]) {
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Fields of a message in any order, some of them twice, some unknown.
fn message(table: &'static Message, source: &mut Source<'_>, depth: u32) -> Vec<u8> {
    let mut out = Vec::new();
    match table.shape() {
        Shape::Timestamp => {
            // From the year 1 to the year 9999.
            let seconds = (source.number() % 315_537_897_600) as i64 - 62_135_596_800;
            moment(&mut out, seconds, (source.number() % 1_000_000_000) as i64);
        }
        Shape::Duration => {
            let seconds = (source.number() % 315_576_000_001) as i64;
            let nanos = (source.number() % 1_000_000_000) as i64;
            let sign = if source.byte().is_multiple_of(2) {
                1
            } else {
                -1
            };
            moment(&mut out, sign * seconds, sign * nanos);
        }
        Shape::FieldMask => {
            for _ in 0..source.byte() % 3 {
                varint(&mut out, 0x0a);
                let path = source.one_of(&["a", "a.snake_case", "x9_y.b", "photo"]);
                delimited(&mut out, path.as_bytes());
            }
        }
        Shape::Any => any(source, depth, &mut out),
        // One member, since none is an error.
        Shape::Value => {
            let members = if depth == 0 { 4 } else { 6 };
            let chosen = &table.fields()[source.below(members)];
            finite(source, |source| field(chosen, source, depth, &mut out));
        }
        Shape::Wrapper if source.tame => {
            finite(source, |source| {
                field(&table.fields()[0], source, depth, &mut out)
            });
        }
        _ if table.fields().is_empty() => {}
        _ => {
            let count = if depth == 0 { 2 } else { source.byte() % 12 };
            for _ in 0..count {
                let fields = table.fields();
                field(&fields[source.below(fields.len())], source, depth, &mut out);
            }
            if source.byte().is_multiple_of(8) {
                unknown(source, &mut out);
            }
        }
    }
    out
}

/// Writes numbers that are finite: within a Value all of them are.
fn finite(source: &mut Source<'_>, write: impl FnOnce(&mut Source<'_>)) {
    let before = std::mem::replace(&mut source.finite, true);
    write(source);
    source.finite = before;
}

fn moment(out: &mut Vec<u8>, seconds: i64, nanos: i64) {
    varint(out, 0x08);
    varint(out, seconds as u64);
    varint(out, 0x10);
    varint(out, nanos as u64);
}

/// An Any of any type that JSON knows here, or of nothing.
fn any(source: &mut Source<'_>, depth: u32, out: &mut Vec<u8>) {
    let types = source.types;
    let chosen = types[source.below(types.len())];
    // At the end of the depth a type that can't hold another Any.
    let simple = types.iter().find(|table| table.shape() == Shape::Duration);
    let table = simple.filter(|_| depth == 0).unwrap_or(&chosen);
    if source.tame && table.shape() == Shape::Empty {
        return any(source, depth, out);
    }
    if !source.tame && source.byte().is_multiple_of(8) {
        return;
    }
    let inner = message(table, source, depth.saturating_sub(1));
    varint(out, 0x0a);
    delimited(
        out,
        format!("type.googleapis.com/{}", table.name()).as_bytes(),
    );
    varint(out, 0x12);
    delimited(out, &inner);
}

/// Fields of a number that no table has, in each of the wire types.
fn unknown(source: &mut Source<'_>, out: &mut Vec<u8>) {
    let number = 1023 << 3;
    match source.byte() % 5 {
        0 => {
            varint(out, number);
            varint(out, source.number());
        }
        1 => {
            varint(out, number | 1);
            out.extend(source.number().to_le_bytes());
        }
        2 => {
            varint(out, number | 2);
            delimited(out, source.text().as_bytes());
        }
        3 => {
            varint(out, number | 3);
            varint(out, 0x08);
            varint(out, source.number());
            varint(out, number | 4);
        }
        _ => {
            varint(out, number | 5);
            out.extend((source.number() as u32).to_le_bytes());
        }
    }
}

fn field(field: &'static Field, source: &mut Source<'_>, depth: u32, out: &mut Vec<u8>) {
    if depth == 0 && matches!(field.kind(), Kind::Message(_)) {
        return;
    }
    if let (Label::Map, Kind::Message(table)) = (field.label(), field.kind()) {
        return entry(field, table, source, depth - 1, out);
    }
    let number = u64::from(field.number()) << 3;
    let mut one = Vec::new();
    let wire_type = value(field.kind(), source, depth, &mut one);
    let many = matches!(field.label(), Label::Packed | Label::Repeated);
    if many && wire_type != 2 && source.byte().is_multiple_of(2) {
        value(field.kind(), source, depth, &mut one);
        varint(out, number | 2);
        delimited(out, &one);
    } else {
        varint(out, number | wire_type);
        out.extend(one);
    }
}

/// An entry with its key and its value, in this order or the other, or with one of them alone.
fn entry(
    map: &'static Field,
    table: &'static Message,
    source: &mut Source<'_>,
    depth: u32,
    out: &mut Vec<u8>,
) {
    let [key, held] = table.fields() else {
        panic!("an entry has two fields");
    };
    if depth == 0 && matches!(held.kind(), Kind::Message(_)) {
        return;
    }
    let mut bytes = Vec::new();
    // A Value that isn't there has no JSON.
    let needed = matches!(held.kind(), Kind::Message(table) if table.shape() == Shape::Value);
    let parts: &[&'static Field] = match source.byte() % 8 {
        0 | 1 => &[held, key],
        2 if !needed => &[key],
        3 => &[held],
        4 => &[key, held, key],
        5 => &[key, held, held],
        _ => &[key, held],
    };
    for part in parts {
        field(part, source, depth, &mut bytes);
    }
    varint(out, u64::from(map.number()) << 3 | 2);
    delimited(out, &bytes);
}

fn value(kind: Kind, source: &mut Source<'_>, depth: u32, out: &mut Vec<u8>) -> u64 {
    match kind {
        Kind::Double => {
            out.extend(source.double().to_le_bytes());
            1
        }
        Kind::Float => {
            out.extend(source.float().to_le_bytes());
            5
        }
        Kind::Fixed64 | Kind::Sfixed64 => {
            out.extend(source.number().to_le_bytes());
            1
        }
        Kind::Fixed32 | Kind::Sfixed32 => {
            out.extend((source.number() as u32).to_le_bytes());
            5
        }
        Kind::String => {
            delimited(out, source.text().as_bytes());
            2
        }
        Kind::Bytes => {
            let bytes: Vec<u8> = (0..source.byte() % 7).map(|_| source.byte()).collect();
            delimited(out, &bytes);
            2
        }
        Kind::Message(table) => {
            delimited(out, &message(table, source, depth - 1));
            2
        }
        Kind::Enum(table) => {
            let null = table.name() == "google.protobuf.NullValue";
            let any = source.number() as i32 as i64;
            let number = source.one_of(&[0, 1, 1000, -1, 77, any]);
            varint(
                out,
                if null && source.tame {
                    0
                } else {
                    number as u64
                },
            );
            0
        }
        Kind::Bool => {
            out.push(source.byte() & 1);
            0
        }
        _ => {
            varint(out, source.number());
            0
        }
    }
}
