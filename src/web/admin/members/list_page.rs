//! One list: who gets its letters, how people come onto it, and its deletion.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::form_input::{FormFault, FormInput, mark_faults};
use super::form_values::FormValues;
use super::history_words::people;
use super::import_review::plain_quotes;
use super::lists_page::basis_label;
use super::page_notices::{NoticeQuery, PageNotice};
use crate::config::Workspace;
use crate::model::{
    Address, ArchiveAccess, ConsentBasis, Language, List, OptIn, Severity, SubscriptionState, format_count,
};
use crate::sending::{PrepareError, WelcomeLetter};
use crate::subscription::{self, BasisChange, ListDeletion, ListSettingsError};
use crate::translation::Catalog;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, draft};

pub(super) const TEMPLATES: [(&str, &str); 2] = [
    ("list", include_str!("../../../../templates/admin/list.html.hbs")),
    ("list-delete", include_str!("../../../../templates/admin/list-delete.html.hbs")),
];

const TITLE: &str = "title";
const PUBLIC: &str = "public";
const OPT_IN: &str = "opt-in";
const BASIS: &str = "basis-of-list";
const LANGUAGE: &str = "language";
const WELCOME: &str = "welcome";
const JOIN_ADDRESS: &str = "join-address";
const ARCHIVE: &str = "archive";
/// The box that is shown once a soft opt-in would be claimed afterwards.
const PROOF: &str = "all-could-refuse";

/// Shows a list.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, name)): Path<(String, String)>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Response, Error> {
    let Some(list) = admin.named_list(&name).await? else { return Ok(admin.list_is_gone()) };
    admin.list_form(&list, None, &[], admin.notice_of(&notice)).await
}

