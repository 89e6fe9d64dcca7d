//! What is read of a project becomes the model that everything after works on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use tonica::lower;
use tonica::model::topic::{Encoding, Key, KeyKind, Order};
use tonica::model::{Body, Model, Segment};
use tonica::read::{self, Root};

fn sample(name: &str) -> Root {
    Root::at(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("proto-samples")
            .join(name),
    )
}

fn model(root: &Root) -> Model {
    lower::model(&read::project(root).unwrap()).unwrap()
}

#[test]
fn services_bear_what_yaml_and_protos_say() {
    let model = model(&sample("gateway-only"));
    assert_eq!(model.project, "front-door");
    let stock = model
        .services
        .iter()
        .find(|service| service.alias == "stock_service")
        .unwrap();
    assert_eq!(stock.full_name, "stock.v1.StockService");
    assert_eq!(stock.addr, "STOCKSERVICE_ADDR");
    assert_eq!(stock.timeout, Duration::from_millis(500));
    assert!(stock.remote && stock.has_rest());
    assert_eq!(model.gateway.max_body, 1 << 20);
    assert_eq!(model.gateway.forward_headers, ["x-tenant-id"]);
    assert_eq!(model.local_services().count(), 0);
}

#[test]
fn http_rules_become_bindings() {
    let model = model(&sample("shop"));
    let orders = model
        .services
        .iter()
        .find(|service| service.alias == "order_service")
        .unwrap();
    let rpc = orders
        .rpcs
        .iter()
        .find(|rpc| rpc.name == "MarkFulfilled")
        .unwrap();
    let binding = rpc.bindings.first().unwrap();
    assert_eq!(
        (binding.method.as_str(), &binding.body),
        ("POST", &Body::Whole)
    );
    assert_eq!(binding.template.verb.as_deref(), Some("markFulfilled"));
    let orders = Segment::Literal("orders".to_owned());
    assert_eq!(
        binding.template.segments,
        [Segment::Literal("v1".to_owned()), orders, Segment::One]
    );
    assert_eq!(binding.template.variables[0].field, "order_id");
    assert_eq!(
        (rpc.method.as_str(), rpc.input.rust.as_str()),
        ("mark_fulfilled", "shop::orders::v1::MarkFulfilledRequest")
    );
    assert!(!rpc.comment.is_empty());
}

#[test]
fn imported_types_are_emitted_and_option_files_are_not() {
    let model = model(&sample("names"));
    let emitted = &model.protos.emitted;
    assert!(
        emitted.contains(&"google/rpc/status.proto".to_owned()),
        "{emitted:?}"
    );
    assert!(
        !emitted.iter().any(|file| file.starts_with("google/api/")),
        "{emitted:?}"
    );
    assert!(
        model
            .protos
            .well_known
            .contains(&"google/protobuf/any.proto".to_owned())
    );
    let place = |file: &str| emitted.iter().position(|one| one == file);
    assert!(
        place("google/rpc/status.proto") < place("names/v1/names.proto"),
        "imports come first"
    );
}

#[test]
fn every_service_of_protos_alone_gets_a_name_of_its_own() {
    let service = |package: &str| {
        format!(
            "syntax = \"proto3\";\npackage {package};\nmessage E {{}}\nservice OrderService {{\n  rpc Do(E) returns (E);\n}}\n"
        )
    };
    let files = ["shop.v1", "shop.v2", "market.v2"].map(|package| {
        (
            format!("proto/{package}.proto"),
            service(package).into_bytes(),
        )
    });
    let mut root = Root {
        edits: BTreeMap::from(files),
        ..Root::at("none")
    };
    let protos = read::protos(&root, &["proto".to_owned()]).unwrap();
    let yaml = read::derive("shop", &["proto".to_owned()], &protos);
    root.edits
        .insert(read::PROJECT_FILE.to_owned(), yaml.clone().into_bytes());
    let names: Vec<String> = model(&root)
        .services
        .into_iter()
        .map(|service| service.alias)
        .collect();
    assert_eq!(
        names,
        ["order_service", "order_service_v1", "order_service_v2"],
        "{yaml}"
    );
}

