//! All lists, and the form for a new one.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};

use super::form_input::{FormFault, FormInput, mark_faults};
use super::form_values::FormValues;
use super::import_choices::list_name;
use super::import_review::plain_quotes;
use super::page_notices::{NoticeQuery, PageNotice};
use crate::model::{ConsentBasis, List, SubscriptionState, format_number};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, subscription};

pub(super) const TEMPLATES: [(&str, &str); 2] = [
    ("lists", include_str!("../../../../templates/admin/lists.html.hbs")),
    ("list-new", include_str!("../../../../templates/admin/list-new.html.hbs")),
];

/// The input of the title.
const TITLE: &str = "title";

/// How many people stand on a list in each way.
pub(super) struct ListCounts(Vec<(SubscriptionState, i64)>);

impl ListCounts {
    pub(super) fn of(&self, state: SubscriptionState) -> u64 {
        self.0.iter().filter(|(known, _)| *known == state).map(|(_, count)| count.unsigned_abs()).sum()
    }
}

/// Shows all lists.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Html<String>, Error> {
    let mut rows: Vec<Value> = Vec::new();
    for list in admin.lists().await? {
        let counts = admin.list_counts(&list).await?;
        let left_out: Vec<String> = [
            (SubscriptionState::NoticesOnly, "get notices only"),
            (SubscriptionState::Unsubscribed, "left"),
            (SubscriptionState::Suppressed, "take no mail"),
        ]
        .into_iter()
        .filter(|(state, _)| counts.of(*state) > 0)
        .map(|(state, words)| format!("{} {words}", format_number(counts.of(state))))
        .collect();
        rows.push(json!({
            "url": format!("{}/lists/{}", admin.base_path(), list.name),
            "members_url": format!("{}/members?list={}", admin.base_path(), list.name),
            "title": list.title,
            "name": list.name.as_str(),
            "count": format_number(counts.of(SubscriptionState::Confirmed)),
            "left_out": left_out.join(", "),
            "way": if list.public { "everybody can ask to join" } else { "you put people on it" },
            "basis": basis_label(list.basis),
        }));
    }
    let context = json!({ "notice": admin.notice_of(&notice), "rows": rows });
    admin.render_page(TEMPLATES[0].0, "members", context)
}

/// Shows the form for a new list.
pub(super) async fn show_new(
    State(admin): State<Arc<AdminServer>>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Response, Error> {
    admin.new_list_form(&FormValues::default(), &[], admin.notice_of(&notice).as_ref())
}

/// Makes a list; its name for drafts is made of its title.
pub(super) async fn create(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let lists = admin.lists().await?;
    if let Some(twin) = lists.iter().find(|list| list.title.eq_ignore_ascii_case(form.get(TITLE))) {
        let words = format!("There is a list “{}” already: members could not tell them apart.", twin.title);
        return admin.new_list_form(&form, &[FormFault::new(TITLE, words)], None);
    }
    let all = database::lists::all_with_deleted(&mut admin.database.begin_read().await?).await?;
    let Some(name) = list_name(form.get(TITLE), &all) else { return Err(Error::NotFound) };
    let domain = admin.workspace.settings.sender.from.address.domain();
    let made = subscription::create_list(&admin.database, &name, form.get(TITLE), domain, clock::now()).await;
    match made {
        Ok(list) => {
            let notice = PageNotice {
                details: vec![format!("Letters name it “{}” after “to:”.", list.name)],
                ..PageNotice::done(format!("The list “{}” is made. Nobody is on it yet.", list.title))
            };
            Ok(admin.go_with_notice(&format!("lists/{}", list.name), notice))
        }
        Err(subscription::ListSettingsError::Database(error)) => Err(error.into()),
        Err(error) => {
            let words = format!("{}.", plain_quotes(&error.to_string()));
            admin.new_list_form(&form, &[FormFault::new(TITLE, words)], None)
        }
    }
}

/// Names a basis for the chair.
pub(super) fn basis_label(basis: ConsentBasis) -> &'static str {
    match basis {
        ConsentBasis::Consent => "they have asked for it",
        ConsentBasis::CharitySoftOptIn => "they supported us, and could refuse",
        ConsentBasis::CustomerSoftOptIn => "they bought something, and could refuse",
        ConsentBasis::MembershipNotice => "they are members",
    }
}

impl AdminServer {
    pub(super) async fn list_counts(&self, list: &List) -> Result<ListCounts, Error> {
        let mut work = self.database.begin_read().await?;
        Ok(ListCounts(database::subscriptions::count_by_state(&mut work, list.id).await?))
    }

    fn new_list_form(
        &self,
        form: &FormValues,
        faults: &[FormFault],
        notice: Option<&PageNotice>,
    ) -> Result<Response, Error> {
        let hint = "Members see it, such as “Our members” or “News of the choir”.";
        let mut inputs = [FormInput::text(TITLE, "What is it called?", form.get(TITLE)).with_hint(hint)];
        mark_faults(&mut inputs, faults);
        let context = json!({ "inputs": inputs, "faults": faults, "notice": notice });
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        Ok((status, self.render_page(TEMPLATES[1].0, "members", context)?).into_response())
    }
}