/// Changes a list, unless somebody else has changed it since the form was shown.
pub(super) async fn change(
    State(admin): State<Arc<AdminServer>>,
    Path((_, name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let _changing = admin.members.changing.lock().await;
    let Some(list) = admin.named_list(&name).await? else { return Ok(admin.list_is_gone()) };
    if form.get("version") != list_version(&list) {
        let words = "The list was changed meanwhile, in another window. What you typed is still below, and nothing was \
                     saved. Save again to keep what you typed.";
        return admin.list_form(&list, Some(&form), &[FormFault::new(TITLE, words)], None).await;
    }
    let (changed, mut faults) = admin.read_list(&list, &form).await?;
    let welcome = form.filled(WELCOME).map(str::to_owned);
    if let Some(slug) = welcome.as_ref().filter(|_| welcome != list.welcome) {
        faults.extend(admin.welcome_fault(&changed, slug).await?);
    }
    if !faults.is_empty() {
        return admin.list_form(&list, Some(&form), &faults, None).await;
    }
    subscription::update_list(&admin.database, &list, &changed).await?;
    if welcome != list.welcome {
        subscription::set_welcome(&admin.database, &changed, welcome, clock::now()).await?;
    }
    Ok(admin.go_with_notice(&format!("lists/{name}"), PageNotice::done("Saved.")))
}

/// Says what deleting a list takes away.
pub(super) async fn show_delete(
    State(admin): State<Arc<AdminServer>>,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, Error> {
    let Some(list) = admin.named_list(&name).await? else { return Ok(admin.list_is_gone()) };
    admin.delete_form(&list, &FormValues::default(), &[]).await
}

/// Deletes a list whose title was typed.
pub(super) async fn delete(
    State(admin): State<Arc<AdminServer>>,
    Path((_, name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let Some(list) = admin.named_list(&name).await? else { return Ok(admin.list_is_gone()) };
    if !form.get("typed").eq_ignore_ascii_case(&list.title) {
        let fault = FormFault::new("typed", "Type the title of the list as it stands above.");
        return admin.delete_form(&list, &form, &[fault]).await;
    }
    match subscription::delete_list(&admin.database, &list, false, clock::now()).await? {
        ListDeletion::Deleted { removed, unsubscribed } => {
            let mut notice = PageNotice::done(format!(
                "The list “{}” is deleted: {} taken off it, nobody erased.",
                list.title,
                people(removed)
            ));
            if unsubscribed > 0 {
                let words = format!("{} had left it, and will stay off it if it is made again.", people(unsubscribed));
                notice.details.push(words);
            }
            Ok(admin.go_with_notice("lists", notice))
        }
        ListDeletion::IssuesUnderWay(issues) => {
            let words = format!(
                "The letter {} to it is not finished: nothing was changed. Wait until it is sent, or stop it.",
                issues.join(", ")
            );
            admin.delete_form(&list, &form, &[FormFault::new("typed", words)]).await
        }
    }
}

/// Approves or declines people who wait to join.
pub(super) async fn decide(
    State(admin): State<Arc<AdminServer>>,
    Path((_, name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Error> {
    use subscription::ApprovalOutcome;
    let form = FormValues::parse(&body);
    let Some(list) = admin.named_list(&name).await? else { return Ok(admin.list_is_gone()) };
    let address: Address = form.get("address").parse().map_err(subscription::Error::from)?;
    let notice = if form.get("act") == "approve" {
        match subscription::approve_request(&admin.database, &list, &address, clock::now()).await? {
            ApprovalOutcome::Approved => PageNotice::done(format!("{address} is on “{}” now.", list.title)),
            ApprovalOutcome::AlreadySubscribed => PageNotice::done(format!("{address} was on it already.")),
            ApprovalOutcome::Suppressed => {
                PageNotice::refused(format!("{address} takes no mail: nothing was changed."))
            }
            ApprovalOutcome::NotWaiting => PageNotice::refused(format!("{address} does not wait any more.")),
        }
    } else if subscription::decline_request(&admin.database, &list, &address).await? {
        PageNotice::done(format!("{address} is declined; nobody is told. They may ask again."))
    } else {
        PageNotice::refused(format!("{address} does not wait any more."))
    };
    Ok(admin.go_with_notice(&format!("lists/{name}"), notice))
}

/// Says why a soft opt-in cannot be claimed afterwards.
fn proof_words(count: u64, basis: ConsentBasis) -> String {
    let since = if basis == ConsentBasis::CharitySoftOptIn { " since 5 February 2026" } else { "" };
    format!(
        "{} on the list already, and this cannot be claimed afterwards: each of them must have given the address for \
         it{since}, and could refuse at that moment. Make a list of its own for new people, or tick the box.",
        format_count(count, "person is", "people are")
    )
}

/// Returns the input that says who can read the letters on the web.
fn archive_input(chosen: &str) -> FormInput {
    let choices = [
        (ArchiveAccess::Off, "Nobody"),
        (ArchiveAccess::Link, "People who got the letter, by the link in it"),
        (ArchiveAccess::Public, "Everybody, also search engines"),
    ];
    let choices = choices.map(|(access, label)| (<&str>::from(access), label));
    FormInput::select(ARCHIVE, "Who can read its letters on the web?", chosen, choices)
        .with_hint("It counts for letters that you send from now on. The web copy has no names in it.")
}

/// Returns a number that changes when a setting of the list does.
fn list_version(list: &List) -> String {
    let mut hasher = DefaultHasher::new();
    format!("{list:?}").hash(&mut hasher);
    list.join_address.as_ref().map(Address::as_str).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

impl AdminServer {
    async fn named_list(&self, name: &str) -> Result<Option<List>, Error> {
        Ok(self.lists().await?.into_iter().find(|list| list.name.as_str() == name))
    }

    fn list_is_gone(&self) -> Response {
        self.go_with_notice("lists", PageNotice::refused("There is no such list any more: nothing was changed."))
    }

    /// Reads the settings of the form.
    async fn read_list(&self, list: &List, form: &FormValues) -> Result<(List, Vec<FormFault>), Error> {
        let mut faults = Vec::new();
        let title = subscription::list_title(form.get(TITLE)).unwrap_or_else(|_| {
            faults.push(FormFault::new(TITLE, "Members must be able to read what the list is called."));
            list.title.clone()
        });
        let mut join_address = None;
        if let Some(typed) = form.filled(JOIN_ADDRESS) {
            match typed.parse::<Address>() {
                Err(bad) => faults.push(FormFault::new(JOIN_ADDRESS, format!("{}.", plain_quotes(&bad.to_string())))),
                Ok(address) => match subscription::check_join_address(&self.database, list, &address).await {
                    Ok(()) => join_address = Some(address),
                    Err(ListSettingsError::Database(error)) => return Err(error.into()),
                    Err(error) => {
                        faults.push(FormFault::new(JOIN_ADDRESS, format!("{}.", plain_quotes(&error.to_string()))));
                    }
                },
            }
        }
        let opt_in = form.get(OPT_IN).parse().unwrap_or(list.opt_in);
        let basis = form.get(BASIS).parse().unwrap_or(list.basis);
        let archive = form.get(ARCHIVE).parse().unwrap_or(list.archive);
        if let BasisChange::NeedsProof(count) = subscription::basis_change(&self.database, list, basis).await?
            && !form.has(PROOF)
        {
            faults.push(FormFault::new(PROOF, proof_words(count, basis)));
        }
        let mut language = None;
        if let Some(typed) = form.filled(LANGUAGE) {
            language = typed.parse().ok();
            if language.is_none() {
                faults.push(FormFault::new(LANGUAGE, "Choose one of the languages in the menu."));
            }
        }
        let public = form.has(PUBLIC);
        Ok((List { title, opt_in, basis, public, join_address, language, archive, ..list.clone() }, faults))
    }

    /// Returns why a draft cannot be the welcome letter.
    async fn welcome_fault(&self, list: &List, slug: &str) -> Result<Option<FormFault>, Error> {
        let fault =
            |words: &str| Some(FormFault::new(WELCOME, format!("This letter cannot be sent as it is: {words}")));
        // The settings may have changed since the program began.
        let root = &self.workspace.root;
        let workspace = Workspace::open(Some(root), root);
        let workspace = workspace.as_ref().unwrap_or(&self.workspace);
        Ok(match WelcomeLetter::prepare(workspace, &self.database, list, slug, clock::now()).await {
            Ok(letter) => letter.first_block().and_then(|found| fault(&plain_quotes(&found.message))),
            Err(PrepareError::Diagnostics(found)) => {
                let block = found.iter().find(|found| found.severity == Severity::Block).or(found.first());
                block.and_then(|found| fault(&plain_quotes(&found.message)))
            }
            Err(PrepareError::Failed(error)) => return Err(error.into()),
        })
    }

    async fn list_form(
        &self,
        list: &List,
        typed: Option<&FormValues>,
        faults: &[FormFault],
        notice: Option<PageNotice>,
    ) -> Result<Response, Error> {
        let counts = self.list_counts(list).await?;
        let of = |state| counts.of(state);
        let members = |state: SubscriptionState| {
            format!("{}/members?list={}&state={}", self.base_path(), list.name, <&str>::from(state))
        };
        let groups: Vec<Value> = [
            (SubscriptionState::Confirmed, "on it, with all letters"),
            (SubscriptionState::NoticesOnly, "asked for notices only"),
            (SubscriptionState::Unsubscribed, "left, and can come back only by themselves"),
            (SubscriptionState::Suppressed, "left out, as the address takes no mail"),
        ]
        .into_iter()
        .filter(|(state, _)| of(*state) > 0)
        .map(|(state, words)| json!({ "count": people(of(state)), "words": words, "url": members(state) }))
        .collect();
        let requests = subscription::approval_requests(&self.database, list).await?;
        let requests: Vec<Value> = requests
            .iter()
            .map(|request| {
                json!({ "address": request.address.as_str(), "confirmed": self.format_minute(request.confirmed_at) })
            })
            .collect();
        let (mut first, mut ways) = self.list_inputs(list, typed)?;
        if faults.iter().any(|fault| fault.id == PROOF) {
            let label = "It is true of everybody on the list, and we can prove it";
            first.insert(2, FormInput::checkbox(PROOF, label, false));
        }
        mark_faults(&mut first, faults);
        mark_faults(&mut ways, faults);
        let context = json!({
            "title": list.title,
            "name": list.name.as_str(),
            "url": format!("{}/lists/{}", self.base_path(), list.name),
            "version": list_version(list),
            "groups": groups,
            "requests": requests,
            "first": first,
            "ways": ways,
            "page_url": self.workspace.settings.web.public_url.as_ref().filter(|_| list.public).map(|url| format!("{url}/subscribe/{}", list.name)),
            "faults": faults,
            "notice": notice,
        });
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        Ok((status, self.render_page(TEMPLATES[0].0, "members", context)?).into_response())
    }

    /// Returns the inputs: what the list is, and how people come onto it.
    fn list_inputs(&self, list: &List, typed: Option<&FormValues>) -> Result<(Vec<FormInput>, Vec<FormInput>), Error> {
        let value = |name: &str, stored: &str| typed.map_or(stored, |typed| typed.get(name)).to_owned();
        let all_bases = [
            ConsentBasis::Consent,
            ConsentBasis::MembershipNotice,
            ConsentBasis::CharitySoftOptIn,
            ConsentBasis::CustomerSoftOptIn,
        ];
        let chosen_basis = value(BASIS, list.basis.into());
        let drafts = draft::list_drafts(&self.workspace.drafts_dir()).map_err(Error::Drafts)?;
        let mut welcome: Vec<(String, String)> = vec![(String::new(), "None".to_owned())];
        let subject = |path: &std::path::Path| Some(draft::plain_subject(&draft::read_draft(path).ok()?.subject));
        welcome.extend(drafts.into_iter().map(|(slug, path)| {
            let label = subject(&path).unwrap_or_else(|| slug.clone());
            (slug, label)
        }));
        let chosen_welcome = value(WELCOME, list.welcome.as_deref().unwrap_or_default());
        // A browser would choose “None” for a letter that is not in the menu, and saving would lose it.
        if !chosen_welcome.is_empty() && welcome.iter().all(|(slug, _)| *slug != chosen_welcome) {
            welcome.push((chosen_welcome.clone(), format!("{chosen_welcome} (its file is gone)")));
        }
        let join_address = list.join_address.as_ref().map(Address::as_str).unwrap_or_default();
        let chosen_language = value(LANGUAGE, list.language.as_ref().map(Language::as_str).unwrap_or_default());
        let languages = self.language_options(list.language.as_ref());
        let first = vec![
            FormInput::text(TITLE, "What is it called?", &value(TITLE, &list.title)).with_hint("Members see it."),
            FormInput::select(
                BASIS,
                "Why may you write to them?",
                &chosen_basis,
                all_bases.map(|basis| (<&str>::from(basis), basis_label(basis))),
            )
            .with_hint("It decides what is asked when people are added."),
            FormInput::select(LANGUAGE, "Language", &chosen_language, languages)
                .with_hint("Its letters and its form are in it. A letter can have another one."),
            FormInput::select(WELCOME, "Welcome letter", &chosen_welcome, welcome)
                .with_hint("Each person gets it once who joins by themselves."),
            archive_input(&value(ARCHIVE, list.archive.into())),
        ];
        let is_public = typed.map_or(list.public, |typed| typed.has(PUBLIC));
        let joining = [
            (OptIn::Double, "They confirm it by a mail to their address"),
            (OptIn::Approved, "They confirm it, then you approve each of them"),
            (OptIn::Single, "At once, as typed, even if the address is somebody else’s"),
        ];
        let joining = joining.map(|(how, label)| (<&str>::from(how), label));
        let ways = vec![
            FormInput::checkbox(PUBLIC, "Everybody can see the list and ask to join it", is_public),
            FormInput::select(OPT_IN, "How do people join by the form?", &value(OPT_IN, list.opt_in.into()), joining),
            FormInput::text(JOIN_ADDRESS, "People also join by a mail to", &value(JOIN_ADDRESS, join_address))
                .of_kind("email")
                .with_hint("Leave it empty if they cannot. The mailbox must be one that is read for you."),
        ];
        Ok((first, ways))
    }

    /// Returns the languages that have sentences, by their tags and names; an empty tag is the society's.
    fn language_options(&self, current: Option<&Language>) -> Vec<(String, String)> {
        let catalog = Catalog::open(&self.workspace).unwrap_or_default();
        let society = &self.workspace.settings.society.language;
        let name = |language: &Language| catalog.translator(language).say("language-name", &[]);
        let usual = (String::new(), format!("As in the settings ({})", name(society)));
        let known = catalog.languages().into_iter().map(|language| (language.to_string(), name(&language)));
        let mut options: Vec<_> = [usual].into_iter().chain(known).collect();
        if let Some(current) = current.filter(|current| options.iter().all(|(tag, _)| tag != current.as_str())) {
            options.push((current.to_string(), current.to_string()));
        }
        options
    }

    async fn delete_form(&self, list: &List, form: &FormValues, faults: &[FormFault]) -> Result<Response, Error> {
        let planned = subscription::delete_list(&self.database, list, true, clock::now()).await?;
        let (removed, unsubscribed) = match planned {
            ListDeletion::Deleted { removed, unsubscribed } => (removed, unsubscribed),
            ListDeletion::IssuesUnderWay(_) => (0, 0),
        };
        let mut inputs = [FormInput::text("typed", "Type the title of the list", form.get("typed"))];
        mark_faults(&mut inputs, faults);
        let context = json!({
            "title": list.title,
            "url": format!("{}/lists/{}", self.base_path(), list.name),
            "removed": people(removed),
            "unsubscribed": (unsubscribed > 0).then(|| people(unsubscribed)),
            "inputs": inputs,
            "faults": faults,
        });
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        Ok((status, self.render_page(TEMPLATES[1].0, "members", context)?).into_response())
    }
}
