//! The typed starter of one workflow.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use temporalio_client::errors::WorkflowStartError;
use temporalio_client::{RetryOptions, RpcOptions, WorkflowIdReusePolicy, WorkflowStartOptions};
use temporalio_common_wasm::HasWorkflowDefinition;
use tokio::time::timeout;
use tonic::Code;
use tonica_runtime::{Error, Start};

use crate::connection::Temporal;
use crate::handle::Handle;
use crate::recorded::Recorded;
use crate::{CallError, reason};

/// How a workflow is started.
#[derive(Clone, Copy, Debug)]
pub struct Starting<D> {
    /// What it is called, takes and gives.
    pub definition: D,
    /// The queue that its worker polls.
    pub task_queue: &'static str,
    /// How long it may take as a whole; `None` for no bound.
    pub execution_timeout: Option<Duration>,
}

/// Starts a workflow, and finds it again. Cheap to clone.
pub struct Workflow<D: HasWorkflowDefinition> {
    starting: Starting<D>,
    way: Way<D>,
}

/// To Temporal, or only into a test's memory.
pub(crate) enum Way<D: HasWorkflowDefinition> {
    Temporal(Arc<Temporal>),
    Test(Arc<Recorded<D>>),
}

impl<D: HasWorkflowDefinition + Copy> Workflow<D> {
    /// Over the process's connection, which is opened with the first call.
    ///
    /// # Errors
    /// A setting that can't be used.
    pub fn open(start: &Start, starting: Starting<D>) -> Result<Self, Error> {
        let way = Way::Temporal(Temporal::of(start)?);
        Ok(Self { starting, way })
    }

    /// For a test: what is started is only written down, see [`Workflow::started`].
    pub fn test(starting: Starting<D>) -> Self {
        let way = Way::Test(Arc::new(Recorded::new()));
        Self { starting, way }
    }

    /// Starts an execution. One that was started with this `id` before, and runs or has ended, is
    /// success, too: its handle comes back, and `input` goes nowhere.
    ///
    /// # Errors
    /// Why it is not known to be started; to be called again with the same `id`, then.
    pub async fn start(
        &self,
        id: impl Into<String>,
        input: D::Input,
    ) -> Result<Handle<D>, CallError>
    where
        D::Input: Send,
    {
        let id = id.into();
        match &self.way {
            Way::Temporal(temporal) => self.start_there(temporal, &id, input).await?,
            Way::Test(recorded) => recorded.start(&id, input),
        }
        Ok(self.handle(id))
    }

    /// The execution with this `id`, if there is one.
    pub fn handle(&self, id: impl Into<String>) -> Handle<D> {
        Handle::new(id.into(), self.way.clone())
    }

    /// What was started, in order: of one for a test. Of another it is always empty.
    pub fn started(&self) -> Vec<(String, D::Input)>
    where
        D::Input: Clone,
    {
        match &self.way {
            Way::Temporal(_) => Vec::new(),
            Way::Test(recorded) => recorded.started(),
        }
    }

    /// Gives the result that the execution with this `id` has in a test. Elsewhere nothing happens.
    pub fn finish(&self, id: &str, output: D::Output) {
        if let Way::Test(recorded) = &self.way {
            recorded.finish(id, output);
        }
    }

    async fn start_there(
        &self,
        temporal: &Temporal,
        id: &str,
        input: D::Input,
    ) -> Result<(), CallError>
    where
        D::Input: Send,
    {
        let client = temporal.client().await?;
        let settings = temporal.settings();
        // Tried again within the call's time, so that its last error is told, not "no answer".
        let retry = RetryOptions::builder()
            .max_elapsed_time(Some(settings.timeout * 3 / 4))
            .build();
        let options = WorkflowStartOptions::new(self.starting.task_queue, id)
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .maybe_execution_timeout(self.starting.execution_timeout)
            .rpc_options(RpcOptions::builder().retry_options(retry).build())
            .build();
        let start = client.start_workflow(self.starting.definition, input, options);
        match timeout(settings.timeout, start).await {
            Ok(Ok(_)) | Ok(Err(WorkflowStartError::AlreadyStarted { .. })) => Ok(()),
            Ok(Err(WorkflowStartError::Rpc(status))) => match status.code() {
                Code::InvalidArgument => Err(CallError::Refused(format!(
                    "workflow {id:?} can't be started: {}",
                    status.message()
                ))),
                _ => Err(temporal.failed(reason::of_status(settings, &status))),
            },
            Ok(Err(error)) => Err(CallError::Payload(format!(
                "the input of workflow {id:?} can't be sent: {error}"
            ))),
            Err(_) => Err(temporal.failed(reason::no_answer(settings))),
        }
    }
}

impl<D: HasWorkflowDefinition + Copy> Clone for Workflow<D> {
    fn clone(&self) -> Self {
        Self {
            starting: self.starting,
            way: self.way.clone(),
        }
    }
}

impl<D: HasWorkflowDefinition> Clone for Way<D> {
    fn clone(&self) -> Self {
        match self {
            Way::Temporal(temporal) => Way::Temporal(Arc::clone(temporal)),
            Way::Test(recorded) => Way::Test(Arc::clone(recorded)),
        }
    }
}

impl<D: HasWorkflowDefinition> fmt::Debug for Workflow<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workflow({})", self.starting.definition.name())
    }
}
