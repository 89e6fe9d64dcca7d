//! The parts that a project may have, and a small project with some of them.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::Result;

/// The name of the project in the locks.
pub(super) const PROJECT: &str = "project";

const PROTO: &str = r#"syntax = "proto3";
package project.v1;
import "google/api/annotations.proto";
service Project {
  rpc Get(GetRequest) returns (GetResponse) {
    option (google.api.http) = { get: "/v1/project" };
  }
}
message GetRequest {}
message GetResponse {}
"#;

const ROUTES: &str = "\
routes:
  - {name: hook, path: /hook, group: /group}
";

const WORKERS: &str = "\
workers:
  - name: work
    task_queue: work
    workflows:
      - {name: flow, input: project.v1.GetRequest}
    activities:
      - {name: act, input: project.v1.GetRequest, start_to_close: 1s}
";

const KAFKA: &str = "\
consumers:
  - {name: read, topic: read, group: read, message: project.v1.GetRequest, dead_letter: true}
producers:
  - {name: write, topic: write, message: project.v1.GetRequest}
";

/// Parts of a project by which its dependencies differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// Services served or called by the user's code.
    grpc: bool,
    gateway: bool,
    /// Routes that no rpc stands behind.
    routes: bool,
    workers: bool,
    kafka: bool,
}

impl Parts {
    /// All sets that there can be, those with more parts behind those with fewer: a gateway
    /// without routes of its own stands alone before services elsewhere, or beside code that
    /// has services.
    pub(super) fn sets() -> Vec<Self> {
        let mut sets = Vec::new();
        for bits in 0..32_u8 {
            let has = |bit: u8| bits & (1 << bit) != 0;
            let parts = Self {
                grpc: has(0),
                gateway: has(1),
                routes: has(2),
                workers: has(3),
                kafka: has(4),
            };
            let plain = !parts.gateway || parts.grpc || !(parts.workers || parts.kafka);
            if parts.routes && parts.gateway || !parts.routes && plain {
                sets.push(parts);
            }
        }
        sets
    }

    /// Whether it has all parts of another.
    pub(super) fn holds(self, other: Self) -> bool {
        let parts = self.list().into_iter().zip(other.list());
        parts
            .into_iter()
            .all(|((_, own), (_, other))| own || !other)
    }

    fn list(self) -> [(&'static str, bool); 5] {
        [
            ("grpc", self.grpc),
            ("gateway", self.gateway),
            ("routes", self.routes),
            ("workers", self.workers),
            ("kafka", self.kafka),
        ]
    }

    /// Writes service.yaml and a proto of a project with these parts.
    pub(super) fn write_inputs(self, into: &Path) -> Result<()> {
        let mut yaml = format!("version: 1\nname: {PROJECT}\n");
        if self.grpc || self.gateway && !self.routes {
            let rest = self.gateway;
            let remote = !self.grpc;
            yaml += &format!(
                "services:\n  - {{proto: project.v1.Project, rest: {rest}, remote: {remote}}}\n"
            );
        }
        if self.gateway {
            // Cut out again for those without the page: it turns on no feature of others.
            yaml += "gateway: {docs: swagger}\n";
        }
        if self.routes {
            yaml += ROUTES;
        }
        if self.workers {
            yaml += WORKERS;
        }
        if self.kafka {
            yaml += KAFKA;
        }
        fs::create_dir(into.join("proto"))?;
        fs::write(into.join("proto/project.proto"), PROTO)?;
        fs::write(into.join("service.yaml"), yaml)?;
        Ok(())
    }
}

/// As `by-parts.txt` names a set: `grpc + kafka`.
impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.list().into_iter();
        let names: Vec<&str> = parts
            .filter(|(_, has)| *has)
            .map(|(name, _)| name)
            .collect();
        f.write_str(&names.join(" + "))
    }
}
