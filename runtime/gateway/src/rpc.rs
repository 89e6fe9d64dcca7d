//! Tables of the messages that a gRPC status may carry as details (google/rpc/error_details.proto),
//! so that they are JSON also where the project's own protos don't import them.

use tonica_json::{Field, Kind, Label, Message, Shape};

/// The known details, sorted by full name.
pub(crate) static TYPES: &[&Message] = &[
    &DURATION,
    &BAD_REQUEST,
    &DEBUG_INFO,
    &ERROR_INFO,
    &HELP,
    &LOCALIZED_MESSAGE,
    &PRECONDITION_FAILURE,
    &QUOTA_FAILURE,
    &REQUEST_INFO,
    &RESOURCE_INFO,
    &RETRY_INFO,
];

/// `google.protobuf.Any`.
pub(crate) static ANY: Message = Message::new(
    "google.protobuf.Any",
    &[
        text(1, "type_url", "typeUrl"),
        Field::new(2, "value", "value", Kind::Bytes, Label::Implicit),
    ],
    &[("typeUrl", 0), ("type_url", 0), ("value", 1)],
    Shape::Any,
);

/// An Any of a type that nobody here knows: its name and its bytes in base64.
pub(crate) static OPAQUE: Message = Message::new(
    "google.protobuf.Any",
    &[
        text(1, "type_url", "@type"),
        Field::new(2, "value", "value", Kind::Bytes, Label::Implicit),
    ],
    &[("@type", 0), ("type_url", 0), ("value", 1)],
    Shape::Plain,
);

const fn text(number: u32, name: &'static str, json: &'static str) -> Field {
    Field::new(number, name, json, Kind::String, Label::Implicit)
}

const fn list(number: u32, name: &'static str, json: &'static str, of: &'static Message) -> Field {
    Field::new(number, name, json, Kind::Message(of), Label::Repeated)
}

const fn map(number: u32, name: &'static str, json: &'static str) -> Field {
    Field::new(number, name, json, Kind::Message(&TEXTS_ENTRY), Label::Map)
}

/// The entry of every `map<string, string>` here.
static TEXTS_ENTRY: Message = Message::new(
    "google.rpc.TextsEntry",
    &[text(1, "key", "key"), text(2, "value", "value")],
    &[("key", 0), ("value", 1)],
    Shape::Plain,
);

static DURATION: Message = Message::new(
    "google.protobuf.Duration",
    &[
        Field::new(1, "seconds", "seconds", Kind::Int64, Label::Implicit),
        Field::new(2, "nanos", "nanos", Kind::Int32, Label::Implicit),
    ],
    &[("nanos", 1), ("seconds", 0)],
    Shape::Duration,
);

static BAD_REQUEST: Message = Message::new(
    "google.rpc.BadRequest",
    &[list(
        1,
        "field_violations",
        "fieldViolations",
        &FIELD_VIOLATION,
    )],
    &[("fieldViolations", 0), ("field_violations", 0)],
    Shape::Plain,
);

static FIELD_VIOLATION: Message = Message::new(
    "google.rpc.BadRequest.FieldViolation",
    &[
        text(1, "field", "field"),
        text(2, "description", "description"),
        text(3, "reason", "reason"),
        Field::new(
            4,
            "localized_message",
            "localizedMessage",
            Kind::Message(&LOCALIZED_MESSAGE),
            Label::Explicit,
        ),
    ],
    &[
        ("description", 1),
        ("field", 0),
        ("localizedMessage", 3),
        ("localized_message", 3),
        ("reason", 2),
    ],
    Shape::Plain,
);

static DEBUG_INFO: Message = Message::new(
    "google.rpc.DebugInfo",
    &[
        Field::new(
            1,
            "stack_entries",
            "stackEntries",
            Kind::String,
            Label::Repeated,
        ),
        text(2, "detail", "detail"),
    ],
    &[("detail", 1), ("stackEntries", 0), ("stack_entries", 0)],
    Shape::Plain,
);

