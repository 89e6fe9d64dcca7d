//! Rounds of load: in each, every contestant gets every call, so that what else happens on the
//! machine meets all alike.

use anyhow::Result;

use super::call::Call;
use super::contestants::OURS;
use super::running::{Running, Sample};

const ROUNDS: usize = 5;
/// Seconds that each is loaded with each call before anything is measured.
const WARM_UP: u32 = 1;

/// Measures all of them.
pub(super) fn measure(running: &mut [Running], seconds: u32) -> Result<()> {
    for round in 0..=ROUNDS {
        for call in Call::COMPARED.into_iter().chain(Call::GROWING) {
            for running in running.iter_mut().filter(|running| running.takes(call)) {
                if round == 0 {
                    running.load(call, WARM_UP)?;
                } else {
                    let sample = running.load(call, seconds)?;
                    running.measured.push((call, sample));
                }
            }
        }
    }
    Ok(())
}

impl Running {
    fn takes(&self, call: Call) -> bool {
        let ours = self.contestant.name == OURS && self.contestant.is_in_process();
        ours || Call::COMPARED.contains(&call)
    }

    /// The samples of a call, a round each.
    pub(super) fn samples(&self, call: Call) -> Vec<Sample> {
        let of = self
            .measured
            .iter()
            .filter(|(measured, _)| *measured == call);
        of.map(|(_, sample)| *sample).collect()
    }

    /// The median over all rounds.
    pub(super) fn median(&self, call: Call, of: impl Fn(&Sample) -> f64) -> f64 {
        median(self.samples(call).iter().map(of).collect())
    }
}

/// The median of what two samples of the same round make together.
pub(super) fn within(
    first: &[Sample],
    second: &[Sample],
    of: impl Fn(&Sample, &Sample) -> f64,
) -> f64 {
    median(
        first
            .iter()
            .zip(second)
            .map(|(first, second)| of(first, second))
            .collect(),
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
