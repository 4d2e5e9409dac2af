//! Joining by mail: a mail to the list's address asks, an answer to the confirmation mail confirms.

use circular::database;
use circular::inbound::{InboundOutcome, process_message};
use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::model::{EventChannel, InboundKind, List, OptIn, SubscriptionState};
use circular::subscription::{self, ApprovalOutcome};
use jiff::Timestamp;

use super::{SOON, SignupFixture, hours};
use crate::engine::{TestDatabase, on_both};

const REQUEST: &str =
    "From: Ann <ann@example.org>\nTo: join@example.org\nSubject: hello\n\nPlease send me your letters.\n";

async fn fixture<'a>(ground: &'a TestDatabase, catcher: &MailCatcher) -> SignupFixture<'a> {
    let porch = SignupFixture::with_settings(ground, &format!("smtp://{}", catcher.address()), "").await;
    set_join_address(&porch, "members").await;
    porch
}

async fn set_join_address(porch: &SignupFixture<'_>, list: &str) {
    let list = porch.find_list(list).await;
    let list = List { join_address: Some("join@example.org".parse().unwrap()), ..list };
    let mut work = porch.ground.database.begin_write().await.unwrap();
    database::lists::update(&mut work, &list).await.unwrap();
    work.commit().await.unwrap();
}

async fn catcher() -> MailCatcher {
    MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap()
}

async fn receive(porch: &SignupFixture<'_>, mail: &str, now: fn() -> Timestamp) -> InboundOutcome {
    process_message(&porch.ground.database, &porch.keys, mail.as_bytes(), now()).await.unwrap()
}

fn requested() -> InboundOutcome {
    InboundOutcome::JoinRequested("ann@example.org".parse().unwrap())
}

fn confirmed() -> InboundOutcome {
    InboundOutcome::JoinConfirmed("ann@example.org".parse().ok())
}

/// The address to which an answer to the last confirmation mail goes.
fn reply_to(catcher: &MailCatcher) -> String {
    let mail = catcher.messages().last().unwrap().header("Reply-To").unwrap();
    mail.trim_matches(['<', '>']).to_owned()
}

/// A delivery report that returns a Message-ID.
fn bounce(to: &str, returned: &str, reply: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\n\nSorry.\n\n\
         --b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n\
         Final-Recipient: rfc822; ann@example.org\nAction: failed\nDiagnostic-Code: smtp; {reply}\n\n\
         --b1\nContent-Type: text/rfc822-headers\n\nMessage-ID: {returned}\n\n--b1--\n"
    )
}

