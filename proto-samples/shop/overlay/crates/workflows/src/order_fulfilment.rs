//! Workflow `order_fulfilment` of worker `fulfilment`.

use shop_api::shop::mail::v1::SendMailRequest;
use shop_api::shop::orders::v1::{FulfilOrder, Fulfilment, MarkFulfilledRequest};
use shop_api::shop::payments::v1::ChargeOrderRequest;
use shop_contract::fulfilment as contract;
use temporalio_workflow::{WorkflowContext, WorkflowResult, workflow, workflow_methods};

use crate::options::fulfilment as options;

/// Takes an order from its payment to the customer's mail.
#[workflow]
#[derive(Default)]
pub struct OrderFulfilment;

#[workflow_methods]
impl OrderFulfilment {
    /// Charges the customer, writes to them, and marks the order. Each step is tried until it
    /// succeeds, and does nothing when it is done twice.
    #[run(name = contract::OrderFulfilment::NAME)]
    pub async fn run(
        cx: &mut WorkflowContext<Self>,
        input: FulfilOrder,
    ) -> WorkflowResult<Fulfilment> {
        let charge = ChargeOrderRequest {
            order_id: input.order_id.clone(),
        };
        let payment = cx
            .execute_activity(contract::ChargePayment, charge, options::charge_payment())
            .await?;
        cx.execute_activity(contract::SendEmail, mail(&input), options::send_email())
            .await?;
        let mark = MarkFulfilledRequest {
            order_id: input.order_id.clone(),
        };
        cx.execute_activity(contract::MarkFulfilled, mark, options::mark_fulfilled())
            .await?;
        Ok(Fulfilment {
            order_id: input.order_id,
            amount_cents: payment.amount_cents,
        })
    }
}

/// What the customer is told. The key makes it one mail, however often it is sent.
fn mail(order: &FulfilOrder) -> SendMailRequest {
    let (whole, cents) = (order.total_cents / 100, order.total_cents % 100);
    SendMailRequest {
        idempotency_key: format!("fulfilled/{}", order.order_id),
        to: order.email.clone(),
        subject: format!("Your order {} is paid", order.order_id),
        text: format!("We charged {whole}.{cents:02} for it; it is on its way."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_has_one_mail_that_names_its_sum() {
        let order = FulfilOrder {
            order_id: "first".to_owned(),
            email: "ada@example.com".to_owned(),
            total_cents: 3_905,
        };
        let mail = mail(&order);
        assert_eq!(mail.idempotency_key, "fulfilled/first");
        assert!(mail.text.contains("39.05"), "{}", mail.text);
    }
}
