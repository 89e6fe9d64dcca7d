//! A worker by hand: it ends each workflow task without a command, and answers every query with a
//! text. No code of a workflow runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::Both;
use crate::e2e::grpc::Client;

const SERVICE: &str = "temporal.api.workflowservice.v1.WorkflowService";

/// The shortest poll that the server takes, and a little more.
const POLL: Duration = Duration::from_secs(3);

/// The answer to a query: `"waiting"` in json/plain.
const ANSWER: &str = "IndhaXRpbmci";

/// Polls until it is dropped.
pub(super) struct Worker {
    stopped: Arc<AtomicBool>,
}

impl Worker {
    /// Starts one for a task queue.
    pub(super) fn start(both: &Both, namespace: &str, queue: &str) -> Result<Self> {
        let client = Client::connect(both.temporal.port(), &both.descriptors)?;
        let stopped = Arc::new(AtomicBool::new(false));
        let (seen, namespace, queue) =
            (Arc::clone(&stopped), namespace.to_owned(), queue.to_owned());
        // It ends by itself, after the poll that it is in; nobody waits for that.
        thread::spawn(move || {
            while !seen.load(Ordering::Relaxed) {
                // A poll that no task came to, or a server that is gone: asked again, or stopped.
                let _ = work(&client, &namespace, &queue);
            }
        });
        Ok(Self { stopped })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

fn work(client: &Client, namespace: &str, queue: &str) -> Result<()> {
    let poll = json!({"namespace": namespace, "taskQueue": {"name": queue}, "identity": "by hand"});
    let task = client.call_within(POLL, &format!("{SERVICE}/PollWorkflowTaskQueue"), &poll)?;
    let task = task?;
    let Some(token) = task["taskToken"].as_str() else {
        return Ok(());
    };
    let (rpc, mut done) = if task["query"].is_object() {
        let payload = json!({"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": ANSWER});
        let result = json!({"payloads": [payload]});
        let answered =
            json!({"completedType": "QUERY_RESULT_TYPE_ANSWERED", "queryResult": result});
        ("RespondQueryTaskCompleted", answered)
    } else {
        (
            "RespondWorkflowTaskCompleted",
            json!({"identity": "by hand"}),
        )
    };
    done["namespace"] = Value::from(namespace);
    done["taskToken"] = Value::from(token);
    client.call(&format!("{SERVICE}/{rpc}"), &done)??;
    Ok(())
}
