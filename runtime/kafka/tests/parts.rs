//! The parts of a consumer that are plain data: windows, order, pauses, dead letters.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "whole modules of the crate are taken in"
)]

use tonica_kafka::NotDecoded;

#[path = "../src/backoff.rs"]
mod backoff;
#[path = "../src/context.rs"]
mod context;
#[path = "../src/lock.rs"]
mod lock;
#[path = "../src/record.rs"]
mod record;
#[path = "../src/subscription.rs"]
mod subscription;

#[path = "../src/consumer"]
mod consumer {
    pub(crate) mod job;
    pub(crate) mod letter;
    pub(crate) mod partition;
    pub(crate) mod scheduler;
    pub(crate) mod stop;
    pub(crate) mod window;
    pub(crate) mod work;
}

use std::time::Duration;

use consumer::job::Job;
use consumer::letter;
use consumer::scheduler::Scheduler;
use consumer::stop::Stop;
use consumer::window::Window;
use consumer::work::Work;
use context::Lease;
use futures_util::FutureExt as _;
use record::Record;
use subscription::Order;
use tokio::time::Instant;

fn record(partition: i32, offset: i64, key: &str) -> Record {
    Record {
        topic: "orders".into(),
        partition,
        offset,
        key: Some(key.as_bytes().to_vec()),
        value: Some(b"value".to_vec()),
        headers: Vec::new(),
    }
}

/// Work with one partition and these keys, offsets from 0.
fn work(order: Order, keys: &str) -> Work {
    let mut work = Work::new(order, 4);
    work.assign(0);
    for (offset, key) in (0..).zip(keys.chars()) {
        work.take(record(0, offset, &key.to_string()));
    }
    work
}

/// All that can be handled at once.
fn ready(work: &mut Work) -> Vec<Job> {
    std::iter::from_fn(|| work.next()).collect()
}

fn offsets(jobs: &[Job]) -> Vec<i64> {
    jobs.iter().map(|job| job.record.offset).collect()
}

#[test]
fn a_watermark_is_where_all_before_is_done() {
    let mut window = Window::default();
    assert!([3, 4, 9].into_iter().all(|offset| window.take(offset)));
    assert_eq!(window.watermark(), None);
    window.done(4);
    assert_eq!(
        (window.watermark(), window.open(), window.len()),
        (None, 2, 3)
    );
    window.done(3);
    assert_eq!((window.watermark(), window.len()), (Some(5), 1));
    window.done(9);
    assert_eq!((window.watermark(), window.open()), (Some(10), 0));
}

#[test]
fn what_is_left_holds_the_watermark_for_ever() {
    let mut window = Window::default();
    assert!((0..3).all(|offset| window.take(offset)));
    window.done(0);
    window.leave(1);
    window.done(2);
    window.done(1);
    assert_eq!(
        (window.watermark(), window.open(), window.len()),
        (Some(1), 0, 2)
    );
}

#[test]
fn a_record_that_comes_twice_counts_once() {
    let mut window = Window::default();
    assert!(window.take(5));
    assert!(!window.take(5) && !window.take(4));
    window.done(5);
    window.done(5);
    assert_eq!((window.watermark(), window.open()), (Some(6), 0));
}

#[test]
fn what_goes_back_is_told_and_acknowledges_nothing() {
    let mut work = work(Order::Key, "abc");
    let jobs = ready(&mut work);
    work.done(&jobs[0]);
    assert!(!work.take(record(0, 0, "a")), "it was made anew");
    assert!(work.take(record(0, 1, "b")), "not ours until assigned anew");
    assert_eq!(*jobs[1].lease.borrow(), Lease::Over);
    work.done(&jobs[1]);
    work.give_up(&jobs[2]);
    assert_eq!((work.moved(), work.in_hand()), (vec![], 0));
    assert_eq!(work.revoke(&[0]), (vec![], 0));
}

