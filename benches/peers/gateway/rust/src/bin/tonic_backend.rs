//! The gRPC service that gateways call, by tonic.

use peers::pb::order_service_server::OrderServiceServer;
use peers::{Orders, listen};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), tonic::transport::Error> {
    let incoming = TcpIncoming::from(listen::listener().await).with_nodelay(Some(true));
    let service = OrderServiceServer::new(Orders);
    Server::builder()
        .add_service(service)
        .serve_with_incoming(incoming)
        .await
}
