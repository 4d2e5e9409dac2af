//! Random moments that can be had again: `CIRCULAR_TEST_SEED=…`.

use std::time::Duration;

/// Names the seed to throw again.
const SEED_VARIABLE: &str = "CIRCULAR_TEST_SEED";

/// Random numbers from a seed (`SplitMix64`).
pub(crate) struct SeededRandom(u64);

impl SeededRandom {
    /// Returns the seed of the environment, or a new one; it is printed, so that a failure can be had again.
    #[expect(clippy::print_stdout, reason = "without its seed a failure is a rumour")]
    pub(crate) fn seed(test: &str) -> u64 {
        let given = std::env::var_os(SEED_VARIABLE).map(|text| text.into_string().unwrap().parse().unwrap());
        let seed = given.unwrap_or_else(|| u64::from(u32::from_be_bytes(circular::random::random_bytes().unwrap())));
        println!("{test}: {SEED_VARIABLE}={seed}");
        seed
    }

    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.throw() % end as u64).unwrap()
    }

    /// Returns a time shorter than `longest`.
    pub(crate) fn moment(&mut self, longest: Duration) -> Duration {
        Duration::from_micros(self.throw() % u64::try_from(longest.as_micros()).unwrap())
    }
}
