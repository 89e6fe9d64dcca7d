//! The crate `clients`: what the typed client of one service consists of.

use serde::Serialize;

use crate::codegen::docs;
use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::names::{Crates, Names, of_rpcs};
use crate::codegen::types;
use crate::model::{Model, Rpc, Service, name};

/// A typed client, as its template wants it.
#[derive(Serialize)]
pub struct Client {
    imports: String,
    doc: String,
    fake: String,
    rpcs: Vec<Method>,
}

#[derive(Serialize)]
struct Method {
    doc: String,
    signature: String,
    body: String,
    deprecated: bool,
}

/// The client of one service.
pub fn client(model: &Model, service: &Service) -> Client {
    let type_name = format!("{}Client", name::camel(&service.alias));
    let names = Names::of(Crates::api(model), of_rpcs(service), &[&type_name]);
    let rpcs = service.rpcs.iter().enumerate();
    Client {
        imports: imports(model, service, &names),
        doc: docs::item(&service.comment, 0),
        fake: fake(service),
        rpcs: rpcs
            .map(|(index, rpc)| method(index, rpc, &names))
            .collect(),
    }
}

fn imports(model: &Model, service: &Service, names: &Names) -> String {
    let mut imports = Imports::default();
    names.import(&mut imports);
    let grpc = types::module_of(&types::crate_of(model, "grpc"), service);
    imports.add(&grpc, &name::identifier(&service.module));
    imports.add(&grpc, &format!("{}_server", service.module));
    let schema = types::module_of(&types::crate_of(model, "schema"), service);
    imports.add(&schema, &service.table);
    imports.add("tonica_grpc", "Channel");
    for rpc in &service.rpcs {
        imports.add("tonic", into(rpc));
        imports.add("tonic", "Response");
        imports.add("tonic", "Status");
        if rpc.server_streaming {
            imports.add("tonica_grpc", "Messages");
        }
    }
    imports.lines(0)
}

/// `fake` up to the channel that it makes.
fn fake(service: &Service) -> String {
    let bound = format!("impl {}_server::{}", service.module, service.type_name);
    let parameters = [("service", Some(&Type::plain(bound)))];
    let mut text = layout::function(4, "pub fn fake", &parameters, &Type::plain("Self"));
    let constructor = name::identifier(&service.module);
    text.push_str(&layout::assignment(
        8,
        "instance",
        &constructor,
        &["service"],
        ";",
    ));
    text.push('\n');
    let table = format!("&{}", service.table);
    let arguments = [table.as_str(), "instance"];
    text.push_str(&layout::assignment(
        8,
        "channel",
        "Channel::local",
        &arguments,
        ";",
    ));
    text
}

/// tonic's trait of what a request may be given as.
fn into(rpc: &Rpc) -> &'static str {
    if rpc.client_streaming {
        "IntoStreamingRequest"
    } else {
        "IntoRequest"
    }
}

fn method(index: usize, rpc: &Rpc, names: &Names) -> Method {
    let head = format!("pub async fn {}", rpc.method);
    let mut input = names.message(&rpc.input);
    if rpc.client_streaming {
        input = Type::binding("Message", input);
    }
    let parameter = Type::of(&format!("impl {}", into(rpc)), [input]);
    let mut output = names.message(&rpc.output);
    if rpc.server_streaming {
        output = Type::of("Messages", [output]);
    }
    let answer = Type::of(
        "Result",
        [Type::of("Response", [output]), Type::plain("Status")],
    );
    let parameters = [("&self", None), ("request", Some(&parameter))];
    Method {
        doc: docs::item(&rpc.comment, 1),
        signature: layout::function(4, &head, &parameters, &answer),
        body: body(index, rpc).to_owned(),
        deprecated: rpc.deprecated,
    }
}

fn body(index: usize, rpc: &Rpc) -> String {
    let (take, call) = match (rpc.client_streaming, rpc.server_streaming) {
        (false, false) => ("into_request", "unary"),
        (false, true) => ("into_request", "server_streaming"),
        (true, false) => ("into_streaming_request", "client_streaming"),
        (true, true) => ("into_streaming_request", "bidi_streaming"),
    };
    format!("let request = request.{take}();\n        self.channel.{call}({index}, request).await")
}
