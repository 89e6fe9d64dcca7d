//! Whether Temporal sees that a queue is polled by this process.

use std::time::Duration;

use temporalio_client::Client;
use temporalio_client::tonic::{Code, Request, Status};
use temporalio_common::protos::temporal::api::enums::v1::TaskQueueType;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflowservice::v1::DescribeTaskQueueRequest;
use tokio::time::sleep;

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Waits until the queue is polled for workflows and for activities, those that are wanted.
pub(crate) async fn polled(client: &Client, queue: &str, (workflows, activities): (bool, bool)) {
    if workflows {
        polled_for(client, queue, TaskQueueType::Workflow).await;
    }
    if activities {
        polled_for(client, queue, TaskQueueType::Activity).await;
    }
}

async fn polled_for(client: &Client, queue: &str, kind: TaskQueueType) {
    let mut pause = FIRST_PAUSE;
    loop {
        match is_polled(client, queue, kind).await {
            Ok(true) => return,
            Ok(false) => {}
            // Not every server tells it to everyone; then that we poll must do.
            Err(status) if refused(status.code()) => return,
            Err(status) => tracing::debug!(queue, "can't be asked who polls: {status}"),
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn is_polled(client: &Client, queue: &str, kind: TaskQueueType) -> Result<bool, Status> {
    let request = DescribeTaskQueueRequest {
        namespace: client.options().namespace.clone(),
        task_queue: Some(TaskQueue {
            name: queue.to_owned(),
            ..TaskQueue::default()
        }),
        task_queue_type: kind.into(),
        ..DescribeTaskQueueRequest::default()
    };
    let mut service = client.connection().workflow_service();
    let answer = service.describe_task_queue(Request::new(request)).await?;
    let pollers = answer.into_inner().pollers;
    let own = client.connection().identity();
    Ok(pollers.iter().any(|poller| poller.identity == own))
}

fn refused(code: Code) -> bool {
    matches!(code, Code::PermissionDenied | Code::Unimplemented)
}
