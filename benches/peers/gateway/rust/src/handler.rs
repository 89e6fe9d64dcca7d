//! The order service: made-up orders, the same in every contestant.

use pbjson_types::Timestamp;
use tonic::{Request, Response, Status};

use crate::pb::order_service_server::OrderService;
use crate::pb::{
    CreateOrderRequest, GetOrderRequest, LineItem, ListOrdersRequest, ListOrdersResponse, Order,
    OrderStatus,
};

/// The service.
#[derive(Clone, Copy)]
pub struct Orders;

impl Orders {
    /// Any id is that of an order.
    #[must_use]
    pub fn get(request: GetOrderRequest) -> Order {
        order(request.id, "cust-0042", OrderStatus::Paid.into(), 0, 3)
    }

    /// The order that is asked for.
    #[must_use]
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
    #[must_use]
    pub fn list(request: ListOrdersRequest) -> ListOrdersResponse {
        let count = match request.page_size {
            1..=100 => request.page_size,
            _ => 50,
        };
        let customer = request.filter.unwrap_or_default().customer_id;
        let order = |n| {
            order(
                numbered("ord-", 100_000 + n),
                &customer,
                request.status,
                n,
                1,
            )
        };
        ListOrdersResponse {
            orders: (0..i64::from(count)).map(order).collect(),
            next_page_token: "tok-51".into(),
        }
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
impl OrderService for Orders {
    async fn get_order(
        &self,
        request: Request<GetOrderRequest>,
    ) -> Result<Response<Order>, Status> {
        Ok(Response::new(Self::get(request.into_inner())))
    }

    async fn create_order(
        &self,
        request: Request<CreateOrderRequest>,
    ) -> Result<Response<Order>, Status> {
        Ok(Response::new(Self::create(request.into_inner())))
    }

    async fn list_orders(
        &self,
        request: Request<ListOrdersRequest>,
    ) -> Result<Response<ListOrdersResponse>, Status> {
        Ok(Response::new(Self::list(request.into_inner())))
    }
}
