//! The people of an issue whose copies wait, did not go, or may not have arrived, by name, with what the relay said.

use serde_json::{Value, json};

use crate::database::deliveries::DeliveryDetails;
use crate::model::{BounceReason, DeliveryStatus, IssueState, format_number};
use crate::report::{self, IssueStatus};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, inbound, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("issue-people", include_str!("../../../../templates/admin/issue-people.html.hbs"));

/// How many people are named for each status.
const MAX_NAMED: usize = 50;

/// The statuses whose people are named, and the words above them.
const LISTED: [(DeliveryStatus, &str, &str); 5] = [
    (DeliveryStatus::Deferred, "Waiting", "waiting"),
    (DeliveryStatus::Bounced, "Refused", "refused"),
    (DeliveryStatus::Expired, "Given up", "given-up"),
    (DeliveryStatus::Skipped, "Left before it was sent", "left"),
    (DeliveryStatus::Withdrawn, "Answered before it was sent", "answered"),
];

/// The people of an issue whose copies did not simply go.
pub(super) struct PeopleGroups {
    /// By status.
    pub(super) groups: Vec<Value>,
    /// Those whose copies may or may not have arrived.
    pub(super) doubt: Option<Value>,
}

impl PeopleGroups {
    pub(super) async fn load(admin: &AdminServer, status: &IssueStatus) -> Result<Self, Error> {
        let mut groups = Vec::new();
        for (listed, title, key) in LISTED {
            if let Some(mut group) = load_group(admin, status, listed).await? {
                group["title"] = title.into();
                group["key"] = key.into();
                groups.push(group);
            }
        }
        let mut doubt = load_group(admin, status, DeliveryStatus::InDoubt).await?;
        if let Some(doubt) = &mut doubt {
            doubt["can_send"] = (status.issue.state != IssueState::Cancelled).into();
        }
        Ok(Self { groups, doubt })
    }
}

async fn load_group(admin: &AdminServer, status: &IssueStatus, listed: DeliveryStatus) -> Result<Option<Value>, Error> {
    let count = status.counts.count(listed);
    if count == 0 {
        return Ok(None);
    }
    let all = report::deliveries_with_status(&admin.database, &status.issue, listed).await?;
    let people: Vec<Value> = all.iter().take(MAX_NAMED).map(|copy| person(admin, listed, copy)).collect();
    let more = wording::and_more(count, people.len());
    Ok(Some(json!({ "count": format_number(count), "people": people, "more": more })))
}

fn person(admin: &AdminServer, status: DeliveryStatus, copy: &DeliveryDetails) -> Value {
    let address = copy.address.as_ref().map(ToString::to_string);
    let reason = copy.reply.as_deref().map_or(BounceReason::Undefined, inbound::reply_reason);
    let words = match status {
        DeliveryStatus::Deferred => {
            let zone = admin.workspace.settings.society.time_zone();
            let at = wording::format_clock_time(copy.due_at, clock::now(), &zone);
            let what = match reason {
                BounceReason::MailboxFull => "the mailbox is full".to_owned(),
                _ => copy.address.as_ref().map_or_else(|| "busy".to_owned(), |to| format!("{} is busy", to.domain())),
            };
            Some(format!("{what}, tried again at {at}"))
        }
        DeliveryStatus::Bounced if reason == BounceReason::Undefined => Some("the mail server refused it".to_owned()),
        DeliveryStatus::Bounced => Some(wording::reason_words(reason).to_owned()),
        DeliveryStatus::Expired => Some("tried for too long".to_owned()),
        _ => None,
    };
    json!({
        "id": copy.subscriber,
        "name": copy.name.clone().or(address.clone()).unwrap_or_else(|| "somebody who was erased".to_owned()),
        "address": copy.name.as_ref().and(address.as_ref()),
        "words": words,
        "reply": copy.reply,
        "mend_url": (status == DeliveryStatus::Bounced && address.is_some()).then(|| admin.member_path(copy.subscriber)),
    })
}