#[test]
fn no_slot_is_idle_while_a_free_lane_has_an_item() {
    let mut scheduler = Scheduler::default();
    for (lane, item) in [(1, "a"), (1, "b"), (2, "c"), (1, "d"), (3, "e")] {
        scheduler.push(Some(lane), item);
    }
    scheduler.push(None, "f");
    let first: Vec<_> = std::iter::from_fn(|| scheduler.next())
        .map(|(_, item)| item)
        .collect();
    assert_eq!(first, ["a", "c", "e", "f"]);
    scheduler.done(Some(2));
    assert_eq!(scheduler.next(), None);
    scheduler.done(Some(1));
    assert_eq!(scheduler.next(), Some((Some(1), "b")));
    assert_eq!(scheduler.give_up(Some(1)), ["d"]);
    assert_eq!(scheduler.next(), None);
}

#[test]
fn the_order_says_what_waits_for_what() {
    for (order, first) in [
        (Order::Key, vec![0, 1, 3]),
        (Order::Partition, vec![0]),
        (Order::None, vec![0, 1, 2, 3]),
    ] {
        let mut work = work(order, "abac");
        assert_eq!(offsets(&ready(&mut work)), first, "{order:?}");
    }
}

#[test]
fn records_without_a_key_wait_for_nothing() {
    let mut work = Work::new(Order::Key, 4);
    work.assign(0);
    for offset in 0..3 {
        work.take(Record {
            key: None,
            ..record(0, offset, "")
        });
    }
    assert_eq!(offsets(&ready(&mut work)), [0, 1, 2]);
}

#[test]
fn a_pause_blocks_its_key_alone_and_the_watermark() {
    let mut work = work(Order::Key, "abab");
    let now = Instant::now();
    let due = now + Duration::from_secs(1);
    let [a, b] = ready(&mut work).try_into().unwrap();
    work.later(a, due);
    work.done(&b);
    let [b] = ready(&mut work).try_into().unwrap();
    work.done(&b);
    assert!(ready(&mut work).is_empty());
    assert_eq!(work.moved(), []);
    assert_eq!(work.wake(now), Some(due));
    assert_eq!(work.wake(due), None);
    for offset in [0, 2] {
        let [a] = ready(&mut work).try_into().unwrap();
        assert_eq!(a.record.offset, offset);
        work.done(&a);
    }
    assert_eq!(work.moved(), [(0, 4)]);
    assert_eq!(work.moved(), []);
    assert_eq!(work.in_hand(), 0);
}

#[test]
fn what_ends_after_its_partition_went_counts_for_nothing() {
    let mut work = work(Order::Key, "ab");
    let [a, b] = ready(&mut work).try_into().unwrap();
    work.done(&a);
    let lease = b.lease.clone();
    assert_eq!(work.revoke(&[0]), (vec![(0, 1)], 1));
    assert_eq!(*lease.borrow(), Lease::Over);
    // The partition comes back, from where it was committed.
    work.assign(0);
    work.take(record(0, 1, "b"));
    work.done(&b);
    assert_eq!((work.moved(), work.open(&[0])), (vec![], 1));
    let [again] = ready(&mut work).try_into().unwrap();
    work.done(&again);
    assert_eq!(work.moved(), [(0, 2)]);
    assert_eq!(work.in_hand(), 0);
}

#[test]
fn a_revocation_waits_for_what_can_be_done_in_time_and_gives_up_the_rest() {
    let mut work = work(Order::Key, "aabbc");
    let now = Instant::now();
    let [a, b, c] = ready(&mut work).try_into().unwrap();
    work.later(a, now + Duration::from_secs(60));
    work.later(b, now + Duration::from_secs(1));
    work.end(&[0], now + Duration::from_secs(5));
    // The first key and what waits behind it is given up; the second may be tried again.
    assert_eq!(work.open(&[0]), 3);
    assert_eq!(*c.lease.borrow(), Lease::Ends(now + Duration::from_secs(5)));
    work.done(&c);
    work.wake(now + Duration::from_secs(1));
    for _ in 0..2 {
        let [b] = ready(&mut work).try_into().unwrap();
        work.done(&b);
    }
    assert_eq!(work.open(&[0]), 0);
    assert_eq!(work.revoke(&[0]), (vec![], 0));
    assert_eq!(work.in_hand(), 0);
}

