//! Custom routes among those of rpcs, whatever answers them.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::Arc;

use common::tables::{ROUTES, SERVICE, SERVICES, TYPES};
use common::{get, start};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tonica_gateway::Segment::{Literal, Many, One};
use tonica_gateway::{Custom, CustomBody, CustomError, CustomRoute, Gateway, Options, Routes};
use tonica_grpc::Channel;
use tonica_runtime::{BoxFuture, Mode, Part, TestStart};

static CUSTOM: &[CustomRoute] = &[
    CustomRoute {
        method: "GET",
        template: "/v1/orders/special",
        segments: &[Literal("v1"), Literal("orders"), Literal("special")],
        verb: None,
        behind: 0,
    },
    CustomRoute {
        method: "GET",
        template: "/{*rest}",
        segments: &[One, Many],
        verb: None,
        behind: ROUTES.len(),
    },
];

/// Answers with the index of the route.
struct Index;

impl Custom for Index {
    fn answer(
        &self,
        route: usize,
        request: Request<CustomBody>,
    ) -> BoxFuture<'static, Result<Response<CustomBody>, CustomError>> {
        assert!(request.headers().contains_key("x-request-id"));
        let body = Full::from(route.to_string()).map_err(|never| match never {});
        Box::pin(async { Ok(Response::new(body.boxed_unsync())) })
    }
}

fn routes() -> Routes {
    Routes {
        routes: ROUTES,
        services: SERVICES,
        types: TYPES,
        custom: CUSTOM,
        openapi: "",
        docs: None,
        options: Options::new(),
    }
}

fn gateway() -> Gateway {
    let channel = Channel::unavailable(&SERVICE);
    Gateway::new(&routes(), &start(&[]), |_| Ok(channel.clone())).unwrap()
}

#[tokio::test]
async fn all_routes_stand_in_one_order() {
    let gateway = Arc::new(gateway().with_custom(Arc::new(Index)));
    assert_eq!(get(&gateway, "/v1/orders/special").await.text, "0");
    assert_eq!(
        get(&gateway, "/v1/orders/7").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(get(&gateway, "/what/ever").await.text, "1");
    assert_eq!(get(&gateway, "/").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_custom_route_that_nothing_answers_is_our_own_fault() {
    assert_eq!(
        get(&Arc::new(gateway()), "/what/ever").await.status,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    let part: Box<dyn Part<()>> = Box::new(tonica_gateway::routes(routes));
    let start = TestStart {
        mode: Mode::Aio,
        ..TestStart::default()
    };
    let error = part.build(&start.start(), None).err().unwrap();
    assert!(
        error.to_string().contains("run `tonica generate`"),
        "{error}"
    );
}
