//! rest_over_grpc before the tonic service, in process, served by hyper.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use peers::pb::__rest_over_grpc_bridge_OrderService::OrderServiceRestBridge;
use peers::{Orders, listen, rest};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let bridge = OrderServiceRestBridge::externally_authenticated(Orders);
    let transcoder = Arc::new(rest::Transcoder::new(bridge));
    let listener = listen::listener().await;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let transcoder = Arc::clone(&transcoder);
        let service = service_fn(move |request| {
            let transcoder = Arc::clone(&transcoder);
            async move {
                let response = rest_over_grpc::serving::serve_http(request, &transcoder).await;
                Ok::<_, Infallible>(response)
            }
        });
        // A connection that fails is its client's affair.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
