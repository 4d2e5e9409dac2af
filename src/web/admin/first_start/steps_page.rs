//! The four steps of the first start, each with what is done already.

use std::sync::{Arc, PoisonError};

use axum::extract::{Query, State};
use axum::response::Html;
use serde_json::json;

use crate::model::{SubscriptionState, format_count};
use crate::web::admin::settings::form_fields::SOCIETY;
use crate::web::admin::settings::settings_form::{FormProblem, TypedValues};
use crate::web::admin::settings::settings_page::{SettingsQuery, done_words};
use crate::web::admin::{AdminServer, Error};
use crate::{database, draft};

pub(super) const TEMPLATE: (&str, &str) = ("start", include_str!("../../../../templates/admin/start.html.hbs"));

/// Shows the steps.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<SettingsQuery>,
) -> Result<Html<String>, Error> {
    admin.start_page("", None, None, &query.done).await
}

impl AdminServer {
    /// Renders the steps; a form that was refused shows what was typed.
    pub(in crate::web::admin) async fn start_page(
        &self,
        refused: &str,
        typed: Option<&TypedValues>,
        problem: Option<&FormProblem>,
        done: &str,
    ) -> Result<Html<String>, Error> {
        let file = self.settings_file()?;
        let typed_in = |form: &str| typed.filter(|_| refused == form);
        let society_problem = problem.filter(|_| refused == SOCIETY.name);
        let members = self.member_count().await?;
        let letters = draft::list_drafts(&self.workspace.drafts_dir()).map_err(Error::Drafts)?;
        let settings = &self.workspace.settings;
        let test = self.settings_memory.lock().unwrap_or_else(PoisonError::into_inner).test.clone();
        let context = json!({
            "next": "start",
            "folder": self.workspace.root.display().to_string(),
            "from": settings.sender.from.to_string(),
            "society_form": SOCIETY.to_json(&file, typed_in(SOCIETY.name), society_problem),
            "logo": settings.look.logo,
            "relay": self.relay_form(&file, typed_in("relay"), problem),
            "mailbox": self.mailbox_form(&file, typed_in("mailbox"), problem),
            "test": test.filter(|_| done == "test"),
            "has_members": members > 0,
            "members": format_count(members, "member", "members"),
            "has_letters": !letters.is_empty(),
            "problem": problem.map(FormProblem::to_json),
            "done": done_words(done),
            "open": {
                "society": matches!(done, "society" | "logo") || matches!(refused, "society" | "logo"),
                "relay": matches!(done, "relay" | "test" | "mailbox") || matches!(refused, "relay" | "test" | "mailbox"),
            },
        });
        self.render_page(TEMPLATE.0, "letters", context)
    }

    /// Returns whether the first start is done: somebody is on a list, and letters can go out.
    pub(in crate::web::admin) async fn is_set_up(&self) -> Result<bool, Error> {
        let has_relay = !matches!(self.workspace.settings.relay.url, crate::config::RelayUrl::Directory(_));
        Ok(has_relay && self.member_count().await? > 0)
    }

    /// Counts those who get letters, on all lists together.
    async fn member_count(&self) -> Result<u64, Error> {
        let mut work = self.database.begin_read().await?;
        let mut count = 0;
        for list in database::lists::all(&mut work).await? {
            for (state, people) in database::subscriptions::count_by_state(&mut work, list.id).await? {
                if state == SubscriptionState::Confirmed {
                    count += people.unsigned_abs();
                }
            }
        }
        Ok(count)
    }
}
