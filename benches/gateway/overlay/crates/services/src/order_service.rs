//! The service `shop.v1.OrderService`: made-up orders, the same as those of the peers.

use std::sync::Arc;

use orders_api::prost_types::Timestamp;
use orders_api::shop::v1::{
    CreateOrderRequest, GetOrderRequest, LineItem, ListOrdersRequest, ListOrdersResponse, Order,
    OrderStatus,
};
use orders_core::State;
use orders_grpc::shop::v1::order_service_server;
use tonic::{Request, Response, Status};

/// Serves `shop.v1.OrderService`.
pub struct OrderService;

impl OrderService {
    /// Made once, when the process starts.
    pub fn new(_state: Arc<State>) -> Self {
        Self
    }
}

/// Any id is that of an order.
pub fn get(request: GetOrderRequest) -> Order {
    order(request.id, "cust-0042", OrderStatus::Paid.into(), 0, 3)
}

/// The order that is asked for.
pub fn create(request: CreateOrderRequest) -> Order {
    Order {
        id: ["ord-", &request.request_id].concat(),
        customer_id: request.customer_id,
        status: request.status,
        create_time: request.create_time,
        lines: request.lines,
        total_cents: request.total_cents,
        currency: request.currency,
        tax_rate: request.tax_rate,
        gift: request.gift,
        note: request.note,
        tags: request.tags,
        labels: request.labels,
    }
}

/// A page of orders of the customer and with the status that are asked for.
pub fn list(request: ListOrdersRequest) -> ListOrdersResponse {
    let count = match request.page_size {
        1..=100 => request.page_size,
        _ => 50,
    };
    let customer = request.filter.unwrap_or_default().customer_id;
    let one = |n| {
        let id = numbered("ord-", 100_000 + n);
        order(id, &customer, request.status, n, 1)
    };
    ListOrdersResponse {
        orders: (0..i64::from(count)).map(one).collect(),
        next_page_token: "tok-51".into(),
    }
}

fn order(id: String, customer: &str, status: i32, n: i64, lines: u32) -> Order {
    Order {
        id,
        customer_id: customer.into(),
        status,
        create_time: Some(Timestamp {
            seconds: 1_767_225_600 + n,
            nanos: 123_456_000,
        }),
        lines: (0..lines).map(line).collect(),
        total_cents: 123_456 + n,
        currency: "EUR".into(),
        tax_rate: 0.19,
        gift: true,
        note: "leave at the door".into(),
        tags: vec!["web".into(), "priority".into()],
        labels: [("channel".into(), "shop".into())].into(),
    }
}

fn line(n: u32) -> LineItem {
    LineItem {
        sku: numbered("SKU-", 10_000 + i64::from(n)),
        title: "Widget, blue, size M".into(),
        quantity: n + 1,
        unit_cents: 1_999 + i64::from(n),
    }
}

fn numbered(prefix: &str, number: i64) -> String {
    [prefix, itoa::Buffer::new().format(number)].concat()
}

#[tonic::async_trait]
impl order_service_server::OrderService for OrderService {
    async fn get_order(
        &self,
        request: Request<GetOrderRequest>,
    ) -> Result<Response<Order>, Status> {
        Ok(Response::new(get(request.into_inner())))
    }

    async fn create_order(
        &self,
        request: Request<CreateOrderRequest>,
    ) -> Result<Response<Order>, Status> {
        Ok(Response::new(create(request.into_inner())))
    }

    async fn list_orders(
        &self,
        request: Request<ListOrdersRequest>,
    ) -> Result<Response<ListOrdersResponse>, Status> {
        Ok(Response::new(list(request.into_inner())))
    }
}
