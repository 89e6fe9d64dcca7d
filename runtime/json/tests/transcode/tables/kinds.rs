//! Package `kinds`.

use tonica_json::{Enum, Field, Kind, Label, Message, Shape};

/// `kinds.Inner`
pub(crate) static INNER: Message = Message::new(
    "kinds.Inner",
    &[
        Field::new(1, "number", "number", Kind::Int32, Label::Implicit),
        Field::new(2, "text", "text", Kind::String, Label::Implicit),
        Field::new(3, "inner", "inner", Kind::Message(&INNER), Label::Explicit),
        Field::new(4, "inners", "inners", Kind::Message(&inner::INNERS_ENTRY), Label::Map),
    ],
    &[
        ("inner", 2),
        ("inners", 3),
        ("number", 0),
        ("text", 1),
    ],
    Shape::Plain,
);

/// `kinds.Kinds`
pub(crate) static KINDS: Message = Message::new(
    "kinds.Kinds",
    &[
        Field::new(1, "double", "double", Kind::Double, Label::Implicit),
        Field::new(2, "float", "float", Kind::Float, Label::Implicit),
        Field::new(3, "int32", "int32", Kind::Int32, Label::Implicit),
        Field::new(4, "int64", "int64", Kind::Int64, Label::Implicit),
        Field::new(5, "uint32", "uint32", Kind::Uint32, Label::Implicit),
        Field::new(6, "uint64", "uint64", Kind::Uint64, Label::Implicit),
        Field::new(7, "sint32", "sint32", Kind::Sint32, Label::Implicit),
        Field::new(8, "sint64", "sint64", Kind::Sint64, Label::Implicit),
        Field::new(9, "fixed32", "fixed32", Kind::Fixed32, Label::Implicit),
        Field::new(10, "fixed64", "fixed64", Kind::Fixed64, Label::Implicit),
        Field::new(11, "sfixed32", "sfixed32", Kind::Sfixed32, Label::Implicit),
        Field::new(12, "sfixed64", "sfixed64", Kind::Sfixed64, Label::Implicit),
        Field::new(13, "bool", "bool", Kind::Bool, Label::Implicit),
        Field::new(14, "string", "string", Kind::String, Label::Implicit),
        Field::new(15, "bytes", "bytes", Kind::Bytes, Label::Implicit),
        Field::new(16, "colour", "colour", Kind::Enum(&COLOUR), Label::Implicit),
        Field::new(17, "inner", "inner", Kind::Message(&INNER), Label::Explicit),
        Field::new(20, "maybe_number", "maybeNumber", Kind::Int32, Label::Explicit),
        Field::new(21, "maybe_text", "maybeText", Kind::String, Label::Explicit),
        Field::new(22, "maybe_colour", "maybeColour", Kind::Enum(&COLOUR), Label::Explicit),
        Field::new(30, "doubles", "doubles", Kind::Double, Label::Packed),
        Field::new(31, "floats", "floats", Kind::Float, Label::Packed),
        Field::new(32, "int32s", "int32s", Kind::Int32, Label::Packed),
        Field::new(33, "sint64s", "sint64s", Kind::Sint64, Label::Packed),
        Field::new(34, "fixed32s", "fixed32s", Kind::Fixed32, Label::Packed),
        Field::new(35, "bools", "bools", Kind::Bool, Label::Packed),
        Field::new(36, "colours", "colours", Kind::Enum(&COLOUR), Label::Packed),
        Field::new(37, "loose", "loose", Kind::Uint64, Label::Packed),
        Field::new(38, "strings", "strings", Kind::String, Label::Repeated),
        Field::new(39, "blobs", "blobs", Kind::Bytes, Label::Repeated),
        Field::new(40, "inners", "inners", Kind::Message(&INNER), Label::Repeated),
        Field::new(50, "by_int32", "byInt32", Kind::Message(&kinds::BY_INT32_ENTRY), Label::Map),
        Field::new(51, "by_int64", "byInt64", Kind::Message(&kinds::BY_INT64_ENTRY), Label::Map),
        Field::new(52, "by_uint32", "byUint32", Kind::Message(&kinds::BY_UINT32_ENTRY), Label::Map),
        Field::new(53, "by_uint64", "byUint64", Kind::Message(&kinds::BY_UINT64_ENTRY), Label::Map),
        Field::new(54, "by_sint32", "bySint32", Kind::Message(&kinds::BY_SINT32_ENTRY), Label::Map),
        Field::new(55, "by_sint64", "bySint64", Kind::Message(&kinds::BY_SINT64_ENTRY), Label::Map),
        Field::new(56, "by_fixed32", "byFixed32", Kind::Message(&kinds::BY_FIXED32_ENTRY), Label::Map),
        Field::new(57, "by_fixed64", "byFixed64", Kind::Message(&kinds::BY_FIXED64_ENTRY), Label::Map),
        Field::new(58, "by_sfixed32", "bySfixed32", Kind::Message(&kinds::BY_SFIXED32_ENTRY), Label::Map),
        Field::new(59, "by_sfixed64", "bySfixed64", Kind::Message(&kinds::BY_SFIXED64_ENTRY), Label::Map),
        Field::new(60, "by_bool", "byBool", Kind::Message(&kinds::BY_BOOL_ENTRY), Label::Map),
        Field::new(61, "by_string", "byString", Kind::Message(&kinds::BY_STRING_ENTRY), Label::Map),
        Field::new(70, "chosen_number", "chosenNumber", Kind::Int32, Label::Explicit).in_oneof(0),
        Field::new(71, "chosen_text", "chosenText", Kind::String, Label::Explicit).in_oneof(0),
        Field::new(72, "chosen_inner", "chosenInner", Kind::Message(&INNER), Label::Explicit).in_oneof(0),
        Field::new(73, "chosen_null", "chosenNull", Kind::Enum(&crate::tables::google::protobuf::NULL_VALUE), Label::Explicit).in_oneof(0),
        Field::new(74, "chosen_value", "chosenValue", Kind::Message(&crate::tables::google::protobuf::VALUE), Label::Explicit).in_oneof(0),
        Field::new(80, "any", "any", Kind::Message(&crate::tables::google::protobuf::ANY), Label::Explicit),
        Field::new(81, "timestamp", "timestamp", Kind::Message(&crate::tables::google::protobuf::TIMESTAMP), Label::Explicit),
        Field::new(82, "duration", "duration", Kind::Message(&crate::tables::google::protobuf::DURATION), Label::Explicit),
        Field::new(83, "mask", "mask", Kind::Message(&crate::tables::google::protobuf::FIELD_MASK), Label::Explicit),
        Field::new(84, "struct", "struct", Kind::Message(&crate::tables::google::protobuf::STRUCT), Label::Explicit),
        Field::new(85, "value", "value", Kind::Message(&crate::tables::google::protobuf::VALUE), Label::Explicit),
        Field::new(86, "list", "list", Kind::Message(&crate::tables::google::protobuf::LIST_VALUE), Label::Explicit),
        Field::new(87, "empty", "empty", Kind::Message(&crate::tables::google::protobuf::EMPTY), Label::Explicit),
        Field::new(88, "null", "null", Kind::Enum(&crate::tables::google::protobuf::NULL_VALUE), Label::Implicit),
        Field::new(90, "double_value", "doubleValue", Kind::Message(&crate::tables::google::protobuf::DOUBLE_VALUE), Label::Explicit),
        Field::new(91, "float_value", "floatValue", Kind::Message(&crate::tables::google::protobuf::FLOAT_VALUE), Label::Explicit),
        Field::new(92, "int64_value", "int64Value", Kind::Message(&crate::tables::google::protobuf::INT64_VALUE), Label::Explicit),
        Field::new(93, "uint64_value", "uint64Value", Kind::Message(&crate::tables::google::protobuf::U_INT64_VALUE), Label::Explicit),
        Field::new(94, "int32_value", "int32Value", Kind::Message(&crate::tables::google::protobuf::INT32_VALUE), Label::Explicit),
        Field::new(95, "uint32_value", "uint32Value", Kind::Message(&crate::tables::google::protobuf::U_INT32_VALUE), Label::Explicit),
        Field::new(96, "bool_value", "boolValue", Kind::Message(&crate::tables::google::protobuf::BOOL_VALUE), Label::Explicit),
        Field::new(97, "string_value", "stringValue", Kind::Message(&crate::tables::google::protobuf::STRING_VALUE), Label::Explicit),
        Field::new(98, "bytes_value", "bytesValue", Kind::Message(&crate::tables::google::protobuf::BYTES_VALUE), Label::Explicit),
        Field::new(100, "values", "values", Kind::Message(&crate::tables::google::protobuf::VALUE), Label::Repeated),
        Field::new(101, "timestamps", "timestamps", Kind::Message(&crate::tables::google::protobuf::TIMESTAMP), Label::Repeated),
        Field::new(102, "string_values", "stringValues", Kind::Message(&crate::tables::google::protobuf::STRING_VALUE), Label::Repeated),
        Field::new(103, "nulls", "nulls", Kind::Enum(&crate::tables::google::protobuf::NULL_VALUE), Label::Packed),
        Field::new(104, "value_by_string", "valueByString", Kind::Message(&kinds::VALUE_BY_STRING_ENTRY), Label::Map),
        Field::new(200, "quoted", "a \"quoted\" name", Kind::String, Label::Implicit),
        Field::new(536870911, "a_name_that_is_longer_than_the_room_for_keys", "aNameThatIsLongerThanTheRoomForKeys", Kind::Int32, Label::Implicit),
    ],
    &[
        ("a \"quoted\" name", 71),
        ("aNameThatIsLongerThanTheRoomForKeys", 72),
        ("a_name_that_is_longer_than_the_room_for_keys", 72),
        ("any", 48),
        ("blobs", 29),
        ("bool", 12),
        ("boolValue", 63),
        ("bool_value", 63),
        ("bools", 25),
        ("byBool", 41),
        ("byFixed32", 37),
        ("byFixed64", 38),
        ("byInt32", 31),
        ("byInt64", 32),
        ("bySfixed32", 39),
        ("bySfixed64", 40),
        ("bySint32", 35),
        ("bySint64", 36),
        ("byString", 42),
        ("byUint32", 33),
        ("byUint64", 34),
        ("by_bool", 41),
        ("by_fixed32", 37),
        ("by_fixed64", 38),
        ("by_int32", 31),
        ("by_int64", 32),
        ("by_sfixed32", 39),
        ("by_sfixed64", 40),
        ("by_sint32", 35),
        ("by_sint64", 36),
        ("by_string", 42),
        ("by_uint32", 33),
        ("by_uint64", 34),
        ("bytes", 14),
        ("bytesValue", 65),
        ("bytes_value", 65),
        ("chosenInner", 45),
        ("chosenNull", 46),
        ("chosenNumber", 43),
        ("chosenText", 44),
        ("chosenValue", 47),
        ("chosen_inner", 45),
        ("chosen_null", 46),
        ("chosen_number", 43),
        ("chosen_text", 44),
        ("chosen_value", 47),
        ("colour", 15),
        ("colours", 26),
        ("double", 0),
        ("doubleValue", 57),
        ("double_value", 57),
        ("doubles", 20),
        ("duration", 50),
        ("empty", 55),
        ("fixed32", 8),
        ("fixed32s", 24),
        ("fixed64", 9),
        ("float", 1),
        ("floatValue", 58),
        ("float_value", 58),
        ("floats", 21),
        ("inner", 16),
        ("inners", 30),
        ("int32", 2),
        ("int32Value", 61),
        ("int32_value", 61),
        ("int32s", 22),
        ("int64", 3),
        ("int64Value", 59),
        ("int64_value", 59),
        ("list", 54),
        ("loose", 27),
        ("mask", 51),
        ("maybeColour", 19),
        ("maybeNumber", 17),
        ("maybeText", 18),
        ("maybe_colour", 19),
        ("maybe_number", 17),
        ("maybe_text", 18),
        ("null", 56),
        ("nulls", 69),
        ("quoted", 71),
        ("sfixed32", 10),
        ("sfixed64", 11),
        ("sint32", 6),
        ("sint64", 7),
        ("sint64s", 23),
        ("string", 13),
        ("stringValue", 64),
        ("stringValues", 68),
        ("string_value", 64),
        ("string_values", 68),
        ("strings", 28),
        ("struct", 52),
        ("timestamp", 49),
        ("timestamps", 67),
        ("uint32", 4),
        ("uint32Value", 62),
        ("uint32_value", 62),
        ("uint64", 5),
        ("uint64Value", 60),
        ("uint64_value", 60),
        ("value", 53),
        ("valueByString", 70),
        ("value_by_string", 70),
        ("values", 66),
    ],
    Shape::Plain,
);

