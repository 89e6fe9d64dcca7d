//! The activities of worker `fulfilment`: each is one call of a service, in this process or
//! elsewhere, which does nothing when it is called twice.

use std::sync::Arc;

use shop_api::shop::mail::v1::SendMailRequest;
use shop_api::shop::orders::v1::MarkFulfilledRequest;
use shop_api::shop::payments::v1::{ChargeOrderRequest, Payment};
use shop_contract::{Empty, fulfilment as contract};
use shop_core::State;
use temporalio_sdk::activities::{ActivityContext, ActivityError, activities};

/// Does what the workflows of worker `fulfilment` ask for.
pub struct Fulfilment {
    state: Arc<State>,
}

impl Fulfilment {
    /// The activities over the State of this process.
    pub fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

#[activities]
impl Fulfilment {
    /// Charges what the order costs.
    #[activity(definition = contract::ChargePayment)]
    pub async fn charge_payment(
        self: Arc<Self>,
        _cx: ActivityContext,
        input: ChargeOrderRequest,
    ) -> Result<Payment, ActivityError> {
        let payments = &self.state.clients.payment_service;
        Ok(payments.charge_order(input).await?.into_inner())
    }

    /// Sends the customer's mail.
    #[activity(definition = contract::SendEmail)]
    pub async fn send_email(
        self: Arc<Self>,
        _cx: ActivityContext,
        input: SendMailRequest,
    ) -> Result<Empty, ActivityError> {
        self.state.clients.mail_service.send_mail(input).await?;
        Ok(Empty {})
    }

    /// Marks the order as fulfilled.
    #[activity(definition = contract::MarkFulfilled)]
    pub async fn mark_fulfilled(
        self: Arc<Self>,
        _cx: ActivityContext,
        input: MarkFulfilledRequest,
    ) -> Result<Empty, ActivityError> {
        self.state
            .clients
            .order_service
            .mark_fulfilled(input)
            .await?;
        Ok(Empty {})
    }
}

#[cfg(test)]
mod tests {
    use shop_clients::Clients;

    use super::*;

    #[tokio::test]
    async fn a_service_that_is_away_is_tried_again() {
        let state = State::in_memory(Clients::test()); // its services answer UNAVAILABLE
        let fulfilment = Arc::new(Fulfilment::new(Arc::new(state)));
        let cx = tonica_temporal::test_context().await;
        let order_id = "first".to_owned();
        let answer = Fulfilment::charge_payment
            .run(fulfilment, cx, ChargeOrderRequest { order_id })
            .await;
        let Err(ActivityError::Application(failure)) = answer else {
            panic!("{answer:?}");
        };
        assert!(!failure.is_non_retryable(), "{failure}");
    }
}
