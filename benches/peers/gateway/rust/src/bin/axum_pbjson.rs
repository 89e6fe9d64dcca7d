//! What is often done: axum over prost's messages with pbjson's serde. The handler is called in
//! process, or by a tonic client where BACKEND is set.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use peers::pb::order_service_client::OrderServiceClient;
use peers::pb::{
    CreateOrderRequest, GetOrderRequest, ListOrdersRequest, ListOrdersResponse, Order, OrderFilter,
    OrderStatus,
};
use peers::{Orders, listen};
use serde::Deserialize;
use tonic::transport::{Channel, Endpoint};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Client = OrderServiceClient<Channel>;
type Answer<T> = Result<Json<T>, (StatusCode, String)>;

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    page_size: i32,
    #[serde(default)]
    status: OrderStatus,
    #[serde(default, rename = "filter.customer_id")]
    customer_id: String,
}

impl From<Page> for ListOrdersRequest {
    fn from(page: Page) -> Self {
        Self {
            page_size: page.page_size,
            page_token: String::new(),
            status: page.status.into(),
            filter: Some(OrderFilter {
                customer_id: page.customer_id,
                min_total_cents: 0,
            }),
        }
    }
}

mod here {
    use super::*;

    pub async fn one(Path(id): Path<String>) -> Json<Order> {
        Json(Orders::get(GetOrderRequest { id }))
    }

    pub async fn create(Json(request): Json<CreateOrderRequest>) -> Json<Order> {
        Json(Orders::create(request))
    }

    pub async fn list(Query(page): Query<Page>) -> Json<ListOrdersResponse> {
        Json(Orders::list(page.into()))
    }
}

mod elsewhere {
    use super::*;

    pub async fn one(State(mut client): State<Client>, Path(id): Path<String>) -> Answer<Order> {
        answer(client.get_order(GetOrderRequest { id }).await)
    }

    pub async fn create(
        State(mut client): State<Client>,
        Json(request): Json<CreateOrderRequest>,
    ) -> Answer<Order> {
        answer(client.create_order(request).await)
    }

    pub async fn list(
        State(mut client): State<Client>,
        Query(page): Query<Page>,
    ) -> Answer<ListOrdersResponse> {
        answer(client.list_orders(ListOrdersRequest::from(page)).await)
    }

    fn answer<T>(answer: Result<tonic::Response<T>, tonic::Status>) -> Answer<T> {
        match answer {
            Ok(response) => Ok(Json(response.into_inner())),
            Err(status) => Err((StatusCode::BAD_GATEWAY, status.to_string())),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (one, many) = ("/v1/orders/{id}", "/v1/orders");
    let app = match listen::backend() {
        None => Router::new()
            .route(one, get(here::one))
            .route(many, get(here::list).post(here::create)),
        Some(backend) => Router::new()
            .route(one, get(elsewhere::one))
            .route(many, get(elsewhere::list).post(elsewhere::create))
            .with_state(Client::new(Endpoint::from_shared(backend)?.connect_lazy())),
    };
    let listener = listen::listener().await;
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    Ok(axum::serve(listener, app).await?)
}
