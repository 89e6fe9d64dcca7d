//! The store's memory, and what is counted.

use crate::{Counted, PLAIN, call};

#[tokio::test]
async fn what_was_asked_for_least_lately_goes_first() {
    // Three answers fit, with what keeping each costs.
    let shop = Counted::new(PLAIN, &[("GATEWAY_CACHE_SIZE", "3600")]);
    for id in 1..=3 {
        shop.get(&format!("/v1/orders/{id}")).await;
    }
    assert_eq!(call(&shop.get("/v1/orders/1").await), "1");
    shop.get("/v1/orders/4").await;
    for (id, expected) in [(1, "1"), (3, "3"), (4, "4"), (2, "5")] {
        let got = shop.get(&format!("/v1/orders/{id}")).await;
        assert_eq!(call(&got), expected, "order {id}");
    }
}

#[tokio::test]
async fn an_answer_larger_than_the_store_is_not_kept_and_drives_nothing_out() {
    let shop = Counted::new(PLAIN, &[("GATEWAY_CACHE_SIZE", "3600")]);
    shop.get("/v1/orders/1").await;
    let large = format!("/v1/orders/{}", "x".repeat(4000));
    shop.get(&large).await;
    shop.get(&large).await;
    assert_eq!(shop.calls(), 3);
    assert_eq!(call(&shop.get("/v1/orders/1").await), "1");
}

#[tokio::test]
async fn memory_stays_within_its_bound() {
    let shop = Counted::new(PLAIN, &[("GATEWAY_CACHE_SIZE", "64KiB")]);
    for id in 0..500 {
        shop.get(&format!("/v1/orders/{id}?tags={}", "x".repeat(id)))
            .await;
        let text = shop.metrics();
        let line = text
            .lines()
            .find(|line| line.starts_with("gateway_cache_bytes "));
        let bytes: usize = line.unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        assert!((500..=64 << 10).contains(&bytes), "{bytes}");
    }
}

#[tokio::test]
async fn no_memory_is_no_keeping() {
    let shop = Counted::new(PLAIN, &[("GATEWAY_CACHE_SIZE", "0")]);
    for _ in 0..2 {
        let got = shop.get("/v1/orders/7").await;
        assert_eq!(got.header("cache-control"), None);
    }
    assert_eq!(shop.calls(), 2);
}

#[tokio::test]
async fn hits_and_misses_are_counted_by_template() {
    let shop = Counted::new(PLAIN, &[]);
    for path in ["/v1/orders/1", "/v1/orders/2", "/v1/orders/1", "/v1/orders"] {
        shop.get(path).await;
    }
    shop.with("/v1/orders/1", &[("authorization", "x")]).await;
    let text = shop.metrics();
    let expected = [
        ("hits", "/v1/orders/{order_id}", 1),
        ("misses", "/v1/orders/{order_id}", 2),
        ("hits", "/v1/orders", 0),
        ("misses", "/v1/orders", 1),
    ];
    for (what, route, count) in expected {
        let line = format!("gateway_cache_{what}_total{{route=\"{route}\"}} {count}\n");
        assert!(text.contains(&line), "{line} in\n{text}");
    }
}
