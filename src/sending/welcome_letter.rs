//! The welcome letter of a list: a draft, made ready for people who have just joined.

use jiff::Timestamp;

use super::{PrepareError, PreparedIssue, RecipientDiagnostic, SegmentOverride};
use crate::config::Workspace;
use crate::database::Database;
use crate::delivery::MessageRenderer;
use crate::model::{
    Address, Diagnostic, List, ParseAddressError, Severity, Sha256, Subscriber, SubscriberFields, SubscriberId, hex,
};
use crate::subscription;

/// The person for whom a welcome letter is checked: somebody of whom only the address is known.
const SAMPLE_ADDRESS: &str = "somebody.new@example.org";

/// A welcome letter that can be rendered for one person after the other.
pub struct WelcomeLetter {
    /// The draft, prepared for the list.
    pub issue: PreparedIssue,
    /// What the checks found, most severe first.
    pub diagnostics: Vec<RecipientDiagnostic>,
}

impl WelcomeLetter {
    /// Finds a draft by its name and prepares it as the welcome letter of a list, whatever list it names itself.
    ///
    /// # Errors
    /// See [`PreparedIssue::prepare`].
    pub async fn prepare(
        workspace: &Workspace,
        database: &Database,
        list: &List,
        slug: &str,
        now: Timestamp,
    ) -> Result<Self, PrepareError> {
        let list = SegmentOverride { list: Some(list.name.clone()), ..SegmentOverride::default() };
        let issue = PreparedIssue::prepare_named(workspace, database, slug, &list, now).await?;
        let mut diagnostics = Vec::new();
        if let Some(narrowed) = narrowed(&issue) {
            diagnostics.push(narrowed.into());
        }
        if issue.draft.asks_views() {
            diagnostics.push(asking_views(&issue).into());
        }
        if issue.draft.asks_answers() {
            diagnostics.push(asking(&issue).into());
        }
        if let Some(sample) = sample_subscriber(SAMPLE_ADDRESS.parse()) {
            diagnostics.extend(issue.diagnostics(&issue.dry_run_for(&sample, now)));
        }
        Ok(Self { issue, diagnostics })
    }

    /// Returns the first finding that stops the letter.
    #[must_use]
    pub fn first_block(&self) -> Option<&Diagnostic> {
        self.diagnostics.iter().map(|found| &found.diagnostic).find(|found| found.severity == Severity::Block)
    }

    /// Returns what renders the letter for each person, with Message-IDs that stay the same on every attempt.
    ///
    /// # Errors
    /// The database failed, or the letter cannot be rendered.
    pub async fn renderer(&self, database: &Database, now: Timestamp) -> Result<MessageRenderer, super::Error> {
        let mut work = database.begin_write().await?;
        let key = subscription::workspace_key(&mut work, now).await?;
        work.commit().await?;
        let mut digest = Sha256::default();
        digest.update(key);
        digest.update("welcome");
        digest.update(self.issue.segment.list.id.get().to_be_bytes());
        Ok(self.issue.renderer_with_digest(&hex(&digest.finish()))?.with_auto_submitted())
    }
}

/// Refuses conditions: everybody who joins gets the letter.
fn narrowed(issue: &PreparedIssue) -> Option<Diagnostic> {
    let draft = &issue.draft;
    let (key, _) = [("where", &draft.condition), ("exclude", &draft.exclusion)]
        .into_iter()
        .find(|(_, condition)| condition.is_some())?;
    Some(Diagnostic {
        id: "condition",
        severity: Severity::Block,
        location: Some(draft.key_location(key)),
        message: format!("a welcome letter goes to everybody who joins, so `{key}` has no place in it"),
        help: Some("remove it; use `{{#if …}}` for a part that only some people should read".to_owned()),
        suggestion: None,
    })
}

/// Refuses a call for views: a welcome letter belongs to no issue, whose replies could be gathered.
fn asking_views(issue: &PreparedIssue) -> Diagnostic {
    Diagnostic {
        id: "view-call",
        severity: Severity::Block,
        location: Some(issue.draft.key_location("views")),
        message: "a welcome letter cannot ask for views, because people get it one by one".to_owned(),
        help: Some("remove the line `views`".to_owned()),
        suggestion: None,
    }
}

/// Refuses a question: a welcome letter belongs to no issue, to which answers could be counted.
fn asking(issue: &PreparedIssue) -> Diagnostic {
    Diagnostic {
        id: "answers",
        severity: Severity::Block,
        location: Some(issue.draft.key_location("answers")),
        message: "a welcome letter cannot ask for answers, because people get it one by one".to_owned(),
        help: Some("remove the line `answers`".to_owned()),
        suggestion: None,
    }
}

fn sample_subscriber(address: Result<Address, ParseAddressError>) -> Option<Subscriber> {
    Some(Subscriber { id: SubscriberId::NONE, address: address.ok()?, fields: SubscriberFields::new() })
}
