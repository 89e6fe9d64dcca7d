//! The tables of kinds.proto and of the well-known types, as the generator writes them.

use tonica_json::Message;

#[rustfmt::skip]
pub(crate) mod google;
#[rustfmt::skip]
#[allow(clippy::module_inception, reason = "modules are named after packages and messages")]
pub(crate) mod kinds;

/// What an `Any` of the tests may hold.
#[rustfmt::skip]
pub(crate) static TYPES: &[&Message] = &[
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
    &kinds::INNER,
    &kinds::KINDS,
];
