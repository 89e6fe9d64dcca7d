//! How a service is reached: in this process, in another one, or not at all. Typed calls encode
//! and decode around the one untyped call that the gateway makes.

use std::sync::{Arc, OnceLock};

use futures_util::{Stream, StreamExt as _};
use prost::Message;
use tonic::{Request, Response, Status};
use tonica_json::Service;
use tonica_runtime::{Error, Kind, Mode, Role, Setting, Start};

use crate::call::Peer;
use crate::chain::{Chain, Target};
use crate::dispatch::{decode, encoded};
use crate::hub::{Common, Hub};
use crate::limits::Limits;
use crate::messages::Messages;
use crate::payload::{Instance, Payload};
use crate::upstream::{self, Pool};

/// The way to one service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Channel {
    pub(crate) chain: Arc<Chain>,
}

/// The settings of calls to these services: the address of each, the limits, the connections.
pub fn addresses(services: &[&'static Service]) -> Vec<Setting> {
    let address = |service: &&'static Service| {
        let help = format!("Where {} is, if not in this process", service.alias);
        Setting::new(service.addr, Kind::Upstream, None, help).group("Services elsewhere")
    };
    let addresses = services.iter().map(address);
    addresses
        .chain(Limits::settings())
        .chain(upstream::settings())
        .collect()
}

impl Channel {
    /// The way to `service` in this process: to its slot if it runs here, else to its address.
    /// Without an address every call answers UNAVAILABLE and names the setting. Never waits.
    ///
    /// # Errors
    /// In gateway mode, where a route without its service has no use: no address is set.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn to(start: &Start, service: &'static Service) -> Result<Channel, Error> {
        let hub = start.shared::<Hub>();
        hub.channel(service.name, || {
            let target = target(start, &hub, service)?;
            Ok(Self::new(service, hub.common(start), target))
        })
    }

    /// The way to an instance, without a process around it: for tests, and fakes in them.
    pub fn local(service: &'static Service, instance: Instance) -> Channel {
        let target = Target::Slot(OnceLock::from(instance));
        Self::new(service, Arc::default(), target)
    }

    /// A way that leads nowhere: every call answers UNAVAILABLE. For tests that don't call it.
    pub fn unavailable(service: &'static Service) -> Channel {
        let reason = format!("there is no {} in this test", service.alias);
        Self::new(service, Arc::default(), Target::Missing(reason))
    }

    fn new(service: &'static Service, common: Arc<Common>, target: Target) -> Channel {
        Channel {
            chain: Arc::new(Chain::new(service, common, target)),
        }
    }

    /// Puts the service that runs in this process into its slot.
    pub(crate) fn fill(&self, instance: Instance) -> Result<(), Error> {
        let Target::Slot(slot) = &self.chain.target else {
            let name = self.chain.service.name;
            return Err(Error::new(format!(
                "{name} was asked for before it was selected"
            )));
        };
        let taken = || Error::new(format!("{} is given twice", self.chain.service.name));
        slot.set(instance).map_err(|_| taken())
    }

    /// The service that this leads to.
    pub fn service(&self) -> &'static Service {
        self.chain.service
    }

    /// Calls the method with this index, message bytes in and out, through the whole chain.
    ///
    /// # Errors
    /// What the service answers; UNAVAILABLE when it can't be reached; what the chain refuses.
    pub fn call(
        &self,
        method: usize,
        request: Request<Payload>,
    ) -> impl Future<Output = Result<Response<Payload>, Status>> + Send {
        self.chain.pass(Peer::Local, method, request)
    }

    /// One message in, one out.
    ///
    /// # Errors
    /// As [`Channel::call`].
    pub async fn unary<Q: Message, A: Message + Default>(
        &self,
        method: usize,
        request: Request<Q>,
    ) -> Result<Response<A>, Status> {
        one(self
            .call(
                method,
                request.map(|message| Payload::One(encoded(&message))),
            )
            .await?)
        .await
    }

    /// One message in, any number out.
    ///
    /// # Errors
    /// As [`Channel::call`]; later ones end the stream.
    pub async fn server_streaming<Q: Message, A: Message + Default>(
        &self,
        method: usize,
        request: Request<Q>,
    ) -> Result<Response<Messages<A>>, Status> {
        let request = request.map(|message| Payload::One(encoded(&message)));
        Ok(self.call(method, request).await?.map(Messages::new))
    }

    /// Any number of messages in, one out.
    ///
    /// # Errors
    /// As [`Channel::call`].
    pub async fn client_streaming<Q: Message, A: Message + Default>(
        &self,
        method: usize,
        request: Request<impl Stream<Item = Q> + Send + 'static>,
    ) -> Result<Response<A>, Status> {
        one(self.call(method, request.map(many)).await?).await
    }

    /// Any number of messages in, any number out.
    ///
    /// # Errors
    /// As [`Channel::call`]; later ones end the stream.
    pub async fn bidi_streaming<Q: Message, A: Message + Default>(
        &self,
        method: usize,
        request: Request<impl Stream<Item = Q> + Send + 'static>,
    ) -> Result<Response<Messages<A>>, Status> {
        Ok(self
            .call(method, request.map(many))
            .await?
            .map(Messages::new))
    }
}

fn target(start: &Start, hub: &Hub, service: &'static Service) -> Result<Target, Error> {
    if start.runs(Role::Services, service.alias) {
        return Ok(Target::Slot(OnceLock::new()));
    }
    if let Some(addresses) = start.text(service.addr) {
        return Ok(Target::Remote(Pool::open(start, hub, service, &addresses)?));
    }
    let (alias, setting) = (service.alias, service.addr);
    if start.mode() == Mode::Gateway {
        let what = format!("is not set: {alias} runs elsewhere, give its address, host:port");
        return Err(Error::config(setting, what));
    }
    let reason = format!("{alias} does not run in this process and {setting} is not set");
    tracing::warn!("{reason}: calls to it will answer UNAVAILABLE");
    Ok(Target::Missing(format!(
        "{reason}: set it to the address of {alias}, host:port"
    )))
}

fn many<Q: Message>(messages: impl Stream<Item = Q> + Send + 'static) -> Payload {
    Payload::Many(messages.map(|message| Ok(encoded(&message))).boxed())
}

async fn one<A: Message + Default>(response: Response<Payload>) -> Result<Response<A>, Status> {
    let (metadata, payload, extensions) = response.into_parts();
    let message = decode(payload.one().await?, "answer")?;
    Ok(Response::from_parts(metadata, message, extensions))
}
