//! Which endpoint a call goes to: the next of those that are up. A call looks at a picture and a few
//! numbers, takes no lock that anyone holds for long, and waits only when nothing is up or all is
//! full.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use h2::client::SendRequest;

use super::connect::Sender;
use super::endpoints::Endpoints;
use super::health::Record;
use super::line::State;
use super::member::Member;
use super::outgoing::Piece;
use super::room::Room;
use super::trial::Trial;

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
    pub(super) requests: SendRequest<Piece>,
    pub(super) room: Room,
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

/// What was found in a picture.
enum Found {
    Here(Picked),
    /// All connections are full; those of this endpoint, too.
    Full(u64),
    Nothing,
}

impl Endpoints {
    /// The next endpoint, another one than those that failed if there is one; `None` where a look
    /// at the picture isn't enough.
    pub(super) fn pick(self: &Arc<Self>, failed: &[u64]) -> Option<Picked> {
        if failed.is_empty()
            && let Some(picked) = self.trial()
        {
            return Some(picked);
        }
        match self.choose(&self.picture.borrow(), failed, false) {
            Found::Here(picked) => Some(picked),
            Found::Full(_) | Found::Nothing => None,
        }
    }

    /// The same, and waits where there is something to wait for.
    ///
    /// # Errors
    /// Why there is no endpoint.
    pub(super) async fn wait(self: &Arc<Self>, failed: &[u64]) -> Result<Picked, Arc<str>> {
        let mut pictures = self.picture.subscribe();
        let mut lines = 0;
        loop {
            // No longer than the call's deadline and the time that a connection may take to open.
            let settled = |picture: &Picture| !picture.choices.is_empty() || !picture.waiting;
            // An error would mean that they are gone, which `self` rules out.
            let _ = pictures.wait_for(settled).await;
            let full = {
                let picture = pictures.borrow_and_update();
                // Waiting brought nothing: then in a queue.
                let before = std::mem::replace(&mut lines, picture.lines());
                match self.choose(&picture, failed, lines <= before) {
                    Found::Here(picked) => return Ok(picked),
                    Found::Full(endpoint) => endpoint,
                    Found::Nothing => return Err(Arc::clone(&picture.reason)),
                }
            };
            if self.widen(full) {
                let _ = pictures.changed().await;
            }
        }
    }

    /// A connection with room; where it must be, the next one also without.
    fn choose(&self, picture: &Picture, failed: &[u64], must: bool) -> Found {
        let count = picture.choices.len();
        if count == 0 {
            return Found::Nothing;
        }
        // A retry takes no turn: else two endpoints of which one fails would change places, and
        // all calls begin at the one that fails.
        let turn = if failed.is_empty() {
            self.next.fetch_add(1, Ordering::Relaxed)
        } else {
            self.next.load(Ordering::Relaxed)
        };
        let choices =
            || (0..count).map(|offset| &picture.choices[turn.wrapping_add(offset) % count]);
        let fresh = choices().filter(|choice| !failed.contains(&choice.record.id));
        let others = choices().filter(|choice| failed.contains(&choice.record.id));
        let mut full = None;
        for choice in fresh.chain(others) {
            if let Some(picked) = choice.picked(turn / count, must) {
                return Found::Here(picked);
            }
            full = full.or(Some(choice.record.id));
        }
        full.map_or(Found::Nothing, Found::Full)
    }
}

impl Picture {
    fn lines(&self) -> usize {
        self.choices.iter().map(|choice| choice.senders.len()).sum()
    }
}

impl Choice {
    /// One of its connections, another one each turn.
    pub(super) fn picked(&self, turn: usize, must: bool) -> Option<Picked> {
        let count = self.senders.len();
        let mut senders = (0..count).map(|offset| &self.senders[turn.wrapping_add(offset) % count]);
        let (sender, room) = senders.find_map(|sender| Some((sender, sender.load.take(must)?)))?;
        Some(Picked {
            requests: sender.requests.clone(),
            room,
            record: Arc::clone(&self.record),
            trial: None,
        })
    }
}