/// `kinds.Colour`
pub(crate) static COLOUR: Enum = Enum::new(
    "kinds.Colour",
    &[
        (-1, "BELOW"),
        (0, "COLOUR_UNSPECIFIED"),
        (1, "RED"),
        (1000, "FAR"),
    ],
    &[
        ("BELOW", -1),
        ("COLOUR_UNSPECIFIED", 0),
        ("CRIMSON", 1),
        ("FAR", 1000),
        ("RED", 1),
    ],
);

/// Within `kinds.Inner`.
pub(crate) mod inner {
    use tonica_json::{Field, Kind, Label, Message, Shape};

    /// `kinds.Inner.InnersEntry`
    pub(crate) static INNERS_ENTRY: Message = Message::new(
        "kinds.Inner.InnersEntry",
        &[
            Field::new(1, "key", "key", Kind::String, Label::Implicit),
            Field::new(2, "value", "value", Kind::Message(&crate::tables::kinds::INNER), Label::Explicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );
}

/// Within `kinds.Kinds`.
pub(crate) mod kinds {
    use tonica_json::{Field, Kind, Label, Message, Shape};

    /// `kinds.Kinds.ByInt32Entry`
    pub(crate) static BY_INT32_ENTRY: Message = Message::new(
        "kinds.Kinds.ByInt32Entry",
        &[
            Field::new(1, "key", "key", Kind::Int32, Label::Implicit),
            Field::new(2, "value", "value", Kind::String, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ByInt64Entry`
    pub(crate) static BY_INT64_ENTRY: Message = Message::new(
        "kinds.Kinds.ByInt64Entry",
        &[
            Field::new(1, "key", "key", Kind::Int64, Label::Implicit),
            Field::new(2, "value", "value", Kind::Bytes, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ByUint32Entry`
    pub(crate) static BY_UINT32_ENTRY: Message = Message::new(
        "kinds.Kinds.ByUint32Entry",
        &[
            Field::new(1, "key", "key", Kind::Uint32, Label::Implicit),
            Field::new(2, "value", "value", Kind::Double, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ByUint64Entry`
    pub(crate) static BY_UINT64_ENTRY: Message = Message::new(
        "kinds.Kinds.ByUint64Entry",
        &[
            Field::new(1, "key", "key", Kind::Uint64, Label::Implicit),
            Field::new(2, "value", "value", Kind::Enum(&crate::tables::kinds::COLOUR), Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.BySint32Entry`
    pub(crate) static BY_SINT32_ENTRY: Message = Message::new(
        "kinds.Kinds.BySint32Entry",
        &[
            Field::new(1, "key", "key", Kind::Sint32, Label::Implicit),
            Field::new(2, "value", "value", Kind::Bool, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.BySint64Entry`
    pub(crate) static BY_SINT64_ENTRY: Message = Message::new(
        "kinds.Kinds.BySint64Entry",
        &[
            Field::new(1, "key", "key", Kind::Sint64, Label::Implicit),
            Field::new(2, "value", "value", Kind::Int64, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ByFixed32Entry`
    pub(crate) static BY_FIXED32_ENTRY: Message = Message::new(
        "kinds.Kinds.ByFixed32Entry",
        &[
            Field::new(1, "key", "key", Kind::Fixed32, Label::Implicit),
            Field::new(2, "value", "value", Kind::String, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ByFixed64Entry`
    pub(crate) static BY_FIXED64_ENTRY: Message = Message::new(
        "kinds.Kinds.ByFixed64Entry",
        &[
            Field::new(1, "key", "key", Kind::Fixed64, Label::Implicit),
            Field::new(2, "value", "value", Kind::String, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.BySfixed32Entry`
    pub(crate) static BY_SFIXED32_ENTRY: Message = Message::new(
        "kinds.Kinds.BySfixed32Entry",
        &[
            Field::new(1, "key", "key", Kind::Sfixed32, Label::Implicit),
            Field::new(2, "value", "value", Kind::String, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.BySfixed64Entry`
    pub(crate) static BY_SFIXED64_ENTRY: Message = Message::new(
        "kinds.Kinds.BySfixed64Entry",
        &[
            Field::new(1, "key", "key", Kind::Sfixed64, Label::Implicit),
            Field::new(2, "value", "value", Kind::String, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ByBoolEntry`
    pub(crate) static BY_BOOL_ENTRY: Message = Message::new(
        "kinds.Kinds.ByBoolEntry",
        &[
            Field::new(1, "key", "key", Kind::Bool, Label::Implicit),
            Field::new(2, "value", "value", Kind::String, Label::Implicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ByStringEntry`
    pub(crate) static BY_STRING_ENTRY: Message = Message::new(
        "kinds.Kinds.ByStringEntry",
        &[
            Field::new(1, "key", "key", Kind::String, Label::Implicit),
            Field::new(2, "value", "value", Kind::Message(&crate::tables::kinds::INNER), Label::Explicit),
        ],
        &[
            ("key", 0),
            ("value", 1),
        ],
        Shape::Plain,
    );

    /// `kinds.Kinds.ValueByStringEntry`
    pub(crate) static VALUE_BY_STRING_ENTRY: Message = Message::new(
        "kinds.Kinds.ValueByStringEntry",
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
