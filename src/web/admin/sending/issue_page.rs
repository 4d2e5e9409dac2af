//! The page on which one sees a letter go, pauses it, and reads how it ended.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Html;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::issue_people::PeopleGroups;
use crate::config::{ChosenRelay, Workspace};
use crate::delivery::{IssueRest, RestReason};
use crate::model::{
    DeliveryStatus, Issue, IssueId, IssueState, PauseReason, RelayTable, StatusCounts, format_count, format_number,
};
use crate::report::IssueStatus;
use crate::web::admin::letters::diagnostic_json::message_parts;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, lint, report, sending, wording};

pub(super) const TEMPLATE: (&str, &str) = ("issue", include_str!("../../../../templates/admin/issue.html.hbs"));

/// How soon the page loads again without a script, in seconds.
const REFRESH_SECONDS: u32 = 5;

/// What was just done on the page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ActQuery {
    #[serde(default)]
    did: String,
}

/// Shows an issue.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
    Query(query): Query<ActQuery>,
) -> Result<Html<String>, Error> {
    let status = admin.issue_status(id).await?;
    let mut context = admin.progress_json(&status).await?;
    context["notice"] = notice(&query.did).into();
    admin.render_page(TEMPLATE.0, "letters", context)
}

/// Says what was just done.
fn notice(did: &str) -> Option<&'static str> {
    match did {
        "resumed" => Some("It goes on."),
        "changed" => Some("Nothing was done: it had changed meanwhile. This is how it is now."),
        "retry" => Some("It is tried again now."),
        "arrived" => Some("Counted as sent."),
        "again" => Some("It is sent again."),
        "off-web" => Some("It is off the web: its page says that it is gone."),
        "on-web" => Some("It is on the web."),
        _ => None,
    }
}

impl AdminServer {
    /// Returns an issue with its counts, after settling what a killed run left behind.
    pub(super) async fn issue_status(&self, id: IssueId) -> Result<IssueStatus, Error> {
        let issue = database::issues::by_id(&mut self.database.begin_read().await?, id).await?;
        let status = report::issue_status(&self.database, issue.ok_or(Error::NotFound)?).await?;
        if status.counts.count(DeliveryStatus::Sending) == 0 {
            return Ok(status);
        }
        let policy = self.workspace.settings.retry.in_doubt;
        let leased = database::deliveries::leased_until(&mut self.database.begin_read().await?, id).await?;
        if leased.is_none_or(|until| until > clock::now()) {
            return Ok(status);
        }
        let issue = sending::settle_expired_leases(&self.database, &status.issue, policy, clock::now()).await?;
        Ok(report::issue_status(&self.database, issue).await?)
    }

    /// Returns the path of the report on an issue.
    pub(super) async fn issue_report_path(&self, issue: &Issue) -> Result<String, Error> {
        let list = database::lists::by_id(&mut self.database.begin_read().await?, issue.list).await?;
        let query = list.map(|list| format!("?list={}", list.name)).unwrap_or_default();
        Ok(format!("{}{query}", self.report_path(&issue.slug)))
    }

