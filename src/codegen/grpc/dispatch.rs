//! The dispatch of one service: from the index of an rpc to the method of its trait.

use std::fmt::Write;

use crate::model::{Rpc, Service, name};

/// Appends the constructor of the service's instance and the dispatch behind it.
pub(super) fn append(service: &Service, out: &mut String) {
    let Service {
        full_name,
        type_name,
        module,
        ..
    } = service;
    let constructor = name::identifier(module);
    let bound = format!("{module}_server::{type_name}");
    let _ = write!(
        out,
        "/// `{full_name}` as it is called over the network and in this process.\n\
         pub fn {constructor}<T: {bound}>(service: T) -> tonica_grpc::Instance {{\n    \
         tonica_grpc::Instance::new({type_name}Dispatch(std::sync::Arc::new(service)))\n\
         }}\n\n\
         struct {type_name}Dispatch<T>(std::sync::Arc<T>);\n\n\
         impl<T: {bound}> tonica_grpc::Dispatch for {type_name}Dispatch<T> {{\n    \
         fn call(&self, method: usize, request: tonic::Request<tonica_grpc::Payload>) -> tonica_grpc::Answer {{\n"
    );
    if service.rpcs.is_empty() {
        out.push_str("        drop((self.0.clone(), request));\n");
        out.push_str("        tonica_grpc::dispatch::unknown(method)\n    }\n}\n");
        return;
    }
    out.push_str("        let service = self.0.clone();\n        match method {\n");
    for (index, rpc) in service.rpcs.iter().enumerate() {
        let _ = write!(
            out,
            "            {index} => tonica_grpc::dispatch::{}(request, move |request| async move {{\n                \
             <T as {bound}>::{}(&service, request).await\n            }}),\n",
            kind(rpc),
            rpc.method,
        );
    }
    out.push_str("            _ => tonica_grpc::dispatch::unknown(method),\n        }\n    }\n}\n");
}

fn kind(rpc: &Rpc) -> &'static str {
    match (rpc.client_streaming, rpc.server_streaming) {
        (false, false) => "unary",
        (false, true) => "server_streaming",
        (true, false) => "client_streaming",
        (true, true) => "bidi_streaming",
    }
}
