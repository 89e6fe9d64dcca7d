//! Activities that don't end as they should, beside the fixture's own.

use std::sync::{Arc, Condvar, Mutex};

use shop_api::shop::payments::v1::{ChargeOrderRequest, Payment};
use shop_contract::fulfilment as contract;
use shop_core::State;
use shop_workers::fulfilment::Fulfilment;
use shop_workflows::order_fulfilment::OrderFulfilment;
use temporalio_sdk::activities::{ActivityContext, ActivityError, activities};
use tonica_temporal::Registry;

/// Never ends, whatever it hears.
pub(crate) struct Deaf(Arc<State>);
/// Ends when it is cancelled.
pub(crate) struct Listening(Arc<State>);
/// Blocks its thread until [`release`].
pub(crate) struct Blocking(Arc<State>);
/// Panics at its first attempt.
pub(crate) struct Panicking;

async fn begun(state: &State) {
    state.ask("charge begun".to_owned()).await.unwrap();
}

#[activities]
impl Deaf {
    #[activity(definition = contract::ChargePayment)]
    async fn charge_payment(
        self: Arc<Self>,
        _cx: ActivityContext,
        _input: ChargeOrderRequest,
    ) -> Result<Payment, ActivityError> {
        begun(&self.0).await;
        std::future::pending().await
    }
}

#[activities]
impl Listening {
    #[activity(definition = contract::ChargePayment)]
    async fn charge_payment(
        self: Arc<Self>,
        cx: ActivityContext,
        _input: ChargeOrderRequest,
    ) -> Result<Payment, ActivityError> {
        begun(&self.0).await;
        cx.cancelled().await;
        self.0.ask("charge cancelled".to_owned()).await?;
        Err(ActivityError::cancelled())
    }
}

static RELEASED: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

/// Lets [`Blocking`] go on.
pub(crate) fn release() {
    *RELEASED.0.lock().unwrap() = true;
    RELEASED.1.notify_all();
}

#[activities]
impl Blocking {
    #[activity(definition = contract::ChargePayment)]
    async fn charge_payment(
        self: Arc<Self>,
        _cx: ActivityContext,
        _input: ChargeOrderRequest,
    ) -> Result<Payment, ActivityError> {
        begun(&self.0).await;
        let released = RELEASED.0.lock().unwrap();
        let released = RELEASED.1.wait_while(released, |released| !*released);
        drop(released.unwrap());
        Err(ActivityError::cancelled())
    }
}

#[activities]
impl Panicking {
    #[activity(definition = contract::ChargePayment)]
    async fn charge_payment(
        self: Arc<Self>,
        cx: ActivityContext,
        input: ChargeOrderRequest,
    ) -> Result<Payment, ActivityError> {
        assert!(cx.info().attempt > 1, "a bug");
        Ok(Payment {
            order_id: input.order_id,
            amount_cents: input.amount_cents,
        })
    }
}

/// The fixture's activities, without its workflow.
pub(crate) fn activities(state: Arc<State>, registry: &mut Registry) {
    let fulfilment = Arc::new(Fulfilment::new(state));
    registry.activity::<_, contract::ChargePayment>(Fulfilment::charge_payment, &fulfilment);
    rest(registry, &fulfilment);
}

pub(crate) fn deaf(state: Arc<State>, registry: &mut Registry) {
    let charge = Arc::new(Deaf(Arc::clone(&state)));
    registry.activity::<_, contract::ChargePayment>(Deaf::charge_payment, &charge);
    others(state, registry);
}

pub(crate) fn listening(state: Arc<State>, registry: &mut Registry) {
    let charge = Arc::new(Listening(Arc::clone(&state)));
    registry.activity::<_, contract::ChargePayment>(Listening::charge_payment, &charge);
    others(state, registry);
}

pub(crate) fn blocking(state: Arc<State>, registry: &mut Registry) {
    let charge = Arc::new(Blocking(Arc::clone(&state)));
    registry.activity::<_, contract::ChargePayment>(Blocking::charge_payment, &charge);
    others(state, registry);
}

pub(crate) fn panicking(state: Arc<State>, registry: &mut Registry) {
    registry
        .activity::<_, contract::ChargePayment>(Panicking::charge_payment, &Arc::new(Panicking));
    others(state, registry);
}

fn others(state: Arc<State>, registry: &mut Registry) {
    registry.workflow::<OrderFulfilment, contract::OrderFulfilment>();
    rest(registry, &Arc::new(Fulfilment::new(state)));
}

fn rest(registry: &mut Registry, fulfilment: &Arc<Fulfilment>) {
    registry.activity::<_, contract::SendEmail>(Fulfilment::send_email, fulfilment);
    registry.activity::<_, contract::MarkFulfilled>(Fulfilment::mark_fulfilled, fulfilment);
}
