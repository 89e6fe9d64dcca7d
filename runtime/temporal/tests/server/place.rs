//! A namespace of a test's own on the server, and a way to it that can be closed.

use std::net::SocketAddr;

use temporalio_client::tonic::{Code, Request};
use temporalio_client::{Client, ClientOptions, Connection, ConnectionOptions, Url};
use temporalio_common::UntypedWorkflow;
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::workflowservice::v1::RegisterNamespaceRequest;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tonica_runtime::Start;

use crate::support::{self, PATIENCE};

pub(crate) struct Place {
    address: String,
    namespace: String,
}

impl Place {
    /// A namespace that is there.
    pub(crate) async fn new(name: &str) -> Place {
        let place = Place::later(name);
        place.create().await;
        place
    }

    /// A namespace that is not there yet.
    pub(crate) fn later(name: &str) -> Place {
        let address = std::env::var("TEMPORAL_ADDRESS");
        let address = address.expect("TEMPORAL_ADDRESS says where a Temporal server is");
        let since = std::time::UNIX_EPOCH.elapsed().unwrap().as_micros();
        let namespace = format!("{name}-{}-{since}", std::process::id());
        Place { address, namespace }
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address.parse().unwrap()
    }

    pub(crate) fn start(&self) -> Start {
        self.start_with(&[])
    }

    pub(crate) fn start_at(&self, address: &str) -> Start {
        self.start_with(&[("TEMPORAL_ADDRESS", address)])
    }

    pub(crate) fn start_with(&self, settings: &[(&str, &str)]) -> Start {
        let mut all = vec![
            ("TEMPORAL_ADDRESS", self.address.as_str()),
            ("TEMPORAL_NAMESPACE", &self.namespace),
            ("TEMPORAL_TIMEOUT", "10s"),
        ];
        all.extend(settings);
        support::start(&all)
    }

    pub(crate) async fn create(&self) {
        let client = self.client().await;
        let day = std::time::Duration::from_hours(24);
        let request = RegisterNamespaceRequest {
            namespace: self.namespace.clone(),
            workflow_execution_retention_period: Some(day.try_into().unwrap()),
            ..RegisterNamespaceRequest::default()
        };
        let mut service = client.connection().workflow_service();
        let created = service.register_namespace(Request::new(request)).await;
        // A slow server is asked again, and has made it the first time.
        match created {
            Err(status) if status.code() == Code::AlreadyExists => {}
            created => drop(created.expect("the namespace is created")),
        }
    }

    pub(crate) async fn is_running(&self, id: &str) -> bool {
        let client = self.client().await;
        let handle = client.get_workflow_handle::<UntypedWorkflow>(id);
        let described = handle.describe(Default::default()).await.unwrap();
        let info = described.raw().workflow_execution_info.clone();
        info.is_some_and(|info| info.close_time.is_none())
    }

    /// Waits until a task of the workflow has failed with this message.
    pub(crate) async fn workflow_task_failed(&self, id: &str, message: &str) {
        let client = self.client().await;
        let failed = async {
            loop {
                let handle = client.get_workflow_handle::<UntypedWorkflow>(id);
                let history = handle.fetch_history(Default::default());
                let events = history.into_events().await.unwrap();
                let failed = events
                    .into_iter()
                    .find(|event| event.event_type() == EventType::WorkflowTaskFailed);
                if let Some(Attributes::WorkflowTaskFailedEventAttributes(failed)) =
                    failed.and_then(|event| event.attributes)
                {
                    return failed.failure.unwrap().message;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let told = tokio::time::timeout(PATIENCE, failed).await;
        assert_eq!(told.expect("a task fails"), message);
    }

    async fn client(&self) -> Client {
        let target = Url::parse(&format!("http://{}", self.address)).unwrap();
        let connection = Connection::connect(ConnectionOptions::new(target).build());
        let connection = connection
            .await
            .expect("the server at TEMPORAL_ADDRESS answers");
        Client::new(
            connection,
            ClientOptions::new(self.namespace.as_str()).build(),
        )
        .unwrap()
    }
}

/// A port that leads to the server, until it is closed.
pub(crate) struct Proxy {
    accepts: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn open(port: u16, server: SocketAddr) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let accepts = tokio::spawn(async move {
            let mut lines = tokio::task::JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                lines.spawn(async move {
                    let mut far = TcpStream::connect(server).await.unwrap();
                    tokio::io::copy_bidirectional(&mut near, &mut far).await
                });
            }
        });
        Proxy { accepts }
    }

    /// Closes the port and all connections through it.
    pub(crate) async fn close(self) {
        self.accepts.abort();
        // An error is what was asked for: it was aborted.
        let _ = self.accepts.await;
    }
}
