//! Routes, workers, consumers and producers, with what service.yaml says and what it leaves out.

use std::collections::BTreeMap;
use std::time::Duration;

use tonica::model::topic::Key;
use tonica::model::{Encoding, KeyKind, Model, Order};
use tonica::read::Root;

use super::model;

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
fn routes_are_in_the_group_that_they_name_or_lie_below() {
    let model = written(
        "routes:
  - {name: webhook, path: /hooks/payments, group: /public}
  - {name: users, method: GET, path: \"/api/v1/users/{id}\"}
  - {name: version, method: GET, path: /api/version, group: /api}
  - {name: orders, method: GET, path: /api/v1, group: /api/v1}
  - {name: apiary, method: GET, path: /apiary}
",
    );
    let groups = model.routes.iter().map(|route| route.group.as_deref());
    let meant = [
        Some("/public"),
        Some("/api/v1"),
        Some("/api"),
        Some("/api/v1"),
        None,
    ];
    assert_eq!(groups.collect::<Vec<_>>(), meant);
    assert_eq!(model.routes[0].method, "POST");
    let groups = model.groups();
    let files: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(files, ["api", "api_v1", "public"]);
    assert!(model.has_gateway() && model.has_state() && !model.has_grpc());
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
