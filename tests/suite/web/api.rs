//! The HTTP API: what it takes and refuses, and that its description says the same.

use std::collections::BTreeSet;

use circular::account;
use circular::model::{ApiPermission, FieldValue, List, OptIn, SubscriptionState};
use serde_json::{Value, json};

use super::client::{HttpResponse, send};
use super::signup::{SOON, SignupFixture};
use super::site::{NOW, RunningSite};
use crate::engine::{TestDatabase, on_both};

const ROUTES: &str = include_str!("../../../src/web/public/api.rs");
const OPENAPI: &str = include_str!("../../../docs/openapi.json");

/// Makes a token that may do this.
async fn token(ground: &TestDatabase, name: &str, may: &[ApiPermission]) -> String {
    let may = may.iter().copied().collect();
    account::new_api_token(&ground.database, name.parse().unwrap(), may, NOW).await.unwrap().unwrap()
}

async fn call(site: &RunningSite, method: &str, path: &str, secret: &str, body: &Value) -> HttpResponse {
    let bearer = format!("Bearer {secret}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(site.address, method, path, &headers, body.as_bytes()).await
}

fn code(answer: &HttpResponse) -> String {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"));
    assert_eq!(answer.header("Content-Type"), Some("application/json"), "{answer:?}");
    assert!(body["error"]["message"].as_str().unwrap().len() > 10, "{answer:?}");
    body["error"]["code"].as_str().unwrap().to_owned()
}

fn join_of(address: &str) -> Value {
    json!({ "email": address, "lists": ["members"], "consent_text": "Send me the letters.", "client_address": "192.0.2.9" })
}

on_both! {
    async fn website_asks_for_somebody_to_join_as_the_form_does(ground) {
        let porch = SignupFixture::new(ground).await;
        let site = porch.open(SOON).await;
        let secret = token(ground, "website", &[ApiPermission::Join]).await;
        let taken = call(&site, "POST", "/api/join", &secret, &join_of("ann@example.org")).await;
        assert_eq!((taken.status, taken.body.as_str()), (202, r#"{"status":"accepted"}"#));
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!(porch.state("members", "ann@example.org").await, None, "nobody joins before they confirm: {request:?}");
        let again = call(&site, "POST", "/api/join", &secret, &join_of("ann@example.org")).await;
        assert_eq!(taken.body, again.body, "the answer tells nothing about an address");
        let mut single = join_of("ben@example.org");
        single["lists"] = json!(["friends", "friends"]);
        assert_eq!(call(&site, "POST", "/api/join", &secret, &single).await.status, 202);
        assert_eq!(porch.state("friends", "ben@example.org").await, Some(SubscriptionState::Confirmed));
    }

    async fn language_of_the_form_is_stored_as_the_form_does(ground) {
        let porch = SignupFixture::new(ground).await;
        let french = List { language: Some("fr".parse().unwrap()), ..porch.list("news", "News", OptIn::Single, true).await };
        circular::subscription::update_list(&ground.database, &porch.find_list("news").await, &french).await.unwrap();
        let site = porch.open(SOON).await;
        let secret = token(ground, "website", &[ApiPermission::Join]).await;
        for (number, (lists, tag, stored)) in [
            (&["friends"][..], "tlh", None),
            (&["friends"], "en", None),
            (&["friends"], "en-US", None),
            (&["friends"], "", None),
            (&["friends"], "de-AT", Some("de")),
            (&["news"], "fr", None),
            (&["news"], "fr-CA", None),
            (&["news"], "tlh", None),
            (&["news"], "en", Some("en")),
            (&["news", "friends"], "fr", Some("fr")),
        ].into_iter().enumerate() {
            let address = format!("s{number}@example.org");
            let mut join = join_of(&address);
            join["lists"] = json!(lists);
            join["language"] = json!(tag);
            join["client_address"] = json!(format!("192.0.2.{number}"));
            assert_eq!(call(&site, "POST", "/api/join", &secret, &join).await.status, 202);
            let mut work = ground.database.begin_read().await.unwrap();
            let address = address.parse().unwrap();
            let joined = circular::database::subscribers::by_address(&mut work, &address).await.unwrap().unwrap();
            let stored = stored.map(|tag| FieldValue::Text(tag.to_owned()));
            assert_eq!(joined.fields.get("language"), stored.as_ref(), "{lists:?} {tag}");
        }
    }

    async fn website_takes_somebody_off(ground) {
        let porch = SignupFixture::new(ground).await;
        let site = porch.open(SOON).await;
        let secret = token(ground, "website", &[ApiPermission::Join, ApiPermission::Leave]).await;
        let mut join = join_of("ben@example.org");
        join["lists"] = json!(["friends"]);
        assert_eq!(call(&site, "POST", "/api/join", &secret, &join).await.status, 202);
        let other = json!({ "email": "ben@example.org", "list": "members" });
        assert_eq!(call(&site, "POST", "/api/leave", &secret, &other).await.status, 202);
        assert_eq!(porch.state("friends", "ben@example.org").await, Some(SubscriptionState::Confirmed));
        let left = call(&site, "POST", "/api/leave", &secret, &json!({ "email": "Ben@example.org" })).await;
        assert_eq!(left.status, 202);
        assert_eq!(porch.state("friends", "ben@example.org").await, Some(SubscriptionState::Unsubscribed));
        let stranger = call(&site, "POST", "/api/leave", &secret, &json!({ "email": "zoe@example.org" })).await;
        assert_eq!((stranger.status, &stranger.body), (202, &left.body));
    }

    async fn token_opens_what_it_may_and_nothing_once_revoked(ground) {
        let porch = SignupFixture::new(ground).await;
        let site = porch.open(SOON).await;
        let secret = token(ground, "reader", &[ApiPermission::Read]).await;
        let lists = call(&site, "GET", "/api/lists", &secret, &Value::Null).await;
        let lists: Value = serde_json::from_str(&lists.body).unwrap();
        assert_eq!(lists["lists"][0]["name"], "board");
        assert_eq!((&lists["lists"][0]["is_open"], &lists["lists"][2]["is_open"]), (&json!(false), &json!(true)));
        let refused = call(&site, "POST", "/api/join", &secret, &join_of("ann@example.org")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "forbidden"));
        let plain = site.get("/api/lists").await;
        assert_eq!((plain.status, plain.header("WWW-Authenticate")), (401, Some("Bearer")));
        let almost = format!("{}x", &secret[..secret.len() - 1]);
        for wrong in ["", "circular_", almost.as_str()] {
            assert_eq!(call(&site, "GET", "/api/lists", wrong, &Value::Null).await.status, 401, "{wrong}");
        }
        let mut work = ground.database.begin_write().await.unwrap();
        let name = "reader".parse().unwrap();
        assert!(circular::database::api_tokens::delete(&mut work, &name).await.unwrap());
        work.commit().await.unwrap();
        assert_eq!(call(&site, "GET", "/api/lists", &secret, &Value::Null).await.status, 401);
    }

    async fn wrong_calls_are_refused_in_json(ground) {
        let porch = SignupFixture::new(ground).await;
        let site = porch.open(SOON).await;
        let secret = token(ground, "website", &[ApiPermission::Join, ApiPermission::Leave, ApiPermission::Read]).await;
        let with = |key: &str, value: Value| {
            let mut body = join_of("ann@example.org");
            body[key] = value;
            body
        };
        for (body, status, expected) in [
            (json!([]), 400, "bad-request"),
            (json!({ "email": "ann@example.org" }), 400, "bad-request"),
            (with("surprise", json!(1)), 400, "bad-request"),
            (with("lists", json!([])), 400, "bad-request"),
            (with("lists", json!("members")), 400, "bad-request"),
            (with("lists", json!(["nowhere"])), 404, "not-found"),
            (with("lists", json!(["board"])), 404, "not-found"),
            (with("email", json!("ann")), 422, "bad-address"),
            (with("email", json!("ann@nowhere")), 422, "bad-address"),
            (with("consent_text", json!("")), 400, "bad-request"),
            (with("consent_text", json!(" \n")), 422, "no-consent-text"),
            (with("consent_text", json!("x".repeat(2_001))), 400, "bad-request"),
            (with("consent_text", json!("x".repeat(20_000))), 413, "too-large"),
            (with("client_address", json!("somewhere")), 400, "bad-request"),
        ] {
            let refused = call(&site, "POST", "/api/join", &secret, &body).await;
            assert_eq!((refused.status, code(&refused).as_str()), (status, expected), "{body}");
        }
        for path in ["/api/issues?limit=0", "/api/issues?limit=101", "/api/issues?limit=x", "/api/issues?limit=-1"] {
            assert_eq!(code(&call(&site, "GET", path, &secret, &Value::Null).await), "bad-request", "{path}");
        }
        for path in ["/api/issues/nowhere", "/api/issues/%00", "/api/issues/%ff", "/api/nowhere"] {
            assert_eq!(call(&site, "GET", path, &secret, &Value::Null).await.status, 404, "{path}");
        }
        let bearer = format!("Bearer {secret}");
        let form = send(site.address, "POST", "/api/join", &[("Authorization", &bearer)], b"{}").await;
        assert_eq!((form.status, code(&form).as_str()), (415, "not-json"));
        for (method, path, allowed) in [("DELETE", "/api/lists", "GET,HEAD"), ("GET", "/api/join", "POST")] {
            let refused = call(&site, method, path, &secret, &Value::Null).await;
            assert_eq!((refused.status, code(&refused).as_str()), (405, "method-not-allowed"));
            assert_eq!(refused.header("Allow"), Some(allowed));
        }
    }

    async fn one_network_cannot_send_many_joins(ground) {
        let porch = SignupFixture::new(ground).await;
        let site = porch.open(SOON).await;
        let secret = token(ground, "website", &[ApiPermission::Join]).await;
        for number in 0..5 {
            let join = join_of(&format!("s{number}@example.org"));
            assert_eq!(call(&site, "POST", "/api/join", &secret, &join).await.status, 202);
        }
        let refused = call(&site, "POST", "/api/join", &secret, &join_of("s5@example.org")).await;
        assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("60")));
        let mut other = join_of("s5@example.org");
        other["client_address"] = json!("2001:db8::7");
        assert_eq!(call(&site, "POST", "/api/join", &secret, &other).await.status, 202);
    }

    async fn nobody_joins_while_no_mail_can_be_sent(ground) {
        let porch = SignupFixture::new(ground).await;
        let site = SignupFixture::serve(porch.site(SOON).with_signup_closed()).await;
        let secret = token(ground, "website", &[ApiPermission::Join]).await;
        let refused = call(&site, "POST", "/api/join", &secret, &join_of("ann@example.org")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (503, "closed"));
    }

    async fn issues_are_counted_without_addresses(ground) {
        let porch = SignupFixture::new(ground).await;
        let list = porch.list("news", "News", OptIn::Single, true).await;
        ground.execute(&format!(
            "INSERT INTO issue (slug, list_id, subject, content_digest, composition, sender, is_trial, state, created_at, starts_at) \
             VALUES ('spring', {list}, 's', 'h', '{{}}', 'a@example.org', {no}, 'sending', 1000000, 1000000); \
             INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
             VALUES (1, 1, 'sent', 1, 0, 1), (1, 2, 'queued', 0, 0, 1), (1, 3, 'queued', 0, 0, 1)",
            list = list.id,
            no = if matches!(ground.database, circular::database::Database::Postgres(_)) { "FALSE" } else { "0" },
        )).await;
        let site = porch.open(SOON).await;
        let secret = token(ground, "website", &[ApiPermission::Read]).await;
        let shown = call(&site, "GET", "/api/issues/spring", &secret, &Value::Null).await;
        let issue = json!({
            "draft": "spring", "list": "news", "state": "sending",
            "created_at": "1970-01-01T00:00:01Z", "starts_at": "1970-01-01T00:00:01Z",
        });
        let mut counted = issue.clone();
        counted["copies"] = json!({ "queued": 2, "sent": 1 });
        assert_eq!(serde_json::from_str::<Value>(&shown.body).unwrap(), json!({ "issues": [counted] }));
        let all = call(&site, "GET", "/api/issues?limit=1", &secret, &Value::Null).await;
        assert_eq!(serde_json::from_str::<Value>(&all.body).unwrap(), json!({ "issues": [issue] }));
    }
}

