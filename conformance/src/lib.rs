//! The tables of the messages that protobuf's conformance runner tests proto3 with.
//! Written by `conformance-tables`; edits are overwritten.

use tonica_json::Message;

#[rustfmt::skip]
pub mod google;
#[rustfmt::skip]
pub mod protobuf_test_messages;

/// What an `Any` of the tests may hold.
#[rustfmt::skip]
pub static TYPES: &[&Message] = &[
    &google::protobuf::ANY,
    &google::protobuf::BOOL_VALUE,
    &google::protobuf::BYTES_VALUE,
    &google::protobuf::DOUBLE_VALUE,
    &google::protobuf::DURATION,
    &google::protobuf::EMPTY,
    &google::protobuf::FIELD_MASK,
    &google::protobuf::FLOAT_VALUE,
    &google::protobuf::INT32_VALUE,
    &google::protobuf::INT64_VALUE,
    &google::protobuf::LIST_VALUE,
    &google::protobuf::STRING_VALUE,
    &google::protobuf::STRUCT,
    &google::protobuf::TIMESTAMP,
    &google::protobuf::U_INT32_VALUE,
    &google::protobuf::U_INT64_VALUE,
    &google::protobuf::VALUE,
    &protobuf_test_messages::proto3::ENUM_ONLY_PROTO3,
    &protobuf_test_messages::proto3::FOREIGN_MESSAGE,
    &protobuf_test_messages::proto3::NULL_HYPOTHESIS_PROTO3,
    &protobuf_test_messages::proto3::TEST_ALL_TYPES_PROTO3,
    &protobuf_test_messages::proto3::test_all_types_proto3::NESTED_MESSAGE,
];
