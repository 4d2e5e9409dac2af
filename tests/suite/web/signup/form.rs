//! The form: who may see it, what it contains, and when it must be sent again.

use circular::model::{FormToken, OptIn};
use jiff::{SignedDuration, Timestamp};

use super::{NOW, SOON, SignupFixture, post, value_of, value_of_consent};
use crate::engine::TestDatabase;

#[tokio::test]
async fn form_is_labelled_without_script_or_preselection() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let site = porch.open(|| NOW).await;
    let page = site.get("/subscribe/members").await;
    assert_eq!(page.status, 200);
    for words in [
        "<html lang=\"en-GB\" dir=\"ltr\">",
        "<h1>“The Members’ Letter” by email</h1>",
        "<form class=\"first\" method=\"post\" action=\"/subscribe/members\">",
        "<label for=\"email\">Your email address</label>",
        "<input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"email\"",
        "you ask Society of &lt;Friends&gt; to send you “The Members’ Letter” by email",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for word in ["<script", "http://", "https://", "checkbox", "role=\"alert\"", "board"] {
        assert!(!page.body.contains(word), "{word}: {}", page.body);
    }
    let all = site.get("/subscribe").await.body;
    assert_eq!((all.matches("<h1").count(), all.matches("type=\"checkbox\"").count()), (1, 2), "{all}");
    assert!(all.contains("<legend>Which letters would you like?</legend>") && !all.contains("checked"), "{all}");
    assert!(
        all.contains("value=\"members\"> The Members’ Letter</label>") && all.contains("News &amp; Views"),
        "{all}"
    );
    assert!(!all.contains("For the board") && !all.contains("value=\"board\""), "{all}");
    assert_eq!(site.head("/subscribe").await.status, 200);
}

#[tokio::test]
async fn private_and_unknown_lists_look_the_same() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let site = porch.open(|| NOW).await;
    let nothing = site.get("/subscribe/nothing").await;
    assert_eq!(nothing.status, 404);
    for path in ["/subscribe/board", "/subscribe/%62oard", "/subscribe/MEMBERS", "/subscribe/%FF", "/subscribe/"] {
        let answer = site.get(path).await;
        assert_eq!((answer.status, &answer.body), (404, &nothing.body), "{path}");
        let answer = site.post(path, "email=ann%40example.org").await;
        assert_eq!((answer.status, &answer.body), (404, &nothing.body), "{path}");
    }
    porch.list("friends", "News & Views", OptIn::Single, false).await;
    let only = site.get("/subscribe").await;
    assert!(only.status == 200 && only.body.contains("<h1>“The Members’ Letter” by email</h1>"), "{}", only.body);
    porch.list("members", "The Members’ Letter", OptIn::Double, false).await;
    for path in ["/subscribe", "/subscribe/members"] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
        assert_eq!(site.post(path, "email=ann%40example.org").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn only_the_form_is_indexable() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let site = porch.open(|| NOW).await;
    for path in ["/subscribe", "/subscribe/members"] {
        let page = site.get(path).await;
        assert_eq!((page.header("X-Robots-Tag"), page.header("Cache-Control")), (None, Some("no-store")));
        assert!(page.header("Content-Security-Policy").unwrap().contains("form-action 'self'"));
        assert_eq!(site.post(path, "email=x").await.header("X-Robots-Tag"), Some("noindex"));
    }
    let robots = site.get("/robots.txt").await.body;
    assert!(robots.contains("Disallow: /c/\n") && !robots.contains("subscribe"), "{robots}");
}

