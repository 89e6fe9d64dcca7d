//! The crate `clients`: the topics that the project writes to.

use crate::codegen::layout::Imports;
use crate::codegen::names::Crates;
use crate::codegen::{GENERATED, types};
use crate::model::{Encoding, KeyKind, Model, Producer, name};

/// `topics.rs`: a constant a producer.
pub fn of(model: &Model) -> Vec<u8> {
    let mut imports = Imports::default();
    imports.add("tonica_kafka", "Topic");
    for producer in &model.producers {
        imports.add("tonica_kafka", encoder(producer));
    }
    let mut text = format!(
        "{GENERATED}//! The topics that `{}` writes to.\n\n{}",
        model.project,
        imports.lines(0)
    );
    for producer in &model.producers {
        text.push_str(&topic(model, producer));
    }
    text.into_bytes()
}

fn topic(model: &Model, producer: &Producer) -> String {
    let Producer { name, topic, .. } = producer;
    let message = Crates::api(model).path(&producer.message);
    let key = key(producer);
    let encode = match producer.encoding {
        Encoding::Protobuf => encoder(producer).to_owned(),
        Encoding::Json => {
            let (table, types) = types::tables_of(model, &producer.message);
            format!("|message| to_json(message, &{table}, {types})")
        }
    };
    format!(
        "\n/// `{topic}`, as `Clients::{name}` writes it.\n\
         pub(crate) const {}: Topic<{message}> = Topic {{\n    \
         name: {name:?},\n    \
         topic: {topic:?},\n    \
         encode: {encode},\n    \
         key: {key},\n}};\n",
        name::shouty(name)
    )
}

fn encoder(producer: &Producer) -> &'static str {
    match producer.encoding {
        Encoding::Protobuf => "to_protobuf",
        Encoding::Json => "to_json",
    }
}

/// How a record's key is made of its message.
fn key(producer: &Producer) -> String {
    let Some(key) = &producer.key else {
        return "|_| None".to_owned();
    };
    let field = format!("message.{}", key.field);
    let key = match (key.kind, key.optional) {
        (KeyKind::Text, false) => format!("Some({field}.clone().into_bytes())"),
        (KeyKind::Text, true) => format!("{field}.clone().map(String::into_bytes)"),
        (KeyKind::Bytes, false) => format!("Some({field}.clone())"),
        (KeyKind::Bytes, true) => format!("{field}.clone()"),
        (KeyKind::Number, false) => format!("Some({field}.to_string().into_bytes())"),
        (KeyKind::Number, true) => format!("{field}.map(|key| key.to_string().into_bytes())"),
    };
    format!("|message| {key}")
}
