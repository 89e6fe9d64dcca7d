//! A service as tonic's generator wants it described, and what it makes of it.

use proc_macro2::TokenStream;
use tonic_build::{CodeGenBuilder, Method, Service as Described};

use crate::codegen::{docs, types};
use crate::model::{Model, Rpc, Service};

/// tonic's modules `…_client` and `…_server` of one service.
pub(super) fn modules(model: &Model, service: &Service) -> Result<String, String> {
    let api = types::crate_of(model, "api");
    let described = DescribedService::of(service, &api)?;
    let mut builder = CodeGenBuilder::new();
    builder.emit_package(true).build_transport(false);
    let mut tokens = builder.generate_client(&described, "");
    tokens.extend(builder.generate_server(&described, ""));
    let file = syn::parse2(tokens).map_err(|error| failed(service, &error))?;
    Ok(prettyplease::unparse(&file))
}

/// Doc lines with the space that tonic's generator gives only to some.
fn comment(comment: &[String]) -> Vec<String> {
    let lines = docs::lines(comment).into_iter();
    lines.map(|line| format!(" {line}")).collect()
}

fn failed(service: &Service, error: &impl std::fmt::Display) -> String {
    format!(
        "the gRPC code of `{}` is no Rust: {error}",
        service.full_name
    )
}

struct DescribedService<'a> {
    service: &'a Service,
    comment: Vec<String>,
    methods: Vec<DescribedMethod<'a>>,
}

struct DescribedMethod<'a> {
    rpc: &'a Rpc,
    comment: Vec<String>,
    input: TokenStream,
    output: TokenStream,
}

impl<'a> DescribedService<'a> {
    fn of(service: &'a Service, api: &str) -> Result<Self, String> {
        let tokens = |path: String| path.parse().map_err(|error| failed(service, &error));
        let methods = service.rpcs.iter().map(|rpc| {
            Ok(DescribedMethod {
                rpc,
                comment: comment(&rpc.comment),
                input: tokens(types::absolute(api, &rpc.input))?,
                output: tokens(types::absolute(api, &rpc.output))?,
            })
        });
        Ok(Self {
            service,
            comment: comment(&service.comment),
            methods: methods.collect::<Result<_, String>>()?,
        })
    }
}

impl<'a> Described for DescribedService<'a> {
    type Comment = String;
    type Method = DescribedMethod<'a>;

    fn name(&self) -> &str {
        &self.service.type_name
    }

    fn package(&self) -> &str {
        &self.service.package
    }

    fn identifier(&self) -> &str {
        &self.service.proto_name
    }

    fn methods(&self) -> &[Self::Method] {
        &self.methods
    }

    fn comment(&self) -> &[Self::Comment] {
        &self.comment
    }
}

impl Method for DescribedMethod<'_> {
    type Comment = String;

    #[expect(
        clippy::misnamed_getters,
        reason = "tonic's generator calls the Rust name so"
    )]
    fn name(&self) -> &str {
        &self.rpc.method
    }

    fn identifier(&self) -> &str {
        &self.rpc.name
    }

    fn codec_path(&self) -> &str {
        "tonic_prost::ProstCodec"
    }

    fn client_streaming(&self) -> bool {
        self.rpc.client_streaming
    }

    fn server_streaming(&self) -> bool {
        self.rpc.server_streaming
    }

    fn comment(&self) -> &[Self::Comment] {
        &self.comment
    }

    fn deprecated(&self) -> bool {
        self.rpc.deprecated
    }

    fn request_response_name(&self, _: &str, _: bool) -> (TokenStream, TokenStream) {
        (self.input.clone(), self.output.clone())
    }
}
