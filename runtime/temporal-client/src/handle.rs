//! One execution of a workflow, known by its id.

use std::fmt;

use temporalio_client::WorkflowGetResultOptions;
use temporalio_client::errors::WorkflowGetResultError;
use temporalio_common_wasm::HasWorkflowDefinition;

use crate::workflow::Way;
use crate::{CallError, Temporal, reason};

/// An execution of the workflow that `D` defines.
pub struct Handle<D: HasWorkflowDefinition> {
    id: String,
    way: Way<D>,
}

impl<D: HasWorkflowDefinition> Handle<D> {
    pub(crate) fn new(id: String, way: Way<D>) -> Self {
        Self { id, way }
    }

    /// The execution's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Waits for the end of the execution, however long that takes, and gives its result.
    ///
    /// # Errors
    /// When it ends without one, when there is none with this id, or when Temporal can't be used.
    pub async fn result(&self) -> Result<D::Output, CallError>
    where
        D::Output: Clone,
    {
        match &self.way {
            Way::Temporal(temporal) => self.result_there(temporal).await,
            Way::Test(recorded) => recorded.result(&self.id),
        }
    }

    async fn result_there(&self, temporal: &Temporal) -> Result<D::Output, CallError> {
        let client = temporal.client().await?;
        let handle = client.get_workflow_handle::<D>(self.id.as_str());
        let result = handle.get_result(WorkflowGetResultOptions::default()).await;
        let ended = |reason: &str| CallError::Ended {
            id: self.id.clone(),
            reason: reason.to_owned(),
        };
        result.map_err(|error| match error {
            WorkflowGetResultError::Failed(failure) => ended(&format!("failed: {failure}")),
            WorkflowGetResultError::Cancelled { .. } => ended("was cancelled"),
            WorkflowGetResultError::Terminated { .. } => ended("was terminated"),
            WorkflowGetResultError::TimedOut => ended("took longer than it may"),
            WorkflowGetResultError::NotFound(_) => CallError::NotFound(self.id.clone()),
            WorkflowGetResultError::Rpc(status) => {
                temporal.failed(reason::of_status(temporal.settings(), &status))
            }
            other => CallError::Payload(format!(
                "the result of workflow {:?} can't be read: {other}",
                self.id
            )),
        })
    }
}

impl<D: HasWorkflowDefinition> fmt::Debug for Handle<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({})", self.id)
    }
}
