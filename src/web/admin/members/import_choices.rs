//! What was chosen for a file: the list, the columns, the encoding, and what becomes of people who opted out.

use std::collections::BTreeMap;

use super::form_input::FormInput;
use super::form_values::FormValues;
use super::person_fields::field_label;
use crate::import::{Column, ColumnMapping, ColumnTarget, ImportOptions};
use crate::model::{ArchiveAccess, ConsentBasis, FieldKind, List, ListId, ListName, NAME_FIELDS, OptIn, fold_name};
use crate::web::admin::{AdminServer, Error};

/// The choice of a list that does not exist yet.
pub(super) const NEW_LIST: &str = "new list";

/// What the first list is called unless the chair says otherwise, and the name by which new letters go to it.
const FIRST_TITLE: &str = "Our members";
const USUAL_LIST: &str = "members";

/// The choices for a column, other than a field that exists.
const KEEP: &str = "keep";
const CHOICES: [(&str, &str); 8] = [
    ("address", "Their address"),
    ("split", "Whole names, split into first and last"),
    ("text", "A field of its own: text"),
    ("date", "A field of its own: dates"),
    ("flag", "A field of its own: yes or no"),
    ("tags", "A field of its own: several words"),
    ("opted_out", "Marks people who opted out"),
    ("none", "Leave it out"),
];

/// Returns the options of an import as they were chosen.
pub(super) fn import_options(choices: &FormValues, name: &str, basis: Option<String>, language: &str) -> ImportOptions {
    let mut mappings: Vec<ColumnMapping> = Vec::new();
    for (header, choice) in choices.with_prefix("to:") {
        mappings.extend(mapping_text(header, choice).and_then(|text| text.parse().ok()));
    }
    ImportOptions {
        basis,
        encoding: choices.filled("encoding").and_then(|encoding| encoding.parse().ok()),
        sheet: choices.filled("sheet").map(str::to_owned),
        not_opt_outs: choices.with_prefix("not-opted-out:").map(|(header, _)| header.to_owned()).collect(),
        opt_outs: choices.get("opted-out").parse().unwrap_or_default(),
        mappings,
        language: language.to_owned(),
        ..ImportOptions::named(name)
    }
}

/// Writes what was chosen for a column as an option of the command line does.
fn mapping_text(header: &str, choice: &str) -> Option<String> {
    Some(match choice {
        "" | KEEP => return None,
        "address" => format!("{header}=address"),
        "split" => format!("{header}=first_name+last_name"),
        "opted_out" => format!("{header}=opted_out"),
        "none" => format!("{header}="),
        "text" | "date" | "flag" | "tags" => format!("{header}={}:{choice}", header.replace('=', " ")),
        field => format!("{header}={}", field.strip_prefix("field:")?),
    })
}

/// Returns the menu for a column, with what was found as its first choice.
pub(super) fn column_input(
    column: &Column,
    position: usize,
    choices: &FormValues,
    kinds: &BTreeMap<String, FieldKind>,
) -> FormInput {
    let name = format!("to:{}", column.header);
    let chosen = choices.filled(&name).unwrap_or(KEEP);
    let mut options: Vec<(String, String)> = vec![(KEEP.to_owned(), found_words(column))];
    let fields = NAME_FIELDS.iter().map(|name| (*name).to_owned()).chain(kinds.keys().cloned());
    let mut seen = Vec::new();
    for field in fields {
        if !seen.contains(&field) && column.field() != Some(field.as_str()) {
            options.push((format!("field:{field}"), format!("Field: {}", field_label(&field))));
        }
        seen.push(field);
    }
    options.extend(CHOICES.map(|(value, label)| (value.to_owned(), label.to_owned())));
    let label = format!("What “{}” is", column.header);
    FormInput { name, ..FormInput::select(&format!("column-{position}"), &label, chosen, options) }
}

/// Says what a column was taken for.
fn found_words(column: &Column) -> String {
    match &column.target {
        ColumnTarget::Address => "Their address".to_owned(),
        ColumnTarget::State => "How they stand on the list".to_owned(),
        ColumnTarget::OptedOut => "Marks people who opted out".to_owned(),
        ColumnTarget::Field { name, kind } => {
            let kind = match kind {
                Some(FieldKind::Date) => " (dates)",
                Some(FieldKind::Flag) => " (yes or no)",
                Some(FieldKind::Tags) => " (several words)",
                Some(FieldKind::Text) | None => "",
            };
            format!("{}{kind}", field_label(name))
        }
        ColumnTarget::Ignored(_) => "Left out".to_owned(),
    }
}

impl AdminServer {
    /// Returns the list that people would come onto: one that exists, or the new one that is named.
    pub(super) fn import_list(&self, choices: &FormValues, lists: &[List]) -> Result<List, Error> {
        let chosen = lists.iter().find(|list| list.name.as_str() == choices.get("list"));
        let first = lists.first().filter(|_| choices.get("list") != NEW_LIST);
        if let Some(list) = chosen.or(first) {
            return Ok(list.clone());
        }
        let title = choices.filled("title").unwrap_or(FIRST_TITLE).to_owned();
        let is_usual = lists.is_empty() && title == FIRST_TITLE;
        let name = list_name(if is_usual { USUAL_LIST } else { &title }, lists).ok_or(Error::NotFound)?;
        let list_id = format!("{name}.{}", self.workspace.settings.sender.from.address.domain());
        let (id, opt_in, basis) = (ListId::NONE, OptIn::Double, ConsentBasis::Consent);
        Ok(List {
            id,
            name,
            title,
            list_id,
            opt_in,
            basis,
            public: false,
            welcome: None,
            join_address: None,
            language: None,
            archive: ArchiveAccess::Off,
        })
    }
}

/// Makes the name of a list of its title, unlike those that there are; `None` if all that come to mind are taken.
pub(in crate::web::admin) fn list_name(title: &str, lists: &[List]) -> Option<ListName> {
    let plain = fold_name(title);
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let long: String = words.collect::<Vec<_>>().join("-").chars().take(30).collect();
    let base = Some(long.trim_matches('-')).filter(|base| !base.is_empty()).unwrap_or("list");
    let numbered = (2..10_000).map(|number| format!("{base}-{number}"));
    let mut names = std::iter::once(base.to_owned()).chain(numbered).filter_map(|name| name.parse().ok());
    names.find(|name| lists.iter().all(|list| list.name != *name))
}
