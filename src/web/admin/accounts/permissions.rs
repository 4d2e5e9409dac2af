//! What each role may do.

use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse};
use serde_json::json;

use crate::database::accounts;
use crate::model::{Account, AccountRole};
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATE: (&str, &str) =
    ("not-permitted", include_str!("../../../../templates/admin/not-permitted.html.hbs"));

/// Tells whether a page needs no session.
pub(super) fn is_open(page: &str) -> bool {
    matches!(page, "sign-in" | "admin.css")
}

/// Tells whether somebody who writes may make a request: may look at what is shown, write letters and try them.
///
/// What is not named here is refused. The whole list as a file is not shown.
pub(super) fn may_write(method: &Method, page: &str) -> bool {
    let parts: Vec<&str> = page.split('/').collect();
    if matches!(*method, Method::GET | Method::HEAD) {
        return !matches!(parts[..], ["members", "export"] | ["members" | "answers", _, "export"]);
    }
    match parts[..] {
        ["new" | "sign-out"]
        | ["account", "password"]
        | ["new", "document"]
        | ["sent", _, "copy"]
        | ["answers", _, "remind" | "thank"]
        | ["year", "draft"] => true,
        ["draft", _, work] => {
            matches!(work, "file" | "live" | "versions" | "pictures" | "attachments" | "paste" | "test")
        }
        _ => false,
    }
}

/// Says who may do what somebody may not.
pub(super) async fn refuse(admin: &AdminServer, account: &Account) -> Result<impl IntoResponse + use<>, Error> {
    let all = accounts::all(&mut admin.database.begin_read().await?).await?;
    let others: Vec<&str> =
        all.iter().filter(|other| other.role == AccountRole::Sends).map(|other| other.name.as_str()).collect();
    let page = json!({ "name": account.name.as_str(), "others": others.join(", ") });
    let Html(page) = admin.render_page(TEMPLATE.0, "account", page)?;
    Ok((StatusCode::FORBIDDEN, Html(page)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_write_and_look() {
        for page in ["", "draft/spring/edit", "draft/wine-export/edit", "draft/spring/send", "members", "report"] {
            assert!(may_write(&Method::GET, page), "{page}");
        }
        for page in [
            "new",
            "new/document",
            "sent/1/copy",
            "year/draft",
            "draft/spring/live",
            "draft/spring/attachments",
            "draft/spring/test",
            "answers/1/remind",
            "answers/1/thank",
            "sign-out",
            "account/password",
        ] {
            assert!(may_write(&Method::POST, page), "{page}");
        }
        assert!(may_write(&Method::PUT, "draft/spring/file"));
    }

    #[test]
    fn writers_neither_send_nor_change_members() {
        for page in [
            "draft/spring/send",
            "issue/1/pause",
            "issue/1/resume",
            "issue/1/retry",
            "issue/1/resolve",
            "issue/1/stop",
            "members/1",
            "members/import",
            "settings",
            "answers/1",
            "unread",
            "",
        ] {
            assert!(!may_write(&Method::POST, page), "{page}");
        }
        for page in ["members/export", "members/1/export", "answers/1/export"] {
            assert!(!may_write(&Method::GET, page), "{page}");
        }
        assert!(!may_write(&Method::DELETE, "draft/spring"));
    }
}
