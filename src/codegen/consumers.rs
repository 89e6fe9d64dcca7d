//! The crate `consumers`: the seeded file of one consumer, and the wiring of all. A stub
//! never pretends: it halts, so that nothing is acknowledged before it is written.

use serde::Serialize;

use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::names::{Crates, Names, default_of};
use crate::codegen::types::{self, duration};
use crate::model::{Consumer, Encoding, Model, Order, name};

/// A seeded consumer, as its template wants it.
#[derive(Serialize)]
pub struct Seed {
    topic: String,
    group: String,
    imports: String,
    implementation: String,
    handle: String,
    body: String,
    assertion: String,
    test_imports: String,
    handler: String,
    message: String,
}

/// The seeded file of one consumer.
pub fn seed(model: &Model, consumer: &Consumer) -> Seed {
    let type_name = &consumer.type_name;
    let names = Names::of(Crates::api(model), [&consumer.message], &[type_name]);
    let message = names.message(&consumer.message);
    let mut imports = Imports::default();
    names.import(&mut imports);
    imports.add(&types::crate_of(model, "core"), "State");
    for name in ["Context", "Failure", "Handler", "Received"] {
        imports.add("tonica_kafka", name);
    }
    let mut test_imports = Imports::default();
    test_imports.add(&types::crate_of(model, "clients"), "Clients");
    test_imports.add("tonica_runtime", "Start");
    let unwritten = format!("\"{} is not written yet\"", consumer.name);
    Seed {
        topic: consumer.topic.clone(),
        group: consumer.group.clone(),
        imports: imports.lines(0),
        implementation: layout::implementation(&Type::of("Handler", [message.clone()]), type_name),
        handle: handle(&message),
        body: layout::nested(8, "Err", "Failure::halt", &[&unwritten], ""),
        assertion: layout::call(8, "assert_eq!", &["failure.to_string()", &unwritten], ";"),
        test_imports: test_imports.lines(4),
        handler: layout::assignment(8, "handler", &format!("{type_name}::new"), &["state"], ";"),
        message: layout::assignment(
            8,
            "message",
            "Received::test",
            &[&format!(
                "{}()",
                default_of(model, &consumer.message, &message)
            )],
            ";",
        ),
    }
}

fn handle(message: &Type) -> String {
    let received = Type::of("&Received", [message.clone()]);
    let parameters = [
        ("&self", None),
        ("_message", Some(&received)),
        ("_cx", Some(&Type::plain("&Context"))),
    ];
    let answer = Type::of("Result", [Type::plain("()"), Type::plain("Failure")]);
    layout::function(4, "async fn handle", &parameters, &answer)
}

/// What `wiring.rs` says, as its template wants it.
#[derive(Serialize)]
pub struct Wiring {
    imports: String,
    with: Vec<String>,
    subscriptions: Vec<String>,
    decoders: Vec<String>,
}

/// The wiring of all consumers.
pub fn wiring(model: &Model) -> Wiring {
    let mut imports = Imports::default();
    imports.add(&types::crate_of(model, "core"), "State");
    for name in ["Consumers", "Order", "Retry", "Subscription"] {
        imports.add("tonica_kafka", name);
    }
    let consumers = &model.consumers;
    for consumer in consumers {
        match consumer.encoding {
            Encoding::Protobuf => imports.add("tonica_kafka", "from_protobuf"),
            Encoding::Json => {
                imports.add("tonica_kafka", "NotDecoded");
                imports.add("tonica_kafka", "from_json");
            }
        }
    }
    let calls = consumers.iter().map(|consumer| {
        let module = name::identifier(&consumer.name);
        let new = format!("{module}::{}::new", consumer.type_name);
        (name::shouty(&consumer.name), new)
    });
    let json = |consumer: &&Consumer| consumer.encoding == Encoding::Json;
    Wiring {
        imports: imports.lines(0),
        with: layout::with("consumers", &calls.collect::<Vec<_>>()),
        subscriptions: (consumers.iter())
            .map(|consumer| subscription(model, consumer))
            .collect(),
        decoders: (consumers.iter().filter(json))
            .map(|consumer| decoder(model, consumer))
            .collect(),
    }
}

fn subscription(model: &Model, consumer: &Consumer) -> String {
    let message = Type::plain(Crates::api(model).path(&consumer.message));
    let order = match consumer.order {
        Order::Key => "Order::Key",
        Order::Partition => "Order::Partition",
        Order::None => "Order::None",
    };
    let dead_letter = match &consumer.dead_letter {
        Some(topic) => format!("Some({topic:?})"),
        None => "None".to_owned(),
    };
    let decode = match consumer.encoding {
        Encoding::Protobuf => "from_protobuf".to_owned(),
        Encoding::Json => decoder_name(consumer),
    };
    let retry = &consumer.retry;
    let fields = [
        ("name", format!("{:?}", consumer.name)),
        ("topic", format!("{:?}", consumer.topic)),
        ("group", format!("{:?}", consumer.group)),
        ("decode", decode),
        ("order", order.to_owned()),
        ("concurrency", consumer.concurrency.to_string()),
        (
            "retry",
            format!(
                "Retry {{\n    attempts: {},\n    initial: {},\n    maximum: {},\n}}",
                retry.attempts,
                duration(retry.initial),
                duration(retry.maximum)
            ),
        ),
        ("dead_letter", dead_letter),
        ("drain", duration(consumer.drain)),
    ];
    let name = name::shouty(&consumer.name);
    let of = Type::of("Subscription", [message]);
    layout::constant("const", &name, &of, "Subscription", &fields)
}

fn decoder_name(consumer: &Consumer) -> String {
    format!("decode_{}", consumer.name)
}

/// The function that reads one consumer's messages from JSON.
fn decoder(model: &Model, consumer: &Consumer) -> String {
    let message = Type::plain(Crates::api(model).path(&consumer.message));
    let bytes = Type::plain("&[u8]");
    let head = format!("fn {}", decoder_name(consumer));
    let answer = Type::of("Result", [message, Type::plain("NotDecoded")]);
    let mut text = layout::function(0, &head, &[("bytes", Some(&bytes))], &answer);
    let (table, types) = types::tables_of(model, &consumer.message);
    let table = format!("&{table}");
    text.push_str(&layout::call(
        4,
        "from_json",
        &["bytes", &table, &types],
        "",
    ));
    text.push_str("\n}\n");
    text
}