/// A project from memory.
fn written(yaml: &str) -> Model {
    const PROTO: &str = "syntax = \"proto3\";\npackage shop.v1;\nenum Kind { NONE = 0; }\nmessage Order {\n  string type = 1;\n  optional bytes raw = 2;\n  Kind kind = 3;\n}\n";
    let yaml = format!("version: 1\nname: shop\n{yaml}");
    let files = [("service.yaml", yaml.as_str()), ("proto/shop.proto", PROTO)];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    model(&Root {
        edits: BTreeMap::from(files),
        ..Root::at("none")
    })
}

#[test]
fn workers_bear_what_yaml_says_and_defaults() {
    let model = written(
        "workers:
  - name: send_mail
    task_queue: mail
    workflows: [{name: welcome, input: shop.v1.Order, execution_timeout: 24h}]
    activities:
      - {name: send, input: shop.v1.Order, start_to_close: 10s}
      - name: print
        input: google.protobuf.Empty
        output: shop.v1.Order
        start_to_close: 10s
        heartbeat: 2s
        retry: {attempts: 3, initial: 200ms, coefficient: 1.5, maximum: 1m, non_retryable: [Torn]}
",
    );
    let worker = &model.workers[0];
    assert_eq!(
        (worker.type_name.as_str(), worker.max_concurrent_activities),
        ("SendMail", 50)
    );
    let (_, workflow) = model.workflows().next().unwrap();
    assert_eq!(workflow.temporal_name, "send_mail.welcome");
    assert_eq!(workflow.output.full_name, "google.protobuf.Empty");
    assert_eq!(
        workflow.execution_timeout,
        Some(Duration::from_secs(86_400))
    );
    let [send, print] = &worker.activities[..] else {
        panic!("{:?}", worker.activities)
    };
    assert_eq!(send.input.rust, "shop::v1::Order");
    assert_eq!(send.output.full_name, "google.protobuf.Empty");
    assert_eq!((send.heartbeat, send.retry.attempts), (None, None));
    assert_eq!(print.input.full_name, "google.protobuf.Empty");
    assert_eq!(print.heartbeat, Some(Duration::from_secs(2)));
    assert_eq!(
        (print.retry.coefficient, print.retry.maximum),
        (Some(1.5), Some(Duration::from_secs(60)))
    );
    assert_eq!(print.retry.non_retryable, ["Torn"]);
    assert!(model.has_workers() && model.has_state() && !model.has_kafka());
}

#[test]
fn consumers_bear_what_yaml_says_and_defaults() {
    let model = written(
        "consumers:
  - {name: orders, topic: orders, group: shop, message: shop.v1.Order, dead_letter: true}
  - name: returns
    topic: returns
    group: shop
    message: shop.v1.Order
    encoding: json
    order: partition
    concurrency: 4
    retry: {attempts: 1}
    dead_letter: torn
    drain: 1s
  - {name: stock, topic: stock, group: shop, message: shop.v1.Order, dead_letter: false}
",
    );
    let [orders, returns, stock] = &model.consumers[..] else {
        panic!("{:?}", model.consumers)
    };
    assert_eq!(orders.dead_letter.as_deref(), Some("orders.shop.dlq"));
    assert_eq!(
        (orders.encoding, orders.order, orders.concurrency),
        (Encoding::Protobuf, Order::Key, 16)
    );
    assert_eq!(
        (orders.retry.attempts, orders.retry.maximum, orders.drain),
        (5, Duration::from_secs(30), Duration::from_secs(5))
    );
    assert_eq!(
        (returns.encoding, returns.order, returns.concurrency),
        (Encoding::Json, Order::Partition, 4)
    );
    assert_eq!(
        (returns.retry.attempts, returns.retry.initial),
        (1, Duration::from_millis(200))
    );
    assert_eq!(returns.dead_letter.as_deref(), Some("torn"));
    assert_eq!(stock.dead_letter, None);
    assert!(model.has_consumers() && model.has_state() && !model.has_services());
}

