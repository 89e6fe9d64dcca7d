//! The crate `services`: what the seeded file of one service consists of. Its stubs
//! never pretend: each answers UNIMPLEMENTED and says which rpc is not written yet.

use serde::Serialize;

use crate::codegen::docs;
use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::names::{Crates, Names, default_of, of_rpcs};
use crate::codegen::types;
use crate::model::{Model, Rpc, Service, name};
use crate::tree::{Block, Stub};

/// A seeded service, as its template wants it.
#[derive(Serialize)]
pub struct Seed {
    module_doc: String,
    imports: String,
    implementation: String,
    rpcs: Vec<String>,
    example: Option<Example>,
}

/// The call of one rpc in the seeded test.
#[derive(Serialize)]
struct Example {
    fake: String,
    test: String,
    method: String,
    call: String,
    imports: String,
}

/// The seeded file of one service.
pub fn seed(model: &Model, service: &Service) -> Seed {
    let type_name = name::camel(&service.alias);
    let names = Names::of(Crates::api(model), of_rpcs(service), &[&type_name]);
    Seed {
        module_doc: module_doc(service),
        imports: imports(model, service, &names),
        implementation: implementation(service, &type_name),
        rpcs: service
            .rpcs
            .iter()
            .map(|rpc| stub(service, rpc, &names))
            .collect(),
        example: example(model, service, &names),
    }
}

/// What the file must have, in words that need none of its imports but tonic's.
pub fn stubs(model: &Model, service: &Service) -> Vec<Stub> {
    let names = Names::absolute(Crates::api(model));
    let stubs = service.rpcs.iter().map(|rpc| Stub {
        block: Block::Trait(service.type_name.clone()),
        item: rpc.method.clone(),
        code: stub(service, rpc, &names),
    });
    stubs.collect()
}

fn module_doc(service: &Service) -> String {
    let doc = docs::module(&service.comment);
    if doc.is_empty() {
        return format!("//! The service `{}`.\n", service.full_name);
    }
    doc
}

fn imports(model: &Model, service: &Service, names: &Names) -> String {
    let mut imports = Imports::default();
    names.import(&mut imports);
    imports.add(&types::crate_of(model, "core"), "State");
    let grpc = types::module_of(&types::crate_of(model, "grpc"), service);
    imports.add(&grpc, &format!("{}_server", service.module));
    for name in ["Request", "Response", "Status"] {
        imports.add("tonic", name);
    }
    imports.lines(0)
}

fn implementation(service: &Service, type_name: &str) -> String {
    let of = format!("{}_server::{}", service.module, service.type_name);
    layout::implementation(&Type::plain(of), type_name)
}

fn stub(service: &Service, rpc: &Rpc, names: &Names) -> String {
    let mut input = names.message(&rpc.input);
    if rpc.client_streaming {
        input = Type::of("tonic::Streaming", [input]);
    }
    let mut output = names.message(&rpc.output);
    let mut text = String::new();
    if rpc.server_streaming {
        let stream = format!("{}Stream", rpc.name);
        text.push_str(&layout::alias(
            4,
            &stream,
            &Type::of("tonica_grpc::Messages", [output]),
        ));
        text.push('\n');
        output = Type::plain(format!("Self::{stream}"));
    }
    let answer = Type::of(
        "Result",
        [Type::of("Response", [output]), Type::plain("Status")],
    );
    let head = format!("async fn {}", rpc.method);
    text.push_str(&docs::item(&rpc.comment, 1));
    let parameter = Type::of("Request", [input]);
    let parameters = [("&self", None), ("_request", Some(&parameter))];
    text.push_str(&layout::function(4, &head, &parameters, &answer));
    text.push_str(&unimplemented(service, rpc));
    text.push_str("\n    }\n");
    text
}

fn unimplemented(service: &Service, rpc: &Rpc) -> String {
    let message = format!("\"{}/{} is not written yet\"", service.proto_name, rpc.name);
    layout::nested(8, "Err", "Status::unimplemented", &[&message], "")
}

/// A call of the first rpc that tells most: a unary one where there is one.
fn example(model: &Model, service: &Service, names: &Names) -> Option<Example> {
    let mut rpcs: Vec<&Rpc> = service.rpcs.iter().filter(|rpc| !rpc.deprecated).collect();
    rpcs.sort_by_key(|rpc| (rpc.client_streaming, rpc.server_streaming));
    let rpc = rpcs.first()?;
    let mut request = request(model, rpc, names);
    if rpc.client_streaming {
        request = format!("tonic::codegen::tokio_stream::once({request})");
    }
    let mut imports = Imports::default();
    let client = format!("{}Client", name::camel(&service.alias));
    for name in ["Clients", &client] {
        imports.add(&types::crate_of(model, "clients"), name);
    }
    imports.add("tonic", "Code");
    imports.add("tonica_runtime", "Start");
    let method = name::file_stem(&rpc.method).to_owned();
    let call = layout::call(0, &rpc.method, &["request"], "");
    let mut lines = vec![format!("        let request = {request};")];
    lines.push(layout::chain(8, "answer", "client", &[&call, "await"]));
    let new = format!("{}::new", name::camel(&service.alias));
    Some(Example {
        fake: layout::nested(8, &format!("{client}::fake"), &new, &["state"], ""),
        test: format!("{}_answers", method.trim_end_matches('_')),
        call: lines.join("\n"),
        method,
        imports: imports.lines(4),
    })
}

fn request(model: &Model, rpc: &Rpc, names: &Names) -> String {
    match rpc.input.rust.as_str() {
        "()" => "()".to_owned(),
        "Vec<u8>" => "Vec::<u8>::default()".to_owned(),
        _ => format!(
            "{}()",
            default_of(model, &rpc.input, &names.message(&rpc.input))
        ),
    }
}
