//! Package `google.protobuf`.

use tonica_json::{Enum, Field, Kind, Label, Message, Shape};

/// `google.protobuf.Any`
pub(crate) static ANY: Message = Message::new(
    "google.protobuf.Any",
    &[
        Field::new(1, "type_url", "typeUrl", Kind::String, Label::Implicit),
        Field::new(2, "value", "value", Kind::Bytes, Label::Implicit),
    ],
    &[
        ("typeUrl", 0),
        ("type_url", 0),
        ("value", 1),
    ],
    Shape::Any,
);

/// `google.protobuf.Duration`
pub(crate) static DURATION: Message = Message::new(
    "google.protobuf.Duration",
    &[
        Field::new(1, "seconds", "seconds", Kind::Int64, Label::Implicit),
        Field::new(2, "nanos", "nanos", Kind::Int32, Label::Implicit),
    ],
    &[
        ("nanos", 1),
        ("seconds", 0),
    ],
    Shape::Duration,
);

/// `google.protobuf.Empty`
pub(crate) static EMPTY: Message = Message::new(
    "google.protobuf.Empty",
    &[],
    &[],
    Shape::Empty,
);

/// `google.protobuf.FieldMask`
pub(crate) static FIELD_MASK: Message = Message::new(
    "google.protobuf.FieldMask",
    &[
        Field::new(1, "paths", "paths", Kind::String, Label::Repeated),
    ],
    &[
        ("paths", 0),
    ],
    Shape::FieldMask,
);

/// `google.protobuf.Struct`
pub(crate) static STRUCT: Message = Message::new(
    "google.protobuf.Struct",
    &[
        Field::new(1, "fields", "fields", Kind::Message(&r#struct::FIELDS_ENTRY), Label::Map),
    ],
    &[
        ("fields", 0),
    ],
    Shape::Struct,
);

/// `google.protobuf.Value`
pub(crate) static VALUE: Message = Message::new(
    "google.protobuf.Value",
    &[
        Field::new(1, "null_value", "nullValue", Kind::Enum(&NULL_VALUE), Label::Explicit).in_oneof(0),
        Field::new(2, "number_value", "numberValue", Kind::Double, Label::Explicit).in_oneof(0),
        Field::new(3, "string_value", "stringValue", Kind::String, Label::Explicit).in_oneof(0),
        Field::new(4, "bool_value", "boolValue", Kind::Bool, Label::Explicit).in_oneof(0),
        Field::new(5, "struct_value", "structValue", Kind::Message(&STRUCT), Label::Explicit).in_oneof(0),
        Field::new(6, "list_value", "listValue", Kind::Message(&LIST_VALUE), Label::Explicit).in_oneof(0),
    ],
    &[
        ("boolValue", 3),
        ("bool_value", 3),
        ("listValue", 5),
        ("list_value", 5),
        ("nullValue", 0),
        ("null_value", 0),
        ("numberValue", 1),
        ("number_value", 1),
        ("stringValue", 2),
        ("string_value", 2),
        ("structValue", 4),
        ("struct_value", 4),
    ],
    Shape::Value,
);

/// `google.protobuf.ListValue`
pub(crate) static LIST_VALUE: Message = Message::new(
    "google.protobuf.ListValue",
    &[
        Field::new(1, "values", "values", Kind::Message(&VALUE), Label::Repeated),
    ],
    &[
        ("values", 0),
    ],
    Shape::ListValue,
);

/// `google.protobuf.Timestamp`
pub(crate) static TIMESTAMP: Message = Message::new(
    "google.protobuf.Timestamp",
    &[
        Field::new(1, "seconds", "seconds", Kind::Int64, Label::Implicit),
        Field::new(2, "nanos", "nanos", Kind::Int32, Label::Implicit),
    ],
    &[
        ("nanos", 1),
        ("seconds", 0),
    ],
    Shape::Timestamp,
);

/// `google.protobuf.DoubleValue`
pub(crate) static DOUBLE_VALUE: Message = Message::new(
    "google.protobuf.DoubleValue",
    &[
        Field::new(1, "value", "value", Kind::Double, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.FloatValue`
pub(crate) static FLOAT_VALUE: Message = Message::new(
    "google.protobuf.FloatValue",
    &[
        Field::new(1, "value", "value", Kind::Float, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.Int64Value`
pub(crate) static INT64_VALUE: Message = Message::new(
    "google.protobuf.Int64Value",
    &[
        Field::new(1, "value", "value", Kind::Int64, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.UInt64Value`
pub(crate) static U_INT64_VALUE: Message = Message::new(
    "google.protobuf.UInt64Value",
    &[
        Field::new(1, "value", "value", Kind::Uint64, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.Int32Value`
pub(crate) static INT32_VALUE: Message = Message::new(
    "google.protobuf.Int32Value",
    &[
        Field::new(1, "value", "value", Kind::Int32, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.UInt32Value`
pub(crate) static U_INT32_VALUE: Message = Message::new(
    "google.protobuf.UInt32Value",
    &[
        Field::new(1, "value", "value", Kind::Uint32, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.BoolValue`
pub(crate) static BOOL_VALUE: Message = Message::new(
    "google.protobuf.BoolValue",
    &[
        Field::new(1, "value", "value", Kind::Bool, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.StringValue`
pub(crate) static STRING_VALUE: Message = Message::new(
    "google.protobuf.StringValue",
    &[
        Field::new(1, "value", "value", Kind::String, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.BytesValue`
pub(crate) static BYTES_VALUE: Message = Message::new(
    "google.protobuf.BytesValue",
    &[
        Field::new(1, "value", "value", Kind::Bytes, Label::Implicit),
    ],
    &[
        ("value", 0),
    ],
    Shape::Wrapper,
);

/// `google.protobuf.NullValue`
pub(crate) static NULL_VALUE: Enum = Enum::new(
    "google.protobuf.NullValue",
    &[
        (0, "NULL_VALUE"),
    ],
    &[
        ("NULL_VALUE", 0),
    ],
);

/// Within `google.protobuf.Struct`.
pub(crate) mod r#struct {
    use tonica_json::{Field, Kind, Label, Message, Shape};

    /// `google.protobuf.Struct.FieldsEntry`
    pub(crate) static FIELDS_ENTRY: Message = Message::new(
        "google.protobuf.Struct.FieldsEntry",
        &[
            Field::new(1, "key", "key", Kind::String, Label::Implicit),
            Field::new(2, "value", "value", Kind::Message(&crate::tables::google::protobuf::VALUE), Label::Explicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );
}
