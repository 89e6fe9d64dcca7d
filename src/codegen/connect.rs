//! The crate `clients`: `Clients` itself, the statements that make its fields and the
//! expressions of them.

use serde::Serialize;

use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::names::Crates;
use crate::codegen::types;
use crate::model::{Model, Producer, Service, Worker, Workflow, name};

/// `Clients`, as its template wants it.
#[derive(Serialize)]
pub struct Clients {
    imports: String,
    fields: Vec<String>,
    /// What a test has, in words.
    test_doc: &'static str,
    test: Vec<String>,
    test_answer: String,
    settings: String,
    start: &'static str,
    connect: Vec<String>,
    connect_answer: String,
}

/// One field of `Clients`.
struct Field {
    name: String,
    /// The field with its comment.
    text: String,
    /// Makes it in a test.
    test: String,
    /// Makes it in a process.
    connect: String,
}

/// The parts of `Clients`.
pub fn clients(model: &Model) -> Clients {
    let services = model.services.iter().map(|service| channel(model, service));
    let producers = model.producers.iter().map(|of| producer(model, of));
    let workflows = model
        .workflows()
        .map(|(of, which)| workflow(model, of, which));
    let fields: Vec<Field> = services.chain(producers).chain(workflows).collect();
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let records = !model.producers.is_empty() || model.has_workflows();
    Clients {
        imports: imports(model),
        test_doc: match (model.services.is_empty(), records) {
            (true, false) => "none, for service.yaml names nothing to talk to.",
            (false, false) => {
                "a call answers UNAVAILABLE until a fake stands in its client's place."
            }
            (true, true) => "what is sent and started is recorded.",
            (false, true) => {
                "what is sent and started is recorded, and a call answers\n    \
                 /// UNAVAILABLE until a fake stands in its client's place."
            }
        },
        test_answer: layout::literal(8, "Self", &names, ""),
        settings: settings(model),
        start: if fields.is_empty() { "_start" } else { "start" },
        connect_answer: layout::literal(8, "Ok(Self", &names, ")"),
        test: fields.iter().map(|field| field.test.clone()).collect(),
        connect: fields.iter().map(|field| field.connect.clone()).collect(),
        fields: fields.into_iter().map(|field| field.text).collect(),
    }
}

fn imports(model: &Model) -> String {
    let mut imports = Imports::default();
    for name in ["Connect", "Error", "Setting", "Start"] {
        imports.add("tonica_runtime", name);
    }
    if !model.services.is_empty() {
        imports.add("tonica_grpc", "Channel");
    }
    if !model.producers.is_empty() {
        imports.add("tonica_kafka", "Producer");
    }
    if model.has_workflows() {
        imports.add("tonica_temporal_client", "Workflow");
    }
    imports.lines(0)
}

fn channel(model: &Model, service: &Service) -> Field {
    let name = name::identifier(&service.alias);
    let client = format!("{}Client", name::camel(&service.alias));
    let table = format!(
        "&{}",
        types::table(&types::crate_of(model, "schema"), service)
    );
    let new = layout::assignment(8, &name, &format!("{client}::new"), &[&name], ";");
    let made = |head: &str, arguments: &[&str], tail: &str| {
        let channel = layout::assignment(8, &name, head, arguments, tail);
        format!("{channel}\n{new}")
    };
    Field {
        text: text(
            &format!("`{}`", service.full_name),
            &name,
            &Type::plain(client),
        ),
        test: made("Channel::unavailable", &[&table], ";"),
        connect: made("Channel::to", &["start", &table], "?;"),
        name,
    }
}

fn producer(model: &Model, producer: &Producer) -> Field {
    let name = name::identifier(&producer.name);
    let message = Type::plain(Crates::api(model).path(&producer.message));
    let topic = format!("topics::{}", name::shouty(&producer.name));
    let doc = format!("Writes to topic `{}`.", producer.topic);
    Field {
        text: text(&doc, &name, &Type::of("Producer", [message])),
        test: layout::assignment(8, &name, "Producer::test", &[&topic], ";"),
        connect: layout::assignment(8, &name, "Producer::open", &["start", &topic], "?;"),
        name,
    }
}

fn workflow(model: &Model, worker: &Worker, workflow: &Workflow) -> Field {
    let name = name::identifier(&workflow.name);
    let contract = types::crate_of(model, "contract");
    let module = name::identifier(&worker.name);
    let definition = Type::plain(format!("{contract}::{module}::{}", workflow.type_name));
    let starter = format!("starters::{}", name::shouty(&workflow.name));
    let doc = format!("Starts workflow `{}`.", workflow.temporal_name);
    Field {
        text: text(&doc, &name, &Type::of("Workflow", [definition])),
        test: layout::assignment(8, &name, "Workflow::test", &[&starter], ";"),
        connect: layout::assignment(8, &name, "Workflow::open", &["start", &starter], "?;"),
        name,
    }
}

fn text(doc: &str, name: &str, of: &Type) -> String {
    format!("    /// {doc}\n{}", layout::field(4, name, of))
}

/// What `settings` says: one list, or several in one.
fn settings(model: &Model) -> String {
    let schema = types::crate_of(model, "schema");
    let tables = model.services.iter();
    let tables: Vec<String> = tables
        .map(|service| format!("&{}", types::table(&schema, service)))
        .collect();
    let mut others = Vec::new();
    if !model.producers.is_empty() {
        others.push("tonica_kafka::settings()");
    }
    if model.has_workflows() {
        others.push("tonica_temporal_client::settings()");
    }
    match (tables.is_empty(), others.as_slice()) {
        (true, []) => "        Vec::new()".to_owned(),
        (true, [only]) => format!("        {only}"),
        (false, []) => layout::array(8, "tonica_grpc::addresses", &tables, ""),
        (is_empty, others) => {
            let (first, others) = if is_empty {
                (
                    format!("        let mut settings = {};", others[0]),
                    &others[1..],
                )
            } else {
                let head = "let mut settings = tonica_grpc::addresses";
                (layout::array(8, head, &tables, ";"), others)
            };
            let lines = others.iter();
            let lines = lines.map(|other| format!("        settings.extend({other});\n"));
            format!("{first}\n{}        settings", lines.collect::<String>())
        }
    }
}
