//! Random messages, compared with another implementation that works from descriptors.

use std::sync::LazyLock;

use proptest::prelude::*;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions,
};
use tonica_json::{Field, Kind, Label, Message, Shape};

use crate::check::{json, options, read};
use crate::tables::kinds::{INNER, KINDS};

static DESCRIPTOR: LazyLock<MessageDescriptor> = LazyLock::new(|| {
    let file =
        protox_parse::parse("kinds.proto", include_str!("tables/kinds.proto")).expect("is a proto");
    let mut pool = DescriptorPool::global();
    pool.add_file_descriptor_proto(file).expect("is complete");
    pool.get_message_by_name("kinds.Kinds").expect("is there")
});

/// Bytes that decide what a message holds; zeros when they are used up.
struct Source<'a>(std::slice::Iter<'a, u8>);

impl Source<'_> {
    fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn below(&mut self, bound: usize) -> usize {
        (usize::from(self.byte()) << 8 | usize::from(self.byte())) % bound
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
            .map(|_| letters[self.below(letters.len())])
            .collect()
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
            varint(&mut out, 0x08);
            varint(&mut out, source.number() % 253_402_300_800);
            varint(&mut out, 0x10);
            varint(&mut out, source.number() % 1_000_000_000);
        }
        Shape::Duration => {
            varint(&mut out, 0x08);
            varint(&mut out, 1 + source.number() % 315_576_000_000);
            varint(&mut out, 0x10);
            varint(&mut out, source.number() % 1_000_000_000);
        }
        Shape::FieldMask => {
            varint(&mut out, 0x0a);
            delimited(&mut out, b"a.snake_case");
        }
        Shape::Any => {
            let inner = message(&INNER, source, depth.saturating_sub(1));
            varint(&mut out, 0x0a);
            delimited(&mut out, b"type.googleapis.com/kinds.Inner");
            varint(&mut out, 0x12);
            delimited(&mut out, &inner);
        }
        // One member, since none is an error.
        Shape::Value => {
            let members = if depth == 0 { 4 } else { 6 };
            field(
                &table.fields()[source.below(members)],
                source,
                depth,
                &mut out,
            );
        }
        _ if table.fields().is_empty() => {}
        _ => {
            let count = if depth == 0 { 2 } else { source.byte() % 12 };
            for _ in 0..count {
                let fields = table.fields();
                field(&fields[source.below(fields.len())], source, depth, &mut out);
            }
            if source.byte().is_multiple_of(8) {
                // Number 1023, which no table has.
                varint(&mut out, 1023 << 3);
                varint(&mut out, source.number());
            }
        }
    }
    out
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

/// An entry with its key and its value, in this order or the other.
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
    let swapped = source.byte().is_multiple_of(4);
    for part in if swapped { [held, key] } else { [key, held] } {
        field(part, source, depth, &mut bytes);
    }
    varint(out, u64::from(map.number()) << 3 | 2);
    delimited(out, &bytes);
}

fn value(kind: Kind, source: &mut Source<'_>, depth: u32, out: &mut Vec<u8>) -> u64 {
    match kind {
        Kind::Double => {
            // No NaN and no infinity, which Values can't hold, and no more digits than the other
            // reader takes exactly.
            out.extend((source.number() as i32 as f64 / 8.0).to_le_bytes());
            1
        }
        Kind::Float => {
            out.extend((source.number() as i16 as f32 / 8.0).to_le_bytes());
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
        Kind::Enum(table) if table.name() == "google.protobuf.NullValue" => {
            out.push(0);
            0
        }
        Kind::Enum(_) => {
            let numbers: [i64; 5] = [0, 1, 1000, -1, 77];
            varint(out, numbers[source.below(numbers.len())] as u64);
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

fn decode(wire: &[u8]) -> DynamicMessage {
    DynamicMessage::decode(DESCRIPTOR.clone(), wire).expect("the other one reads it")
}

proptest! {
    #[test]
    fn the_other_one_agrees(entropy in prop::collection::vec(any::<u8>(), 0..400)) {
        let wire = message(&KINDS, &mut Source(entropy.iter()), 4);
        let text = json(&wire);

        // What comes in any order, in halves and twice means what another decoder takes it for.
        let decoded = decode(&wire);
        prop_assert_eq!(&text, &json(&decoded.encode_to_vec()));

        // Our JSON means the same to another reader.
        let mut reader = serde_json::Deserializer::from_str(&text);
        let other = DynamicMessage::deserialize_with_options(
            DESCRIPTOR.clone(),
            &mut reader,
            &DeserializeOptions::new(),
        );
        prop_assert_eq!(&text, &json(&other.expect("the other one reads our JSON").encode_to_vec()));

        // Our own reader takes it back, and so it takes the other's JSON.
        let back = read(&text, &options()).expect("ours reads our JSON");
        prop_assert_eq!(&text, &json(&decode(&back).encode_to_vec()));
        prop_assert_eq!(&text, &json(&back));
        let mut theirs = Vec::new();
        let mut writer = serde_json::Serializer::new(&mut theirs);
        decoded.serialize_with_options(&mut writer, &SerializeOptions::new()).expect("the other one writes it");
        let theirs = String::from_utf8(theirs).expect("JSON is UTF-8");
        prop_assert_eq!(&text, &json(&read(&theirs, &options()).expect("ours reads its JSON")));
    }
}
