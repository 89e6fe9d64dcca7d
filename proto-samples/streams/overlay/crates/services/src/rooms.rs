//! Rooms in which what one says is heard by all. A room is there as long as somebody is in it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use streams_api::live::v1::Message;
use tokio::sync::broadcast::{self, Receiver, Sender};

/// How far behind the others a guest may be who takes nothing; then he is sent away, so that a
/// room takes no more memory than this.
const BEHIND: usize = 64;

/// The rooms by name.
#[derive(Clone, Default)]
pub struct Rooms(Arc<Mutex<HashMap<String, Sender<Message>>>>);

/// One's place in a room.
pub struct Guest {
    rooms: Rooms,
    name: String,
    mouth: Sender<Message>,
    ears: Receiver<Message>,
}

impl Rooms {
    /// Enters a room; from now on what is said there is heard.
    pub fn enter(&self, name: &str) -> Guest {
        let mut rooms = self.all();
        let room = rooms.entry(name.to_owned());
        let mouth = room.or_insert_with(|| broadcast::channel(BEHIND).0).clone();
        Guest {
            ears: mouth.subscribe(),
            mouth,
            name: name.to_owned(),
            rooms: self.clone(),
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Sender<Message>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guest {
    /// Says something to all in the room, oneself among them.
    pub fn say(&self, message: Message) {
        // Somebody hears it: oneself.
        let _ = self.mouth.send(message);
    }

    /// The next thing that is said; `None` when too much was missed.
    pub async fn hear(&mut self) -> Option<Message> {
        self.ears.recv().await.ok()
    }

    /// What was said already and not heard yet.
    pub fn rest(&mut self) -> Option<Message> {
        self.ears.try_recv().ok()
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut rooms = self.rooms.all();
        // These are the ears of the one who leaves.
        if self.mouth.receiver_count() <= 1 {
            rooms.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_room_is_gone_with_its_last_guest() {
        let rooms = Rooms::default();
        let one = rooms.enter("lobby");
        let mut two = rooms.enter("lobby");
        drop(one);
        two.say(Message::default());
        assert_eq!(two.hear().await, Some(Message::default()));
        drop(two);
        assert!(rooms.all().is_empty());
    }

    #[tokio::test]
    async fn who_takes_nothing_is_sent_away() {
        let rooms = Rooms::default();
        let mut slow = rooms.enter("lobby");
        for _ in 0..=BEHIND {
            slow.say(Message::default());
        }
        assert_eq!(slow.hear().await, None);
    }
}
