//! The first start: without a workspace, one page makes it; then the chair's pages of that workspace follow.

mod steps_page;
mod welcome_form;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tower::ServiceExt as _;

use super::admin_templates::AdminTemplates;
use super::auth::{AccessRule, with_security_headers};
use super::settings::settings_form::{FormProblem, TypedValues};
use super::{AdminServer, CONNECTION_LIMITS, Error, script, stylesheet};
use crate::config::Workspace;
use crate::database::Database;
use crate::mail_catcher::MailCatcher;
use crate::model::IssueId;
use crate::random;
use crate::web::access_log::log_request;
use crate::web::http_server::serve_http;
use welcome_form::WelcomeForm;

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    vec![steps_page::TEMPLATE, welcome_form::TEMPLATE]
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new().route("/{token}/start", get(steps_page::show))
}

/// An invented society to look round in: nothing of it leaves this machine.
pub struct SampleSociety {
    /// Its workspace, in a temporary folder.
    pub workspace: Workspace,
    /// Its database.
    pub database: Database,
    /// What catches its letters.
    pub catcher: Arc<MailCatcher>,
    /// A letter that is on its way.
    pub issue: IssueId,
}

/// A request for an invented society, with the place for the answer: the society, or why there is none.
pub type SampleRequest = oneshot::Sender<Result<SampleSociety, String>>;

/// The pages while there is no workspace.
pub struct FirstStartServer {
    address: SocketAddr,
    token: String,
    proposed_folder: PathBuf,
    pages: AdminTemplates,
    opened: OnceLock<Router>,
    admins: watch::Sender<Option<Arc<AdminServer>>>,
    samples: Option<mpsc::Sender<SampleRequest>>,
}

impl FirstStartServer {
    /// Creates a server that will be served at `address`, and proposes a folder for the workspace.
    ///
    /// # Errors
    /// The system provides no random bytes.
    pub fn new(address: SocketAddr, proposed_folder: PathBuf) -> Result<Self, Error> {
        let token = random::random_hex().map_err(Error::Entropy)?;
        let pages = AdminTemplates::new(&[welcome_form::TEMPLATE])?;
        let (opened, admins) = (OnceLock::new(), watch::Sender::new(None));
        Ok(Self { address, token, proposed_folder, pages, opened, admins, samples: None })
    }

    /// Offers to look round in an invented society, which is asked for through `samples`.
    #[must_use]
    pub fn with_samples(self, samples: mpsc::Sender<SampleRequest>) -> Self {
        Self { samples: Some(samples), ..self }
    }

    /// Returns the URL of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.address.port(), self.token)
    }
}

/// Serves the first start on `listener`, and then the workspace that it makes, until `stop` is done.
///
/// # Errors
/// The listener is not on loopback.
pub async fn serve_first_start(
    listener: TcpListener,
    start: FirstStartServer,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    super::check_loopback(&listener)?;
    let (follower, sender) = (start.admins.subscribe(), start.admins.subscribe());
    let (halt, halted) = watch::channel(false);
    let start = Arc::new(start);
    let stopping = Arc::clone(&start);
    let follow = async move {
        match opened_admin(follower).await {
            Some(admin) => admin.follow_files().await,
            None => std::future::pending().await,
        }
    };
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = follow => {}
        }
        if let Some(admin) = stopping.admins.borrow().as_ref() {
            admin.announce_shutdown();
        }
        halt.send_replace(true);
    };
    tokio::join!(serve_http(listener, first_routes(start), CONNECTION_LIMITS, stop), send_due(sender, halted));
    Ok(())
}

/// Waits until there is a workspace.
async fn opened_admin(mut admins: watch::Receiver<Option<Arc<AdminServer>>>) -> Option<Arc<AdminServer>> {
    let opened = admins.wait_for(Option::is_some).await.ok()?;
    opened.clone()
}

/// Sends what is due in the workspace, once there is one, until it is halted.
async fn send_due(admins: watch::Receiver<Option<Arc<AdminServer>>>, halted: watch::Receiver<bool>) {
    let mut stopped = halted.clone();
    let admin = tokio::select! {
        admin = opened_admin(admins) => admin,
        _ = stopped.wait_for(|is_halted| *is_halted) => None,
    };
    if let Some(admin) = admin {
        Box::pin(admin.desk.service.run_until(halted)).await;
    }
}

