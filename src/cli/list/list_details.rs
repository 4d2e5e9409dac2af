//! `circular list show`: who is on a list, and how one joins it.

use super::join_requests::people_wait;
use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::output::{format_count, format_number, print_line};
use crate::database::{self, Database};
use crate::model::{ArchiveAccess, ConsentBasis, List, OptIn, SubscriptionState};
use crate::{clock, subscription};

/// Prints how many people are on a list, by state.
pub(super) async fn print_counts(database: &Database, list: &List) -> Result<(), CommandError> {
    let counts = database::subscriptions::count_by_state(&mut database.begin_read().await?, list.id).await?;
    let count = |state| {
        let found = counts.iter().find(|(known, _)| *known == state);
        found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0))
    };
    let mut words = format!(
        "{}  {} — {}, {} unsubscribed",
        list.name,
        list.title,
        format_count(count(SubscriptionState::Confirmed), "subscriber", "subscribers"),
        format_number(count(SubscriptionState::Unsubscribed))
    );
    let suppressed = count(SubscriptionState::Suppressed);
    if suppressed > 0 {
        words = format!("{words}, {} suppressed", format_number(suppressed));
    }
    print_line(words);
    Ok(())
}

/// Says what a basis other than consent means for the letters.
pub(in crate::cli) fn basis_words(basis: ConsentBasis) -> String {
    let means = match basis {
        ConsentBasis::Consent => "people have asked for the letters",
        ConsentBasis::CharitySoftOptIn => {
            "a letter may only further the charity's purposes, and people could refuse it from the start"
        }
        ConsentBasis::CustomerSoftOptIn => {
            "a letter may only be about things like those that people bought or asked about, and they could refuse it \
             from the start"
        }
        ConsentBasis::MembershipNotice => "people get the letters because they are members",
    };
    format!("{}; {means}", basis.words())
}

/// Prints how people join it, and how many requests are waiting.
pub(super) async fn print_signup(app: &App, database: &Database, list: &List) -> Result<(), CommandError> {
    if list.basis != ConsentBasis::Consent {
        print_line(format!("  basis: {}", basis_words(list.basis)));
    }
    if let Some(language) = &list.language {
        print_line(format!("  language: {language}"));
    }
    if let Some(welcome) = &list.welcome {
        print_line(format!("  welcome letter: `{welcome}`, once to each person who has confirmed that they join"));
    }
    if let Some(address) = &list.join_address {
        print_line(format!("  people also join by a mail to {address}; `circular inbound` must read what comes there"));
    }
    print_archive(app, database, list).await?;
    if !list.public {
        print_line("  private: nobody can ask to join it");
        return Ok(());
    }
    let settings = &app.workspace.settings;
    let page = format!("{}/subscribe/{}", settings.web.public_url.as_deref().unwrap_or_default(), list.name);
    let relay = settings.usual_relay_for(&list.name);
    let table = relay.table();
    let has_relay = !relay.is_outbox();
    print_line(match (has_relay, &settings.web.public_url) {
        (true, Some(_)) => format!("  public: people join at {page}"),
        (true, None) => format!("  public: people can join at {page} once `[web]` has a `public_url`"),
        (false, Some(_)) => format!("  public: people can join at {page} once `{table}` has a relay"),
        (false, None) => {
            format!("  public: people can join at {page} once `{table}` has a relay and `[web]` has a `public_url`")
        }
    });
    let waiting = database::signup_requests::count_pending(&mut database.begin_read().await?, list.id).await?;
    let waiting = u64::try_from(waiting).unwrap_or(0);
    let for_approval = database::approval_requests::count(&mut database.begin_read().await?, list.id).await?;
    if for_approval > 0 {
        print_line(format!("  {} for approval: circular list requests {}", people_wait(for_approval), list.name));
    }
    print_line(match (list.opt_in, waiting) {
        (OptIn::Single, 0) => {
            "  single opt-in: an address is added as typed, even if it belongs to somebody else".to_owned()
        }
        (OptIn::Double, 0) => "  double opt-in: they confirm it by a mail to their address".to_owned(),
        (OptIn::Approved, 0) => {
            "  joining: they confirm it by a mail to their address, then you approve them".to_owned()
        }
        (how, waiting) => {
            let asked =
                format_count(waiting, "person has asked and not confirmed", "people have asked and not confirmed");
            let how = if how == OptIn::Approved { "joining with approval".to_owned() } else { format!("{how} opt-in") };
            format!("  {how}: {asked} yet")
        }
    });
    Ok(())
}

/// Prints who can read its letters on the web, and where.
async fn print_archive(app: &App, database: &Database, list: &List) -> Result<(), CommandError> {
    let url = app.workspace.settings.web.public_url.as_deref();
    let needs_url = if url.is_none() { " once `[web]` has a `public_url`" } else { "" };
    let url = url.unwrap_or_default();
    match list.archive {
        ArchiveAccess::Off => {}
        ArchiveAccess::Link => {
            let keys = subscription::signing_keys(database, clock::now()).await?;
            let token = keys.seal_events(list.id).unwrap_or_default();
            print_line(format!("  on the web: people read a letter by the link in it{needs_url}"));
            print_line(format!("  calendar of its events, for those whom you give the link: {url}/events/{token}.ics"));
        }
        ArchiveAccess::Public => {
            print_line(format!(
                "  on the web: everybody reads its letters at {url}/letters/list/{}{needs_url}",
                list.name
            ));
            print_line(format!("  calendar of its events: {url}/letters/list/{}/events.ics", list.name));
        }
    }
    Ok(())
}