    /// Creates the context of the page.
    async fn progress_json(&self, status: &IssueStatus) -> Result<Value, Error> {
        let IssueStatus { issue, counts, .. } = status;
        let (now, path) = (clock::now(), self.issue_path(issue.id));
        let workspace = Workspace::open(Some(&self.workspace.root), &self.workspace.root);
        let workspace = workspace.as_ref().unwrap_or(&self.workspace);
        let relay = workspace.settings.relay_named(issue.relay.as_ref());
        let phase = IssuePhase::of(issue, counts, now);
        let list = database::lists::by_id(&mut self.database.begin_read().await?, issue.list).await?;
        let settled = counts.settled_count() + counts.count(DeliveryStatus::InDoubt);
        let people = PeopleGroups::load(self, status).await?;
        Ok(json!({
            "title": draft::plain_subject(&issue.subject),
            "style": "sending.css",
            "script": "sending.js",
            "path": path,
            "is": phase.flags(),
            "state": self.state_words(issue, counts, phase),
            "list": list.as_ref().map(|list| list.title.as_str()),
            "done": settled,
            "total": counts.total(),
            "count_words": format!("{} of {}", format_number(settled), format_number(counts.total())),
            "percent": settled.saturating_mul(100).checked_div(counts.total()).unwrap_or(100),
            "time_left": self.time_left_words(status, relay.as_ref(), phase),
            "pace": relay.as_ref().filter(|_| !issue.trial).map(wording::rate_words),
            "through": relay.as_ref().map(|relay| relay.settings.url.to_string()),
            "result": matches!(phase, IssuePhase::Finished | IssuePhase::Stopped | IssuePhase::Deciding).then(|| wording::delivered_words(counts)),
            "trouble": self.trouble(issue, phase, relay.is_none()),
            "pause": self.pause_json(issue, counts).await?,
            "starts": wording::format_long_time(issue.starts_at, &workspace.settings.society.time_zone()),
            "zone": workspace.settings.society.timezone,
            "day": self.format_day(issue.created_at),
            "people": people.groups,
            "doubt": people.doubt,
            "allowed": self.allowed_rules(issue).await?,
            "web": self.web_json(issue).await?,
            "trial": issue.trial,
            "refused": (counts.count(DeliveryStatus::Bounced) > 0).then(|| format_number(counts.count(DeliveryStatus::Bounced))),
            "can_be_sent_again": self.can_be_sent_again(issue).await?,
            "letter_url": self.draft_path(&issue.slug),
            "frozen_url": (!issue.trial).then(|| self.sent_path(issue)),
            "send_url": format!("{}/send", self.draft_path(&issue.slug)),
            "report_url": self.issue_report_path(issue).await?,
            "settings_url": format!("{}/settings", self.base_path()),
            "stream_url": phase.moves().then(|| format!("{path}/changes")),
            "slow_refresh": phase.moves().then_some(REFRESH_SECONDS),
            "known_state": issue.state.to_string(),
        }))
    }

    fn state_words(&self, issue: &Issue, counts: &StatusCounts, phase: IssuePhase) -> String {
        let zone = self.workspace.settings.society.time_zone();
        match phase {
            IssuePhase::Scheduled => format!("Goes on {}", wording::format_long_time(issue.starts_at, &zone)),
            IssuePhase::Sending if issue.trial => "Writing the trial".to_owned(),
            IssuePhase::Sending => "Sending".to_owned(),
            IssuePhase::Deciding => "Not sure about some".to_owned(),
            IssuePhase::Paused => "Paused".to_owned(),
            IssuePhase::Finished if issue.trial => "Trial: nobody was mailed".to_owned(),
            IssuePhase::Finished => "Sent".to_owned(),
            IssuePhase::Stopped if counts.reached_nobody() => "Taken back: nobody has it".to_owned(),
            IssuePhase::Stopped => "Stopped for good".to_owned(),
        }
    }

    fn time_left_words(
        &self,
        status: &IssueStatus,
        relay: Option<&ChosenRelay<'_>>,
        phase: IssuePhase,
    ) -> Option<String> {
        let IssueStatus { issue, counts, .. } = status;
        let waiting = counts.count(DeliveryStatus::Queued) + counts.count(DeliveryStatus::Sending);
        let throttle = relay.map(|relay| relay.throttle.clone()).unwrap_or_default();
        let left = self.desk.time_left(issue.id, counts, waiting, &throttle);
        let left = left.filter(|_| phase == IssuePhase::Sending && waiting > 0)?;
        Some(format!("{} left", wording::format_rough_duration(left)))
    }

    /// Says why nothing goes out at the moment, and what to do.
    fn trouble(&self, issue: &Issue, phase: IssuePhase, is_relay_gone: bool) -> Option<Value> {
        if phase != IssuePhase::Sending {
            return None;
        }
        let gone = issue.relay.as_ref().filter(|_| is_relay_gone);
        if let Some(name) = gone {
            let words = format!("it was made for the mail server `{name}`, which is no longer in the settings");
            return Some(json!({ "words": message_parts(&words), "is_permanent": true }));
        }
        if let Some(error) = self.desk.service.problem(issue.relay.as_ref()).filter(|_| !issue.trial) {
            let words = format!("the mail server cannot be used: {}", wording::error_chain(&*error));
            return Some(json!({ "words": message_parts(&words), "is_permanent": true }));
        }
        let Some(IssueRest { until, reason }) = self.desk.service.rests().get(issue.id) else {
            let reason = self.desk.service.trouble(issue.id)?;
            let words = format!("the mail server takes nothing at the moment: {reason}");
            return Some(json!({ "words": message_parts(&words), "tries": true }));
        };
        let (words, advice, is_permanent) = match &reason {
            RestReason::NextDue => return None,
            RestReason::RelayFailed { reason, kind } => (
                format!("the mail server takes nothing at the moment: {reason}"),
                wording::relay_advice(*kind, &RelayTable::from(issue.relay.as_ref())),
                kind.is_permanent(),
            ),
            RestReason::Failed(error) => (format!("it cannot be sent: {}", wording::error_chain(&**error)), None, true),
            RestReason::Crashed => ("sending broke off; nothing is lost".to_owned(), None, false),
        };
        let zone = self.workspace.settings.society.time_zone();
        Some(json!({
            "words": message_parts(&words),
            "advice": advice.as_deref().map(message_parts),
            "is_permanent": is_permanent,
            "until": wording::format_clock_time(until, clock::now(), &zone),
        }))
    }