fn first_routes(start: Arc<FirstStartServer>) -> Router {
    Router::new()
        .route("/{token}/", get(show).post(create))
        .route("/{token}/sample", post(open_sample))
        .route("/{token}/admin.css", stylesheet(include_str!("../../../templates/admin/admin.css")))
        .route("/{token}/settings.css", stylesheet(include_str!("../../../templates/admin/settings.css")))
        .route("/{token}/admin.js", script(include_str!("../../../templates/admin/admin.js")))
        .layer(from_fn_with_state(Arc::clone(&start), authorize))
        .layer(from_fn_with_state(Arc::clone(&start), pass_on))
        .layer(from_fn(log_request))
        .with_state(start)
}

/// Hands requests to the workspace once there is one.
async fn pass_on(State(start): State<Arc<FirstStartServer>>, request: Request, next: Next) -> Response {
    match start.opened.get() {
        Some(opened) => opened.clone().oneshot(request).await.into_response(),
        None => next.run(request).await,
    }
}

async fn authorize(State(start): State<Arc<FirstStartServer>>, request: Request, next: Next) -> Response {
    let origins = ["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{}", start.address.port()));
    let response = match (AccessRule { origins: &origins, token: &start.token }).rejection_status(&request) {
        Some(status) => status.into_response(),
        None => next.run(request).await,
    };
    with_security_headers(response)
}

async fn show(State(start): State<Arc<FirstStartServer>>) -> Result<Html<String>, Error> {
    start.welcome_page(&WelcomeForm::new(&start.proposed_folder), None)
}

/// Makes the workspace, and goes to the next steps.
async fn create(State(start): State<Arc<FirstStartServer>>, body: Bytes) -> Result<Response, Error> {
    let form = WelcomeForm::from_typed(&TypedValues::read(&body));
    let made = match form.create_workspace() {
        Ok(workspace) => welcome_form::open_database(&workspace).await.map(|database| (workspace, database)),
        Err(problem) => Err(problem),
    };
    let (workspace, database) = match made {
        Ok(made) => made,
        Err(problem) => {
            let page = start.welcome_page(&form, Some(&problem))?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    start.open(AdminServer::new(workspace, database, start.address)?);
    Ok(Redirect::to(&format!("/{}/start", start.token)).into_response())
}

/// Makes an invented society, and goes to a letter of it that is on its way.
async fn open_sample(State(start): State<Arc<FirstStartServer>>) -> Result<Response, Error> {
    let samples = start.samples.as_ref().ok_or(Error::NotFound)?;
    let (reply, answer) = oneshot::channel();
    let sample = match samples.send(reply).await {
        Ok(()) => answer.await.unwrap_or_else(|_| Err("the program is ending".to_owned())),
        Err(_) => Err("the program is ending".to_owned()),
    };
    match sample {
        Ok(sample) => {
            let admin = AdminServer::new(sample.workspace, sample.database, start.address)?;
            start.open(admin.with_inbox(sample.catcher));
            Ok(Redirect::to(&format!("/{}/issue/{}", start.token, sample.issue)).into_response())
        }
        Err(words) => {
            let problem = FormProblem::at("", format!("The invented society cannot be made: {words}."));
            let page = start.welcome_page(&WelcomeForm::new(&start.proposed_folder), Some(&problem))?;
            Ok((StatusCode::INTERNAL_SERVER_ERROR, page).into_response())
        }
    }
}

impl FirstStartServer {
    /// Passes the address on to a workspace. Of two requests at once, the first one counts.
    fn open(&self, admin: AdminServer) {
        let admin = Arc::new(admin.with_token(self.token.clone()));
        if self.opened.set(super::routes(Arc::clone(&admin))).is_ok() {
            self.admins.send_replace(Some(admin));
        }
    }

    fn welcome_page(&self, form: &WelcomeForm, problem: Option<&FormProblem>) -> Result<Html<String>, Error> {
        let mut context = form.to_json(problem);
        context["base_path"] = json!(format!("/{}", self.token));
        context["society"] = json!("circular");
        context["navigation"] = json!([]);
        context["has_samples"] = json!(self.samples.is_some());
        self.pages.render(welcome_form::TEMPLATE.0, &context)
    }
}
