//! An import as JSON.

use serde_json::{Value, json};

use super::import_summary;
use crate::import::{Column, ColumnTarget, FileFormat, ImportReport, Inspection, OptOuts, OptedOutMembers};
use crate::model::Address;
use crate::wording::{column_note_words, ignore_reason_words};

/// Describes a file before its rows are written.
pub(super) fn inspection<S>(inspection: &Inspection<S>, file: &str) -> Value {
    let notes: Vec<Value> = inspection
        .notes
        .iter()
        .map(|note| {
            let mut value = json!(note);
            value["text"] = import_summary::note_line(note).into();
            value
        })
        .collect();
    json!({
        "file": file,
        "format": format(inspection.format),
        "encoding": inspection.sheet.is_none().then(|| inspection.encoding.to_string()),
        "sheet": inspection.sheet,
        "columns": inspection.columns.iter().map(column).collect::<Vec<_>>(),
        "notes": notes,
        "other_address_columns": inspection.other_addresses,
        "opt_outs": opt_outs(&inspection.opt_outs),
    })
}

/// Adds what the import did, or would do.
pub(super) fn report(mut found: Value, report: &ImportReport, members: &OptedOutMembers, dry_run: bool) -> Value {
    let refused: Vec<Value> =
        report.refused.iter().map(|refused| json!({ "line": refused.line, "reason": refused.to_string() })).collect();
    let duplicates: Vec<Value> = report
        .duplicates
        .iter()
        .map(|duplicate| json!({ "lines": duplicate.lines, "names": duplicate.names }))
        .collect();
    let former: Vec<Value> = report
        .former
        .iter()
        .map(|row| json!({ "line": row.line, "address": row.address.as_str(), "present": row.present.as_str() }))
        .collect();
    let typos: Vec<Value> = report
        .doubtful_addresses
        .iter()
        .map(|typo| json!({ "line": typo.line, "address": typo.address.as_str(), "meant": typo.meant }))
        .collect();
    found["result"] = json!({
        "dry_run": dry_run,
        "written": report.written,
        "new": report.new,
        "joined": report.joined,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "left_before": report.left_before,
        "notices": report.notices,
        "left_out": report.left_out,
        "opted_out": report.opted_out,
        "opted_out_on_list": report.opted_out_on_list,
        "opted_out_members": members.addresses.iter().map(Address::as_str).collect::<Vec<_>>(),
        "opted_out_suppressed": report.opted_out_suppressed,
        "former_addresses": former,
        "doubtful_addresses": typos,
        "suppressed": report.suppressed(),
        "refused_rows": report.refused_rows,
        "refused": refused,
        "duplicates": duplicates,
    });
    found
}

/// Describes who opted out in another program: the columns that mark them, and those that leave a doubt.
fn opt_outs(found: &OptOuts) -> Value {
    let columns = found.columns.iter().map(|column| json!({ "header": column.header, "rows": column.rows }));
    let doubts = found
        .doubts
        .iter()
        .map(|doubt| json!({ "header": doubt.header, "rows": doubt.rows, "line": doubt.line, "value": doubt.value }));
    json!({
        "rows": found.rows,
        "by_file_name": found.by_file_name,
        "columns": columns.collect::<Vec<_>>(),
        "doubts": doubts.collect::<Vec<_>>(),
    })
}

fn format(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Delimited(_) => "csv",
        FileFormat::Json => "json",
        FileFormat::Spreadsheet => "spreadsheet",
        FileFormat::Vcard => "vcard",
        FileFormat::Ldif => "ldif",
        FileFormat::Addresses => "addresses",
    }
}

fn column(column: &Column) -> Value {
    let (target, kind) = match &column.target {
        ColumnTarget::Address => ("address", None),
        ColumnTarget::State => ("state", None),
        ColumnTarget::OptedOut => ("opted_out", None),
        ColumnTarget::Field { kind, .. } => ("field", kind.map(|kind| kind.to_string())),
        ColumnTarget::Ignored(_) => ("ignored", None),
    };
    let note = match &column.target {
        ColumnTarget::Ignored(reason) => Some(ignore_reason_words(*reason).to_owned()),
        _ => column.note.as_ref().map(column_note_words),
    };
    json!({ "header": column.header, "target": target, "field": column.field(), "kind": kind, "note": note })
}
