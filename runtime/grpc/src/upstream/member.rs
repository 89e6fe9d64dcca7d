//! One endpoint and its connections, as they are at one moment.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::AbortHandle;

use super::connect::Dial;
use super::endpoints::Endpoints;
use super::health::{Health, Record};
use super::line::{self, Place, State};

/// What changes.
#[derive(Default)]
pub(super) struct All {
    pub(super) members: Vec<Member>,
    /// By name, whether it is resolved, or why not.
    pub(super) resolved: Vec<Option<Result<(), Arc<str>>>>,
    /// Each endpoint has a number of its own, also one that comes back.
    pub(super) last: u64,
    pub(super) closed: bool,
}

/// One endpoint.
pub(super) struct Member {
    pub(super) id: u64,
    pub(super) name: usize,
    pub(super) addr: SocketAddr,
    pub(super) lines: Vec<State>,
    pub(super) keepers: Vec<AbortHandle>,
    dial: Dial,
    pub(super) record: Arc<Record>,
    pub(super) health: Health,
}

impl Endpoints {
    /// A new endpoint, to which connections are opened.
    pub(super) fn member(self: &Arc<Self>, id: u64, name: usize, addr: SocketAddr) -> Member {
        let address = self.address(name);
        let server_name = self.options.server_name.as_ref();
        let tls = self.tls.as_ref().filter(|_| address.tls).map(|tls| {
            let name = server_name.unwrap_or(&address.host);
            (Arc::clone(tls), name.clone())
        });
        let dial = Dial {
            addr,
            tls,
            within: self.options.connect_timeout,
            ping: self.options.keepalive,
            ping_timeout: self.options.keepalive_timeout,
        };
        let server_name = server_name.filter(|_| address.tls).map(String::as_str);
        let mut member = Member {
            id,
            name,
            addr,
            lines: Vec::new(),
            keepers: Vec::new(),
            dial,
            record: Arc::new(Record::new(
                id,
                addr,
                address.scheme(),
                address.authority(server_name),
            )),
            health: Health::default(),
        };
        for slot in 0..self.options.connections {
            self.add_line(&mut member, slot);
        }
        member
    }

    /// Opens a connection; beyond those of the setting it is kept only as long as it lives.
    pub(super) fn add_line(self: &Arc<Self>, member: &mut Member, slot: usize) {
        let place = Place {
            endpoint: member.id,
            name: member.name,
            slot,
        };
        let (endpoints, dial) = (Arc::clone(self), member.dial.clone());
        let keeper = if slot < self.options.connections {
            tokio::spawn(line::keep(endpoints, place, dial))
        } else {
            tokio::spawn(line::borrow(endpoints, place, dial))
        };
        let keeper = keeper.abort_handle();
        if slot < member.lines.len() {
            member.lines[slot] = State::Dialing;
            member.keepers[slot] = keeper;
        } else {
            member.lines.push(State::Dialing);
            member.keepers.push(keeper);
        }
    }
}

impl All {
    /// Whether something is under way that may bring a connection.
    pub(super) fn is_waiting(&self) -> bool {
        let mut lines = self.members.iter().flat_map(|member| &member.lines);
        self.resolved.contains(&None) || lines.any(|line| matches!(line, State::Dialing))
    }

    /// Why there is no connection, if there is none.
    pub(super) fn reason(&self) -> Arc<str> {
        let lines = self.members.iter().flat_map(|member| {
            member.lines.iter().filter_map(|line| match line {
                State::Down(reason) => Some(format!("{}: {reason}", member.addr).into()),
                _ => None,
            })
        });
        let names = self.resolved.iter().filter_map(|name| match name {
            Some(Err(reason)) => Some(Arc::clone(reason)),
            _ => None,
        });
        lines
            .chain(names)
            .next()
            .unwrap_or_else(|| "it has no connection".into())
    }
}

impl Member {
    /// Has a connection.
    pub(super) fn has_line(&self) -> bool {
        self.lines.iter().any(|line| matches!(line, State::Up(_)))
    }

    /// Takes calls.
    pub(super) fn is_up(&self) -> bool {
        self.has_line() && !self.health.is_ejected()
    }

    /// Would take calls, but failed too often.
    pub(super) fn is_ejected(&self) -> bool {
        self.has_line() && self.health.is_ejected()
    }
}
