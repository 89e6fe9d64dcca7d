//! The way from a method's index to the trait's method, as the crate grpc has it.

use std::sync::Arc;

use tonic::Request;
use tonica_grpc::{Answer, Dispatch, Instance, Payload, dispatch};

use super::echo_v1::echo_server::Echo;

/// `service` as it is called in this process and from the network.
pub fn echo<T: Echo>(service: T) -> Instance {
    Instance::new(EchoDispatch(Arc::new(service)))
}

struct EchoDispatch<T>(Arc<T>);

impl<T: Echo> Dispatch for EchoDispatch<T> {
    fn call(&self, method: usize, request: Request<Payload>) -> Answer {
        let service = Arc::clone(&self.0);
        match method {
            0 => dispatch::unary(
                request,
                move |request| async move { service.say(request).await },
            ),
            1 => dispatch::server_streaming(request, move |request| async move {
                service.repeat(request).await
            }),
            2 => dispatch::client_streaming(request, move |request| async move {
                service.gather(request).await
            }),
            3 => dispatch::bidi_streaming(request, move |request| async move {
                service.talk(request).await
            }),
            _ => dispatch::unknown(method),
        }
    }
}
