//! The five modes as one table: mode → the roles that run in it. Nothing else decides what runs.

use std::fmt;

/// What a process is: everything in one, or one kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Everything in one process.
    Aio,
    /// gRPC services.
    Service,
    /// REST routes in front of remote services.
    Gateway,
    /// Workers of task queues.
    Worker,
    /// Message consumers.
    Consumer,
}

/// A kind of work; each part of an app has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// gRPC services.
    Services,
    /// REST routes.
    Routes,
    /// Workers of task queues.
    Workers,
    /// Message consumers.
    Consumers,
}

/// Mode, its name, and the roles that run in it.
const TABLE: [(Mode, &str, &[Role]); 5] = [
    (
        Mode::Aio,
        "aio",
        &[Role::Services, Role::Routes, Role::Workers, Role::Consumers],
    ),
    (Mode::Service, "service", &[Role::Services]),
    (Mode::Gateway, "gateway", &[Role::Routes]),
    (Mode::Worker, "worker", &[Role::Workers]),
    (Mode::Consumer, "consumer", &[Role::Consumers]),
];

impl Mode {
    /// All modes, in the order of the documentation.
    pub const ALL: [Mode; 5] = [
        Mode::Aio,
        Mode::Service,
        Mode::Gateway,
        Mode::Worker,
        Mode::Consumer,
    ];

    /// The name as in `APP_MODE`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The roles that run in this mode.
    pub fn roles(self) -> &'static [Role] {
        self.row().2
    }

    /// Whether `role` runs in this mode.
    pub fn has(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// The mode of that name; `None` for an unknown one.
    pub fn from_name(name: &str) -> Option<Mode> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    fn row(self) -> &'static (Mode, &'static str, &'static [Role]) {
        // The table lists the modes in the order of the enum.
        &TABLE[self as usize]
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Role {
    /// All roles, in the order in which their parts are built.
    pub const ALL: [Role; 4] = [Role::Services, Role::Workers, Role::Consumers, Role::Routes];

    /// The name of many, as in logs: `services`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Services => "services",
            Role::Routes => "routes",
            Role::Workers => "workers",
            Role::Consumers => "consumers",
        }
    }

    /// The name of one, as in errors: `service`.
    pub fn one(self) -> &'static str {
        self.name().trim_end_matches('s')
    }

    /// The setting that selects among what has this role; routes run all or not at all.
    pub fn setting(self) -> Option<&'static str> {
        match self {
            Role::Services => Some("APP_SERVICES"),
            Role::Workers => Some("APP_WORKERS"),
            Role::Consumers => Some("APP_CONSUMERS"),
            Role::Routes => None,
        }
    }
}