/// The fields of a struct in a source file.
fn fields(source: &str, name: &str) -> BTreeSet<String> {
    let body = source.split_once(&format!("struct {name} {{")).unwrap().1.split_once("\n}").unwrap().0;
    let lines = body.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).map(|(field, _)| field.replace("pub ", "")).collect()
}

#[tokio::test]
async fn description_has_every_route_and_every_field() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let served = porch.open(SOON).await.get("/api/openapi.json").await;
    assert_eq!((served.status, served.header("Content-Type")), (200, Some("application/json")));
    assert_eq!(served.body, OPENAPI);
    let described: Value = serde_json::from_str(OPENAPI).unwrap();
    let mut routes = BTreeSet::new();
    for route in ROUTES.split(".route(\"").skip(1) {
        let (path, rest) = route.split_once("\", ").unwrap();
        routes.insert(format!("{} /api{path}", rest.split('(').next().unwrap()));
    }
    let paths = described["paths"].as_object().unwrap().iter();
    let methods = paths
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}")));
    assert_eq!(routes, methods.collect());
    for (source, name) in [
        (include_str!("../../../src/web/public/api/join_call.rs"), "JoinCall"),
        (include_str!("../../../src/web/public/api/leave_call.rs"), "LeaveCall"),
        (include_str!("../../../src/web/public/api/list_overview.rs"), "ListOverview"),
        (include_str!("../../../src/web/public/api/list_overview.rs"), "ListEntry"),
        (include_str!("../../../src/web/public/api/issue_status.rs"), "IssueOverview"),
        (include_str!("../../../src/web/public/api/issue_status.rs"), "IssueEntry"),
    ] {
        let schema = &described["components"]["schemas"][name];
        let properties: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(fields(source, name), properties, "{name}");
        assert_eq!(schema["additionalProperties"], false, "{name}");
    }
    let query = &described["paths"]["/api/issues"]["get"]["parameters"];
    let names: BTreeSet<_> =
        query.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fields(include_str!("../../../src/web/public/api/issue_status.rs"), "IssuePage"), names);
    let errors = include_str!("../../../src/web/public/api/api_error.rs");
    let written = errors.split("StatusCode::").skip(1).filter_map(|rest| {
        let (_, code) = rest.split_once(", \"")?;
        let (code, _) = code.split_once('"')?;
        code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-').then(|| code.to_owned())
    });
    let codes = &described["components"]["schemas"]["RefusedCall"]["properties"]["error"]["properties"]["code"]["enum"];
    let codes: BTreeSet<_> = codes.as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    assert_eq!(written.collect::<BTreeSet<_>>(), codes);
}
