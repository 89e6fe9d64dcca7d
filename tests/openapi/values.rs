//! JSON is what the schemas say: any message as ProtoJSON writes it, and every example.

use proptest::prelude::*;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};
use serde_json::{Value as Json, json};

use crate::project::{Document, SAMPLES, proto, sample};

/// One field of each kind, also in lists, maps and oneofs.
const ALL: &str = r#"
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
service T { rpc Put(M) returns (M) { option (google.api.http) = { post: "/m" body: "*" }; } }
message M {
  double double = 1; float float = 2; int32 int32 = 3; int64 int64 = 4; uint32 uint32 = 5;
  uint64 uint64 = 6; sint32 sint32 = 7; sint64 sint64 = 8; fixed32 fixed32 = 9;
  fixed64 fixed64 = 10; sfixed32 sfixed32 = 11; sfixed64 sfixed64 = 12; bool bool = 13;
  string string = 14; bytes bytes = 15; Kind kind = 16;
  repeated int32 numbers = 17; repeated M again = 18; repeated Kind kinds = 19;
  map<int64, M> by_number = 20; map<bool, bytes> by_bool = 21; map<string, double> by_name = 22;
  google.protobuf.Duration duration = 23; google.protobuf.Empty empty = 24;
  google.protobuf.FieldMask mask = 25; google.protobuf.Timestamp time = 26;
  google.protobuf.DoubleValue double_value = 27; google.protobuf.Int64Value int64_value = 28;
  google.protobuf.BytesValue bytes_value = 29; google.protobuf.BoolValue bool_value = 30;
  google.protobuf.NullValue null_value = 31;
  optional int64 maybe = 32; optional Kind maybe_kind = 33;
  oneof one { string a = 34; M b = 35; Kind c = 36; }
  oneof other { bool d = 37; bytes e = 38; }
}
enum Kind { KIND_UNSPECIFIED = 0; KIND_A = 1; KIND_B = -2; }
"#;

/// Numbers without end, to make values of.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[(self.roll() % values.len() as u64) as usize]
    }
}

fn message(of: &MessageDescriptor, depth: u32, dice: &mut Dice) -> DynamicMessage {
    let mut made = DynamicMessage::new(of.clone());
    let range = match of.full_name() {
        "google.protobuf.Timestamp" => Some(4_000_000_000),
        "google.protobuf.Duration" => Some(100_000),
        _ => None,
    };
    if let Some(most) = range {
        made.set_field_by_name("seconds", Value::I64((dice.roll() % most) as i64));
        made.set_field_by_name("nanos", Value::I32(dice.of(&[0, 500_000_000, 1])));
        return made;
    }
    if of.full_name() == "google.protobuf.FieldMask" {
        let paths = ["a_b", "c.d"].map(|path| Value::String(path.to_owned()));
        made.set_field_by_name("paths", Value::List(paths.into()));
        return made;
    }
    for field in of.fields() {
        if dice.roll().is_multiple_of(3) {
            continue;
        }
        if let Some(value) = value(&field, depth, dice) {
            made.set_field(&field, value);
        }
    }
    made
}

fn value(field: &FieldDescriptor, depth: u32, dice: &mut Dice) -> Option<Value> {
    let count = dice.roll() % 3;
    if field.is_map() {
        let entry = field.kind();
        let entry = entry.as_message().unwrap();
        let values = (0..count).filter_map(|number| {
            let key = match entry.map_entry_key_field().kind() {
                Kind::Int64 => MapKey::I64(-(number as i64)),
                Kind::Bool => MapKey::Bool(number == 1),
                _ => MapKey::String(format!("key {number}")),
            };
            Some((
                key,
                one(&entry.map_entry_value_field().kind(), depth, dice)?,
            ))
        });
        return Some(Value::Map(values.collect()));
    }
    if field.is_list() {
        let values = (0..count).filter_map(|_| one(&field.kind(), depth, dice));
        return Some(Value::List(values.collect()));
    }
    one(&field.kind(), depth, dice)
}

