//! Real Kafka and Temporal for what is tested here. An address in the environment wins; otherwise
//! both are made from packages and run on free ports of the loopback address.

mod command;
mod fetch;
mod kafka;
mod server;
mod temporal;

use std::env;

use anyhow::Result;

pub(crate) use self::command::{Options, run};
pub(crate) use self::kafka::{Kafka, create_topic};
pub(crate) use self::temporal::Temporal;

/// The settings that hold the addresses, as the emitted binaries know them.
pub(crate) const KAFKA: &str = "KAFKA_BROKERS";
pub(crate) const TEMPORAL: &str = "TEMPORAL_ADDRESS";

/// A Kafka and a Temporal that answer. What was started here ends when this is dropped.
pub(crate) struct Servers {
    /// Where Kafka is: host:port.
    pub(crate) kafka: String,
    /// Where Temporal is: host:port.
    pub(crate) temporal: String,
    _started: (Option<Kafka>, Option<Temporal>),
}

impl Servers {
    /// Finds or starts both.
    pub(crate) fn up() -> Result<Self> {
        let (mut kafka, mut temporal) = (None, None);
        let kafka_at = match address(KAFKA) {
            Some(address) => address,
            None => kafka.insert(Kafka::start()?).address(),
        };
        let temporal_at = match address(TEMPORAL) {
            Some(address) => address,
            None => temporal.insert(Temporal::start()?).address(),
        };
        Ok(Self {
            kafka: kafka_at,
            temporal: temporal_at,
            _started: (kafka, temporal),
        })
    }

    /// The settings that lead to them.
    pub(crate) fn settings(&self) -> [(&'static str, &str); 2] {
        [(KAFKA, &self.kafka), (TEMPORAL, &self.temporal)]
    }
}

/// Gets into the cache what [`Servers::up`] will start, so that it only has to be started.
pub(crate) fn get() -> Result<()> {
    if address(KAFKA).is_none() {
        fetch::kafka()?;
    }
    if address(TEMPORAL).is_none() {
        fetch::temporal()?;
    }
    Ok(())
}

fn address(setting: &str) -> Option<String> {
    env::var(setting).ok().filter(|value| !value.is_empty())
}
