//! Several people at work: signing in, what each role may do, and the end of a session.

use std::future::pending;

use circular::account::{add_account, reset_password};
use circular::model::{AccountName, AccountRole};
use circular::web::admin::{self, AdminServer};
use tokio::net::TcpListener;

use super::{RunningAdmin, start_admin};
use crate::web::client::{HttpResponse, send};
use crate::web::site::NOW;

const HOST: &str = "letters.example.org";
const ORIGIN: &str = "https://letters.example.org";

/// Pages with the accounts `ann`, who writes, and `ben`, who sends.
struct SharedAdmin {
    alone: RunningAdmin,
    at: std::net::SocketAddr,
    passwords: [String; 2],
}

async fn share() -> SharedAdmin {
    let alone = start_admin(None).await;
    let database = &alone.society.database;
    let mut passwords = Vec::new();
    for (name, role) in [("ann", AccountRole::Writes), ("ben", AccountRole::Sends)] {
        let name: AccountName = name.parse().unwrap();
        passwords.push(add_account(database, &name, role, NOW).await.unwrap().unwrap());
        assert_eq!(add_account(database, &name, role, NOW).await.unwrap(), None, "the name is taken");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let server = AdminServer::new(alone.society.workspace.clone(), database.clone(), at).unwrap();
    let server = server.with_accounts(ORIGIN.parse().unwrap());
    assert_eq!(server.url(), "https://letters.example.org/letters/");
    tokio::spawn(admin::serve(listener, server, pending()));
    SharedAdmin { alone, at, passwords: passwords.try_into().unwrap() }
}

impl SharedAdmin {
    async fn get(&self, path: &str, cookie: &str) -> HttpResponse {
        send(self.at, "GET", path, &[("Host", HOST), ("Cookie", cookie)], b"").await
    }

    async fn post(&self, path: &str, cookie: &str, body: &str) -> HttpResponse {
        let headers = [("Host", HOST), ("Origin", ORIGIN), ("Cookie", cookie)];
        send(self.at, "POST", path, &headers, body.as_bytes()).await
    }

    async fn sign_in(&self, name: &str, password: &str) -> HttpResponse {
        let body = format!("name={name}&password={password}&next=%2Fletters%2Fdraft%2Fspring");
        self.post("/letters/sign-in", "", &body).await
    }

    /// Returns the cookie of somebody who has signed in.
    async fn cookie(&self, name: &str, password: &str) -> String {
        let answer = self.sign_in(name, password).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.header("Set-Cookie").unwrap().split(';').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn nothing_is_shown_before_signing_in() {
    let shared = share().await;
    for path in ["/letters/", "/letters/draft/spring", "/letters/draft/spring/file", "/letters/account"] {
        let answer = shared.get(path, "__Host-circular=0123456789abcdef").await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(
            answer.header("Location").unwrap().starts_with("/letters/sign-in?next=%2Fletters%2F"),
            "{}",
            answer.head
        );
        assert!(!answer.body.contains("Spring"), "{path}");
    }
    let saved = shared.post("/letters/draft/spring/live", "", "x").await;
    assert_eq!((saved.status, saved.body.contains("Sign in on another page")), (401, true), "{}", saved.body);
    assert_eq!(send(shared.at, "GET", "/letters/", &[("Host", "127.0.0.1")], b"").await.status, 403, "another host");
    assert_eq!(shared.get(&shared.alone.home, "").await.status, 404, "the secret of somebody's own pages");
    let page = shared.get("/letters/sign-in", "").await;
    assert_eq!((page.status, page.body.contains("type=\"password\"")), (200, true), "{}", page.body);
}

#[tokio::test]
async fn signing_in_leads_to_the_wanted_page() {
    let shared = share().await;
    let [ann, _] = &shared.passwords;
    let answer = shared.sign_in("Ann", ann).await;
    assert_eq!((answer.status, answer.header("Location")), (303, Some("/letters/draft/spring")), "{}", answer.body);
    let cookie = answer.header("Set-Cookie").unwrap();
    for part in ["__Host-circular=", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap();
    assert!(shared.get("/letters/draft/spring", cookie).await.body.contains("Spring"));
    let own = shared.get("/letters/account", cookie).await.body;
    assert!(own.contains("<strong>ann</strong>") && own.contains("Somebody who may send releases them"), "{own}");
    for next in ["https://evil.example/", "//evil.example", "/other"] {
        let body = format!("name=ann&password={ann}&next={next}");
        let answer = shared.post("/letters/sign-in", "", &body).await;
        assert_eq!(answer.header("Location"), Some("/letters/"), "{next}");
    }
}

#[tokio::test]
async fn wrong_passwords_are_refused_and_slowed() {
    let shared = share().await;
    let [ann, ben] = &shared.passwords;
    for (name, password) in [("ann", ben.as_str()), ("ben", ann), ("eve", ann), ("", ""), ("ann", "")] {
        let answer = shared.sign_in(name, password).await;
        assert_eq!(answer.status, 403, "{name}");
        assert!(answer.body.contains("The name or the password is not right."), "{}", answer.body);
        assert!(answer.header("Set-Cookie").is_none());
    }
    for _ in 5..11 {
        shared.sign_in("ann", "wrong").await;
    }
    let late = shared.sign_in("ann", ann).await;
    assert_eq!(late.status, 429);
    assert!(late.body.contains("too many wrong passwords"), "{}", late.body);
}

#[tokio::test]
async fn one_writes_and_another_sends() {
    let shared = share().await;
    let [ann, ben] = &shared.passwords;
    let (ann, ben) = (shared.cookie("ann", ann).await, shared.cookie("ben", ben).await);
    let started = shared.post("/letters/new", &ann, "title=Summer&kind=letter").await;
    assert_eq!(started.header("Location"), Some("/letters/draft/summer/edit"), "{}", started.body);
    for path in ["/letters/draft/spring/send", "/letters/issue/1/pause", "/letters/members/add", "/letters/settings"] {
        let refused = shared.post(path, &ann, "").await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.body.contains("ask: ben") && refused.body.contains("Nothing was changed"), "{}", refused.body);
        assert_ne!(shared.post(path, &ben, "").await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn session_ends_with_signing_out_a_new_password_or_the_account() {
    let shared = share().await;
    let [ann, _] = &shared.passwords;
    let cookie = shared.cookie("ann", ann).await;
    let out = shared.post("/letters/sign-out", &cookie, "").await;
    assert!(out.header("Set-Cookie").unwrap().contains("Max-Age=0"), "{}", out.head);
    assert_eq!(shared.get("/letters/", &cookie).await.status, 303);

    let cookie = shared.cookie("ann", ann).await;
    for (old, new, words) in [
        ("wrong", "five%20words%20of%20no%20sense", "is not this one"),
        (ann.as_str(), "short", "at least 15 characters"),
    ] {
        let answer = shared.post("/letters/account/password", &cookie, &format!("old={old}&new={new}")).await;
        assert_eq!((answer.status, answer.body.contains(words)), (422, true), "{}", answer.body);
    }
    let new = format!("old={ann}&new=five%20words%20of%20no%20sense");
    assert_eq!(shared.post("/letters/account/password", &cookie, &new).await.status, 303);
    assert_eq!(shared.get("/letters/", &cookie).await.status, 303, "signed out");
    assert_eq!(shared.sign_in("ann", ann).await.status, 403, "the old password");
    let cookie = shared.cookie("ann", "five%20words%20of%20no%20sense").await;

    let name: AccountName = "ann".parse().unwrap();
    reset_password(&shared.alone.society.database, &name).await.unwrap().unwrap();
    assert_eq!(shared.get("/letters/", &cookie).await.status, 303, "a new password was given");
}