    /// Says why an issue is paused, and what to do: the record to publish.
    async fn pause_json(&self, issue: &Issue, counts: &StatusCounts) -> Result<Option<Value>, Error> {
        let Some(pause) = issue.pause.as_ref().filter(|_| issue.state == IssueState::Paused) else { return Ok(None) };
        let sender = database::issues::frozen_sender(&mut self.database.begin_read().await?, issue.id).await?;
        let table = RelayTable::from(issue.relay.as_ref());
        let words = wording::pause_words(pause.reason, sender.address.domain(), &table);
        let cause = match (pause.reason, &words) {
            (PauseReason::Operator, _) => "It is paused: nothing goes out until you carry on".to_owned(),
            (PauseReason::Restored, _) => {
                "it comes from a backup: what waits here may have been sent after the backup was made".to_owned()
            }
            (_, Some(words)) => format!("it was paused because {}", words.cause),
            (_, None) => "it was paused because too many letters were refused".to_owned(),
        };
        Ok(Some(json!({
            "is_own": pause.reason == PauseReason::Operator,
            "cause": message_parts(&cause),
            "remedy": words.map(|words| message_parts(&words.remedy)),
            "detail": pause.detail,
            "refused": (counts.count(DeliveryStatus::Bounced) > 0).then(|| format_count(counts.count(DeliveryStatus::Bounced), "member who was", "members who were")),
            "can_accept": pause.reason.is_from_replies(),
        })))
    }

    /// Lists the checks that were allowed, with the reasons.
    async fn allowed_rules(&self, issue: &Issue) -> Result<Vec<Value>, Error> {
        let allowed = database::allowed_rules::of_issue(&mut self.database.begin_read().await?, issue.id).await?;
        let rule = |id: &str| lint::find_rule(id).map_or_else(|| id.to_owned(), |rule| rule.description.to_owned());
        Ok(allowed.iter().map(|allowed| json!({ "rule": rule(&allowed.rule), "reason": allowed.reason })).collect())
    }

    async fn can_be_sent_again(&self, issue: &Issue) -> Result<bool, Error> {
        if !issue.trial && issue.state != IssueState::Cancelled {
            return Ok(false);
        }
        let mut work = self.database.begin_read().await?;
        Ok(sending::is_replaceable(&mut work, issue).await? && self.draft_file(&issue.slug)?.is_some())
    }
}

/// How far an issue is, for its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IssuePhase {
    Scheduled,
    Sending,
    /// Nothing waits, and somebody must decide about copies in doubt.
    Deciding,
    Paused,
    Finished,
    Stopped,
}

impl IssuePhase {
    pub(super) fn of(issue: &Issue, counts: &StatusCounts, now: Timestamp) -> Self {
        let waiting = [DeliveryStatus::Queued, DeliveryStatus::Sending, DeliveryStatus::Deferred];
        match issue.state {
            IssueState::Sending
                if counts.count(DeliveryStatus::InDoubt) > 0
                    && waiting.iter().all(|status| counts.count(*status) == 0) =>
            {
                Self::Deciding
            }
            IssueState::Sending if issue.starts_at > now => Self::Scheduled,
            IssueState::Sending => Self::Sending,
            IssueState::Paused => Self::Paused,
            IssueState::Finished => Self::Finished,
            IssueState::Cancelled => Self::Stopped,
        }
    }

    /// Returns whether the page changes without anybody doing something on it.
    const fn moves(self) -> bool {
        matches!(self, Self::Scheduled | Self::Sending | Self::Deciding | Self::Paused)
    }

    fn flags(self) -> Value {
        json!({
            "scheduled": self == Self::Scheduled,
            "sending": self == Self::Sending,
            "deciding": self == Self::Deciding,
            "paused": self == Self::Paused,
            "finished": self == Self::Finished,
            "stopped": self == Self::Stopped,
        })
    }
}
