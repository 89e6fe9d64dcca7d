//! The tables, as the crate schema has them.

use tonica_json::{Enum, Field, Kind, Label, Message, Method, Service, Shape};

pub static REQUEST: Message = Message::new(
    "echo.v1.Request",
    &[
        Field::new(1, "text", "text", Kind::String, Label::Implicit),
        Field::new(2, "count", "count", Kind::Uint32, Label::Implicit),
        Field::new(3, "fault", "fault", Kind::Enum(&FAULT), Label::Implicit),
        Field::new(4, "padding", "padding", Kind::Uint32, Label::Implicit),
    ],
    &[("count", 1), ("fault", 2), ("padding", 3), ("text", 0)],
    Shape::Plain,
);

pub static REPLY: Message = Message::new(
    "echo.v1.Reply",
    &[
        Field::new(1, "text", "text", Kind::String, Label::Implicit),
        Field::new(
            2,
            "remaining_ms",
            "remainingMs",
            Kind::Uint64,
            Label::Implicit,
        ),
        Field::new(3, "request_id", "requestId", Kind::String, Label::Implicit),
        Field::new(4, "padding", "padding", Kind::Bytes, Label::Implicit),
    ],
    &[
        ("padding", 3),
        ("remainingMs", 1),
        ("remaining_ms", 1),
        ("requestId", 2),
        ("request_id", 2),
        ("text", 0),
    ],
    Shape::Plain,
);

pub static FAULT: Enum = Enum::new(
    "echo.v1.Fault",
    &[
        (0, "FAULT_UNSPECIFIED"),
        (1, "FAULT_HANG"),
        (2, "FAULT_PANIC"),
        (3, "FAULT_NOT_FOUND"),
    ],
    &[
        ("FAULT_HANG", 1),
        ("FAULT_NOT_FOUND", 3),
        ("FAULT_PANIC", 2),
        ("FAULT_UNSPECIFIED", 0),
    ],
);

pub static ECHO: Service = Service {
    name: "echo.v1.Echo",
    alias: "echo",
    addr: "ECHO_ADDR",
    timeout_ms: 3000,
    methods: &[
        Method {
            name: "Say",
            path: "/echo.v1.Echo/Say",
            input: &REQUEST,
            output: &REPLY,
            client_streaming: false,
            server_streaming: false,
            idempotent: false,
        },
        Method {
            name: "Repeat",
            path: "/echo.v1.Echo/Repeat",
            input: &REQUEST,
            output: &REPLY,
            client_streaming: false,
            server_streaming: true,
            idempotent: false,
        },
        Method {
            name: "Gather",
            path: "/echo.v1.Echo/Gather",
            input: &REQUEST,
            output: &REPLY,
            client_streaming: true,
            server_streaming: false,
            idempotent: false,
        },
        Method {
            name: "Talk",
            path: "/echo.v1.Echo/Talk",
            input: &REQUEST,
            output: &REPLY,
            client_streaming: true,
            server_streaming: true,
            idempotent: false,
        },
    ],
};
