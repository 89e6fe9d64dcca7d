//! Which endpoint a call goes to: the next of those that are up. A call looks at a picture and two
//! numbers, takes no lock that anyone holds for long, and waits only when nothing is up.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::connect::Sender;
use super::endpoints::{Endpoints, Member};
use super::health::{Record, Trial};
use super::line::State;

/// What calls may use.
pub(super) struct Picture {
    pub(super) choices: Vec<Choice>,
    /// Whether there may soon be more.
    pub(super) waiting: bool,
    /// Why there is no choice, if there is none.
    pub(super) reason: Arc<str>,
}

/// An endpoint that is up, with its connections.
pub(super) struct Choice {
    record: Arc<Record>,
    senders: Vec<Sender>,
}

/// Where a call goes.
pub(super) struct Picked {
    pub(super) sender: Sender,
    pub(super) record: Arc<Record>,
    /// There if the endpoint was left out, and this call tells whether it works again.
    pub(super) trial: Option<Trial>,
}

impl Picture {
    pub(super) fn waiting() -> Self {
        Self {
            choices: Vec::new(),
            waiting: true,
            reason: "not connected yet".into(),
        }
    }
}

/// What calls may use of these endpoints. Better one that fails than none.
pub(super) fn picture(members: &[Member], waiting: bool, reason: Arc<str>) -> Picture {
    let mut choices: Vec<Choice> = members
        .iter()
        .filter(|member| member.is_up())
        .map(choice)
        .collect();
    if choices.is_empty() {
        let ejected = members.iter().filter(|member| member.is_ejected());
        choices = ejected.map(choice).collect();
    }
    Picture {
        choices,
        waiting,
        reason,
    }
}

pub(super) fn choice(member: &Member) -> Choice {
    let senders = member.lines.iter().filter_map(|line| match line {
        State::Up(sender) => Some(sender.clone()),
        _ => None,
    });
    Choice {
        record: Arc::clone(&member.record),
        senders: senders.collect(),
    }
}

impl Endpoints {
    /// The next endpoint, another one than those that failed if there is one.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) async fn pick(self: &Arc<Self>, failed: &[u64]) -> Result<Picked, Arc<str>> {
        if failed.is_empty()
            && let Some(picked) = self.trial()
        {
            return Ok(picked);
        }
        if let Some(picked) = self.choose(&self.picture.borrow(), failed) {
            return Ok(picked);
        }
        // No longer than the call's deadline and the time that a connection may take to open.
        let mut pictures = self.picture.subscribe();
        let settled = |picture: &Picture| !picture.choices.is_empty() || !picture.waiting;
        match pictures.wait_for(settled).await {
            Ok(picture) => self
                .choose(&picture, failed)
                .ok_or_else(|| Arc::clone(&picture.reason)),
            // They are gone, which `self` rules out.
            Err(_) => Err("its connections are closed".into()),
        }
    }

    fn choose(&self, picture: &Picture, failed: &[u64]) -> Option<Picked> {
        let count = picture.choices.len();
        if count == 0 {
            return None;
        }
        // A retry takes no turn: else two endpoints of which one fails would change places, and
        // all calls begin at the one that fails.
        let turn = if failed.is_empty() {
            self.next.fetch_add(1, Ordering::Relaxed)
        } else {
            self.next.load(Ordering::Relaxed)
        };
        let choice = |offset: usize| &picture.choices[turn.wrapping_add(offset) % count];
        let fresh = |choice: &&Choice| !failed.contains(&choice.record.id);
        let choice = (0..count)
            .map(choice)
            .find(fresh)
            .unwrap_or_else(|| choice(0));
        Some(choice.picked(turn / count))
    }
}

impl Choice {
    /// One of its connections, another one each turn.
    pub(super) fn picked(&self, turn: usize) -> Picked {
        Picked {
            sender: self.senders[turn % self.senders.len()].clone(),
            record: Arc::clone(&self.record),
            trial: None,
        }
    }
}
