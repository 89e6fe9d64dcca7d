//! What a test's workflow remembers instead of calling Temporal.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use temporalio_common_wasm::WorkflowDefinition;

use crate::CallError;

/// Inputs in the order of their starts, and results that the test gives.
pub(crate) struct Recorded<D: WorkflowDefinition> {
    inner: Mutex<Inner<D>>,
}

struct Inner<D: WorkflowDefinition> {
    started: Vec<(String, D::Input)>,
    results: BTreeMap<String, D::Output>,
}

impl<D: WorkflowDefinition> Recorded<D> {
    pub(crate) fn new() -> Self {
        Self {
            inner: Mutex::new(Inner {
                started: Vec::new(),
                results: BTreeMap::new(),
            }),
        }
    }

    /// As Temporal does: an id that was started before is not started again.
    pub(crate) fn start(&self, id: &str, input: D::Input) {
        let mut inner = self.inner();
        if !inner.started.iter().any(|(started, _)| started == id) {
            inner.started.push((id.to_owned(), input));
        }
    }

    pub(crate) fn started(&self) -> Vec<(String, D::Input)>
    where
        D::Input: Clone,
    {
        self.inner().started.clone()
    }

    pub(crate) fn finish(&self, id: &str, output: D::Output) {
        self.inner().results.insert(id.to_owned(), output);
    }

    pub(crate) fn result(&self, id: &str) -> Result<D::Output, CallError>
    where
        D::Output: Clone,
    {
        let inner = self.inner();
        let result = inner.results.get(id).cloned();
        result.ok_or_else(|| CallError::Ended {
            id: id.to_owned(),
            reason: "is one of a test, which gives no result: call `Workflow::finish`".to_owned(),
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner<D>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
