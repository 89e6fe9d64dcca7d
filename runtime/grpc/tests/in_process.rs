//! Calls in this process, through the typed client of a fake.

mod echo;

use echo::client::EchoClient;
use echo::echo_v1::Request;
use echo::handler::EchoService;

#[tokio::test]
async fn a_fake_answers_without_a_process_around_it() {
    let client = EchoClient::fake(EchoService);
    let request = Request {
        text: "hello".to_owned(),
        ..Request::default()
    };
    let reply = client.say(request).await.unwrap().into_inner();
    assert_eq!(reply.text, "hello");
    assert!(
        (2_000..=3_000).contains(&reply.remaining_ms),
        "{}",
        reply.remaining_ms
    );
    assert_eq!(reply.request_id.len(), 16);
}
