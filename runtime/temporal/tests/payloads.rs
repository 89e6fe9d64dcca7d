//! The messages of a contract as payloads: what is written, and what is read of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on should stop"
)]

use std::collections::HashMap;

use prost::Message as _;
use shop_api::shop::orders::v1::FulfilOrder;
use shop_contract::Empty;
use temporalio_common::data_converters::{
    GenericPayloadConverter, PayloadConverter, SerializationContext, SerializationContextData,
    TemporalDeserializable, TemporalSerializable,
};
use temporalio_common::protos::temporal::api::common::v1::Payload;

fn order() -> FulfilOrder {
    FulfilOrder {
        order_id: "o-1".to_owned(),
        email: "ann@example.com".to_owned(),
        total_cents: 1250,
    }
}

fn payload(metadata: &[(&str, &str)], data: &[u8]) -> Payload {
    let metadata = metadata.iter();
    let metadata = metadata.map(|(key, value)| ((*key).to_owned(), value.as_bytes().to_vec()));
    Payload {
        metadata: HashMap::from_iter(metadata),
        data: data.to_vec(),
        ..Payload::default()
    }
}

/// Through the SDK's own converter, as workers and clients do it.
fn write<T: TemporalSerializable + 'static>(message: &T) -> Payload {
    let converter = PayloadConverter::default();
    let context = SerializationContext::new(&SerializationContextData::None, &converter);
    converter.to_payload(&context, message).unwrap()
}

fn read<T: TemporalDeserializable + 'static>(payloads: Vec<Payload>) -> Result<T, String> {
    let converter = PayloadConverter::default();
    let context = SerializationContext::new(&SerializationContextData::None, &converter);
    let read = converter.from_payloads(&context, payloads);
    read.map_err(|error| error.to_string())
}

#[test]
fn a_message_is_written_as_other_languages_write_it() {
    let written = write(&order());
    let expected = payload(
        &[
            ("encoding", "json/protobuf"),
            ("messageType", "shop.orders.v1.FulfilOrder"),
        ],
        br#"{"orderId":"o-1","email":"ann@example.com","totalCents":"1250"}"#,
    );
    assert_eq!(written, expected);
    assert_eq!(read(vec![written]), Ok(order()));
}

#[test]
fn json_plain_and_binary_protobuf_are_read() {
    let json = br#"{"order_id":"o-1","email":"ann@example.com","totalCents":1250}"#;
    let plain = payload(&[("encoding", "json/plain")], json);
    assert_eq!(read(vec![plain]), Ok(order()));
    let binary = payload(&[("encoding", "binary/protobuf")], &order().encode_to_vec());
    assert_eq!(read(vec![binary]), Ok(order()));
}

#[test]
fn fields_of_a_newer_peer_are_read_over() {
    let json = br#"{"orderId":"o-1","email":"ann@example.com","totalCents":1250,"gift":true}"#;
    let newer = payload(&[("encoding", "json/protobuf")], json);
    assert_eq!(read(vec![newer]), Ok(order()));
}

#[test]
fn what_is_no_such_message_is_refused_by_name() {
    let refused = |payloads| read::<FulfilOrder>(payloads).unwrap_err();
    let other = [
        ("encoding", "json/protobuf"),
        ("messageType", "shop.orders.v1.Order"),
    ];
    assert_eq!(
        refused(vec![payload(&other, b"{}")]),
        "Encoding error: shop.orders.v1.FulfilOrder: the payload holds shop.orders.v1.Order"
    );
    assert_eq!(
        refused(vec![payload(&[("encoding", "binary/null")], b"")]),
        "Encoding error: shop.orders.v1.FulfilOrder: the payload's encoding is \"binary/null\": \
         send json/protobuf, json/plain or binary/protobuf"
    );
    assert_eq!(
        refused(Vec::new()),
        "Encoding error: shop.orders.v1.FulfilOrder: there are 0 payloads instead of one"
    );
    let broken = payload(&[("encoding", "json/plain")], br#"{"totalCents":"many"}"#);
    let refused = refused(vec![broken]);
    assert!(refused.contains("totalCents"), "{refused}");
}

#[test]
fn empty_is_an_object_and_is_read_from_anything() {
    let written = write(&Empty {});
    assert_eq!(written.data, b"{}");
    assert_eq!(
        written.metadata["messageType"],
        b"google.protobuf.Empty".to_vec()
    );
    assert_eq!(read(vec![written]), Ok(Empty {}));
    let null = payload(&[("encoding", "binary/null")], b"");
    assert_eq!(read(vec![null]), Ok(Empty {}));
    assert_eq!(read(Vec::new()), Ok(Empty {}));
}