#[tokio::test]
async fn missing_or_expired_form_token_shows_form_again() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let good = porch.form_token("/subscribe/members", || NOW).await;
    let of_another = porch.form_token("/subscribe/friends", || NOW).await;
    let quick: fn() -> Timestamp = || NOW + SignedDuration::from_millis(1_999);
    let late: fn() -> Timestamp = || NOW + SignedDuration::from_hours(24) + SignedDuration::from_secs(1);
    let before: fn() -> Timestamp = || NOW - SignedDuration::from_secs(1);
    for (stamp, now) in
        [("", SOON), ("nonsense", SOON), (&of_another, SOON), (&good, quick), (&good, late), (&good, before)]
    {
        let site = porch.open(now).await;
        let page = post(&site, "/subscribe/members", &[("email", "ann@example.org"), ("form_token", stamp)]).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("value=\"ann@example.org\"") && page.body.contains("role=\"status\""),
            "{}",
            page.body
        );
        assert_eq!(porch.request("ann@example.org").await, None);
        // What it shows is a form that works.
        let again = value_of(&page.body, "form_token");
        assert_ne!(again, stamp);
    }
    let embedded = porch.open(|| NOW).await;
    let page = post(&embedded, "/subscribe/members", &[("email", "ann@example.org"), ("topic", "")]).await;
    let stamp = value_of(&page.body, "form_token");
    let site = porch.open(SOON).await;
    let page = post(&site, "/subscribe/members", &[("email", "ann@example.org"), ("form_token", stamp)]).await;
    assert!(page.body.contains("Please check your mail"), "{}", page.body);
    assert!(porch.request("ann@example.org").await.is_some());
}

#[tokio::test]
async fn changed_consent_text_is_shown_again() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let stamp = porch.form_token("/subscribe/members", || NOW).await;
    porch.list("members", "Another letter", OptIn::Double, true).await;
    let site = porch.open(SOON).await;
    let page = post(&site, "/subscribe/members", &[("email", "ann@example.org"), ("form_token", &stamp)]).await;
    assert!(value_of_consent(&page.body).contains("Another letter"), "{}", page.body);
    assert_eq!(porch.request("ann@example.org").await, None);
}

#[tokio::test]
async fn honeypot_submission_is_ignored() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let stamp = porch.form_token("/subscribe/members", || NOW).await;
    let site = porch.open(SOON).await;
    let fields = [("email", "bot@example.org"), ("form_token", stamp.as_str()), ("topic", "Buy now")];
    let caught = post(&site, "/subscribe/members", &fields).await;
    assert_eq!(porch.request("bot@example.org").await, None);
    let taken = post(&site, "/subscribe/members", &[("email", "ann@example.org"), ("form_token", &stamp)]).await;
    assert_eq!((caught.status, caught.body), (taken.status, taken.body));
}

#[tokio::test]
async fn errors_are_linked_to_their_field() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let stamp = porch.form_token("/subscribe", || NOW).await;
    let site = porch.open(SOON).await;
    let fields = [("email", "ann@example"), ("list", "members"), ("list", "board"), ("form_token", stamp.as_str())];
    let page = post(&site, "/subscribe", &fields).await;
    assert_eq!(page.status, 422);
    for words in [
        "<title>Error: please check the form",
        "<p class=\"wrong\" id=\"email-wrong\" role=\"alert\">“ann@example” has a domain without a dot.",
        "aria-invalid=\"true\" aria-describedby=\"email-wrong\"",
        "value=\"members\" checked> The Members’ Letter",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("lists-wrong") && !page.body.contains("board"), "{}", page.body);
    let page = post(&site, "/subscribe", &[("email", "ann@example.org"), ("form_token", &stamp)]).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("<fieldset aria-describedby=\"lists-wrong\">"), "{}", page.body);
    assert!(!page.body.contains("email-wrong") && page.body.contains("value=\"ann@example.org\""), "{}", page.body);
    let page = post(&site, "/subscribe", &[("list", "members"), ("form_token", &stamp)]).await;
    assert!(page.status == 422 && page.body.contains("Please write your email address here."), "{}", page.body);
}

#[tokio::test]
async fn form_without_relay_is_closed() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with_settings(&ground, "outbox:outbox", "").await;
    let stamp = FormToken { page: "/subscribe/members", consent: "" }.seal(&[0; 32], NOW);
    let switched_off = SignupFixture::serve(SignupFixture::new(&ground).await.site(SOON).with_signup_closed()).await;
    for site in [porch.open(SOON).await, switched_off] {
        for answer in [
            site.get("/subscribe/members").await,
            post(&site, "/subscribe/members", &[("email", "ann@example.org"), ("form_token", &stamp)]).await,
        ] {
            assert_eq!(answer.status, 503);
            assert!(answer.body.contains("<h1>The form is closed for now</h1>"), "{}", answer.body);
            assert_eq!((answer.header("Retry-After"), answer.header("X-Robots-Tag")), (Some("3600"), Some("noindex")));
        }
        assert_eq!(site.get("/subscribe/board").await.status, 404);
    }
    assert_eq!(porch.request("ann@example.org").await, None);
}
