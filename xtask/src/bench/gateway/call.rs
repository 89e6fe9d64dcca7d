//! The calls that all contestants are asked for.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::Value;

use crate::e2e::http::{self, Answer};
use crate::repository;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Call {
    /// One small order.
    Get,
    /// An order of ten lines that is sent and comes back.
    Create,
    /// 50 orders.
    List,
    /// Ten orders, and a hundred: how the cost of a message grows with it.
    ListTen,
    ListHundred,
}

impl Call {
    /// Those that contestants are compared by.
    pub(super) const COMPARED: [Call; 3] = [Call::Get, Call::Create, Call::List];
    /// Those that show how ours grows.
    pub(super) const GROWING: [Call; 2] = [Call::ListTen, Call::ListHundred];

    pub(super) fn name(self) -> &'static str {
        match self {
            Call::Get => "get",
            Call::Create => "create",
            Call::List => "list",
            Call::ListTen => "list of 10",
            Call::ListHundred => "list of 100",
        }
    }

    pub(super) fn path(self) -> String {
        let page = |size| {
            format!(
                "/v1/orders?page_size={size}&status=ORDER_STATUS_PAID&filter.customer_id=cust-0042"
            )
        };
        match self {
            Call::Get => "/v1/orders/ord-000123".to_owned(),
            Call::Create => "/v1/orders".to_owned(),
            Call::List => page(50),
            Call::ListTen => page(10),
            Call::ListHundred => page(100),
        }
    }

    /// The file of its body, if it has one.
    pub(super) fn body(self) -> Option<PathBuf> {
        (self == Call::Create).then(|| repository::root().join("benches/gateway/create.json"))
    }

    /// Asks once.
    pub(super) fn ask(self, port: u16) -> Result<Answer> {
        let Some(body) = self.body() else {
            return http::get(port, &self.path());
        };
        let body: Value = serde_json::from_slice(&std::fs::read(body)?)?;
        http::post(port, &self.path(), &body)
    }
}
