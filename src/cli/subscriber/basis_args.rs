//! What is known of people whom somebody puts on a list, as options say it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::error::CommandError;
use crate::clock;
use crate::model::{BasisEvidence, EvidenceError, List, single_line};

/// What people agreed to, for the record of consent.
#[derive(Debug, clap::Args)]
pub(super) struct BasisArgs {
    /// What these people agreed to or did and where, such as "asked at the annual meeting of 2 May"; it is kept as proof
    #[arg(long, value_name = "WORDS")]
    basis: Option<String>,
    /// How they could refuse when they gave their address, such as "a box on the form"; a soft opt-in needs it
    #[arg(long, value_name = "WORDS")]
    refusal: Option<String>,
    /// The earliest day on which one of them gave their address, such as 2026-05-02; a charity's soft opt-in needs it
    #[arg(long, value_name = "DATE")]
    collected: Option<String>,
}

impl BasisArgs {
    /// Returns whether it says what the people agreed to or did.
    pub(super) fn has_words(&self) -> bool {
        words(self.basis.as_deref()).is_some()
    }

    /// Returns the text for the record of consent, or says what the basis of the list needs.
    pub(super) fn record_text(&self, list: &List, zone: TimeZone) -> Result<Option<String>, CommandError> {
        let collected = self.collected.as_deref().map(parse_day).transpose()?;
        let (basis, refusal) = (words(self.basis.as_deref()), words(self.refusal.as_deref()));
        if refusal.is_some() && basis.is_none() {
            return Err(CommandError::new(
                "`--refusal` says how these people could refuse, but not what they agreed to or did",
            )
            .with_hint("pass `--basis` as well, such as `--basis \"gave at the summer fair\"`"));
        }
        let known = BasisEvidence { words: basis.as_deref(), refusal: refusal.as_deref(), collected };
        let today = clock::now().to_zoned(zone).date();
        list.basis.record_text(known, today).map_err(|error| evidence_error(error, list))
    }
}

fn words(option: Option<&str>) -> Option<String> {
    option.map(|words| single_line(words).into_owned()).filter(|words| !words.is_empty())
}

fn parse_day(text: &str) -> Result<Date, CommandError> {
    text.parse().map_err(|_| CommandError::new(format!("`{text}` is not a day: write one such as `2026-05-02`")))
}

fn evidence_error(error: EvidenceError, list: &List) -> CommandError {
    let hint = match error {
        EvidenceError::MissingWords => "pass `--basis`, such as `--basis \"gave at the summer fair\"`".to_owned(),
        EvidenceError::MissingRefusal => {
            "pass `--refusal`, such as `--refusal \"a box on the donation form\"`. If they could not refuse, they must be \
             asked first: put them on a list with the basis `consent` once they have agreed"
                .to_owned()
        }
        EvidenceError::MissingDate => {
            "pass `--collected` with the earliest day, such as `--collected 2026-05-02`".to_owned()
        }
        EvidenceError::TooEarly => "people whose address is older must be asked first: put them on a list with the basis \
                                    `consent` once they have agreed"
            .to_owned(),
        EvidenceError::InFuture => return CommandError::new(error.to_string()),
    };
    CommandError::new(format!("the basis of the list `{}` is {}, and {error}", list.name, list.basis.words()))
        .with_hint(hint)
}