#[test]
fn keys_of_producers_are_fields_of_their_messages() {
    let model = written(
        "producers:
  - {name: one, topic: orders, message: shop.v1.Order, key: type}
  - {name: two, topic: orders, message: shop.v1.Order, key: raw}
  - {name: three, topic: orders, message: shop.v1.Order, key: kind}
  - {name: four, topic: orders, message: shop.v1.Order}
",
    );
    let keys: Vec<Option<Key>> = model
        .producers
        .into_iter()
        .map(|producer| producer.key)
        .collect();
    let key = |field: &str, kind, optional| {
        let field = field.to_owned();
        Some(Key {
            field,
            kind,
            optional,
        })
    };
    assert_eq!(
        keys,
        [
            key("r#type", KeyKind::Text, false),
            key("raw", KeyKind::Bytes, true),
            key("kind", KeyKind::Number, false),
            None
        ]
    );
}

#[test]
fn empty_lists_and_defaults_that_are_said_are_absences() {
    let model = written(
        "routes: []
producers: []
workers:
  - name: mail
    task_queue: mail
    pollers: auto
    versioning: none
    activities: []
    workflows: [{name: welcome, input: shop.v1.Order, signals: [], queries: [], updates: []}]
consumers:
  - name: orders
    topic: orders
    topics: []
    group: shop
    raw: false
    message: shop.v1.Order
    retry: {topics: []}
    dead_letter: false
    protocol: classic
    static_membership: false
    schema_registry: false
",
    );
    assert_eq!((model.workers.len(), model.consumers.len()), (1, 1));
    assert!(model.warnings.is_empty(), "{}", model.warnings);
}

#[test]
fn inputs_are_what_a_run_reads() {
    let root = sample("shop");
    let raw = read::project(&root).unwrap();
    let read: Vec<String> = raw.inputs.into_iter().map(|input| input.path).collect();
    assert_eq!(read, read::inputs(&root).unwrap());
    assert!(
        read.contains(&"service.yaml".to_owned()) && read.len() == 4,
        "{read:?}"
    );
}

#[test]
fn every_built_in_proto_compiles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/read/builtin");
    let protos = read::protos(&Root::at(&folder), &[".".to_owned()]).unwrap();
    assert!(
        protos.own.is_empty(),
        "copies of what is built in are not the project's: {:?}",
        protos.own
    );
    let imports: String = walk(&folder, &folder)
        .iter()
        .map(|name| format!("import \"{name}\";\n"))
        .collect();
    let proto = format!("syntax = \"proto3\";\npackage all;\n{imports}");
    let root = Root {
        edits: BTreeMap::from([("proto/all.proto".to_owned(), proto.into_bytes())]),
        ..Root::at("none")
    };
    let pool = read::protos(&root, &["proto".to_owned()]).unwrap().pool;
    for (extension, number) in [
        ("google.api.http", 72_295_728),
        ("google.api.method_signature", 1051),
        ("google.api.default_host", 1049),
        ("google.api.oauth_scopes", 1050),
        ("google.api.field_behavior", 1052),
        ("google.api.resource_reference", 1055),
        ("google.api.resource", 1053),
        ("google.api.resource_definition", 1053),
        ("buf.validate.field", 1159),
    ] {
        assert_eq!(
            pool.get_extension_by_name(extension).unwrap().number(),
            number,
            "{extension}"
        );
    }
}

/// Names of all protos below a folder, as they are imported.
fn walk(root: &Path, folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(walk(root, &path));
        } else {
            names.push(
                path.strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
            );
        }
    }
    names.sort();
    names
}