#[test]
fn a_halt_stops_its_partition_alone() {
    let mut work = work(Order::Key, "abca");
    work.assign(1);
    work.take(record(1, 7, "x"));
    let [a, b, c, x] = ready(&mut work).try_into().unwrap();
    work.done(&a);
    work.halt(&b, "the handler stopped at offset 1".to_owned());
    work.done(&c);
    work.done(&x);
    work.take(record(0, 4, "d"));
    assert!(ready(&mut work).is_empty());
    assert_eq!(work.moved(), [(0, 1), (1, 8)]);
    assert_eq!(work.troubles(), ["the handler stopped at offset 1"]);
    assert_eq!(work.flowing(), [0, 1]);
    assert_eq!(work.silence(false), (vec![0], vec![]));
    assert_eq!(work.flowing(), [1]);
    assert_eq!((work.open(&[0, 1]), work.in_hand()), (0, 0));
}

#[test]
fn the_first_that_is_held_is_told_apart() {
    let mut work = work(Order::Key, "ab");
    let [a, b] = ready(&mut work).try_into().unwrap();
    let away = "the dead letter topic is away";
    let hold = |work: &mut Work, job| work.hold(job, away.to_owned());
    assert!(hold(&mut work, &a));
    assert!(!hold(&mut work, &b), "the log has it");
    assert!(!hold(&mut work, &a), "the same, once more");
    assert_eq!(work.troubles(), [away]);
    work.done(&a);
    work.done(&b);
    assert!(work.troubles().is_empty());
}

#[test]
fn a_partition_that_is_full_is_paused_until_half_of_it_is_done() {
    let mut work = Work::new(Order::Partition, 1);
    work.assign(0);
    let big = |offset| Record {
        value: Some(vec![0; 1 << 20]),
        ..record(0, offset, "k")
    };
    for offset in 0..9 {
        work.take(big(offset));
    }
    assert_eq!(work.silence(false), (vec![0], vec![]));
    assert!(work.room() > 0, "there is room for other partitions");
    for left in (0..9).rev() {
        let [job] = ready(&mut work).try_into().unwrap();
        work.done(&job);
        let resumed = work.silence(false).1;
        assert_eq!(resumed.is_empty(), left != 3, "{left} left");
    }
}

#[tokio::test]
async fn a_stop_answers_for_itself_alone() {
    let stop = Stop::default();
    // A rebalance, and a connection that ended.
    stop.cut_off(3);
    stop.hand_back();
    stop.ask(Instant::now());
    assert_eq!(stop.cut(), 0);
    assert!(stop.handed_back().now_or_never().is_none());
    stop.cut_off(2);
    stop.hand_back();
    assert_eq!(stop.cut(), 2);
    stop.handed_back().await;
}

#[test]
fn a_dead_letter_names_its_origin_and_keeps_the_headers() {
    let header = |name: &str, value: &str| (name.to_owned(), Some(value.as_bytes().to_vec()));
    let mut record = record(3, 42, "k");
    record.headers = vec![
        header("traceparent", "00-1-2-03"),
        header("dead-letter-error", "of old"),
    ];
    let headers = letter::headers(&record, "mail", &"é".repeat(5000), 5);
    let value = |name: &str| {
        let all: Vec<_> = headers.iter().filter(|header| header.0 == name).collect();
        assert_eq!(all.len(), 1, "{name}");
        String::from_utf8(all[0].1.clone().unwrap()).unwrap()
    };
    assert_eq!(value("traceparent"), "00-1-2-03");
    assert_eq!(value("dead-letter-topic"), "orders");
    assert_eq!(value("dead-letter-partition"), "3");
    assert_eq!(value("dead-letter-offset"), "42");
    assert_eq!(value("dead-letter-group"), "mail");
    assert_eq!(value("dead-letter-attempts"), "5");
    assert_eq!(value("dead-letter-error"), "é".repeat(1024));
}

#[test]
fn pauses_double_up_to_the_longest() {
    let pause =
        |failures| backoff::pause(Duration::from_millis(200), Duration::from_secs(1), failures);
    let millis: Vec<_> = (1..6).map(|failures| pause(failures).as_millis()).collect();
    assert_eq!(millis, [200, 400, 800, 1000, 1000]);
    assert_eq!(pause(u32::MAX), Duration::from_secs(1));
}