fn one(kind: &Kind, depth: u32, dice: &mut Dice) -> Option<Value> {
    Some(match kind {
        Kind::Double => {
            Value::F64(dice.of(&[0.0, -1.5, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]))
        }
        Kind::Float => Value::F32(dice.of(&[0.0, 0.1, f32::NAN, f32::NEG_INFINITY])),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            Value::I32(dice.of(&[i32::MIN, -1, i32::MAX]))
        }
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
            Value::I64(dice.of(&[i64::MIN, 1, i64::MAX]))
        }
        Kind::Uint32 | Kind::Fixed32 => Value::U32(dice.of(&[1, u32::MAX])),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(dice.of(&[1, u64::MAX])),
        Kind::Bool => Value::Bool(dice.of(&[true, false])),
        Kind::String => Value::String(dice.of(&["", "a", "\u{1f600} \" \\"]).to_owned()),
        Kind::Bytes => Value::Bytes(dice.of(&[&b""[..], b"a", b"\xff\xfe"]).to_vec().into()),
        Kind::Enum(of) => {
            let numbers: Vec<i32> = of.values().map(|value| value.number()).collect();
            Value::EnumNumber(dice.of(&numbers))
        }
        Kind::Message(of) => Value::Message(message(of, depth.checked_sub(1)?, dice)),
    })
}

/// The message in JSON, as prost-reflect writes it.
fn json(message: &DynamicMessage) -> Json {
    serde_json::to_value(message).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_message_is_as_its_schema_says(seed in 1_u64..) {
        let model = proto(ALL, "");
        let document = Document::of(&model);
        let of = model.protos.pool.get_message_by_name("t.v1.M").unwrap();
        let json = json(&message(&of, 3, &mut Dice(seed)));
        prop_assert_eq!(document.errors_of("t.v1.M", &json), [""; 0], "{}", json);
    }
}

#[test]
fn what_protojson_never_writes_is_refused() {
    let document = Document::of_proto(ALL);
    for wrong in [
        json!({"int64": 1}),
        json!({"int64": "1.5"}),
        json!({"uint32": -1}),
        json!({"kind": "KIND_C"}),
        json!({"double": "1.5"}),
        json!({"duration": "PT1S"}),
        json!({"time": "yesterday"}),
        json!({"byNumber": {"a": {}}}),
        json!({"by_number": {}}),
        json!({"a": "1", "c": "KIND_A"}),
        json!({"d": true, "e": ""}),
        json!({"a": "1", "b": {}, "d": true, "e": ""}),
        json!({"unknown": 1}),
    ] {
        assert_ne!(document.errors_of("t.v1.M", &wrong), [""; 0], "{wrong}");
    }
    for right in [
        json!({"maybe": null, "maybeKind": null, "boolValue": null}),
        json!({"a": "1", "d": true}),
        json!({}),
    ] {
        assert_eq!(document.errors_of("t.v1.M", &right), [""; 0], "{right}");
    }
}

/// Has every schema below `value` judge its own examples.
fn judge(document: &Document, value: &Json, count: &mut usize) {
    if let Json::Object(members) = value {
        for example in members
            .get("examples")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            let errors = document.errors(value, example);
            assert_eq!(errors, [""; 0], "{example} in {value}");
            *count += 1;
        }
        members
            .values()
            .for_each(|member| judge(document, member, count));
    }
    if let Json::Array(items) = value {
        items.iter().for_each(|item| judge(document, item, count));
    }
}

#[test]
fn every_example_is_as_its_schema_says() {
    let mut documents: Vec<Document> = SAMPLES
        .iter()
        .map(|name| Document::of(&sample(name)))
        .collect();
    documents.push(Document::of_proto(ALL));
    for document in &documents {
        let mut count = 0;
        judge(document, &document.0, &mut count);
        assert!(count > 1, "only {count} examples");
    }
}
