//! `circular test`.

use super::app::App;
use super::failure::Failure;
use super::output::{counted, say, tell};
use super::send::prepare::{Unready, Whom, read};
use super::send::{is_trial, round};
use crate::clock;
use crate::database::{self, Database};
use crate::delivery;
use crate::entropy;
use crate::model::{Address, BadAddress, Mailbox, Severity};
use crate::rehearsal::Script;

/// To how many addresses one test goes: more people are a list.
const MOST: usize = 10;

/// Send a letter to yourself, as a member would get it, by the real relay
///
/// Its subject says that it is a test, its links take nobody off any list, and it stands in no report. The copy holds
/// what is known of the member as whom it is sent: send it only to whom the list may be shown.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft, by name or path
    draft: String,
    /// Where it goes; at most ten addresses
    #[arg(long, value_name = "ADDRESS", required = true, num_args = 1..)]
    to: Vec<String>,
    /// Whose copy it is: a part of their name or address [default: the first reader's]
    #[arg(long = "as", value_name = "SUBSCRIBER")]
    reader: Option<String>,
    #[command(flatten)]
    whom: Whom,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let addresses = addresses(&args.to)?;
    let database = app.database().await?;
    refuse_suppressed(&database, &addresses).await?;
    let transport = round::transport(app, &database).await?;
    let script = read(app, &database, &args.draft, &args.whom).await.map_err(Unready::into_failure)?;
    let Some(reader) = script.reader(&database, args.reader.as_deref()).await? else {
        return Err(match &args.reader {
            Some(part) => Failure::new(format!("no reader of this letter has `{part}` in their name or address")),
            None => Failure::new("nobody would get this letter").hint("look at its `to` and `where`"),
        });
    };
    let settings = &app.workspace.settings;
    let now = clock::now();
    let mark = now.to_zoned(settings.society.time_zone()).strftime("[TEST %H:%M:%S]").to_string();
    let mut mails = Vec::with_capacity(addresses.len());
    for address in addresses {
        let to = Mailbox::new("", address.clone());
        mails.push((address, script.printer.sample(&reader, &to, &mark, &entropy::word()?, now)?));
    }
    let by = settings.relay.url.to_string();
    let by = if is_trial(app) { format!("{by} (files on this machine: nobody is mailed)") } else { by };
    say(format!("`{}` as {} gets it, by {by}:", script.proof.draft.slug, reader.mailbox()));
    let handed = delivery::hand_over(&transport, &settings.sender.from.address, mails).await;
    for (address, handed) in &handed {
        say(format!("  {address}: {}{}", if handed.taken { "" } else { "not sent: " }, handed.words));
    }
    tell(remarks(&script));
    if handed.iter().all(|(_, handed)| handed.taken) { Ok(()) } else { Err(Failure::said()) }
}

fn addresses(given: &[String]) -> Result<Vec<Address>, Failure> {
    let mut addresses = Vec::with_capacity(given.len());
    for text in given {
        let address: Address = text.parse().map_err(|bad: BadAddress| Failure::new(format!("`--to {text}`: {bad}")))?;
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.len() > MOST {
        return Err(Failure::new(format!("a test goes to {MOST} addresses at most, not to {}", addresses.len()))
            .hint("make a list of them: `circular list create committee --title \"The committee\"`"));
    }
    Ok(addresses)
}

/// Refuses addresses that must not be mailed, whoever asks.
async fn refuse_suppressed(database: &Database, addresses: &[Address]) -> Result<(), Failure> {
    let mut work = database.read().await?;
    for address in addresses {
        let person = database::subscriber::by_address(&mut work, address).await?;
        if let Some(person) = person
            && database::suppression::has(&mut work, person.id).await?
        {
            return Err(Failure::new(format!("{address} is suppressed, and gets no test either"))
                .hint(format!("`circular subscriber show {address}` tells why")));
        }
    }
    Ok(())
}

/// Says what the checks found, so that nobody takes a letter that arrived for one that is ready.
fn remarks(script: &Script) -> String {
    let of = |severity| script.remarks.iter().filter(|finding| finding.severity == severity).count() as u64;
    let (blocks, warnings) = (of(Severity::Block), of(Severity::Warning));
    let all = [(blocks, "block", "blocks"), (warnings, "warning", "warnings")];
    let some: Vec<_> =
        all.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| counted(*count, one, many)).collect();
    let found = if some.is_empty() { String::new() } else { format!("The checks found {}. ", some.join(", ")) };
    format!("{found}`circular check {}` renders it for everybody.", script.proof.draft.slug)
}
