//! Random messages, compared with another implementation that works from descriptors, where that
//! one is right. Where it isn't, a test of its own shows what it does, and the random messages
//! leave it out ([`Source::tame`]).

use std::sync::LazyLock;

use proptest::prelude::*;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions,
};
use serde_json::Value;

use crate::arbitrary::Source;
use crate::check::{json, options, read, wire};
use crate::tables::TYPES;
use crate::tables::kinds::KINDS;

static DESCRIPTOR: LazyLock<MessageDescriptor> = LazyLock::new(|| {
    let file =
        protox_parse::parse("kinds.proto", include_str!("tables/kinds.proto")).expect("is a proto");
    let mut pool = DescriptorPool::global();
    pool.add_file_descriptor_proto(file).expect("is complete");
    pool.get_message_by_name("kinds.Kinds").expect("is there")
});

fn decode(wire: &[u8]) -> DynamicMessage {
    DynamicMessage::decode(DESCRIPTOR.clone(), wire).expect("the other one reads it")
}

/// The message that JSON means to the other one.
fn parsed(text: &str) -> DynamicMessage {
    let mut reader = serde_json::Deserializer::from_str(text);
    let options = DeserializeOptions::new();
    DynamicMessage::deserialize_with_options(DESCRIPTOR.clone(), &mut reader, &options)
        .expect("the other one reads our JSON")
}

/// The JSON that the other one writes.
fn written(message: &DynamicMessage) -> String {
    let mut out = Vec::new();
    let mut writer = serde_json::Serializer::new(&mut out);
    message
        .serialize_with_options(&mut writer, &SerializeOptions::new())
        .expect("the other one writes it");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// What JSON says, however it spells numbers.
fn meaning(text: &str) -> Value {
    fn plain(value: Value) -> Value {
        match value {
            Value::Number(number) => number.as_f64().into(),
            Value::Array(list) => list.into_iter().map(plain).collect(),
            Value::Object(object) => {
                let members = object.into_iter();
                members.map(|(key, value)| (key, plain(value))).collect()
            }
            other => other,
        }
    }
    plain(serde_json::from_str(text).expect("is JSON"))
}

/// When one of these fails, the other one has been mended: `Source::tame` may allow it then.
#[test]
fn where_the_other_one_is_wrong() {
    let theirs = |text: &str| written(&decode(&wire(text)));
    // NaN and infinities are strings, in a wrapper too; it takes the wrapper for absent.
    assert_eq!(
        theirs(r#"{"doubleValue":"NaN"}"#),
        r#"{"doubleValue":null}"#
    );
    // -0 is not the default of a field without presence: its bits differ from those of 0.
    assert_eq!(theirs(r#"{"double":-0,"float":-0}"#), "{}");
    // An enum is open: a number without a name stays that number.
    assert_eq!(theirs(r#"{"null":7}"#), r#"{"null":null}"#);
    // An Any that holds nothing is an empty object; it can't write it.
    let mut out = serde_json::Serializer::new(Vec::new());
    let empty = decode(&wire(r#"{"any":{}}"#));
    assert!(
        empty
            .serialize_with_options(&mut out, &SerializeOptions::new())
            .is_err()
    );
    // The largest float, in the fewest digits that tell it from its neighbours.
    let mut reader = serde_json::Deserializer::from_str(r#"{"float":3.4028235e38}"#);
    assert!(DynamicMessage::deserialize(DESCRIPTOR.clone(), &mut reader).is_err());
}

/// Not wrong, but another form: an Empty in an Any. Each reads both.
#[test]
fn where_the_other_one_is_free_to_differ() {
    let ours = r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Empty"}}"#;
    let theirs = r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Empty","value":{}}}"#;
    assert_eq!(written(&decode(&wire(ours))), theirs);
    assert_eq!(json(&wire(theirs)), ours);
    assert_eq!(json(&parsed(theirs).encode_to_vec()), ours);
}

proptest! {
    #[test]
    fn the_other_one_agrees(entropy in prop::collection::vec(any::<u8>(), 0..400)) {
        let wire = Source::new(&entropy, TYPES).tame().message(&KINDS);
        let text = json(&wire);

        // What comes in any order, in halves and twice means what another decoder takes it for.
        let decoded = decode(&wire);
        prop_assert_eq!(&text, &json(&decoded.encode_to_vec()));

        // Both write the same.
        prop_assert_eq!(meaning(&text), meaning(&written(&decoded)));

        // Our JSON means the same to another reader.
        prop_assert_eq!(&text, &json(&parsed(&text).encode_to_vec()));

        // Our own reader takes it back, to what the other one takes for the same message.
        let back = read(&text, &options()).expect("ours reads our JSON");
        prop_assert_eq!(&text, &json(&back));
        prop_assert_eq!(meaning(&written(&decoded)), meaning(&written(&decode(&back))));

        // And so it takes the other's JSON.
        let theirs = read(&written(&decoded), &options()).expect("ours reads its JSON");
        prop_assert_eq!(&text, &json(&theirs));
    }
}
