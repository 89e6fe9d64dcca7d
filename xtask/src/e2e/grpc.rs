//! A gRPC client that knows no message at compile time: it has the descriptors that the workspace
//! carries, and speaks JSON to its caller, as grpcurl does.

use std::time::Duration;

use anyhow::{Context, Result};
use bytes::BufMut;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde_json::Value;
use tokio::runtime::Runtime;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

/// Longer than any call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to one server.
pub(crate) struct Client {
    pool: DescriptorPool,
    runtime: Runtime,
    channel: Channel,
}

impl Client {
    /// Connects to a port of this machine. `descriptors`: an encoded FileDescriptorSet.
    pub(crate) fn connect(port: u16, descriptors: &[u8]) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let endpoint = Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?;
        let channel = runtime.block_on(endpoint.connect())?;
        Ok(Self {
            pool: DescriptorPool::decode(descriptors)?,
            runtime,
            channel,
        })
    }

    /// Calls a unary rpc, named as in `shop.orders.v1.OrderService/GetOrder`.
    pub(crate) fn call(&self, rpc: &str, request: &Value) -> Result<Result<Value, Status>> {
        self.call_within(PATIENCE, rpc, request)
    }

    /// The same with a deadline that is told to the server.
    pub(crate) fn call_within(
        &self,
        deadline: Duration,
        rpc: &str,
        request: &Value,
    ) -> Result<Result<Value, Status>> {
        let (service, method) = rpc.split_once('/').context("no / in the rpc's name")?;
        let service = self.pool.get_service_by_name(service);
        let service = service.with_context(|| format!("no descriptor of {rpc}"))?;
        let method = service.methods().find(|m| m.name() == method);
        let method = method.with_context(|| format!("no descriptor of {rpc}"))?;
        let request = DynamicMessage::deserialize(method.input(), request)?;
        let path = PathAndQuery::try_from(format!("/{rpc}"))?;
        let answer = self.runtime.block_on(async {
            let mut grpc = Grpc::new(self.channel.clone());
            grpc.ready()
                .await
                .map_err(|e| Status::unavailable(e.to_string()))?;
            let codec = Dynamic(method.output());
            let mut request = Request::new(request);
            request.set_timeout(deadline);
            grpc.unary(request, path, codec).await
        });
        match answer {
            Ok(answer) => Ok(Ok(serde_json::to_value(answer.into_inner())?)),
            Err(status) => Ok(Err(status)),
        }
    }
}

/// Reads and writes messages of types that are known at run time alone; holds the answer's.
struct Dynamic(MessageDescriptor);

impl Codec for Dynamic {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self(self.0.clone())
    }

    fn decoder(&mut self) -> Self {
        Self(self.0.clone())
    }
}

impl Encoder for Dynamic {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, message: DynamicMessage, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put_slice(&message.encode_to_vec());
        Ok(())
    }
}

impl Decoder for Dynamic {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let message = DynamicMessage::decode(self.0.clone(), from);
        message
            .map(Some)
            .map_err(|e| Status::internal(e.to_string()))
    }
}
