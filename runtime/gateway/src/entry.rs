//! A route to an rpc made ready at start: its fields looked up, its service's channel at hand. What
//! a request costs nothing any more; nothing here is about one request.

use tonica_grpc::Channel;
use tonica_json::{Field, FieldPath, Method};
use tonica_runtime::Error;

use crate::cache::Rule;
use crate::mask::Mask;
use crate::rawbody;
use crate::table::{Body, Route};

/// A route to an rpc, ready.
pub(crate) struct Entry {
    pub(crate) route: &'static Route,
    pub(crate) method: &'static Method,
    pub(crate) channel: Channel,
    /// The fields of the route's variables, in their order.
    pub(crate) variables: Vec<FieldPath>,
    pub(crate) source: Source,
    /// What to tell a PATCH's service of the fields that its body sets.
    pub(crate) mask: Option<Mask>,
    /// The field of the answer that is the response's body.
    pub(crate) answer: Option<&'static Field>,
    /// Whether the answer, or that field of it, is a `google.api.HttpBody`.
    pub(crate) raw: bool,
    /// Whether anything of it is more than one JSON message: a stream, or plain bytes.
    pub(crate) streams: bool,
    /// How long its answers are kept, if they are.
    pub(crate) cache: Option<Rule>,
}

/// What a request's body is, looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    None,
    Whole,
    Field(&'static Field),
    /// Bytes as they come, for a `google.api.HttpBody`: this field, or the whole message.
    Raw(Option<&'static Field>),
}

impl Entry {
    /// Looks up what the route names.
    pub(crate) fn new(route: &'static Route, channel: Channel) -> Result<Self, Error> {
        let bad = |what: String| {
            Error::new(format!(
                "route `{} {}`: {what}; the tables are stale, run `tonica generate`",
                route.method, route.template
            ))
        };
        let method = route
            .service
            .methods
            .get(route.rpc)
            .ok_or_else(|| bad(format!("{} has no rpc {}", route.service.name, route.rpc)))?;
        let variables = route
            .variables
            .iter()
            .map(|variable| tonica_json::resolve(method.input, variable.field))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| bad(format!("{}: {error}", method.input.name())))?;
        let field = |message: &'static tonica_json::Message, name: &str| {
            message
                .field_by_name(name)
                .ok_or_else(|| bad(format!("{} has no field {name}", message.name())))
        };
        let source = match route.body {
            Body::None => Source::None,
            Body::Whole if rawbody::is(method.input) => Source::Raw(None),
            Body::Whole => Source::Whole,
            Body::Field(name) => match field(method.input, name)? {
                field if rawbody::is_in(field) => Source::Raw(Some(field)),
                field => Source::Field(field),
            },
        };
        let mask = Mask::of(route, method, source, &variables);
        let answer = match route.response_body {
            None => None,
            Some(name) => Some(field(method.output, name)?),
        };
        let raw = answer.map_or_else(|| rawbody::is(method.output), rawbody::is_in);
        let streams = method.client_streaming
            || method.server_streaming
            || raw
            || matches!(source, Source::Raw(_));
        Ok(Self {
            route,
            method,
            channel,
            variables,
            source,
            mask,
            answer,
            raw,
            streams,
            cache: None,
        })
    }
}
