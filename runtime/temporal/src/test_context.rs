//! What an activity gets beside its input, for tests: as from a worker, but without a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt as _;
use prost::Message as _;
use temporalio_client::callback_based::{
    CallbackBasedGrpcService, GrpcRequest, GrpcSuccessResponse,
};
use temporalio_client::tonic::Status;
use temporalio_client::{Client, ClientOptions, Connection, ConnectionOptions, Url};
use temporalio_common::ActivityDefinition;
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::workflowservice::v1::PollActivityTaskQueueResponse;
use temporalio_sdk::WorkerOptions;
use temporalio_sdk::activities::{
    ActivityContext, ActivityDefinitions, ActivityError, ActivityImplementer, ExecutableActivity,
};
use tokio::sync::mpsc;
use tonica_runtime::BoxFuture;

use crate::engine::Engine;

const NAME: &str = "test";

/// A context for calling an activity in a test: its first attempt, not cancelled. Heartbeats go
/// nowhere.
///
/// # Panics
/// Outside of a tokio runtime, or when the SDK can't be started.
pub async fn test_context() -> ActivityContext {
    let (give, mut given) = mpsc::unbounded_channel();
    let context = async {
        let Ok(target) = Url::parse("http://test:1") else {
            unreachable!("it is a URL");
        };
        let connection = ConnectionOptions::new(target)
            .identity(NAME)
            .dns_load_balancing(None)
            .service_override(server())
            .build();
        let connection = Connection::connect(connection).await?;
        let client = Client::new(connection, ClientOptions::new(NAME).build())?;
        let options = WorkerOptions::new(NAME)
            .register_activity::<Give>(Arc::new(Giver { give }))
            .build();
        // Lives until the context is here; what the context needs of it stays with the context.
        let _worker = Engine::default().run(NAME, client, options).await?;
        let none = || tonica_runtime::Error::new("the SDK called no activity");
        given.recv().await.ok_or_else(none)
    };
    match context.await {
        Ok(context) => context,
        Err(error) => panic!("a test's context can't be made: {error}"),
    }
}

/// A server that has one activity to do, and no more.
fn server() -> CallbackBasedGrpcService {
    let given = Arc::new(AtomicBool::new(false));
    let callback = move |request: GrpcRequest| -> BoxFuture<'static, Answer> {
        let given = Arc::clone(&given);
        async move {
            if !request.rpc.starts_with("Poll") {
                return answer(Vec::new());
            }
            if request.rpc != "PollActivityTaskQueue" || given.swap(true, Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
            let task = PollActivityTaskQueueResponse {
                task_token: NAME.into(),
                activity_id: NAME.to_owned(),
                activity_type: Some(NAME.to_owned().into()),
                attempt: 1,
                ..PollActivityTaskQueueResponse::default()
            };
            answer(task.encode_to_vec())
        }
        .boxed()
    };
    CallbackBasedGrpcService {
        callback: Arc::new(callback),
    }
}

type Answer = Result<GrpcSuccessResponse, Status>;

fn answer(proto: Vec<u8>) -> Answer {
    Ok(GrpcSuccessResponse {
        headers: Default::default(),
        proto,
    })
}

/// An activity that gives its context away.
struct Give;

struct Giver {
    give: mpsc::UnboundedSender<ActivityContext>,
}

impl ActivityDefinition for Give {
    type Input = RawValue;
    type Output = RawValue;

    fn name(&self) -> &str {
        NAME
    }
}

impl ExecutableActivity for Give {
    type Implementer = Giver;
    const REQUIRES_INSTANCE: bool = true;

    fn definition() -> Self {
        Give
    }

    fn execute(
        receiver: Option<Arc<Giver>>,
        context: ActivityContext,
        _: RawValue,
    ) -> BoxFuture<'static, Result<RawValue, ActivityError>> {
        if let Some(receiver) = receiver {
            // The test that waits for it may have gone.
            let _ = receiver.give.send(context);
        }
        futures_util::future::ready(Ok(RawValue::empty())).boxed()
    }
}

impl ActivityImplementer for Giver {
    fn register_all(self: Arc<Self>, definitions: &mut ActivityDefinitions) {
        definitions.register_activity::<Give>(self);
    }
}
