//! NUL, which PostgreSQL stores in no text, and signs that turn the direction of words: no mail stops those behind it.

use circular::inbound::InboundOutcome;
use circular::model::BounceReason;

use super::answer_mails::{MESSAGE_ID, address, answers, ask, calendar, views};
use super::society::{Society, report};
use crate::engine::on_both;

on_both! {
    async fn report_with_them_in_each_field_is_recorded(ground) {
        let society = Society::create(ground).await;
        let returned = society.returned_headers(1);
        for (number, sign) in ["\0", "\u{202e}", "\u{2066}", "\u{7}"].into_iter().enumerate() {
            let reply = format!("550 5.7.{number} spam{sign}mer");
            let mail = report(&returned, &format!("a{sign}nn@else{sign}where.example"), "failed", &reply)
                .replace("Status: 5.0.0", &format!("Status: 5.{sign}0.0"));
            let outcome = society.process(&mail, 1).await;
            let InboundOutcome::Returned(returned) = &outcome else { panic!("{sign:?}: {outcome:?}") };
            assert_eq!(returned.forwarded_to.as_deref(), Some("ann@elsewhere.example"), "{sign:?}");
        }
        let notes = format!("{:?}", society.unread_notes().await);
        assert!(!notes.contains("\\0") && !notes.contains("\\u{202e}") && !notes.contains("\\u{7}"), "{notes}");
    }

    async fn references_to_them_in_html_are_recorded(ground) {
        let society = Society::create(ground).await;
        let mail = format!(
            "From: MAILER-DAEMON@mx.example.net\nReturn-Path: <>\nSubject: failure notice\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n\
             <p>It could not be delivered to</p><p>&lt;a&#0;nn@example.org&gt;: 550 5.1.1 User&#0; unknown</p>\n\
             --b\nContent-Type: message/rfc822\n\n{}\n--b--\n",
            society.returned_headers(1)
        );
        let outcome = society.process(&mail, 1).await;
        let InboundOutcome::Returned(returned) = &outcome else { panic!("{outcome:?}") };
        assert!(!returned.words.contains('\0') && returned.reason == BounceReason::UserUnknown, "{returned:?}");
    }

    async fn views_and_names_lose_them(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], Some("Slate or zinc?")).await;
        // "Slate\0 or\u{202e} zinc" in three encodings, and as a character reference.
        for (encoding, kind, body) in [
            ("base64", "text/plain; charset=utf-8", "U2xhdGUAIG9y4oCuIHppbmM="),
            ("quoted-printable", "text/plain; charset=utf-8", "Slate=00 or=E2=80=AE zinc"),
            ("8bit", "text/plain; charset=utf-8", "Slate\0 or\u{202e} zinc"),
            ("8bit", "text/html; charset=utf-8", "<p>Slate&#0; or&#8238; zinc</p>"),
        ] {
            let mail = format!(
                "From: =?utf-8?q?A=00nn?= <ann@example.org>\nSubject: =?utf-8?q?Re:=00_The_=E2=80=AEboathouse?=\n\
                 In-Reply-To: {MESSAGE_ID}\nMessage-ID: <{}@x>\nContent-Type: {kind}\n\
                 Content-Transfer-Encoding: {encoding}\n\n{body}\n",
                body.len()
            );
            let outcome = society.process(&mail, 1).await;
            assert!(matches!(outcome, InboundOutcome::ViewStored { .. }), "{encoding}: {outcome:?}");
        }
        let stored: Vec<String> = views(&society).await.into_iter().map(|view| view.words).collect();
        assert!(stored.iter().all(|words| words == "Slate or zinc"), "{stored:?}");
        assert_eq!(stored.len(), 4);
        let labels = society.unread().await.concat();
        assert!(!labels.contains(['\0', '\u{202e}']), "{labels:?}");
    }

    async fn answers_and_comments_lose_them(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        let note = format!("From: ann@example.org\nTo: {}\nSubject: x\n\nWith\0 Otto\u{202e}\n", address(&society, Some(1)));
        let outcome = society.process(&note, 1).await;
        assert!(matches!(outcome, InboundOutcome::Answered { .. }), "{outcome:?}");
        let comment = calendar("req1@example.org", "ann@example.org", "ACCEPTED")
            .replace("UID:", "COMMENT:To\0gether\u{202e}\nUID:");
        let outcome = society.process(&comment, 2).await;
        assert!(matches!(outcome, InboundOutcome::Answered { .. }), "{outcome:?}");
        let unknown = calendar("req1\0@example.org", "a\0nn@example.org", "ACCEPTED");
        society.process(&unknown, 3).await;
        let notes = answers(&society).await.into_iter().filter_map(|answer| answer.note).collect::<Vec<_>>();
        assert_eq!(notes.first().map(String::as_str), Some("With Otto"), "{notes:?}");
    }

    async fn headers_full_of_them_do_not_stop_the_next_mail(ground) {
        let society = Society::create(ground).await;
        let headers = ["From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Received", "X-Failed-Recipients",
            "Delivered-To", "User-Agent", "Content-Type", "Content-Disposition", "Auto-Submitted", "X-Mailer"];
        for (number, name) in headers.iter().enumerate() {
            let mail = format!("{name}: a\0\u{202e}b@example.org <x\0@example.org>; y=\0\nX-Number: {number}\n\nHello\0\n");
            society.process(&mail, 1).await;
        }
        assert!(matches!(society.process(&society.report(1, "failed", "550 5.1.1 User unknown"), 1).await,
            InboundOutcome::Returned(returned) if returned.is_suppressed));
    }
}
