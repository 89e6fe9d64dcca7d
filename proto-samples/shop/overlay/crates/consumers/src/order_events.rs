//! Messages of topic `orders`, read by group `order-processors`.

use std::sync::Arc;

use shop_api::shop::orders::v1::{FulfilOrder, OrderEvent};
use shop_core::State;
use tonica_kafka::{Context, Failure, Handler, OrFail, Received};

/// Has each order that was taken fulfilled.
pub struct OrderEvents {
    state: Arc<State>,
}

impl OrderEvents {
    /// The handler over the State of this process.
    pub fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

impl Handler<OrderEvent> for OrderEvents {
    /// Starts the order's workflow. An event that comes twice finds it started, which is fine.
    async fn handle(&self, message: &Received<OrderEvent>, _cx: &Context) -> Result<(), Failure> {
        let order = FulfilOrder {
            order_id: message.order_id.clone(),
            email: message.email.clone(),
            total_cents: message.total_cents,
        };
        let fulfilment = &self.state.clients.order_fulfilment;
        let started = fulfilment.start(&message.order_id, order).await;
        started.map(drop).or_retry()
    }
}

#[cfg(test)]
mod tests {
    use shop_clients::Clients;

    use super::*;

    #[tokio::test]
    async fn an_order_is_fulfilled_under_its_own_id() {
        let clients = Clients::test();
        let handler = OrderEvents::new(Arc::new(State::in_memory(clients.clone())));
        let event = Received::test(OrderEvent {
            order_id: "first".to_owned(),
            email: "ada@example.com".to_owned(),
            total_cents: 3_990,
        });
        handler.handle(&event, &Context::test()).await.unwrap();
        let order = FulfilOrder {
            order_id: "first".to_owned(),
            email: "ada@example.com".to_owned(),
            total_cents: 3_990,
        };
        let started = clients.order_fulfilment.started();
        assert_eq!(started, [("first".to_owned(), order)]);
    }
}
