//! Exports the subscribers of a list, one page at a time.

use std::fmt::Write as _;

use serde_json::json;

use super::Error;
use crate::database::subscribers::{ListMember, PageSize};
use crate::database::{self, Database};
use crate::model::{ADDRESS_FIELD, FieldValue, List, ListId, SubscriberId, formula};

/// The format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// CSV (RFC 4180).
    Csv {
        /// Whether cells that look like formulas are written unprotected.
        raw: bool,
    },
    /// A JSON array with one object per line.
    Json,
}

/// An export in progress.
#[derive(Debug)]
pub struct SubscriberExport {
    database: Database,
    list: ListId,
    format: ExportFormat,
    fields: Vec<String>,
    after_id: SubscriberId,
    page_size: PageSize,
    exported: u64,
    stage: ExportStage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExportStage {
    Header,
    Rows,
    Done,
}

impl SubscriberExport {
    /// Starts the export of a list.
    ///
    /// # Errors
    /// Returns an error if a database query fails.
    pub async fn start(database: &Database, list: &List, form: ExportFormat) -> Result<Self, Error> {
        let fields = database::fields::all(&mut database.begin_read().await?).await?.into_keys().collect();
        Ok(Self {
            database: database.clone(),
            list: list.id,
            format: form,
            fields,
            after_id: SubscriberId::NONE,
            page_size: PageSize::default(),
            exported: 0,
            stage: ExportStage::Header,
        })
    }

    /// Returns the number of subscribers exported so far.
    #[must_use]
    pub fn exported(&self) -> u64 {
        self.exported
    }

    /// Returns the next part of the text; `None` at the end.
    ///
    /// # Errors
    /// Returns an error if a database query fails.
    pub async fn next_chunk(&mut self) -> Result<Option<String>, Error> {
        match self.stage {
            ExportStage::Done => return Ok(None),
            ExportStage::Header => {
                self.stage = ExportStage::Rows;
                return Ok(Some(self.header()));
            }
            ExportStage::Rows => {}
        }
        let page = database::subscribers::list_members(
            &mut self.database.begin_read().await?,
            self.list,
            self.after_id,
            self.page_size.rows(),
        )
        .await?;
        self.page_size.adapt(page.iter().map(|member| &member.subscriber));
        let Some(last) = page.last() else {
            self.stage = ExportStage::Done;
            return Ok(
                (self.format == ExportFormat::Json).then(|| if self.exported > 0 { "\n]\n" } else { "]\n" }.to_owned())
            );
        };
        self.after_id = last.subscriber.id;
        let mut text = String::new();
        for standing in page {
            match self.format {
                ExportFormat::Csv { raw } => self.write_row(&standing, raw, &mut text),
                ExportFormat::Json => {
                    text.push_str(if self.exported == 0 { "\n" } else { ",\n" });
                    let _ = write!(text, "{}", json_object(&standing));
                }
            }
            self.exported += 1;
        }
        Ok(Some(text))
    }

    fn header(&self) -> String {
        if self.format == ExportFormat::Json {
            return "[".to_owned();
        }
        let mut text = format!("{ADDRESS_FIELD},state,joined_at");
        for field in &self.fields {
            text.push(',');
            formula::write_cell(field, &mut text);
        }
        text + "\r\n"
    }

    fn write_row(&self, standing: &ListMember, raw: bool, text: &mut String) {
        let mut put = |value: &str| {
            if raw { formula::write_cell(value, text) } else { formula::write_cell(&formula::guard(value), text) }
        };
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
                let mut put = |value: &str| {
                    if raw {
                        formula::write_cell(value, text);
                    } else {
                        formula::write_cell(&formula::guard(value), text);
                    }
                };
                put(&formula::plain(value));
            }
        }
        text.push_str("\r\n");
    }
}

fn json_object(standing: &ListMember) -> serde_json::Value {
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
