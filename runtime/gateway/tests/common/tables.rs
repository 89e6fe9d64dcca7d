//! The tables of a small project, as the generator would write them.

use tonica_gateway::Segment::{Literal, Many, One};
use tonica_gateway::{Body, Route, Segment, Variable};
use tonica_json::{Enum, Field, Kind, Label, Message, Method, Service, Shape};

const fn text(number: u32, name: &'static str, json: &'static str) -> Field {
    Field::new(number, name, json, Kind::String, Label::Implicit)
}

const fn number(number: u32, name: &'static str, json: &'static str, kind: Kind) -> Field {
    Field::new(number, name, json, kind, Label::Implicit)
}

const fn part(number: u32, name: &'static str, json: &'static str, of: &'static Message) -> Field {
    Field::new(number, name, json, Kind::Message(of), Label::Explicit)
}

pub(crate) static STATUS: Enum = Enum::new(
    "shop.Status",
    &[(0, "STATUS_UNSPECIFIED"), (1, "PAID")],
    &[("PAID", 1), ("STATUS_UNSPECIFIED", 0)],
);

static SECONDS: &[Field] = &[
    number(1, "seconds", "seconds", Kind::Int64),
    number(2, "nanos", "nanos", Kind::Int32),
];

static TIMESTAMP: Message = Message::new(
    "google.protobuf.Timestamp",
    SECONDS,
    &[("nanos", 1), ("seconds", 0)],
    Shape::Timestamp,
);

static DURATION: Message = Message::new(
    "google.protobuf.Duration",
    SECONDS,
    &[("nanos", 1), ("seconds", 0)],
    Shape::Duration,
);

pub(crate) static FIELD_MASK: Message = Message::new(
    "google.protobuf.FieldMask",
    &[Field::new(
        1,
        "paths",
        "paths",
        Kind::String,
        Label::Repeated,
    )],
    &[("paths", 0)],
    Shape::FieldMask,
);

static INT64_VALUE: Message = Message::new(
    "google.protobuf.Int64Value",
    &[number(1, "value", "value", Kind::Int64)],
    &[("value", 0)],
    Shape::Wrapper,
);

pub(crate) static CUSTOMER: Message = Message::new(
    "shop.Customer",
    &[text(1, "id", "id"), text(2, "full_name", "fullName")],
    &[("fullName", 1), ("full_name", 1), ("id", 0)],
    Shape::Plain,
);

static LABELS_ENTRY: Message = Message::new(
    "shop.Order.LabelsEntry",
    &[
        text(1, "key", "key"),
        number(2, "value", "value", Kind::Int32),
    ],
    &[("key", 0), ("value", 1)],
    Shape::Plain,
);

pub(crate) static ORDER: Message = Message::new(
    "shop.Order",
    &[
        text(1, "order_id", "orderId"),
        part(2, "customer", "customer", &CUSTOMER),
        number(3, "status", "status", Kind::Enum(&STATUS)),
        Field::new(4, "tags", "tags", Kind::String, Label::Repeated),
        Field::new(
            5,
            "labels",
            "labels",
            Kind::Message(&LABELS_ENTRY),
            Label::Map,
        ),
        part(6, "created", "created", &TIMESTAMP),
        number(7, "total", "total", Kind::Int64),
        part(8, "rebate", "rebate", &INT64_VALUE),
        part(9, "mask", "mask", &FIELD_MASK),
        Field::new(10, "card", "card", Kind::String, Label::Explicit).in_oneof(0),
        Field::new(11, "cash", "cash", Kind::Bool, Label::Explicit).in_oneof(0),
        Field::new(12, "numbers", "numbers", Kind::Int32, Label::Packed),
        part(13, "wait", "wait", &DURATION),
        number(14, "data", "data", Kind::Bytes),
        number(15, "rate", "rate", Kind::Double),
        part(16, "parent", "parent", &ORDER),
    ],
    &[
        ("card", 9),
        ("cash", 10),
        ("created", 5),
        ("customer", 1),
        ("data", 13),
        ("labels", 4),
        ("mask", 8),
        ("numbers", 11),
        ("orderId", 0),
        ("order_id", 0),
        ("parent", 15),
        ("rate", 14),
        ("rebate", 7),
        ("status", 2),
        ("tags", 3),
        ("total", 6),
        ("wait", 12),
    ],
    Shape::Plain,
);

