//! What a worker runs, checked against the contract while it is compiled.

use std::sync::Arc;

use temporalio_common::{ActivityDefinition, WorkflowDefinition};
use temporalio_sdk::WorkerOptions;
use temporalio_sdk::activities::ExecutableActivity;
use temporalio_sdk::workflows::WorkflowImplementation;
use tonica_runtime::Error;

/// The workflows and activities of one worker.
pub struct Registry {
    options: WorkerOptions,
    pub(crate) workflows: usize,
    pub(crate) activities: usize,
    problems: Vec<Error>,
}

impl Registry {
    pub(crate) fn new(options: WorkerOptions) -> Self {
        Self {
            options,
            workflows: 0,
            activities: 0,
            problems: Vec::new(),
        }
    }

    /// Adds the workflow that `Body` writes and `Definition`, of the contract, defines. They must
    /// take and give the same, and have one name.
    pub fn workflow<Body, Definition>(&mut self)
    where
        Body: WorkflowImplementation
            + WorkflowDefinition<Input = Definition::Input, Output = Definition::Output>,
        <Body::Run as WorkflowDefinition>::Input: Send,
        Definition: WorkflowDefinition + Default,
    {
        self.workflows += 1;
        let body = <Body as WorkflowImplementation>::name();
        self.same(body, Definition::default().name());
        if let Err(error) = self.options.register_workflow::<Body>() {
            let problem = format!("workflow {body} can't be registered");
            self.problems.push(Error::new(problem).because(error));
        }
    }

    /// Adds the activity that a method of `instance` is and `Definition`, of the contract, defines.
    /// They must take and give the same, and have one name.
    pub fn activity<Method, Definition>(
        &mut self,
        method: Method,
        instance: &Arc<Method::Implementer>,
    ) where
        Method: ExecutableActivity
            + ActivityDefinition<Input = Definition::Input, Output = Definition::Output>,
        Method::Input: Send + Sync,
        Method::Output: Send + Sync,
        Definition: ActivityDefinition + Default,
    {
        self.activities += 1;
        self.same(method.name(), Definition::default().name());
        self.options
            .register_activity::<Method>(Arc::clone(instance));
    }

    /// What was registered, for the SDK.
    pub(crate) fn finish(self) -> Result<WorkerOptions, Error> {
        Error::all(self.problems)?;
        Ok(self.options)
    }

    fn same(&mut self, name: &str, contract: &str) {
        if name != contract {
            self.problems.push(Error::new(format!(
                "{name} is {contract} in the contract: give it that name by `definition = …` of \
                 an activity or `name = …` of a workflow"
            )));
        }
    }
}
