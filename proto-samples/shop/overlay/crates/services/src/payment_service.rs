//! Charges customers for their orders.

use std::sync::Arc;

use shop_api::shop::orders::v1::GetOrderRequest;
use shop_api::shop::payments::v1::{ChargeOrderRequest, GetPaymentRequest, Payment};
use shop_core::State;
use shop_grpc::shop::payments::v1::payment_service_server;
use tonic::{Request, Response, Status};

/// Charges customers for their orders.
pub struct PaymentService {
    state: Arc<State>,
}

impl PaymentService {
    /// The service over the State of this process.
    pub fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

#[tonic::async_trait]
impl payment_service_server::PaymentService for PaymentService {
    /// Charges what an order costs. An order is charged once: another call answers
    /// with the payment of the first one.
    async fn charge_order(
        &self,
        request: Request<ChargeOrderRequest>,
    ) -> Result<Response<Payment>, Status> {
        let order_id = request.into_inner().order_id;
        let orders = &self.state.clients.order_service; // in this process, or elsewhere
        let order = orders.get_order(GetOrderRequest { order_id }).await?;
        let order = order.into_inner();
        let payments = &self.state.payments;
        let payment = payments.charge(&order.order_id, order.total_cents).await?;
        Ok(Response::new(payment))
    }

    /// Finds the payment of an order.
    async fn get_payment(
        &self,
        request: Request<GetPaymentRequest>,
    ) -> Result<Response<Payment>, Status> {
        let order_id = request.into_inner().order_id;
        let payment = self.state.payments.get(&order_id).await?;
        payment
            .map(Response::new)
            .ok_or_else(|| Status::not_found(format!("order {order_id:?} was not paid for")))
    }
}

#[cfg(test)]
mod tests {
    use shop_clients::{Clients, OrderServiceClient, PaymentServiceClient};
    use tonic::Code;

    use super::*;
    use crate::order_service::OrderService;

    /// The service as its callers see it, and an OrderService for it to ask.
    fn client() -> PaymentServiceClient {
        let orders = OrderService::new(Arc::new(State::in_memory(Clients::test())));
        let clients = Clients {
            order_service: OrderServiceClient::fake(orders),
            ..Clients::test()
        };
        let state = State::in_memory(clients);
        PaymentServiceClient::fake(PaymentService::new(Arc::new(state)))
    }

    fn charge(order_id: &str) -> ChargeOrderRequest {
        let order_id = order_id.to_owned();
        ChargeOrderRequest { order_id }
    }

    #[tokio::test]
    async fn an_order_is_charged_once_for_what_it_costs() {
        let client = client();
        let payment = client.charge_order(charge("first")).await.unwrap();
        let payment = payment.into_inner();
        assert_eq!(payment.amount_cents, 3_990);
        let again = client.charge_order(charge("first")).await.unwrap();
        assert_eq!(again.into_inner(), payment);
    }

    #[tokio::test]
    async fn an_order_that_is_not_there_is_not_charged() {
        let status = client().charge_order(charge("none")).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound);
    }
}
