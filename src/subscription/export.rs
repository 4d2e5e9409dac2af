//! Writing the people on a list, a page at a time.

use std::fmt::Write as _;

use serde_json::json;

use super::Error;
use crate::database::subscriber::Standing;
use crate::database::{self, Database};
use crate::model::{ADDRESS_FIELD, FieldValue, List, ListId, SubscriberId, formula};

/// How many people are held in memory at once.
const PAGE: i64 = 1_000;

/// What an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// CSV (RFC 4180).
    Table {
        /// Whether a cell may look like a formula.
        raw: bool,
    },
    /// An array of JSON objects, each on a line of its own.
    Objects,
}

/// An export that is being written.
#[derive(Debug)]
pub struct Export<'a> {
    database: &'a Database,
    list: ListId,
    form: Form,
    fields: Vec<String>,
    after: SubscriberId,
    people: u64,
    state: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Head,
    People,
    Done,
}

impl<'a> Export<'a> {
    /// Begins the export of a list.
    ///
    /// # Errors
    /// The database refused.
    pub async fn begin(database: &'a Database, list: &List, form: Form) -> Result<Self, Error> {
        let fields = database::field::all(&mut database.read().await?).await?.into_keys().collect();
        Ok(Self { database, list: list.id, form, fields, after: SubscriberId::NOBODY, people: 0, state: Step::Head })
    }

    /// Returns how many people were written.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.people
    }

    /// Returns the next part of the text; `None` at its end.
    ///
    /// # Errors
    /// The database refused.
    pub async fn next(&mut self) -> Result<Option<String>, Error> {
        match self.state {
            Step::Done => return Ok(None),
            Step::Head => {
                self.state = Step::People;
                return Ok(Some(self.head()));
            }
            Step::People => {}
        }
        let page = database::subscriber::on_list(&mut self.database.read().await?, self.list, self.after, PAGE).await?;
        let Some(last) = page.last() else {
            self.state = Step::Done;
            return Ok((self.form == Form::Objects).then(|| if self.people > 0 { "\n]\n" } else { "]\n" }.to_owned()));
        };
        self.after = last.subscriber.id;
        let mut text = String::new();
        for standing in page {
            match self.form {
                Form::Table { raw } => self.line(&standing, raw, &mut text),
                Form::Objects => {
                    text.push_str(if self.people == 0 { "\n" } else { ",\n" });
                    let _ = write!(text, "{}", object(&standing));
                }
            }
            self.people += 1;
        }
        Ok(Some(text))
    }

    fn head(&self) -> String {
        if self.form == Form::Objects {
            return "[".to_owned();
        }
        let mut text = format!("{ADDRESS_FIELD},state,joined_at");
        for field in &self.fields {
            text.push(',');
            cell(field, &mut text);
        }
        text + "\r\n"
    }

    fn line(&self, standing: &Standing, raw: bool, text: &mut String) {
        let mut put = |value: &str| if raw { cell(value, text) } else { cell(&formula::guard(value), text) };
        put(standing.subscriber.address.as_str());
        text.push(',');
        text.push_str(standing.state.into());
        text.push(',');
        if let Some(joined_at) = standing.joined_at {
            let _ = write!(text, "{joined_at}");
        }
        for field in &self.fields {
            text.push(',');
            if let Some(value) = standing.subscriber.fields.get(field) {
                let mut put = |value: &str| if raw { cell(value, text) } else { cell(&formula::guard(value), text) };
                put(&formula::plain(value));
            }
        }
        text.push_str("\r\n");
    }
}

fn object(standing: &Standing) -> serde_json::Value {
    let fields: serde_json::Map<_, _> = standing
        .subscriber
        .fields
        .iter()
        .filter(|(_, value)| !FieldValue::is_empty(value))
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    json!({
        "address": standing.subscriber.address.as_str(),
        "state": <&str>::from(standing.state),
        "joined_at": standing.joined_at.map(|at| at.to_string()),
        "fields": fields,
    })
}

/// Writes a cell, within quotation marks where it needs them.
fn cell(value: &str, text: &mut String) {
    if value.contains([',', ';', '\t', '"', '\r', '\n']) || value.trim() != value {
        let _ = write!(text, "\"{}\"", value.replace('"', "\"\""));
    } else {
        text.push_str(value);
    }
}
