//! One consumer as a component.

use std::sync::Arc;

use tonica_runtime::{BoxFuture, Component, Error, Life, Phase};

use crate::hub::Hub;
use crate::{Handler, Subscription};

pub(crate) struct Consumer<M, H> {
    subscription: Subscription<M>,
    #[expect(dead_code, reason = "the thread that reads comes next")]
    handler: Arc<H>,
}

impl<M, H> Consumer<M, H> {
    pub(crate) fn new(_: &Arc<Hub>, subscription: Subscription<M>, handler: Arc<H>) -> Self {
        Self {
            subscription,
            handler,
        }
    }
}

impl<M: Send + Sync + 'static, H: Handler<M>> Component for Consumer<M, H> {
    fn name(&self) -> &str {
        self.subscription.name
    }

    fn phase(&self) -> Phase {
        Phase::Consumer
    }

    fn run(&self, life: Life) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            life.not_ready("the connection to Kafka is not written yet");
            life.draining().await;
            Ok(())
        })
    }
}
