//! `circular inbound unread`.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::output::{format_count, format_time, print_line};
use crate::clock;
use crate::database::inbound_messages::{self, UnreadNote};
use crate::wording::note_title;

/// Lists the notes for the chair that nobody has read, and marks it as read if that is asked for.
pub(super) async fn run(app: &App, is_read: bool, as_json: bool) -> Result<(), CommandError> {
    let database = app.database().await?;
    let now = clock::now();
    let mut work = database.begin_write().await?;
    let notes = inbound_messages::unread(&mut work).await?;
    if is_read {
        inbound_messages::mark_read(&mut work, Timestamp::UNIX_EPOCH..=now).await?;
        // The subjects and senders are no longer needed: the mails are in the mailbox.
        inbound_messages::forget_labels(&mut work, now).await?;
    }
    work.commit().await?;
    if as_json {
        print_line(serde_json::to_string_pretty(&notes.iter().map(note_json).collect::<Vec<_>>())?);
        return Ok(());
    }
    let zone = app.workspace.settings.society.time_zone();
    for note in &notes {
        print_line(format!("{}  {}", format_time(note.at, &zone), note_title(note)));
        print_line(format!("  {}", note.words));
    }
    let count = format_count(notes.len() as u64, "note", "notes");
    print_line(match (notes.is_empty(), is_read) {
        (true, _) => "Nothing to read.".to_owned(),
        (false, true) => format!("{count}, marked as read."),
        (false, false) => format!("{count}. `circular inbound unread --mark-read` marks them as read."),
    });
    Ok(())
}

fn note_json(note: &UnreadNote) -> Value {
    json!({
        "at": note.at,
        "kind": note.kind.to_string(),
        "issue": note.slug,
        "member": note.member,
        "forwarded_to": note.forwarded_to,
        "reason": note.reason.map(|reason| reason.to_string()),
        "words": note.words,
    })
}
