//! What a rehearsal found, in words, each with its place in the draft and with those whom it is about.

use super::{Oddity, Readers, Rehearsal, Script};
use crate::draft;
use crate::model::{Finding, Place, Severity, counted, number};

/// Something that was found, and in whose copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is.
    pub finding: Finding,
    /// Whom it is about; `None` where it is the same for all.
    pub readers: Option<Readers>,
}

impl From<Finding> for Remark {
    fn from(finding: Finding) -> Self {
        Self { finding, readers: None }
    }
}

impl Script {
    /// Returns all that was found, the gravest first.
    #[must_use]
    pub fn found(&self, rehearsal: &Rehearsal) -> Vec<Remark> {
        let mut remarks: Vec<Remark> = self.remarks.iter().cloned().map(Remark::from).collect();
        if rehearsal.recipients == 0 {
            remarks.push(self.finding("nobody", Severity::Block, "nobody would get this letter".to_owned()).into());
        }
        remarks.extend(rehearsal.odd.iter().flat_map(|(oddity, readers)| self.about(rehearsal, oddity, readers)));
        remarks.extend(self.narrowed(rehearsal).map(Remark::from));
        let clipped = draft::clipped(rehearsal.largest_html);
        remarks.extend(clipped.map(|finding| Finding { place: Some(self.whole()), ..finding }.into()));
        draft::sort_by(&mut remarks, |remark| &remark.finding);
        remarks
    }

    /// Says what an oddity is, where it is more than what the draft provides for.
    fn about(&self, rehearsal: &Rehearsal, oddity: &Oddity, readers: &Readers) -> Vec<Remark> {
        let people = counted(rehearsal.made, "recipient", "recipients");
        let finding = match oddity {
            Oddity::Unprintable => return self.unprintable(rehearsal, readers),
            Oddity::StandIn(_) => return Vec::new(),
            Oddity::Empty(field) => {
                let sentence = format!("no `{field}` is known for {} of {people}", number(readers.count));
                let hint = format!(
                    "write `{{{{default {field} \"…\"}}}}`, or put it between `{{{{#if {field}}}}}` and `{{{{/if}}}}`"
                );
                self.printed_at(field, self.finding("field-empty", Severity::Warning, sentence).with_hint(hint))
            }
            Oddity::Twice => {
                let who = counted(readers.count, "recipient gets", "recipients get");
                let sentence = format!("{who} the same letter as somebody else of the same name");
                let hint = "if it is one person, take one of the addresses off the list";
                self.finding("same-name", Severity::Warning, sentence).with_hint(hint)
            }
            Oddity::OddName(field) => {
                let whose = counted(readers.count, "recipient", "recipients");
                let sentence = format!("the `{field}` of {whose} is not written as a name");
                let list = &self.proof.audience.list.name;
                let hint = format!("mend it: `circular subscriber add ADDRESS --list {list} --field {field}=…`");
                self.printed_at(field, self.finding("odd-name", Severity::Note, sentence).with_hint(hint))
            }
        };
        vec![Remark { finding, readers: Some(readers.clone()) }]
    }

    /// Says of the first copies why they cannot be made, and of the others how many they are.
    fn unprintable(&self, rehearsal: &Rehearsal, readers: &Readers) -> Vec<Remark> {
        let block = |sentence| self.finding("unprintable", Severity::Block, sentence);
        let first = rehearsal.failures.iter();
        let sentences = first.map(|(address, why)| format!("the copy for {address} cannot be made: {why}"));
        let more = readers.count.saturating_sub(rehearsal.failures.len() as u64);
        let more = (more > 0).then(|| format!("{} cannot be made", counted(more, "more copy", "more copies")));
        let remarks = sentences.chain(more).map(|sentence| Remark::from(block(sentence)));
        let mut remarks: Vec<_> = remarks.collect();
        if let Some(first) = remarks.first_mut() {
            first.readers = Some(readers.clone());
        }
        remarks
    }

    /// Finds what keeps a notice from members to whom the society's rules may ask to send it.
    fn narrowed(&self, rehearsal: &Rehearsal) -> impl Iterator<Item = Finding> {
        let (audience, reach) = (&self.proof.audience, &rehearsal.reach);
        let narrows = [
            ("where", reach.by_where, audience.condition.is_some()),
            ("exclude", reach.by_exclude, audience.exclusion.is_some()),
        ];
        let narrows = narrows.into_iter().filter(|(_, _, is_there)| audience.statutory && *is_there);
        narrows.map(|(key, count, _)| Finding {
            id: "notice-narrowed",
            severity: Severity::Warning,
            place: Some(self.proof.draft.place_of(key)),
            sentence: format!(
                "it is a statutory notice, and `{key}` keeps it from {} of {}",
                number(count),
                counted(reach.readers(), "reader", "readers")
            ),
            hint: Some("leave it out, unless your rules allow you to leave members out".to_owned()),
        })
    }

    fn finding(&self, id: &'static str, severity: Severity, sentence: String) -> Finding {
        Finding { id, severity, place: Some(self.whole()), sentence, hint: None }
    }

    fn printed_at(&self, field: &str, finding: Finding) -> Finding {
        let place = self.printed.get(field).map(|printed| printed.place.clone());
        Finding { place: place.or(finding.place), ..finding }
    }

    /// Returns the place of the draft as a whole.
    fn whole(&self) -> Place {
        Place { file: self.proof.draft.file.clone(), line: 0, column: 0 }
    }
}
