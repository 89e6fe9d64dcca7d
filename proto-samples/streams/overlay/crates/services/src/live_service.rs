//! Streams that go on for as long as their clients like.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use streams_api::live::v1::{Message, Number, TickEvent, TickRequest, Total};
use streams_core::State;
use streams_grpc::live::v1::live_service_server;
use tokio::sync::mpsc::{self, Sender};
use tokio::time::{Interval, MissedTickBehavior, interval};
use tonic::codegen::tokio_stream::Stream;
use tonic::codegen::tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

use crate::rooms::{Guest, Rooms};

/// The time between two ticks where the request says nothing.
const EVERY: Duration = Duration::from_secs(1);

/// Adds, chats and ticks.
pub struct LiveService {
    rooms: Rooms,
}

impl LiveService {
    /// The service; its rooms are its own, and it has no use for the State.
    pub fn new(_state: Arc<State>) -> Self {
        Self {
            rooms: Rooms::default(),
        }
    }
}

#[tonic::async_trait]
impl live_service_server::LiveService for LiveService {
    /// Adds up the numbers of a stream.
    async fn sum(&self, request: Request<Streaming<Number>>) -> Result<Response<Total>, Status> {
        let mut numbers = request.into_inner();
        let mut total = Total::default();
        while let Some(number) = numbers.message().await? {
            let sum = total.sum.checked_add(number.value);
            total.sum = sum.ok_or_else(|| Status::out_of_range("the sum is too large"))?;
            total.count += 1;
        }
        Ok(Response::new(total))
    }

    type ChatStream = ReceiverStream<Result<Message, Status>>;

    /// Speaks in a room, and hears what is said there from then on, one's own words too. The
    /// first message says which room it is.
    async fn chat(
        &self,
        request: Request<Streaming<Message>>,
    ) -> Result<Response<Self::ChatStream>, Status> {
        let mut words = request.into_inner();
        // One message waits for the client; what else is said waits in the room.
        let (client, heard) = mpsc::channel(1);
        if let Some(first) = words.message().await? {
            let guest = self.rooms.enter(&first.room);
            guest.say(first);
            tokio::spawn(chat(guest, words, client));
        }
        Ok(Response::new(ReceiverStream::new(heard)))
    }

    type TickStream = Ticks;

    /// Ticks without an end.
    async fn tick(
        &self,
        request: Request<TickRequest>,
    ) -> Result<Response<Self::TickStream>, Status> {
        let every = request.into_inner().every;
        let every = every.map_or(Ok(EVERY), Duration::try_from);
        match every {
            Ok(every) if !every.is_zero() => Ok(Response::new(Ticks::new(every))),
            _ => Err(Status::invalid_argument("every must be more than nothing")),
        }
    }
}

/// Hands on what is said both ways until the client has said all, or is gone.
async fn chat(
    mut guest: Guest,
    mut words: Streaming<Message>,
    client: Sender<Result<Message, Status>>,
) {
    loop {
        tokio::select! {
            word = words.message() => match word {
                Ok(Some(word)) => guest.say(word),
                Ok(None) => break,
                Err(status) => {
                    // Nobody is left to be told where this fails.
                    let _ = client.send(Err(status)).await;
                    return;
                }
            },
            heard = guest.hear() => {
                let slow = || Status::resource_exhausted("too slow for all that is said here");
                let heard = heard.ok_or_else(slow);
                let over = heard.is_err();
                if client.send(heard).await.is_err() || over {
                    return;
                }
            }
            () = client.closed() => return,
        }
    }
    while let Some(rest) = guest.rest() {
        if client.send(Ok(rest)).await.is_err() {
            return;
        }
    }
}

/// A stream of ticks. A client that was away for some gets no heap of them at once.
pub struct Ticks {
    clock: Interval,
    number: u64,
}

impl Ticks {
    fn new(every: Duration) -> Self {
        let mut clock = interval(every);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { clock, number: 0 }
    }
}

impl Stream for Ticks {
    type Item = Result<TickEvent, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.clock.poll_tick(cx).map(|_| {
            self.number += 1;
            Some(Ok(TickEvent {
                number: self.number,
            }))
        })
    }
}

#[cfg(test)]
mod tests {
    use streams_clients::{Clients, LiveServiceClient};
    use tonic::Code;
    use tonic::codegen::tokio_stream;
    use tonica_runtime::Start;

    use super::*;

    /// The service as its callers see it: the whole call, but no server and no port.
    async fn client() -> LiveServiceClient {
        let state = State::open(&Start::test(), Clients::test()).await;
        let state = Arc::new(state.expect("the state opens"));
        LiveServiceClient::fake(LiveService::new(state))
    }

    fn word(author: &str, text: &str) -> Message {
        Message {
            room: "lobby".to_owned(),
            author: author.to_owned(),
            text: text.to_owned(),
        }
    }

    #[tokio::test]
    async fn numbers_are_added_until_they_are_too_large() {
        let client = client().await;
        let sum = async |numbers: &[i64]| {
            let numbers: Vec<_> = numbers.iter().map(|&value| Number { value }).collect();
            client.sum(tokio_stream::iter(numbers)).await
        };
        let total = sum(&[3, -5, 9]).await.unwrap().into_inner();
        assert_eq!((total.sum, total.count), (7, 3));
        let status = sum(&[i64::MAX, 1]).await.unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange);
    }

    #[tokio::test]
    async fn all_in_a_room_hear_what_is_said() {
        let client = client().await;
        let (ada, words) = mpsc::channel(1);
        ada.send(word("ada", "anybody here?")).await.unwrap();
        let chat = client.chat(ReceiverStream::new(words)).await;
        let mut hears = chat.unwrap().into_inner();
        let own = hears.message().await.unwrap().unwrap();
        assert_eq!(own.text, "anybody here?");
        let words = tokio_stream::iter([word("bob", "me"), word("bob", "bye")]);
        let mut bob = client.chat(words).await.unwrap().into_inner();
        for text in ["me", "bye"] {
            assert_eq!(bob.message().await.unwrap().unwrap().text, text);
            assert_eq!(hears.message().await.unwrap().unwrap().text, text);
        }
        assert!(bob.message().await.unwrap().is_none());
        drop(ada);
        assert!(hears.message().await.unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn ticks_are_counted() {
        let client = client().await;
        let ticks = client.tick(TickRequest::default()).await;
        let mut ticks = ticks.unwrap().into_inner();
        for number in 1..=3 {
            let tick = ticks.message().await.unwrap().unwrap();
            assert_eq!(tick.number, number);
        }
    }
}