const fn method(name: &'static str, path: &'static str) -> Method {
    Method {
        name,
        path,
        input: &ORDER,
        output: &ORDER,
        client_streaming: false,
        server_streaming: false,
        idempotent: false,
    }
}

pub(crate) const ECHO: usize = 0;
pub(crate) const WATCH: usize = 1;
pub(crate) const UPLOAD: usize = 2;

pub(crate) static SERVICE: Service = Service {
    name: "shop.Orders",
    alias: "orders",
    addr: "ORDERS_ADDR",
    timeout_ms: 3000,
    methods: &[
        method("Echo", "/shop.Orders/Echo"),
        Method {
            server_streaming: true,
            ..method("Watch", "/shop.Orders/Watch")
        },
        Method {
            client_streaming: true,
            ..method("Upload", "/shop.Orders/Upload")
        },
    ],
};

const V1: Segment = Literal("v1");
const ORDERS: Segment = Literal("orders");

const fn route(
    method: &'static str,
    template: &'static str,
    segments: &'static [Segment],
    variables: &'static [Variable],
    body: Body,
) -> Route {
    Route {
        method,
        template,
        segments,
        verb: None,
        variables,
        service: &SERVICE,
        rpc: ECHO,
        body,
        response_body: None,
    }
}

pub(crate) static ROUTES: &[Route] = &[
    Route {
        rpc: WATCH,
        ..route(
            "GET",
            "/v1/orders/watch",
            &[V1, ORDERS, Literal("watch")],
            &[],
            Body::None,
        )
    },
    Route {
        rpc: UPLOAD,
        ..route(
            "POST",
            "/v1/orders/upload",
            &[V1, ORDERS, Literal("upload")],
            &[],
            Body::Whole,
        )
    },
    Route {
        response_body: Some("tags"),
        ..route(
            "GET",
            "/v1/orders/tags",
            &[V1, ORDERS, Literal("tags")],
            &[],
            Body::None,
        )
    },
    Route {
        verb: Some("cancel"),
        ..route(
            "POST",
            "/v1/orders/{order_id}:cancel",
            &[V1, ORDERS, One],
            &[Variable {
                field: "order_id",
                first: 2,
                last: 2,
            }],
            Body::Whole,
        )
    },
    route("GET", "/v1/orders", &[V1, ORDERS], &[], Body::None),
    route("POST", "/v1/orders", &[V1, ORDERS], &[], Body::Whole),
    route(
        "GET",
        "/v1/orders/{order_id}",
        &[V1, ORDERS, One],
        &[Variable {
            field: "order_id",
            first: 2,
            last: 2,
        }],
        Body::None,
    ),
    route(
        "PUT",
        "/v1/orders/{order_id}",
        &[V1, ORDERS, One],
        &[Variable {
            field: "order_id",
            first: 2,
            last: 2,
        }],
        Body::Whole,
    ),
    route(
        "PATCH",
        "/v1/customers/{customer.id}",
        &[V1, Literal("customers"), One],
        &[Variable {
            field: "customer.id",
            first: 2,
            last: 2,
        }],
        Body::Field("customer"),
    ),
    route(
        "GET",
        "/v1/totals/{total}",
        &[V1, Literal("totals"), One],
        &[Variable {
            field: "total",
            first: 2,
            last: 2,
        }],
        Body::None,
    ),
    route(
        "GET",
        "/v1/{parent.order_id=shelves/*/books/*}/{order_id}",
        &[V1, Literal("shelves"), One, Literal("books"), One, One],
        &[
            Variable {
                field: "parent.order_id",
                first: 1,
                last: 4,
            },
            Variable {
                field: "order_id",
                first: 5,
                last: 5,
            },
        ],
        Body::None,
    ),
    route(
        "GET",
        "/v1/files/{order_id=**}",
        &[V1, Literal("files"), Many],
        &[Variable {
            field: "order_id",
            first: 2,
            last: 2,
        }],
        Body::None,
    ),
];

pub(crate) static SERVICES: &[&Service] = &[&SERVICE];
pub(crate) static TYPES: &[&Message] = &[&CUSTOMER];