on_both! {
    async fn mail_and_answer_subscribe(ground) {
        let catcher = catcher().await;
        let porch = fixture(ground, &catcher).await;
        assert_eq!(receive(&porch, REQUEST, SOON).await, requested());
        assert_eq!(porch.state("members", "ann@example.org").await, None);
        porch.send_one(SOON).await;
        let address = reply_to(&catcher);
        assert!(address.starts_with("join+") && address.ends_with("@example.org"), "{address}");
        assert!(catcher.messages()[0].content().text.contains("Or answer this mail"));
        let answer = format!("From: ann@example.org\nTo: {address}\nSubject: Re: Please confirm\n\nYes!\n");
        assert_eq!(receive(&porch, &answer, hours!(1)).await, confirmed());
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        let event = porch.joined_event("members", "ann@example.org").await.unwrap();
        assert_eq!((event.channel, event.at), (EventChannel::Mail, hours!(1)()));
        assert_eq!(event.source.as_deref(), Some("join@example.org"));
        let consent = "A mail to join@example.org asks to be sent “The Members’ Letter”.";
        assert_eq!(event.consent_text.as_deref(), Some(consent));
        let again = format!("{answer}Did it work?\n");
        assert_eq!(receive(&porch, &again, hours!(2)).await, InboundOutcome::JoinExpired);
    }

    async fn answer_confirms_without_web_pages(ground) {
        let catcher = catcher().await;
        let mut porch = fixture(ground, &catcher).await;
        porch.workspace.settings.web.public_url = None;
        receive(&porch, REQUEST, SOON).await;
        porch.send_one(SOON).await;
        let mail = catcher.messages()[0].content();
        for text in [&mail.text, &mail.html] {
            assert!(text.contains("Was it you? Then answer this mail") && !text.contains("http"), "{text}");
        }
        let answer = format!("From: ann@example.org\nTo: {}\nSubject: Re: Please confirm\n\nYes!\n", reply_to(&catcher));
        assert_eq!(receive(&porch, &answer, hours!(1)).await, confirmed());
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
    }

    async fn request_of_an_unknown_address_is_deleted(ground) {
        let catcher = catcher().await;
        let mut porch = fixture(ground, &catcher).await;
        porch.workspace.settings.sender.bounces = Some("bounces+{token}@example.org".parse().unwrap());
        receive(&porch, REQUEST, SOON).await;
        porch.send_one(SOON).await;
        let caught = catcher.messages();
        let token = caught[0].from.strip_prefix("bounces+").unwrap().strip_suffix("@example.org").unwrap();
        let id = caught[0].header("Message-ID").unwrap();
        assert!(token.len() == 34 && id.contains(&format!("join.{token}.")), "{id}");
        let full = bounce("chair@example.org", &id, "452 4.2.2 Mailbox full");
        let InboundOutcome::RequestReturned(returned) = receive(&porch, &full, hours!(1)).await else { panic!() };
        assert!(!returned.is_suppressed && porch.request("ann@example.org").await.is_some());
        let forged = bounce("chair@example.org", "<join.7.7@example.org>", "550 5.1.1 User unknown");
        let outcome = receive(&porch, &forged, hours!(1)).await;
        assert_eq!(outcome, InboundOutcome::UnverifiedReport(InboundKind::Bounce));
        // A token for bounces confirms nothing.
        let answer = format!("From: ann@example.org\nTo: join+{token}@example.org\nSubject: yes\n\nYes!\n");
        assert_eq!(receive(&porch, &answer, hours!(1)).await, InboundOutcome::Unrecognized);
        let unknown = bounce(&caught[0].from, "", "550 5.1.1 User unknown");
        let InboundOutcome::RequestReturned(returned) = receive(&porch, &unknown, hours!(2)).await else { panic!() };
        assert_eq!((returned.address.as_str(), returned.is_suppressed), ("ann@example.org", false));
        assert!(porch.request("ann@example.org").await.is_none());
        let later = bounce(&caught[0].from, "", "550 5.1.1 User unknown, again");
        assert_eq!(receive(&porch, &later, hours!(3)).await, InboundOutcome::UnverifiedReport(InboundKind::Bounce));
    }

    async fn link_confirms_as_well(ground) {
        let catcher = catcher().await;
        let porch = fixture(ground, &catcher).await;
        receive(&porch, REQUEST, SOON).await;
        porch.send_one(SOON).await;
        let link = porch.link("ann@example.org").await;
        porch.open(hours!(1)).await.post(&link, "list=members").await;
        let event = porch.joined_event("members", "ann@example.org").await.unwrap();
        assert_eq!(event.channel, EventChannel::Mail, "they asked by mail");
    }

    async fn answer_of_a_program_confirms_nothing(ground) {
        let catcher = catcher().await;
        let porch = fixture(ground, &catcher).await;
        receive(&porch, REQUEST, SOON).await;
        porch.send_one(SOON).await;
        let address = reply_to(&catcher);
        for head in ["Auto-Submitted: auto-replied", "Subject: Out of office: back on Monday", "Precedence: bulk",
            "Return-Path: <>", "X-Autoreply: yes", "Cc: a@example.org, b@example.org, c@example.org"] {
            let mail = format!("From: ann@example.org\nTo: {address}\n{head}\n\nI am away.\n");
            let outcome = receive(&porch, &mail, hours!(1)).await;
            assert!(!matches!(outcome, InboundOutcome::JoinConfirmed(_)), "{head}: {outcome:?}");
        }
        assert_eq!(porch.state("members", "ann@example.org").await, None);
    }

    async fn many_mails_lead_to_one_confirmation(ground) {
        let catcher = catcher().await;
        let porch = fixture(ground, &catcher).await;
        for number in 0..5 {
            assert_eq!(receive(&porch, &format!("{REQUEST}{number}\n"), SOON).await, requested());
            porch.send_one(SOON).await;
        }
        assert_eq!(catcher.message_count(), 1);
        porch.submit_form("/subscribe/members", "ann@example.org", hours!(1)).await;
        porch.send_one(hours!(1)).await;
        assert_eq!(catcher.message_count(), 1, "form and mail share the limit");
    }

    async fn single_opt_in_does_not_trust_a_mail(ground) {
        let catcher = catcher().await;
        let porch = SignupFixture::with_settings(ground, &format!("smtp://{}", catcher.address()), "").await;
        set_join_address(&porch, "friends").await;
        assert_eq!(receive(&porch, REQUEST, SOON).await, requested());
        assert_eq!(porch.state("friends", "ann@example.org").await, None);
        assert!(porch.request("ann@example.org").await.unwrap().mail_due);
    }

    async fn approval_keeps_the_channel(ground) {
        let catcher = catcher().await;
        let porch = SignupFixture::with_settings(ground, &format!("smtp://{}", catcher.address()), "").await;
        let choir = porch.list("choir", "The choir", OptIn::Approved, true).await;
        set_join_address(&porch, "choir").await;
        receive(&porch, REQUEST, SOON).await;
        porch.send_one(SOON).await;
        let answer = format!("From: ann@example.org\nTo: {}\n\nYes\n", reply_to(&catcher));
        assert_eq!(receive(&porch, &answer, hours!(1)).await, confirmed());
        let ann = "ann@example.org".parse().unwrap();
        let outcome = subscription::approve_request(&ground.database, &choir, &ann, hours!(2)()).await.unwrap();
        assert_eq!(outcome, ApprovalOutcome::Approved);
        let event = porch.joined_event("choir", "ann@example.org").await.unwrap();
        assert_eq!(event.channel, EventChannel::Mail);
    }

    async fn mail_to_another_address_is_left_to_read(ground) {
        let catcher = catcher().await;
        let porch = fixture(ground, &catcher).await;
        let mail = REQUEST.replace("To: join@", "To: chair@");
        assert_eq!(receive(&porch, &mail, SOON).await, InboundOutcome::Unrecognized);
        assert!(porch.request("ann@example.org").await.is_none());
    }
}
