//! Takes orders and tells how they are doing.

use std::sync::Arc;

use shop_api::shop::orders::v1::{
    CreateOrderRequest, GetOrderRequest, ListOrdersRequest, ListOrdersResponse,
    MarkFulfilledRequest, Order, OrderEvent,
};
use shop_core::{State, total_cents};
use shop_grpc::shop::orders::v1::order_service_server;
use tonic::{Request, Response, Status};

/// The page size of a list that names none, and the largest.
const PAGE_SIZE: (u32, u32) = (50, 1_000);

/// Takes orders and tells how they are doing.
pub struct OrderService {
    state: Arc<State>,
}

impl OrderService {
    /// The service over the State of this process.
    pub fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

#[tonic::async_trait]
impl order_service_server::OrderService for OrderService {
    /// Creates an order. A call with a request_id that was seen before creates
    /// nothing and answers with the order of the first one, so that a client
    /// repeats a call until it is answered.
    async fn create_order(
        &self,
        request: Request<CreateOrderRequest>,
    ) -> Result<Response<Order>, Status> {
        let request = request.into_inner();
        check(&request).map_err(Status::invalid_argument)?;
        let order = self.state.orders.create(request).await?;
        // The answer waits until the event is delivered: what fails here is called again, and
        // then finds the order and tells of it again.
        self.state.clients.order_events.send(&taken(&order)).await?;
        Ok(Response::new(order))
    }

    /// Tells how an order is doing.
    async fn get_order(
        &self,
        request: Request<GetOrderRequest>,
    ) -> Result<Response<Order>, Status> {
        let order_id = request.into_inner().order_id;
        let order = self.state.orders.get(&order_id).await?;
        order.map(Response::new).ok_or_else(|| unknown(&order_id))
    }

    /// Lists orders, the newest first.
    async fn list_orders(
        &self,
        request: Request<ListOrdersRequest>,
    ) -> Result<Response<ListOrdersResponse>, Status> {
        let request = request.into_inner();
        let size = match request.page_size {
            0 => PAGE_SIZE.0,
            size => size.min(PAGE_SIZE.1),
        };
        let before = page_token(&request.page_token)?;
        let page = self.state.orders.list(size, before).await?;
        Ok(Response::new(ListOrdersResponse {
            orders: page.orders,
            next_page_token: page.next.map(|next| next.to_string()).unwrap_or_default(),
        }))
    }

    /// Marks an order as fulfilled. Once it is, another call changes nothing.
    async fn mark_fulfilled(
        &self,
        request: Request<MarkFulfilledRequest>,
    ) -> Result<Response<Order>, Status> {
        let order_id = request.into_inner().order_id;
        let order = self.state.orders.fulfil(&order_id).await?;
        order.map(Response::new).ok_or_else(|| unknown(&order_id))
    }
}

/// What is wrong with an order that shall be made, in words for the client.
fn check(request: &CreateOrderRequest) -> Result<(), &'static str> {
    if request.request_id.is_empty() {
        return Err("request_id is empty: choose one for each order");
    }
    if !request.email.contains('@') {
        return Err("email is no address");
    }
    if request.items.is_empty() {
        return Err("items is empty: order at least one");
    }
    if request.items.iter().any(|item| item.quantity == 0) {
        return Err("items: a quantity is 0");
    }
    if request.items.iter().any(|item| item.unit_price_cents < 0) {
        return Err("items: a price is below 0");
    }
    if total_cents(&request.items).is_none() {
        return Err("items: they cost more than this shop can count");
    }
    Ok(())
}

/// What the rest of the shop hears of an order.
fn taken(order: &Order) -> OrderEvent {
    OrderEvent {
        order_id: order.order_id.clone(),
        email: order.email.clone(),
        total_cents: order.total_cents,
    }
}

fn page_token(token: &str) -> Result<Option<i64>, Status> {
    if token.is_empty() {
        return Ok(None);
    }
    let number = token.parse();
    number
        .map(Some)
        .map_err(|_| Status::invalid_argument("page_token is not the next_page_token of a page"))
}

fn unknown(order_id: &str) -> Status {
    Status::not_found(format!("there is no order {order_id:?}"))
}

#[cfg(test)]
mod tests {
    use shop_api::shop::orders::v1::{Item, order};
    use shop_clients::{Clients, OrderServiceClient};
    use tonic::Code;

    use super::*;

    /// The service as its callers see it: the whole call, but no server and no file.
    fn client() -> OrderServiceClient {
        let state = State::in_memory(Clients::test());
        OrderServiceClient::fake(OrderService::new(Arc::new(state)))
    }

    fn cups(quantity: u32) -> CreateOrderRequest {
        CreateOrderRequest {
            request_id: "cups".to_owned(),
            email: "grace@example.com".to_owned(),
            items: vec![Item {
                sku: "cup".to_owned(),
                quantity,
                unit_price_cents: 450,
            }],
        }
    }

    #[tokio::test]
    async fn an_order_is_created_once_for_a_request_id() {
        let client = client();
        let first = client.create_order(cups(3)).await.unwrap().into_inner();
        assert_eq!(first.total_cents, 1_350);
        assert_eq!(first.status(), order::Status::Pending);
        let again = client.create_order(cups(3)).await.unwrap().into_inner();
        assert_eq!(again, first);
    }

    #[tokio::test]
    async fn a_taken_order_is_told_of_each_time_it_is_asked_for() {
        let clients = Clients::test();
        let state = State::in_memory(clients.clone());
        let client = OrderServiceClient::fake(OrderService::new(Arc::new(state)));
        let order = client.create_order(cups(3)).await.unwrap().into_inner();
        client.create_order(cups(3)).await.unwrap();
        assert_eq!(clients.order_events.sent(), vec![taken(&order); 2]);
    }

    #[tokio::test]
    async fn a_wrong_order_is_refused() {
        let status = client().create_order(cups(0)).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(status.message(), "items: a quantity is 0");
    }

    #[tokio::test]
    async fn an_order_that_is_not_there_is_not_found() {
        let order_id = "none".to_owned();
        let answer = client().get_order(GetOrderRequest { order_id }).await;
        assert_eq!(answer.unwrap_err().code(), Code::NotFound);
    }

    #[tokio::test]
    async fn pages_hold_each_order_once_and_the_newest_first() {
        let client = client();
        client.create_order(cups(1)).await.unwrap();
        let mut page = ListOrdersRequest {
            page_size: 1,
            ..ListOrdersRequest::default()
        };
        let mut seen = Vec::new();
        loop {
            let list = client.list_orders(page.clone()).await.unwrap().into_inner();
            seen.extend(list.orders.into_iter().map(|order| order.email));
            if list.next_page_token.is_empty() {
                break;
            }
            page.page_token = list.next_page_token;
        }
        assert_eq!(seen, ["grace@example.com", "ada@example.com"]);
    }

    #[tokio::test]
    async fn a_fulfilled_order_says_so() {
        let client = client();
        let order_id = "first".to_owned();
        let fulfil = MarkFulfilledRequest {
            order_id: order_id.clone(),
        };
        client.mark_fulfilled(fulfil).await.unwrap();
        let order = client.get_order(GetOrderRequest { order_id }).await;
        let order = order.unwrap().into_inner();
        assert_eq!(order.status(), order::Status::Fulfilled);
    }
}