static ERROR_INFO: Message = Message::new(
    "google.rpc.ErrorInfo",
    &[
        text(1, "reason", "reason"),
        text(2, "domain", "domain"),
        map(3, "metadata", "metadata"),
    ],
    &[("domain", 1), ("metadata", 2), ("reason", 0)],
    Shape::Plain,
);

static HELP: Message = Message::new(
    "google.rpc.Help",
    &[list(1, "links", "links", &LINK)],
    &[("links", 0)],
    Shape::Plain,
);

static LINK: Message = Message::new(
    "google.rpc.Help.Link",
    &[text(1, "description", "description"), text(2, "url", "url")],
    &[("description", 0), ("url", 1)],
    Shape::Plain,
);

static LOCALIZED_MESSAGE: Message = Message::new(
    "google.rpc.LocalizedMessage",
    &[text(1, "locale", "locale"), text(2, "message", "message")],
    &[("locale", 0), ("message", 1)],
    Shape::Plain,
);

static PRECONDITION_FAILURE: Message = Message::new(
    "google.rpc.PreconditionFailure",
    &[list(1, "violations", "violations", &PRECONDITION)],
    &[("violations", 0)],
    Shape::Plain,
);

static PRECONDITION: Message = Message::new(
    "google.rpc.PreconditionFailure.Violation",
    &[
        text(1, "type", "type"),
        text(2, "subject", "subject"),
        text(3, "description", "description"),
    ],
    &[("description", 2), ("subject", 1), ("type", 0)],
    Shape::Plain,
);

static QUOTA_FAILURE: Message = Message::new(
    "google.rpc.QuotaFailure",
    &[list(1, "violations", "violations", &QUOTA)],
    &[("violations", 0)],
    Shape::Plain,
);

static QUOTA: Message = Message::new(
    "google.rpc.QuotaFailure.Violation",
    &[
        text(1, "subject", "subject"),
        text(2, "description", "description"),
        text(3, "api_service", "apiService"),
        text(4, "quota_metric", "quotaMetric"),
        text(5, "quota_id", "quotaId"),
        map(6, "quota_dimensions", "quotaDimensions"),
        Field::new(7, "quota_value", "quotaValue", Kind::Int64, Label::Implicit),
        Field::new(
            8,
            "future_quota_value",
            "futureQuotaValue",
            Kind::Int64,
            Label::Explicit,
        ),
    ],
    &[
        ("apiService", 2),
        ("api_service", 2),
        ("description", 1),
        ("futureQuotaValue", 7),
        ("future_quota_value", 7),
        ("quotaDimensions", 5),
        ("quotaId", 4),
        ("quotaMetric", 3),
        ("quotaValue", 6),
        ("quota_dimensions", 5),
        ("quota_id", 4),
        ("quota_metric", 3),
        ("quota_value", 6),
        ("subject", 0),
    ],
    Shape::Plain,
);

static REQUEST_INFO: Message = Message::new(
    "google.rpc.RequestInfo",
    &[
        text(1, "request_id", "requestId"),
        text(2, "serving_data", "servingData"),
    ],
    &[
        ("requestId", 0),
        ("request_id", 0),
        ("servingData", 1),
        ("serving_data", 1),
    ],
    Shape::Plain,
);

static RESOURCE_INFO: Message = Message::new(
    "google.rpc.ResourceInfo",
    &[
        text(1, "resource_type", "resourceType"),
        text(2, "resource_name", "resourceName"),
        text(3, "owner", "owner"),
        text(4, "description", "description"),
    ],
    &[
        ("description", 3),
        ("owner", 2),
        ("resourceName", 1),
        ("resourceType", 0),
        ("resource_name", 1),
        ("resource_type", 0),
    ],
    Shape::Plain,
);

static RETRY_INFO: Message = Message::new(
    "google.rpc.RetryInfo",
    &[Field::new(
        1,
        "retry_delay",
        "retryDelay",
        Kind::Message(&DURATION),
        Label::Explicit,
    )],
    &[("retryDelay", 0), ("retry_delay", 0)],
    Shape::Plain,
);
