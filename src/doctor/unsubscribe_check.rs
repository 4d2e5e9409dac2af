//! Judges the way out: the public page answers one-click unsubscribing, or a mailbox takes requests.

use url::Url;

use super::doctor_report::{DoctorFinding, DoctorReport};
use super::ip_network::is_private;
use super::provider_demands::Demand;
use crate::config::WebSettings;
use crate::message::{headers, unsubscribe_page_link};
use crate::model::Severity;
use crate::web_probe::{PageReply, WebProbe, WebProbeError};

const TOPIC: &str = "Unsubscribing";

/// What the public page answered, and how.
#[derive(Debug)]
pub(super) struct PageFacts {
    pub(super) url: Url,
    pub(super) get: Result<PageReply, WebProbeError>,
    /// The answer to one click; `None` if the page was not tried.
    pub(super) post: Option<Result<PageReply, WebProbeError>>,
}

/// Judges the settings, and asks the public page with a token that belongs to nobody.
///
/// Returns the time that the page's server told, as it stands in its answer.
pub(super) async fn examine(
    settings: &WebSettings,
    takes_mails: bool,
    token: Option<&str>,
    report: &mut DoctorReport,
) -> Option<String> {
    let Some(base) = &settings.public_url else {
        report.add(without_page(takes_mails));
        return None;
    };
    let url = Url::parse(base).ok()?;
    if let Some(found) = unreachable_url(&url) {
        report.add(found);
        if url.scheme() != "https" {
            return None;
        }
    }
    let (Ok(probe), Some(token)) = (WebProbe::new(), token) else {
        report.skip(TOPIC, "there is no signing key yet; the first letter makes one");
        return None;
    };
    let page = Url::parse(&unsubscribe_page_link(base, token)).ok()?;
    let get = probe.get(&page).await;
    let post = if get.is_ok() { Some(probe.post(&page, headers::ONE_CLICK).await) } else { None };
    let facts = PageFacts { url, get, post };
    judge(&facts, report);
    facts.get.ok().and_then(|reply| reply.header("Date").map(str::to_owned))
}

fn without_page(takes_mails: bool) -> DoctorFinding {
    if takes_mails {
        let message = "members can unsubscribe by mail only, and not with one click".to_owned();
        let help = "Set `public_url` in `[web]` if you have a server. Gmail counts a mail address alone as no one-click \
            unsubscribing.";
        return DoctorFinding::new("one-click-missing", Severity::Note, message, help).with_demands(Demand::OneClick);
    }
    let message =
        "members cannot unsubscribe: neither `public_url` in `[web]` nor `unsubscribe` in `[sender]` is set".to_owned();
    let help = "Set one of them; no letter is sent without.";
    DoctorFinding::new("unsubscribe-missing", Severity::Block, message, help).with_demands(Demand::OneClick)
}

/// Finds URLs that members cannot follow.
pub(super) fn unreachable_url(url: &Url) -> Option<DoctorFinding> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_local = host == "localhost" || host.parse().is_ok_and(is_private);
    let (message, help) = if is_local {
        (
            format!("nobody outside can open `{url}`, the `public_url` in `[web]`"),
            "Write the address by which the world reaches `circular serve`.",
        )
    } else if url.scheme() != "https" {
        (
            format!("`{url}` is not encrypted, and one-click unsubscribing needs `https` (RFC 8058)"),
            "Put a web server with a certificate in front of `circular serve`; docs/install.md shows how.",
        )
    } else {
        return None;
    };
    Some(DoctorFinding::new("page-url", Severity::Block, message, help).with_demands(Demand::OneClick))
}

/// Judges what the page answered.
pub(super) fn judge(facts: &PageFacts, report: &mut DoctorReport) {
    let url = &facts.url;
    let reply = match &facts.get {
        Ok(reply) => reply,
        Err(WebProbeError::Tls { source, .. }) => {
            let message = format!("the certificate of `{url}` is not accepted: {source}");
            let help = "Renew it, or use one for this name; mailbox providers refuse it too.";
            return report.add(page_finding(Severity::Block, message, help));
        }
        Err(error) => {
            let message = format!("the public page `{url}` does not answer from here: {error}");
            let help = "Start `circular serve`, and see that the web server passes requests on. If only this machine \
                cannot reach it, open the page elsewhere.";
            return report.add(page_finding(Severity::Warning, message, help));
        }
    };
    judge_answer(url, "opened", Ok(reply), report);
    if let Some(answer) = &facts.post {
        judge_answer(url, "unsubscribed with one click", answer.as_ref(), report);
    }
    if reply.header("Set-Cookie").is_some() {
        let message = format!("`{url}` sets a cookie, which the web server adds");
        let help = "Switch it off: one-click unsubscribing works without (RFC 8058 §3.1).";
        report.add(page_finding(Severity::Warning, message, help));
    }
    if !report.has("page-failed") {
        report.pass(TOPIC, format!("`{url}` answers, also to one click"));
    }
}

fn judge_answer(url: &Url, how: &str, answer: Result<&PageReply, &WebProbeError>, report: &mut DoctorReport) {
    let (message, help) = match answer {
        Err(error) => (
            format!("the public page `{url}` does not answer when somebody is {how}: {error}"),
            "Let the web server pass POST requests on to `circular serve`.",
        ),
        Ok(PageReply { status: 200, .. }) => return,
        Ok(reply @ PageReply { status: 300..400, .. }) => {
            let target = reply.header("Location").unwrap_or("another page");
            (
                format!("`{url}` leads to `{target}` when it is {how}, and mailbox providers do not follow"),
                "Write the address that answers itself as `public_url` in `[web]`.",
            )
        }
        Ok(PageReply { status, .. }) => (
            format!("`{url}` answers {status} when it is {how}"),
            "Something else than this `circular serve` answers there, or it uses another database.",
        ),
    };
    report.add(page_finding(Severity::Block, message, help));
}

fn page_finding(severity: Severity, message: String, help: &str) -> DoctorFinding {
    DoctorFinding::new("page-failed", severity, message, help).with_demands(Demand::OneClick)
}
