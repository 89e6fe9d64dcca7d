//! A consumer as its process runs it, and what its handler saw.

#![allow(dead_code, reason = "each test uses what it needs of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tonica_kafka::{
    Consumers, Context, Failure, Handler, Order, Producer, Received, Retry, Subscription, Topic,
    consumers, from_protobuf, to_protobuf,
};
use tonica_runtime::{
    BoxFuture, Error, Life, Mode, Part, Readiness, Role, Start, Stopper, TestStart,
};

/// Far longer than anything takes that works.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One thing seen by a handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) text: String,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    pub(crate) attempt: u32,
    pub(crate) headers: Vec<(String, String)>,
}

type React =
    dyn Fn(Received<String>, Context) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync;

/// A handler that does what a test says, and keeps what it was given once that was done.
#[derive(Clone)]
pub(crate) struct Probe {
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
    pub(crate) started: Arc<AtomicU64>,
    react: Arc<React>,
}

impl Probe {
    pub(crate) fn new<F>(
        react: impl Fn(Received<String>, Context) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        Self {
            seen: Arc::default(),
            started: Arc::default(),
            react: Arc::new(move |message, cx| Box::pin(react(message, cx))),
        }
    }

    /// One that takes all.
    pub(crate) fn ok() -> Self {
        Self::new(|_, _| async { Ok(()) })
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|seen| seen.text.clone()).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

impl Handler<String> for Probe {
    async fn handle(&self, message: &Received<String>, cx: &Context) -> Result<(), Failure> {
        self.started.fetch_add(1, Ordering::SeqCst);
        (self.react)(message.clone(), cx.clone()).await?;
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        self.seen.lock().unwrap().push(Seen {
            text: message.to_string(),
            partition: message.partition(),
            offset: message.offset(),
            attempt: message.attempt(),
            headers: message
                .headers()
                .map(|(name, value)| (name.to_owned(), text(value)))
                .collect(),
        });
        Ok(())
    }
}

/// A name that no other test and no other run has.
pub(crate) fn unique(name: &str) -> &'static str {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let unique = format!("{name}-{}-{}-{number}", now.as_millis(), std::process::id());
    Box::leak(unique.into_boxed_str())
}

/// A start with these settings, that runs the consumer `probe`.
pub(crate) fn start(settings: &[(&str, &str)]) -> Start {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    TestStart {
        mode: Mode::Consumer,
        runs: vec![(Role::Consumers, "probe")],
        settings: settings.iter().map(owned).collect(),
    }
    .start()
}

/// A subscription with short pauses, in a group of its own.
pub(crate) fn subscription(topic: &'static str) -> Subscription<String> {
    Subscription {
        name: "probe",
        topic,
        group: topic,
        decode: from_protobuf,
        order: Order::Key,
        concurrency: 8,
        retry: Retry {
            attempts: 3,
            initial: Duration::from_millis(5),
            maximum: Duration::from_millis(20),
        },
        dead_letter: None,
        drain: Duration::from_secs(20),
    }
}

/// A producer of texts `key:rest`.
pub(crate) fn producer(start: &Start, topic: &'static str) -> Producer<String> {
    let topic = Topic {
        name: "texts",
        topic,
        encode: to_protobuf,
        key: |text: &String| text.split_once(':').map(|(key, _)| key.as_bytes().to_vec()),
    };
    Producer::open(start, topic).unwrap()
}

/// Sends the texts, those of one key in order, and waits until all are there.
pub(crate) async fn send(
    start: &Start,
    topic: &'static str,
    texts: impl IntoIterator<Item = String>,
) {
    let producer = producer(start, topic);
    let sends = texts.into_iter().map(|text| {
        let producer = producer.clone();
        async move { producer.send(&text).await }
    });
    for sent in futures_util::future::join_all(sends).await {
        sent.unwrap();
    }
}

/// A consumer that runs.
pub(crate) struct Running {
    pub(crate) readiness: Readiness,
    stopper: Stopper,
    task: JoinHandle<Result<(), Error>>,
}

impl Running {
    pub(crate) fn start(start: &Start, subscription: Subscription<String>, probe: &Probe) -> Self {
        let probe = probe.clone();
        let all = move || Consumers::new().with(subscription, move |_: Arc<()>| probe);
        let part: Box<dyn Part<()>> = Box::new(consumers(all));
        let mut built = part.build(start, Some(Arc::new(()))).unwrap();
        let component = built.pop().unwrap();
        let readiness = Readiness::default();
        readiness.down_quietly("probe", "starting");
        let (life, stopper): (Life, Stopper) = Life::new("probe", &readiness);
        let task = tokio::spawn(async move { component.run(life).await });
        Self {
            readiness,
            stopper,
            task,
        }
    }

    pub(crate) async fn ready(&self) {
        until("the consumer is ready", || self.readiness.is_ready()).await;
    }

    /// Waits until readiness gives a reason with all of these words.
    pub(crate) async fn not_ready(&self, words: &[&str]) {
        until(&format!("not ready with {words:?}"), || {
            let reasons = self.readiness.reasons();
            reasons
                .iter()
                .any(|(_, reason)| words.iter().all(|word| reason.contains(word)))
        })
        .await;
    }

    /// Drains as the process does, within that time.
    pub(crate) async fn stop(self, time: Duration) -> Result<(), Error> {
        let deadline = Instant::now() + time;
        self.stopper.drain(deadline);
        let mut task = self.task;
        if let Ok(ended) = tokio::time::timeout_at(deadline, &mut task).await {
            return ended.unwrap();
        }
        self.stopper.kill();
        timeout(Duration::from_secs(1), task)
            .await
            .expect("it ends at its deadline")
            .unwrap()
    }

    /// Ends without a drain, as a crash does.
    pub(crate) async fn crash(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// Waits on a condition.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    let waited = timeout(PATIENCE, async {
        while !condition() {
            sleep(Duration::from_millis(5)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("in vain: {what}"));
}

/// What a group has committed, summed over the first six partitions.
pub(crate) async fn committed(brokers: &str, group: &str, topic: &str) -> i64 {
    let (brokers, group, topic) = (brokers.to_owned(), group.to_owned(), topic.to_owned());
    let look = move || {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .set("group.id", group)
            .create()
            .unwrap();
        let mut list = TopicPartitionList::new();
        list.add_partition_range(&topic, 0, 5);
        let list = consumer.committed_offsets(list, PATIENCE).unwrap();
        let offset = |offset| match offset {
            Offset::Offset(offset) => offset,
            _ => 0,
        };
        list.elements()
            .iter()
            .map(|element| offset(element.offset()))
            .sum()
    };
    tokio::task::spawn_blocking(look).await.unwrap()
}

/// How many members a group has.
pub(crate) async fn members(brokers: &str, group: &str) -> usize {
    let (brokers, group) = (brokers.to_owned(), group.to_owned());
    let look = move || {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .create()
            .unwrap();
        let list = consumer.fetch_group_list(Some(&group), PATIENCE).unwrap();
        list.groups()
            .iter()
            .map(|group| group.members().len())
            .sum()
    };
    tokio::task::spawn_blocking(look).await.unwrap()
}

/// The texts of one key, in the order in which they came.
pub(crate) fn of_key(texts: &[String], key: &str) -> Vec<String> {
    let prefix = format!("{key}:");
    texts
        .iter()
        .filter(|text| text.starts_with(&prefix))
        .cloned()
        .collect()
}
