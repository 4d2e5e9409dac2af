//! What follows from a bounce: who is suppressed, and who is not.

use circular::inbound::InboundOutcome;
use circular::model::{
    BounceReason, DeliveryStatus, InboundKind, IssueId, SubscriptionState, SuppressionReason, Token,
};
use circular::{subscription, wording};

use super::society::{Society, day, report};
use crate::engine::on_both;

fn reason(outcome: &InboundOutcome) -> (BounceReason, bool) {
    let InboundOutcome::Returned(returned) = outcome else { panic!("{outcome:?}") };
    (returned.reason, returned.is_suppressed)
}

on_both! {
    async fn unknown_address_is_suppressed_and_can_be_restored(ground) {
        let society = Society::create(ground).await;
        let reply = "550 5.1.1 <ann@example.org>: Recipient address rejected: User unknown";
        let outcome = society.process(&society.report(1, "failed", reply), 1).await;
        assert_eq!(reason(&outcome), (BounceReason::UserUnknown, true));
        let suppression = society.suppression().await.unwrap();
        assert_eq!(suppression.reason, SuppressionReason::Bounced);
        assert_eq!(suppression.note.as_deref(), Some(format!("5.0.0 {reply}").as_str()));
        assert_eq!(society.state().await, SubscriptionState::Suppressed);
        assert_eq!((society.count(1, DeliveryStatus::Sent).await, society.count(1, DeliveryStatus::Bounced).await), (0, 1));
        let events = society.events().await;
        assert_eq!(events.last().and_then(|event| event.note.clone()), Some(format!("5.0.0 {reply}")));
        let address = "ann@example.org".parse().unwrap();
        subscription::unsuppress_address(society.database(), &address, None, day(2)).await.unwrap();
        assert_eq!(society.state().await, SubscriptionState::Confirmed);
    }

    async fn report_without_a_token_changes_nothing(ground) {
        let society = Society::create(ground).await;
        let reply = "550 5.1.1 User unknown";
        let foreign = "From: chair@example.org\nTo: ann@example.org\nSubject: News\n";
        let never_sent = society.returned_headers(9);
        for (returned, days) in [(foreign, 1), (&never_sent, 1), (&society.returned_headers(1), 31)] {
            let mail = report(returned, "ann@example.org", "failed", reply);
            assert_eq!(society.process(&mail, days).await, InboundOutcome::UnverifiedReport(InboundKind::Bounce));
        }
        assert_eq!(society.suppression().await, None);
        let listed = "“Undelivered Mail Returned to Sender” from MAILER-DAEMON@mx.example.net";
        assert_eq!(society.unread().await, [listed; 3]);
        assert_eq!(society.count(1, DeliveryStatus::Sent).await, 1);
    }

    async fn only_a_failure_counts(ground) {
        let society = Society::create(ground).await;
        for action in ["delayed", "delivered", "relayed", "expanded"] {
            let mail = society.report(1, action, "450 4.2.0 greylisted");
            assert_eq!(society.process(&mail, 1).await, InboundOutcome::NothingFailed, "{action}");
        }
        assert_eq!(society.count(1, DeliveryStatus::Sent).await, 1);
    }

    async fn refusal_of_the_sender_is_left_for_the_chair(ground) {
        let society = Society::create(ground).await;
        for (number, reply) in [
            "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy",
            "550 5.1.1 rejected: your IP is on the Spamhaus blocklist",
            "554 5.7.1 Email cannot be delivered. Reason: Email flagged as Spam.",
            "550 5.7.515 Access denied, sending domain EXAMPLE.ORG doesn't meet the required authentication level",
        ].into_iter().enumerate() {
            let issue = i64::try_from(number).unwrap() + 2;
            society.send_issue(issue, issue).await;
            let outcome = society.process(&society.report(issue, "failed", reply), issue + 1).await;
            let (reason, is_suppressed) = reason(&outcome);
            assert!(reason.is_about_sender() && !is_suppressed, "{reply}: {reason}");
            assert_eq!(society.unread().await.last(), Some(&format!("5.0.0 {reply}")));
        }
        assert_eq!((society.suppression().await, society.state().await), (None, SubscriptionState::Confirmed));
    }

    async fn soft_bounces_of_three_issues_over_two_weeks_suppress(ground) {
        let society = Society::create(ground).await;
        for (issue, days) in [(2, 7), (3, 14)] {
            society.send_issue(issue, days).await;
        }
        let full = "552 5.2.2 Quota exceeded (mailbox for user is full)";
        for (issue, days, suppressed) in [(1, 1, false), (2, 8, false), (3, 15, true)] {
            let outcome = society.process(&society.report(issue, "failed", full), days).await;
            assert_eq!(reason(&outcome), (BounceReason::MailboxFull, suppressed), "issue {issue}");
        }
        assert_eq!(society.state().await, SubscriptionState::Suppressed);
    }

    async fn delivered_copy_begins_the_count_of_soft_bounces_again(ground) {
        let society = Society::create(ground).await;
        for (issue, days) in [(2, 7), (3, 14), (4, 21), (5, 200)] {
            society.send_issue(issue, days).await;
        }
        let full = "552 5.2.2 mailbox full";
        // The second one arrived, and the last one is long after the others.
        for (issue, days) in [(1, 1), (3, 15), (4, 22), (5, 201)] {
            let outcome = society.process(&society.report(issue, "failed", full), days).await;
            assert_eq!(reason(&outcome), (BounceReason::MailboxFull, false), "issue {issue}");
        }
        assert_eq!(society.suppression().await, None);
    }

    async fn second_report_about_a_copy_counts_once(ground) {
        let society = Society::create(ground).await;
        let first = society.report(1, "failed", "552 5.2.2 mailbox full");
        society.process(&first, 1).await;
        let again = society.process(&format!("Date: Mon, 1 Jun 2026 10:00:00 +0000\n{first}"), 2).await;
        assert_eq!(reason(&again), (BounceReason::MailboxFull, false));
        assert_eq!(society.process(&first, 3).await, InboundOutcome::AlreadyProcessed(InboundKind::Bounce));
        assert_eq!(society.count(1, DeliveryStatus::Bounced).await, 1);
    }

    async fn stronger_report_counts_whatever_came_before(ground) {
        let society = Society::create(ground).await;
        let unknown = "550 5.1.1 User unknown";
        for (issue, first) in [
            (2, society.report(2, "delayed", "450 4.4.1 Connection timed out")),
            (3, society.report(3, "failed", "552 5.2.2 mailbox full")),
            (4, society.report(4, "failed", "550 5.7.1 Rejected as spam")),
            (5, society.report(5, "failed", "550 something else")),
            (6, report(&society.returned_headers(6), "ann@elsewhere.example", "failed", unknown)),
        ] {
            society.send_issue(issue, issue).await;
            society.process(&first, issue).await;
            assert_eq!(society.suppression().await, None, "{first}");
            let outcome = society.process(&society.report(issue, "failed", unknown), issue).await;
            assert_eq!(reason(&outcome), (BounceReason::UserUnknown, true), "{first}");
            assert_eq!(society.count(issue, DeliveryStatus::Bounced).await, 1);
            subscription::unsuppress_address(society.database(), &society.ann.address, None, day(issue)).await.unwrap();
            let again = format!("X: y\n{}", society.report(issue, "failed", unknown));
            let InboundOutcome::Returned(again) = society.process(&again, issue).await else { panic!() };
            assert!(again.is_repeated && !again.is_suppressed);
        }
        let figures = circular::report::issue_report(society.database(), &society.issue(3).await).await.unwrap();
        let returned: Vec<_> = figures.inbound.returned.iter().map(|group| (group.reason, group.count)).collect();
        assert_eq!(returned, [(BounceReason::UserUnknown, 1)]);
    }

    async fn soft_report_after_a_refusal_of_the_sender_counts_towards_the_rule(ground) {
        let society = Society::create(ground).await;
        for (issue, days) in [(2, 7), (3, 14)] {
            society.send_issue(issue, days).await;
        }
        for (issue, days, suppressed) in [(1, 1, false), (2, 8, false), (3, 15, true)] {
            // In the alphabet, this reason comes before the other.
            let unverified = society.report(issue, "failed", "550 5.7.26 DMARC check failed");
            assert_eq!(reason(&society.process(&unverified, days).await), (BounceReason::Authentication, false));
            let full = society.report(issue, "failed", "552 5.2.2 mailbox full");
            assert_eq!(reason(&society.process(&full, days).await), (BounceReason::MailboxFull, suppressed));
        }
    }

    async fn forwarded_copies_never_count_towards_the_rule(ground) {
        let society = Society::create(ground).await;
        for (issue, days) in [(2, 7), (3, 14)] {
            society.send_issue(issue, days).await;
        }
        let full = "552 5.2.2 mailbox full";
        for (issue, days) in [(1, 1), (2, 8)] {
            society.process(&report(&society.returned_headers(issue), "a@elsewhere.example", "failed", full), days).await;
        }
        let own = society.process(&society.report(3, "failed", full), 15).await;
        assert_eq!(reason(&own), (BounceReason::MailboxFull, false));
    }

    async fn tokens_in_the_words_of_servers_are_not_kept(ground) {
        let society = Society::create(ground).await;
        let sealed = [society.keys.seal(society.token(1)).unwrap(), society.keys.seal_bounce(society.token(1)).unwrap()];
        for (number, token) in (1..).zip(&sealed) {
            let reply = format!("550 5.7.1 <bounces+{token}@example.org>: https://n.example/u/{token} is on a blocklist");
            let outcome = society.process(&society.report(1, "failed", &format!("{reply} {number}")), 1).await;
            let InboundOutcome::Returned(returned) = &outcome else { panic!("{outcome:?}") };
            assert!(returned.words.contains("<bounces+[token]@example.org>: https://n.example/u/[token] is"));
            let forward = format!("From: {token}@example.net\nSubject: Fwd: look at leave-{token}\n\nHello\n");
            assert_eq!(society.process(&forward, 1).await, InboundOutcome::Unrecognized);
            let own = report(&society.returned_headers(1), &format!("x+{token}@elsewhere.example"), "failed", "550 5.1.1 gone");
            society.process(&own, 1).await;
        }
        let notes = format!("{:?}", society.unread_notes().await);
        assert!(notes.contains("Fwd: look at leave-[token]") && notes.contains("x+[token]@elsewhere.example"), "{notes}");
        assert!(sealed.iter().all(|token| !notes.contains(token.as_str())), "{notes}");
    }

    async fn forwarded_copy_does_not_suppress_the_member(ground) {
        let society = Society::create(ground).await;
        let mail = report(&society.returned_headers(1), "ann@elsewhere.example", "failed", "550 5.1.1 User unknown");
        let outcome = society.process(&mail, 1).await;
        let InboundOutcome::Returned(returned) = &outcome else { panic!("{outcome:?}") };
        assert_eq!((returned.forwarded_to.as_deref(), returned.is_suppressed), (Some("ann@elsewhere.example"), false));
        assert_eq!((society.suppression().await, society.unread().await.len()), (None, 1));
        let notes = society.unread_notes().await;
        assert_eq!(
            wording::note_title(&notes[0]),
            "issue-1: ann@example.org has it forwarded to ann@elsewhere.example, from where it came back because the \
             address does not exist"
        );
    }

    async fn bounce_in_a_servers_own_words_is_understood(ground) {
        let society = Society::create(ground).await;
        let mail = format!(
            "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\nReturn-Path: <>\n\n\
             Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message to \
             the following addresses.\n\n<ann@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n\
             --- Below this line is a copy of the message.\n\n{}", society.returned_headers(1)
        );
        assert_eq!(reason(&society.process(&mail, 1).await), (BounceReason::UserUnknown, true));
    }

    async fn bounce_to_the_copys_own_address_needs_nothing_returned(ground) {
        let society = Society::create(ground).await;
        let token = society.keys.seal_bounce(society.token(1)).unwrap();
        let mail = report("Subject: News\n", "ann@example.org", "failed", "550 5.1.1 User unknown");
        let by_address = mail.replace("To: chair@example.org", &format!("To: bounces+{}@example.org", token.to_uppercase()));
        assert_eq!(reason(&society.process(&by_address, 1).await), (BounceReason::UserUnknown, true));
        let by_envelope = mail.replace("Reporting-MTA", &format!("Original-Envelope-Id: {token}\nReporting-MTA"));
        assert_eq!(reason(&society.process(&by_envelope, 1).await), (BounceReason::UserUnknown, false), "it counts once");
    }

    async fn returned_welcome_letter_suppresses_its_reader(ground) {
        let society = Society::create(ground).await;
        let (list, ann, sent) = (society.members.id, society.ann.id, day(1).as_microsecond());
        society
            .execute(&format!(
                "INSERT INTO welcome_delivery (list_id, subscriber_id, status, attempts, queued_at, due_at, changed_at) \
                 VALUES ({list}, {ann}, 'sent', 1, {sent}, {sent}, {sent})"
            ))
            .await;
        let token = Token { issue: IssueId::NONE, ..society.token(1) };
        let sealed = society.keys.seal(token).unwrap();
        let headers = format!("To: ann@example.org\nList-Unsubscribe: <mailto:leave+{sealed}@example.org>\n");
        let full = report(&headers, "ann@example.org", "failed", "552 5.2.2 mailbox full");
        assert_eq!(reason(&society.process(&full, 2).await), (BounceReason::MailboxFull, false));
        let to_own_address = report("Subject: Welcome\n", "ann@example.org", "failed", "550 5.1.1 User unknown")
            .replace("To: chair@", &format!("To: bounces+{}@", society.keys.seal_bounce(token).unwrap()));
        assert_eq!(reason(&society.process(&to_own_address, 2).await), (BounceReason::UserUnknown, true));
        assert!(society.suppression().await.is_some());
    }
}
