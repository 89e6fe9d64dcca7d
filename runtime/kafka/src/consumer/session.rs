//! The reading itself: takes what there is room for, stores watermarks, pauses what is full, and
//! tells readiness what keeps the consumer from its work.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Headers as _, Message as _};
use tokio::time::Instant;

use super::membership::{Membership, offsets};
use super::reader::{Reader, TICK};
use super::trouble::Trouble;
use super::work::Work;
use crate::record::Record;
use crate::topics::Absence;

/// How long all may be full before Kafka is told to send nothing: what it sent ahead is thrown away
/// then, and sent once more.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a group may take to tell what is ours before that is a reason against traffic.
const JOIN: Duration = Duration::from_secs(3);

/// One membership, from subscribing to leaving.
pub(super) struct Session<'r> {
    reader: &'r Reader,
    consumer: &'r BaseConsumer<Membership>,
    topic: Arc<str>,
    begun: Instant,
    full_since: Option<Instant>,
    silent: bool,
    /// Why nothing can be read, and why no dead letter can be written.
    topic_trouble: Trouble,
    letter_trouble: Trouble,
    /// Why no record is given though the topic is there, and whether that was asked again since.
    refusal: Trouble,
    asked_again: bool,
    /// What the group refuses, until it lets us in.
    group_trouble: Option<String>,
    said: Option<String>,
    ready: bool,
}

impl<'r> Session<'r> {
    pub(super) fn new(reader: &'r Reader, consumer: &'r BaseConsumer<Membership>) -> Self {
        Self {
            reader,
            consumer,
            topic: reader.source.topic.into(),
            begun: Instant::now(),
            full_since: None,
            silent: false,
            topic_trouble: Trouble::default(),
            letter_trouble: Trouble::now(),
            refusal: Trouble::default(),
            asked_again: false,
            group_trouble: None,
            said: None,
            ready: false,
        }
    }

    /// Reads until the stop, which is `Ok`.
    ///
    /// # Errors
    /// The connection is of no more use.
    pub(super) fn run(mut self) -> Result<(), String> {
        while self.reader.stop.asked().is_none() {
            let room = self.reader.bench.with(|work| {
                work.wake(Instant::now());
                work.room()
            });
            self.note_room(room);
            if room == 0 && !self.silent {
                let end = Instant::now() + TICK;
                let enough = |work: &Work| work.room() > 0;
                self.reader.bench.wait(|| end, enough);
            } else {
                self.take(room)?;
            }
            self.store();
            self.silence();
            self.look();
            self.report();
        }
        Ok(())
    }

    /// Takes what Kafka has, as much as there is room for.
    fn take(&mut self, room: usize) -> Result<(), String> {
        let mut taken = Vec::new();
        let mut wait = TICK;
        loop {
            match self.consumer.poll(wait) {
                Some(Ok(message)) => taken.push(self.record(&message)),
                Some(Err(error)) => self.note(error)?,
                None => break,
            }
            if taken.len() >= room {
                break;
            }
            wait = Duration::ZERO;
        }
        self.hand_over(taken)
    }

    /// Puts the records where slots find them.
    fn hand_over(&self, taken: Vec<Record>) -> Result<(), String> {
        if taken.is_empty() {
            return Ok(());
        }
        let gone_back = self.reader.bench.with(|work| {
            let mut gone_back = None;
            for record in taken {
                let place = (record.partition, record.offset);
                if !work.take(record) {
                    gone_back = Some(place);
                }
            }
            gone_back
        });
        gone_back.map_or(Ok(()), |(partition, offset)| {
            Err(format!(
                "topic {}, partition {partition} goes back to offset {offset}: it was made anew, or \
                 its end was lost; it is read anew from there or from what is acknowledged",
                self.topic
            ))
        })
    }

    fn record(&self, message: &BorrowedMessage<'_>) -> Record {
        let owned = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
        let headers = message
            .headers()
            .into_iter()
            .flat_map(|headers| headers.iter());
        Record {
            topic: self.topic.clone(),
            partition: message.partition(),
            offset: message.offset(),
            key: owned(message.key()),
            value: owned(message.payload()),
            headers: headers
                .map(|header| (header.key.to_owned(), owned(header.value)))
                .collect(),
        }
    }

    /// Hands librdkafka the watermarks that moved; its timer commits them.
    fn store(&self) {
        let moved = self.reader.bench.with(|work| work.moved());
        if let Some(list) = offsets(&self.topic, &moved)
            && let Err(error) = self.consumer.store_offsets(&list)
        {
            // Committed at the latest when the partitions go.
            tracing::warn!(consumer = self.reader.source.name, %error, "watermarks were not stored");
        }
    }

    fn note_room(&mut self, room: usize) {
        if room > 0 {
            self.full_since = None;
            self.silent = self.silent && !self.reader.bench.with(|work| work.roomy());
        } else {
            let since = *self.full_since.get_or_insert_with(Instant::now);
            self.silent = self.silent || since.elapsed() > PATIENCE;
        }
    }

