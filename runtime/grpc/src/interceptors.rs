//! The user's own interceptors of a process, in the order in which they were added.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tonic::Status;
use tonica_runtime::Start;

use crate::call::{Call, Interceptor};
use crate::guard::bounded;
use crate::hub::Hub;

/// Has every call to a service of this process pass `interceptor`, after those added before. To be
/// called while the State is opened.
pub fn intercept(start: &Start, interceptor: impl Interceptor) {
    start
        .shared::<Hub>()
        .interceptors
        .add(Arc::new(interceptor));
}

/// The interceptors at one moment.
#[derive(Clone)]
pub(crate) struct List(Arc<[Arc<dyn Interceptor>]>);

impl List {
    /// Passes the call through each of them, within its deadline.
    pub(crate) async fn pass(&self, call: &mut Call) -> Result<(), Status> {
        for interceptor in self.0.iter() {
            let (method, deadline) = (call.method, call.deadline);
            bounded(method, deadline, interceptor.intercept(call)).await?;
            call.deadline = deadline.min(call.deadline);
        }
        Ok(())
    }
}

#[derive(Default)]
pub(crate) struct Interceptors {
    /// Spares the lock where there are none, as in most processes.
    any: AtomicBool,
    list: RwLock<Option<List>>,
}

impl Interceptors {
    fn add(&self, interceptor: Arc<dyn Interceptor>) {
        let mut list = self.list.write().unwrap_or_else(PoisonError::into_inner);
        let before = list.iter().flat_map(|list| list.0.iter().cloned());
        *list = Some(List(before.chain([interceptor]).collect()));
        self.any.store(true, Ordering::Release);
    }

    /// The interceptors; `None` when there are none.
    pub(crate) fn list(&self) -> Option<List> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        self.list
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl fmt::Debug for Interceptors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interceptors")
    }
}
