//! Fields of a person as options, and what becomes of them.

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::database::{self, Database};
use crate::import::{self, DateOrder};
use crate::model::{FieldKind, RESERVED_FIELDS, is_field_name, single_line, value_json};
use crate::subscription::{FieldEdit, FieldValues};
use crate::wording::field_edit_words;

/// The fields of a person.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct FieldArgs {
    /// A field that letters can use, such as `first_name=Ann`; `first_name=` removes its value. Repeat it for more fields
    #[arg(long = "field", value_name = "NAME=VALUE")]
    fields: Vec<String>,
}

impl FieldArgs {
    /// Reads each value as the kind of its field; a new field is text.
    pub(super) async fn read(&self, app: &App, database: &Database) -> Result<FieldValues, CommandError> {
        let kinds = database::fields::all(&mut database.begin_read().await?).await?;
        let order = DateOrder::of(app.workspace.settings.society.language.as_str());
        let mut values = FieldValues::new();
        for field in &self.fields {
            let (name, text) = split_field(field)?;
            let kind = kinds.get(name).copied().unwrap_or(FieldKind::Text);
            let value = import::parse_value(text, kind, order, name)
                .map_err(|reason| CommandError::new(format!("`{}` {reason}", single_line(field))))?;
            values.insert(name.to_owned(), value);
        }
        Ok(values)
    }
}

/// Splits `name=value`; the name is written as the header of an import would be.
fn split_field(field: &str) -> Result<(&str, &str), CommandError> {
    let bad = |why: &str| CommandError::new(format!("`{}` {why}", single_line(field)));
    let (name, value) = field.split_once('=').ok_or_else(|| bad("is not a field: write NAME=VALUE"))?;
    let name = name.trim();
    if !is_field_name(name) {
        return Err(bad("has a name that no field can have: use lower-case letters, digits and `_`"));
    }
    if RESERVED_FIELDS.contains(&name) {
        return Err(bad("has a name that letters use themselves: choose another name"));
    }
    Ok((name, value))
}

/// Shows each change on a line, indented.
pub(super) fn edit_lines(edits: &[FieldEdit]) -> Vec<String> {
    edits.iter().map(|edit| format!("  {}", field_edit_words(edit))).collect()
}

pub(super) fn edits_json(edits: &[FieldEdit]) -> Value {
    edits
        .iter()
        .map(|FieldEdit { name, before, after }| {
            json!({ "name": name, "before": value_json(before.as_ref()), "after": value_json(after.as_ref()) })
        })
        .collect()
}