    /// Tells Kafka to send nothing of what is full or halted, and to send again what is no more.
    fn silence(&self) {
        let (pause, resume) = self.reader.bench.with(|work| work.silence(self.silent));
        self.pause_and_resume(&pause, &resume);
    }

    fn pause_and_resume(&self, pause: &[i32], resume: &[i32]) {
        let list = |partitions: &[i32]| {
            let mut list = TopicPartitionList::new();
            for partition in partitions {
                list.add_partition(&self.topic, *partition);
            }
            list
        };
        let told = if pause.is_empty() {
            Ok(())
        } else {
            self.consumer.pause(&list(pause))
        };
        let told = told.and_then(|()| {
            if resume.is_empty() {
                Ok(())
            } else {
                self.consumer.resume(&list(resume))
            }
        });
        if let Err(error) = told {
            tracing::warn!(consumer = self.reader.source.name, %error, "partitions were not paused or resumed");
        }
    }

    /// What an error means; librdkafka goes on by itself after most.
    fn note(&mut self, error: KafkaError) -> Result<(), String> {
        let source = &self.reader.source;
        tracing::debug!(consumer = source.name, %error, "Kafka reports");
        if let KafkaError::MessageConsumptionFatal(code) = error {
            return Err(format!("{} ended the connection: {code}", self.place()));
        }
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::GroupAuthorizationFailed) => {
                self.group_trouble = Some(format!(
                    "{} doesn't let this process join the group {}: allow it with `kafka-acls.sh`",
                    self.place(),
                    source.group
                ));
                self.consumer.context().left();
            }
            Some(RDKafkaErrorCode::TopicAuthorizationFailed) => {
                let topics = &self.reader.hub.topics;
                let learned = &self.consumer.context().listener;
                let reason = topics.reason(&Absence::Refused, source.topic, learned);
                self.refusal.looked(Err(reason));
                self.asked_again = false;
            }
            Some(RDKafkaErrorCode::PollExceeded) => {
                tracing::warn!(
                    consumer = source.name,
                    "asked Kafka too late; joins the group again"
                );
            }
            _ => self.topic_trouble.suspect(),
        }
        Ok(())
    }

    /// Looks at what is in trouble, when it is time to.
    fn look(&mut self) {
        let source = &self.reader.source;
        if self.topic_trouble.is_due() {
            let found = self.reader.look(self.consumer, source.topic);
            self.topic_trouble.looked(found);
        }
        if self.letter_trouble.is_due() {
            let found = source
                .dead_letter
                .map(|topic| self.reader.look(self.consumer, topic));
            self.letter_trouble.looked(found.unwrap_or(Ok(())));
        }
        if self.refusal.is_due() {
            self.look_whether_refused();
        }
    }

    /// librdkafka tells a refusal once and then keeps silent, whether it lasts or not; but once more
    /// for partitions that were paused in between.
    fn look_whether_refused(&mut self) {
        let found = match self.refusal.reason.clone() {
            Some(reason) if !self.asked_again => {
                let flowing = self.reader.bench.with(|work| work.flowing());
                self.pause_and_resume(&flowing, &flowing);
                Err(reason)
            }
            _ => Ok(()),
        };
        self.asked_again = found.is_err();
        self.refusal.looked(found);
    }

    /// Tells readiness and the metrics how it stands.
    fn report(&mut self) {
        let counts = &self.reader.counts;
        let mut troubles = self.reader.bench.with(|work| {
            let number = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
            counts.in_flight.set(number(work.in_hand()));
            counts.span.set(number(work.span()));
            counts.paused.set(number(work.silent()));
            work.troubles()
        });
        self.reader.stop.polled();
        let joined = self.consumer.context().is_member();
        if joined {
            self.group_trouble = None;
        }
        let of_topic = self.topic_trouble.reason.as_ref();
        troubles.extend(of_topic.or(self.refusal.reason.as_ref()).cloned());
        troubles.extend(self.letter_trouble.reason.clone());
        troubles.extend(self.group_trouble.clone());
        if troubles.is_empty() && joined {
            if !self.ready {
                self.reader.life.ready();
            }
            (self.ready, self.said) = (true, None);
            return;
        }
        if troubles.is_empty() && self.begun.elapsed() > JOIN {
            let group = self.reader.source.group;
            troubles.push(format!(
                "{} doesn't answer for the group {group} yet",
                self.place()
            ));
        }
        let reason = troubles.join("; ");
        if !reason.is_empty() && self.said.as_ref() != Some(&reason) {
            self.reader.life.not_ready(&*reason);
            (self.ready, self.said) = (false, Some(reason));
        }
    }

    fn place(&self) -> String {
        self.reader.hub.topics.brokers.place()
    }
}
