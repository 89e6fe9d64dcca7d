//! Whether all contestants answer the same: only then is it fair to compare them.

use anyhow::{Result, ensure};
use serde_json::Value;

use super::call::Call;
use super::running::Running;

/// Asks each for every call.
pub(super) fn compare(running: &[Running]) -> Result<()> {
    for call in Call::COMPARED {
        let mut expected: Option<(&str, Value)> = None;
        for running in running {
            let name = running.contestant.name;
            let answer = call.ask(running.port())?.json(200)?;
            match &expected {
                None => expected = Some((name, answer)),
                Some((first, expected)) => ensure!(
                    answer == *expected,
                    "{}: {name} answers\n{answer}\n{first} answers\n{expected}",
                    call.name()
                ),
            }
        }
    }
    Ok(())
}
