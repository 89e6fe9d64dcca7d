//! What is read of a project becomes the model that everything after works on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod template;
mod work;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use tonica::lower;
use tonica::model::{Body, Model, Segment, Unescape};
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
fn rules_of_a_service_config_take_the_place_of_annotations() {
    let model = model(&sample("gateway-only"));
    let bindings = |rpc: &str| -> Vec<String> {
        let rpcs = model.services.iter().flat_map(|service| &service.rpcs);
        let rpc = rpcs.into_iter().find(|one| one.name == rpc).unwrap();
        let bindings = rpc.bindings.iter();
        bindings
            .map(|binding| format!("{} {}", binding.method, binding.template.text))
            .collect()
    };
    let count = [
        "COUNT /v1/articles/{sku}",
        "GET /v1/articles/{sku}/pieces",
        "GET /v1/articles:count",
        "GET /v1/{warehouse=warehouses/**}:count",
    ];
    assert_eq!(bindings("CountPieces"), count);
    assert_eq!(bindings("MovePieces"), ["POST /v1/articles/{sku}:move"]);
    assert_eq!(
        bindings("DeleteBook"),
        ["DELETE /v1/{name=shelves/*/books/*}"]
    );
    assert_eq!(model.gateway.unescape, Unescape::ExceptReserved);
}

#[test]
fn the_last_service_config_wins_and_says_how_paths_are_decoded() {
    let mut root = sample("gateway-only");
    let yaml = std::fs::read_to_string(root.join("service.yaml")).unwrap();
    let yaml = yaml.replace(
        "[rules/stock.yaml]",
        "[rules/stock.yaml, ./rules/later.yml]",
    );
    let later = "http:\n  rules:\n    \
                 - {selector: stock.v1.StockService.CountPieces, get: /v2/count, responseBody: pieces}\n";
    root.edits.insert("service.yaml".to_owned(), yaml.into());
    root.edits
        .insert("rules/later.yml".to_owned(), later.into());
    let first = std::fs::read_to_string(root.join("rules/stock.yaml")).unwrap();
    let first = first.replace(
        "fully_decode_reserved_expansion: false",
        "fullyDecodeReservedExpansion: true",
    );
    root.edits
        .insert("rules/stock.yaml".to_owned(), first.into());
    let model = model(&root);
    let stock = &model.services[1];
    let [binding] = &stock.rpcs[0].bindings[..] else {
        panic!("{:?}", stock.rpcs[0].bindings)
    };
    assert_eq!(binding.template.text, "/v2/count");
    assert_eq!(binding.response_body.as_deref(), Some("pieces"));
    assert_eq!(model.gateway.unescape, Unescape::ExceptSlash);
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

#[test]
fn inputs_are_what_a_run_reads() {
    for (name, beside) in [
        ("shop", "service.yaml"),
        ("gateway-only", "rules/stock.yaml"),
    ] {
        let root = sample(name);
        let raw = read::project(&root).unwrap();
        let read: Vec<String> = raw.inputs.into_iter().map(|input| input.path).collect();
        assert_eq!(read, read::inputs(&root).unwrap());
        assert!(
            read.contains(&beside.to_owned()) && read.len() == 4,
            "{read:?}"
        );
    }
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
