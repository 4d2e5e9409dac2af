//! Parses the command line.

/// All scenarios, the quick ones first; the others only run when they are named.
const SCENARIOS: [&str; 14] = [
    "relay", "one", "latency", "save", "short", "key", "signing", "import", "engines", "inbound", "pages", "large",
    "million", "senders",
];
const USAGE: &str = "usage: cargo bench --bench speed -- [relay] [one] [latency] [save] [short] [key] [signing] [import] [engines] [inbound] [pages] [large] [million] [senders] [--rounds N] [--recipients N]";

/// The scenarios to run.
pub(crate) struct Plan {
    pub(crate) scenarios: Vec<&'static str>,
    pub(crate) size: Size,
}

#[derive(Default)]
pub(crate) struct Size {
    rounds: Option<usize>,
    recipients: Option<usize>,
}

impl Plan {
    /// Parses the arguments; `--bench`, which cargo adds, is ignored.
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut plan = Self { scenarios: Vec::new(), size: Size::default() };
        while let Some(argument) = arguments.next() {
            let mut number = || Some(arguments.next()?.replace('_', "").parse().expect(USAGE));
            match argument.as_str() {
                "--bench" => {}
                "--rounds" => plan.size.rounds = number(),
                "--recipients" => plan.size.recipients = number(),
                name => plan.scenarios.push(SCENARIOS.into_iter().find(|known| *known == name).expect(USAGE)),
            }
        }
        if plan.scenarios.is_empty() {
            plan.scenarios.extend(&SCENARIOS[..4]);
        }
        plan
    }
}

impl Size {
    /// Returns how often each measurement is repeated.
    pub(crate) fn rounds(&self, usual: usize) -> usize {
        self.rounds.unwrap_or(usual).max(1)
    }

    pub(crate) fn recipients(&self, usual: usize) -> usize {
        self.recipients.unwrap_or(usual).max(2)
    }
}
