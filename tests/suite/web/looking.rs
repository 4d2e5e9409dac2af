//! Looking at a link changes nothing, and shows nothing that it need not.

use circular::model::SubscriptionState;

use super::client::send;
use super::site::{NOW, SiteFixture};

const HEADERS: [(&str, &str); 5] = [
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex"),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
];

#[tokio::test]
async fn link_scanners_do_not_unsubscribe() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    for turn in 0..500 {
        let accept = [("Accept", "text/html")];
        let page = send(site.address, "GET", &society.link(), &accept[turn % 2..], b"").await;
        assert_eq!((page.status, site.head(&society.link()).await.status), (200, 200));
    }
    assert_eq!(society.state().await, Some(SubscriptionState::Confirmed));
    assert_eq!(society.events().await, [""; 0]);
}

#[tokio::test]
async fn unsubscribe_page_has_one_button_and_no_script() {
    let society = SiteFixture::create().await;
    let page = society.serve(|| NOW).await.get(&society.link()).await;
    assert_eq!(page.body.matches("<button").count(), 1);
    assert_eq!(page.body.matches("<h1").count(), 1);
    assert!(page.body.contains(&format!("<form method=\"post\" action=\"{}\">", society.link())), "{}", page.body);
    assert!(page.body.contains("The Members’ Letter") && page.body.contains("Society of &lt;Friends&gt;"));
    for word in ["<script", "http://", "https://", "ann@example.org", "Ann"] {
        assert!(!page.body.contains(word), "{word}");
    }
}

/// Every route of the public pages, read from where they are made: a new one cannot be forgotten here.
fn public_routes() -> Vec<&'static str> {
    let source = include_str!("../../../src/web/public.rs");
    let routes: Vec<_> = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(routes.len() > 6 && routes.contains(&"/u/{token}/lists"), "{routes:?}");
    routes
}

#[tokio::test]
async fn every_response_has_security_headers() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let link = society.link();
    let token = link.trim_start_matches("/u/");
    let mut paths: Vec<_> = ["/u/%FF", "/u", "/u/", "/", "/export", "//"].map(str::to_owned).into();
    for route in public_routes() {
        for token in [token, "x", ""] {
            let path = route.replace("{token}", token);
            paths.extend([format!("{path}/"), path]);
        }
    }
    let mut answers = Vec::new();
    for path in &paths {
        for method in ["GET", "HEAD", "POST", "DELETE"] {
            answers.push(send(site.address, method, path, &[], b"").await);
        }
    }
    answers.push(site.post(&link, &"x".repeat(5_000)).await);
    for answer in answers {
        assert!([200, 404, 405, 413, 429].contains(&answer.status), "{answer:?}");
        for (name, value) in HEADERS {
            assert_eq!(answer.header(name), Some(value), "{answer:?}");
        }
        assert!(answer.header("Location").is_none() && answer.header("Set-Cookie").is_none(), "{answer:?}");
        assert!(!answer.body.contains("<script"), "{answer:?}");
    }
}

#[test]
fn pages_have_no_scripts_or_external_resources() {
    let pages: Vec<_> =
        circular::config::embedded_templates().iter().filter(|(name, _)| name.starts_with("pages/")).collect();
    assert!(pages.len() > 10);
    for (name, text) in pages {
        // The logo comes from the site itself.
        let text = text.to_lowercase().replace("<img src=\"{{prefix}}/logo\"", "");
        let text = text.replace("<img src=\"{{logo.src}}\"", "");
        for word in
            ["<script", "javascript:", "onclick", "onload", "<img", "<iframe", "http:", "https:", "@import", "url("]
        {
            assert!(!text.contains(word), "{word} in {name}");
        }
    }
}

#[tokio::test]
async fn plain_routes_respond() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let health = site.get("/health").await;
    assert_eq!((health.status, health.body.as_str()), (200, r#"{"status":"ok"}"#));
    assert_eq!(
        site.get("/robots.txt").await.body,
        "User-agent: *\nDisallow: /u/\nDisallow: /a/\nDisallow: /c/\nDisallow: /k/\nDisallow: /calendar/\nDisallow: /events/\n"
    );
    let style = site.get("/style.css").await;
    assert_eq!(style.header("Content-Type"), Some("text/css; charset=utf-8"));
    assert!(style.body.contains("prefers-color-scheme: dark"));
}

#[tokio::test]
async fn pages_have_the_look_of_the_settings() {
    let plain = SiteFixture::create().await;
    let site = plain.serve(|| NOW).await;
    assert_eq!(site.get("/logo").await.status, 404);
    assert!(!site.get(&plain.link()).await.body.contains("<img"));
    let society = plain.with_look("#1b3a6b");
    let site = society.serve(|| NOW).await;
    let logo = send(site.address, "HEAD", "/logo", &[], b"").await;
    assert_eq!((logo.status, logo.header("Content-Type")), (200, Some("image/png")));
    let page = site.get(&society.link()).await.body;
    assert!(page.contains("<img src=\"/logo\" width=\"48\" height=\"48\" alt=\"\">"), "{page}");
    assert!(page.contains("<span class=\"name\" dir=\"auto\">"), "{page}");
    let style = site.get("/style.css").await.body;
    assert!(style.contains("--accent: #1b3a6b") && !style.contains("{{"), "{style}");
}
