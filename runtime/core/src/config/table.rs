//! The table of settings: the runtime's own rows, then those of the clients and parts.

use crate::{Build, Kind, Mode, Setting, logs};

/// Every setting of a binary; a name is in it once, and the first row with it counts.
pub(crate) struct Table {
    pub(crate) build: Build,
    pub(crate) settings: Vec<Setting>,
}

impl Table {
    pub(crate) fn new(build: Build, only: Option<Mode>, others: Vec<Setting>) -> Self {
        let mut settings = own(build, only.unwrap_or(Mode::Aio));
        for setting in others {
            if settings.iter().all(|known| known.env != setting.env) {
                settings.push(setting);
            }
        }
        Self { build, settings }
    }

    pub(crate) fn by_env(&self, env: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.env == env)
    }

    pub(crate) fn by_flag(&self, flag: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.flag() == flag)
    }
}

/// Older names of settings, in the environment alone.
pub(crate) const ALIASES: [(&str, &str); 1] = [("APP_MODE", "RUN_MODE")];

/// Group, name, kind, default, help.
type Row<'a> = (
    &'static str,
    &'static str,
    Kind,
    Option<&'a str>,
    &'static str,
);

#[rustfmt::skip] // a row a line
fn own(build: Build, mode: Mode) -> Vec<Setting> {
    use Kind::{Duration, List, Listen, Number, OneOf, Port, Shape, Switch, Text};
    let level = Shape { name: "FILTER", check: logs::check };
    let rows: [Row; 28] = [
        ("General", "APP_NAME", Text, Some(build.name), "Name of this process in app_info and /health"),
        ("General", "APP_MODE", Text, Some(mode.name()), "What runs here: aio, service, gateway, worker or consumer"),
        ("General", "APP_CONFIG", Text, None, "File of settings, a KEY=value a line"),
        ("General", "APP_DEV", Switch, Some("false"), "For a developer's machine: a stop waits for no load balancer"),
        ("Selection", "APP_SERVICES", List, None, "Services that run here; all if not set"),
        ("Selection", "APP_WORKERS", List, None, "Workers that run here; all if not set"),
        ("Selection", "APP_CONSUMERS", List, None, "Consumers that run here; all if not set"),
        ("REST", "APP_HTTP_ADDR", Listen { port: "APP_PORT" }, Some("0.0.0.0"), "Where REST listens"),
        ("REST", "APP_PORT", Port, Some("8080"), "Port of REST"),
        ("gRPC", "GRPC_ADDR", Listen { port: "GRPC_PORT" }, Some("0.0.0.0"), "Where gRPC listens"),
        ("gRPC", "GRPC_PORT", Port, Some("50051"), "Port of gRPC"),
        ("Health and metrics", "METRICS_ADDR", Listen { port: "METRICS_PORT" }, Some("0.0.0.0"), "Where /metrics, /livez, /readyz, /healthz and /health listen"),
        ("Health and metrics", "METRICS_PORT", Port, Some("2121"), "Port of these"),
        ("Health and metrics", "READY_REMINDER", Duration, Some("1m"), "As long as the process is not ready, the log says why after each such time; 0: once"),
        ("Logs", "LOG_LEVEL", level, Some("info"), "off, error, warn, info, debug or trace; by target: info,hyper=warn"),
        ("Logs", "LOG_FORMAT", OneOf(&["text", "json"]), Some("text"), "How a line of the log is written"),
        ("Connections", "EDGE_CONNECTIONS", Number { min: 1, max: 1_000_000 }, Some("10000"), "Open connections of a port; further ones wait"),
        ("Connections", "EDGE_HEADER_TIMEOUT", Duration, Some("10s"), "Time for the headers of a request"),
        ("Connections", "EDGE_IDLE_TIMEOUT", Duration, Some("120s"), "A connection without a request is closed after it"),
        ("Failure and stop", "RESTART_BACKOFF", Duration, Some("1s"), "Pause before a failed component starts again: 1, 2, 3, 4.5 … at most 30 times this"),
        ("Failure and stop", "RESTART_LIMIT", Number { min: 1, max: 1_000 }, Some("10"), "Failures of a component in a row that end the process"),
        ("Failure and stop", "SHUTDOWN_DELAY", Duration, Some("5s"), "Not ready, but still serving, so that load balancers notice"),
        ("Failure and stop", "SHUTDOWN_EDGE", Duration, Some("30s"), "Then: time to finish requests"),
        ("Failure and stop", "SHUTDOWN_WORKER", Duration, Some("20s"), "Then: time to finish activities"),
        ("Failure and stop", "SHUTDOWN_CONSUMER", Duration, Some("5s"), "At the same time: time to finish messages"),
        ("Failure and stop", "SHUTDOWN_TASKS", Duration, Some("10s"), "Then: time to finish handed-off tasks"),
        ("Failure and stop", "SHUTDOWN_HOOKS", Duration, Some("5s"), "Then: time for the hooks of the stop"),
        ("Failure and stop", "SHUTDOWN_TIMEOUT", Duration, Some("70s"), "Time for the whole stop"),
    ];
    let setting = |(group, env, kind, default, help)| Setting::new(env, kind, default, help).group(group);
    rows.into_iter().map(setting).collect()
}
