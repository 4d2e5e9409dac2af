//! What people agreed to or did, as a form: how they come onto a list.

use jiff::civil::Date;

use super::form_input::{FormFault, FormInput};
use super::form_values::FormValues;
use crate::clock;
use crate::model::{BasisEvidence, ConsentBasis, EvidenceError, List, single_line};
use crate::web::admin::AdminServer;

const WORDS: &str = "basis";
const REFUSAL: &str = "refusal";
const COLLECTED: &str = "collected";

/// Returns the inputs that the basis of a list asks for.
pub(in crate::web::admin) fn consent_inputs(list: &List, typed: &FormValues) -> Vec<FormInput> {
    let label = match list.basis {
        ConsentBasis::Consent => "What did they agree to, where and when?",
        ConsentBasis::CharitySoftOptIn | ConsentBasis::CustomerSoftOptIn => {
            "What did they do when they gave their address?"
        }
        ConsentBasis::MembershipNotice => "Since when are they members, and where is it written?",
    };
    let hint = match list.basis {
        ConsentBasis::Consent => "Such as “asked at the annual meeting of 2 May”. It is kept as proof.",
        ConsentBasis::CharitySoftOptIn => "Such as “gave to the roof appeal”. It is kept as proof.",
        ConsentBasis::CustomerSoftOptIn => "Such as “bought a ticket for the concert”. It is kept as proof.",
        ConsentBasis::MembershipNotice => "Such as “on the register of members of 2026”. It is kept as proof.",
    };
    let mut inputs = vec![FormInput::text(WORDS, label, typed.get(WORDS)).with_hint(hint)];
    if list.basis.is_soft_opt_in() {
        inputs.push(
            FormInput::text(REFUSAL, "How could they refuse then?", typed.get(REFUSAL))
                .with_hint("Such as “a box on the form”."),
        );
        inputs.push(
            FormInput::text(
                COLLECTED,
                "On which day did they give their address, at the earliest?",
                typed.get(COLLECTED),
            )
            .of_kind("date"),
        );
    }
    inputs
}

impl AdminServer {
    /// Returns the text for the record of consent, or what is missing.
    pub(in crate::web::admin) fn consent_text(
        &self,
        list: &List,
        form: &FormValues,
    ) -> Result<Option<String>, FormFault> {
        let line = |name: &str| form.filled(name).map(|words| single_line(words).into_owned());
        let (words, refusal) = (line(WORDS), line(REFUSAL));
        let collected = match form.filled(COLLECTED).map(str::parse::<Date>) {
            Some(Err(_)) => return Err(FormFault::new(COLLECTED, "Write the day like 2026-05-02.")),
            Some(Ok(day)) => Some(day),
            None => None,
        };
        let known = BasisEvidence { words: words.as_deref(), refusal: refusal.as_deref(), collected };
        let today = clock::now().to_zoned(self.workspace.settings.society.time_zone()).date();
        list.basis.record_text(known, today).map_err(|error| fault(error, list))
    }
}

fn fault(error: EvidenceError, list: &List) -> FormFault {
    let (id, words) = match error {
        EvidenceError::MissingWords => (WORDS, "say what they did when they gave their address."),
        EvidenceError::MissingRefusal => (
            REFUSAL,
            "say how they could refuse. If they could not, ask them first, and put them on a list whose basis is consent.",
        ),
        EvidenceError::MissingDate => (COLLECTED, "say the earliest day on which they gave their address."),
        EvidenceError::TooEarly => (
            COLLECTED,
            "a charity may use it only for addresses that it was given since 5 February 2026. Ask the others first.",
        ),
        EvidenceError::InFuture => (COLLECTED, "the day has not come yet."),
    };
    FormFault::new(id, format!("“{}” is written to on the basis of {}: {words}", list.title, list.basis.words()))
}
