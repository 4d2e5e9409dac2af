//! `circular test`.

use super::app::App;
use super::check::{counts, tally};
use super::failure::Failure;
use super::output::{say, tell};
use super::send::prepare::{Unready, Whom, read};
use super::send::{is_trial, round};
use crate::clock;
use crate::delivery::{self, Handed};
use crate::entropy;
use crate::model::{Address, BadAddress, Mailbox};
use crate::rehearsal::Script;
use crate::subscription;

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
    /// Where it goes; may be said again, up to ten times
    #[arg(long, value_name = "ADDRESS", required = true)]
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
    for address in &addresses {
        if subscription::cause(&database, address, clock::now()).await?.is_some() {
            return Err(Failure::new(format!("{address} must not be mailed, and gets no test either"))
                .hint(format!("`circular subscriber show {address}` tells why")));
        }
    }
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
        let copy = script.printer.sample(&reader, &to, &mark, &entropy::word()?, now);
        let copy = copy.map_err(|why| Failure::new(format!("the copy for {address} cannot be made: {why}")))?;
        mails.push((address, copy));
    }
    let by = settings.relay.url.to_string();
    let by = if is_trial(app) { format!("{by} (files on this machine: nobody is mailed)") } else { by };
    say(format!("`{}` as {} gets it, by {by}:", script.proof.draft.slug, reader.mailbox()));
    let handed = delivery::hand_over(&transport, &settings.sender.from.address, mails).await;
    for (address, handed) in &handed {
        say(match handed {
            Handed::Taken(words) => format!("  {address}: {words}"),
            Handed::InDoubt(words) => format!("  {address}: it may have arrived, or not: {words}"),
            Handed::Left(words) => format!("  {address}: not sent: {words}"),
        });
    }
    tell(remarks(&script));
    if handed.iter().all(|(_, handed)| matches!(handed, Handed::Taken(_))) { Ok(()) } else { Err(Failure::said()) }
}

fn addresses(given: &[String]) -> Result<Vec<Address>, Failure> {
    let mut addresses = Vec::with_capacity(given.len());
    for text in given {
        let address: Address = text.parse().map_err(|bad: BadAddress| Failure::new(format!("`--to {text}`: {bad}")))?;
        if !addresses.iter().any(|known: &Address| known.folded() == address.folded()) {
            addresses.push(address);
        }
    }
    if addresses.len() > MOST {
        return Err(Failure::new(format!("a test goes to {MOST} addresses at most, not to {}", addresses.len()))
            .hint("make a list of them: `circular list create committee --title \"The committee\"`"));
    }
    Ok(addresses)
}

/// Says what the checks found, so that nobody takes a letter that arrived for one that is ready.
fn remarks(script: &Script) -> String {
    let tally = tally(&script.remarks);
    let found =
        if tally == [0; 3] { String::new() } else { format!("In its text the checks found {}. ", counts(tally)) };
    format!("{found}`circular check {}` renders it for everybody.", script.proof.draft.slug)
}
