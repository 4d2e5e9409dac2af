//! Only the browser that was given the address comes in, and a letter can do nothing.

use std::future::pending;

use circular::web::admin::{self, AdminServer};
use tokio::net::TcpListener;

use super::start_admin;
use crate::web::client::send;

#[tokio::test]
async fn foreign_host_is_forbidden() {
    let preview = start_admin(None).await;
    let port = preview.address.port();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example", ""] {
        assert_eq!(send(preview.address, "GET", &preview.home, &[("Host", host)], b"").await.status, 403, "{host}");
    }
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}")] {
        assert_eq!(send(preview.address, "GET", &preview.home, &[("Host", &host)], b"").await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn foreign_origin_is_forbidden() {
    let preview = start_admin(None).await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", &format!("https://{}", preview.address)] {
        let refused = send(preview.address, "POST", &preview.home, &[("Origin", origin)], b"").await;
        assert_eq!(refused.status, 403, "{origin}");
    }
    assert_eq!(send(preview.address, "POST", &preview.home, &[], b"").await.status, 403);
    let own = format!("http://{}", preview.address);
    assert_eq!(send(preview.address, "POST", &preview.home, &[("Origin", &own)], b"").await.status, 405);
}

#[tokio::test]
async fn missing_token_is_not_found() {
    let preview = start_admin(None).await;
    let forged = preview.home.replace(|letter: char| letter.is_ascii_digit(), "a");
    for path in ["/", "/draft/spring", "/admin.css", "//", &forged, preview.home.trim_end_matches('/')] {
        assert_eq!(send(preview.address, "GET", path, &[], b"").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn path_traversal_is_not_found() {
    let preview = start_admin(None).await;
    for path in [
        "draft/..%2Fsecret",
        "draft/%2E%2E%2Fsecret.md",
        "draft/../../secret",
        "draft/spring.md",
        "draft/%2Fetc%2Fpasswd",
        "draft/secret",
        "draft/spring%00",
        "draft/../admin.css/x",
        "circular.toml",
    ] {
        let answer = preview.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("Secret") && !answer.body.contains("root:"), "{path}");
    }
}

#[tokio::test]
async fn letter_frame_is_sandboxed() {
    let preview = start_admin(None).await;
    let page = preview.get("draft/spring").await;
    assert!(page.body.contains("sandbox=\"allow-same-origin\""), "{}", page.body);
    let policy = page.header("Content-Security-Policy").unwrap();
    for part in ["default-src 'none'", "script-src 'self'", "frame-src 'self'", "connect-src 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    let letter = preview.get("draft/spring/letter").await;
    let policy = letter.header("Content-Security-Policy").unwrap();
    for part in ["default-src 'none'", "img-src data:", "style-src 'unsafe-inline'", "frame-ancestors 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script-src"));
    for answer in [page, letter, preview.get("admin.js").await] {
        assert_eq!(answer.header("Referrer-Policy"), Some("same-origin"));
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    }
}

#[tokio::test]
async fn non_loopback_listener_is_refused() {
    let preview = start_admin(None).await;
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let wide = AdminServer::new(preview.society.workspace.clone(), preview.society.database.clone(), address).unwrap();
    let refused = Box::pin(admin::serve(listener, wide, pending())).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
}
