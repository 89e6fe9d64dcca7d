//! The table of one service: what a call needs to know of its methods.

use std::fmt::Write;

use super::reference;
use crate::model::Service;

/// Appends the table of `service`, which stands in the module with the path `module`.
pub(super) fn append(service: &Service, module: &str, out: &mut String) {
    let full_name = &service.full_name;
    let _ = write!(
        out,
        "\n/// `{full_name}`\npub static {}: Service = Service {{\n    name: {full_name:?},\n    \
         alias: {:?},\n    addr: {:?},\n    timeout_ms: {},\n    methods: &[\n",
        service.table,
        service.alias,
        service.addr,
        service.timeout.as_millis(),
    );
    for rpc in &service.rpcs {
        let _ = write!(
            out,
            "        Method {{\n            name: {:?},\n            path: \"/{full_name}/{}\",\n            \
             input: &{},\n            output: &{},\n            client_streaming: {},\n            \
             server_streaming: {},\n            idempotent: {},\n        }},\n",
            rpc.name,
            rpc.name,
            reference(&rpc.input.full_name, module),
            reference(&rpc.output.full_name, module),
            rpc.client_streaming,
            rpc.server_streaming,
            rpc.idempotent,
        );
    }
    out.push_str("    ],\n};\n");
}
