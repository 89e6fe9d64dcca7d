//! The servers that a project may need: where each is looked for, and how to get it.

/// A server that a project may need.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) name: &'static str,
    /// The setting that holds its address.
    pub(super) setting: &'static str,
    /// The port that it has by default.
    pub(super) port: u16,
    /// Its name in deploy/compose.yaml.
    pub(super) service: &'static str,
    /// What starts it, where that is on PATH.
    pub(super) program: Option<&'static Program>,
    /// The setting's value for a small one in the project's own process.
    pub(super) in_process: Option<&'static str>,
    /// How to get it.
    pub(super) get: &'static str,
}

/// A program that is the server.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) arguments: &'static [&'static str],
    /// A page that it serves, and what that is.
    pub(super) page_name: &'static str,
    pub(super) page: &'static str,
}

/// For consumers and producers.
pub(super) const KAFKA: Server = Server {
    name: "Kafka",
    setting: "KAFKA_BROKERS",
    port: 9092,
    service: "kafka",
    // Kafka's own script wants a prepared folder and a configuration.
    program: None,
    in_process: Some("in-process"),
    get: "run one and set KAFKA_BROKERS to its address",
};

/// For workers, and for whoever starts a workflow.
pub(super) const TEMPORAL: Server = Server {
    name: "Temporal",
    setting: "TEMPORAL_ADDRESS",
    port: 7233,
    service: "temporal",
    program: Some(&Program {
        name: "temporal",
        arguments: &["server", "start-dev", "--log-level", "error"],
        page_name: "Temporal UI",
        page: "http://localhost:8233",
    }),
    in_process: None,
    get: "put Temporal's command `temporal` on PATH, or run a server and set TEMPORAL_ADDRESS",
};
