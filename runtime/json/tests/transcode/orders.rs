//! The tables of a shop's orders, as the generator would write them, and a list of orders.

use tonica_json::{Enum, Field, Kind, Label, Message, Options, Shape, to_wire};

pub(crate) static STATUS: Enum = Enum::new(
    "shop.v1.OrderStatus",
    &[
        (0, "ORDER_STATUS_UNSPECIFIED"),
        (1, "ORDER_STATUS_PENDING"),
        (2, "ORDER_STATUS_PAID"),
    ],
    &[
        ("ORDER_STATUS_PAID", 2),
        ("ORDER_STATUS_PENDING", 1),
        ("ORDER_STATUS_UNSPECIFIED", 0),
    ],
);

pub(crate) static TIMESTAMP: Message = Message::new(
    "google.protobuf.Timestamp",
    &[
        Field::new(1, "seconds", "seconds", Kind::Int64, Label::Implicit),
        Field::new(2, "nanos", "nanos", Kind::Int32, Label::Implicit),
    ],
    &[("nanos", 1), ("seconds", 0)],
    Shape::Timestamp,
);

pub(crate) static LINE: Message = Message::new(
    "shop.v1.LineItem",
    &[
        Field::new(1, "sku", "sku", Kind::String, Label::Implicit),
        Field::new(2, "title", "title", Kind::String, Label::Implicit),
        Field::new(3, "quantity", "quantity", Kind::Uint32, Label::Implicit),
        Field::new(4, "unit_cents", "unitCents", Kind::Int64, Label::Implicit),
    ],
    &[
        ("quantity", 2),
        ("sku", 0),
        ("title", 1),
        ("unitCents", 3),
        ("unit_cents", 3),
    ],
    Shape::Plain,
);

pub(crate) static LABELS_ENTRY: Message = Message::new(
    "shop.v1.Order.LabelsEntry",
    &[
        Field::new(1, "key", "key", Kind::String, Label::Implicit),
        Field::new(2, "value", "value", Kind::String, Label::Implicit),
    ],
    &[("key", 0), ("value", 1)],
    Shape::Plain,
);

pub(crate) static ORDER: Message = Message::new(
    "shop.v1.Order",
    &[
        Field::new(1, "id", "id", Kind::String, Label::Implicit),
        Field::new(
            2,
            "customer_id",
            "customerId",
            Kind::String,
            Label::Implicit,
        ),
        Field::new(3, "status", "status", Kind::Enum(&STATUS), Label::Implicit),
        Field::new(
            4,
            "create_time",
            "createTime",
            Kind::Message(&TIMESTAMP),
            Label::Explicit,
        ),
        Field::new(5, "lines", "lines", Kind::Message(&LINE), Label::Repeated),
        Field::new(6, "total_cents", "totalCents", Kind::Int64, Label::Implicit),
        Field::new(7, "currency", "currency", Kind::String, Label::Implicit),
        Field::new(8, "tax_rate", "taxRate", Kind::Double, Label::Implicit),
        Field::new(9, "gift", "gift", Kind::Bool, Label::Implicit),
        Field::new(10, "note", "note", Kind::String, Label::Implicit),
        Field::new(11, "tags", "tags", Kind::String, Label::Repeated),
        Field::new(
            12,
            "labels",
            "labels",
            Kind::Message(&LABELS_ENTRY),
            Label::Map,
        ),
    ],
    &[
        ("createTime", 3),
        ("create_time", 3),
        ("currency", 6),
        ("customerId", 1),
        ("customer_id", 1),
        ("gift", 8),
        ("id", 0),
        ("labels", 11),
        ("lines", 4),
        ("note", 9),
        ("status", 2),
        ("tags", 10),
        ("taxRate", 7),
        ("tax_rate", 7),
        ("totalCents", 5),
        ("total_cents", 5),
    ],
    Shape::Plain,
);

pub(crate) static LIST: Message = Message::new(
    "shop.v1.ListOrdersResponse",
    &[
        Field::new(
            1,
            "orders",
            "orders",
            Kind::Message(&ORDER),
            Label::Repeated,
        ),
        Field::new(
            2,
            "next_page_token",
            "nextPageToken",
            Kind::String,
            Label::Implicit,
        ),
    ],
    &[("nextPageToken", 1), ("next_page_token", 1), ("orders", 0)],
    Shape::Plain,
);

/// The JSON of a list of orders, as [`tonica_json::to_json`] writes it.
pub(crate) fn list_json(count: usize) -> String {
    let orders: Vec<String> = (0..count).map(order_json).collect();
    format!(
        r#"{{"orders":[{}],"nextPageToken":"tok-51"}}"#,
        orders.join(",")
    )
}

fn order_json(at: usize) -> String {
    let (id, total) = (100_000 + at, 123_456 + at);
    format!(
        "{{\"id\":\"ord-{id}\",\"customerId\":\"cust-0042\",\"status\":\"ORDER_STATUS_PAID\",\
         \"createTime\":\"2026-01-01T00:00:{:02}.123456Z\",\"lines\":[{{\"sku\":\"sku-1000\",\
         \"title\":\"Espresso beans 1 kg\",\"quantity\":1,\"unitCents\":\"1999\"}}],\
         \"totalCents\":\"{total}\",\"currency\":\"EUR\",\"taxRate\":0.19,\"gift\":true,\
         \"note\":\"leave at the door\",\"tags\":[\"web\",\"priority\"],\
         \"labels\":{{\"channel\":\"shop\"}}}}",
        at % 60
    )
}

/// The same as wire bytes.
pub(crate) fn list_wire(count: usize) -> Vec<u8> {
    let mut wire = Vec::new();
    to_wire(
        &LIST,
        list_json(count).as_bytes(),
        &Options::new(),
        &mut wire,
    )
    .expect("is a list");
    wire
}
