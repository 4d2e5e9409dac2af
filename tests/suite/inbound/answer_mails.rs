//! Mails that answer what a letter asks: to its sealed address, by a calendar program, or in a person's own words.

use circular::database;
use circular::inbound::InboundOutcome;
use circular::model::{
    Answer, AnswerOutcome, AnswerSource, AnswerStanding, AnswerToken, IssueId, SubscriberId, View, ViewDoubt, ViewProof,
};
use circular::subscription;

use super::observed;
use super::society::{Society, day};
use crate::database::{find, import};
use crate::engine::on_both;

const TEXT: &str = "Dear Ann,\\n\\nthe roof of the boathouse leaks. Slate or zinc, which one do you prefer?\\n\\n\
    I will come: chair@example.org\\n\\nYou get this letter because you are on the list of members.";
const QUOTED: &str = "> Dear Ann,\n>\n> the roof of the boathouse leaks. Slate or zinc, which one do you prefer?\n>\n\
    > I will come: chair@example.org\n>\n> You get this letter because you are on the list of members.\n";
pub(super) const MESSAGE_ID: &str = "<1.1.0123456789ab@example.org>";

/// Makes issue 1 ask: who comes until day 10 if it has choices, and views until day 10 if it has a question.
pub(super) async fn ask(society: &Society<'_>, choices: &[&str], question: Option<&str>) {
    let deadline = day(10).as_microsecond();
    let choices: Vec<String> =
        choices.iter().map(|word| format!("{{\"word\":\"{word}\",\"label\":\"{word}!\"}}")).collect();
    let composition = format!(
        "{{\"subject\":\"The boathouse\",\"html\":\"<p>{}</p>\",\"text\":\"{TEXT}\",\"constants\":{{}}}}",
        TEXT.replace("\\n\\n", "</p><p>")
    );
    let mut sql = format!(
        "UPDATE issue SET composition = '{composition}', subject = 'The boathouse', \
             sender = '\"Chair, The\" <chair@example.org>' WHERE id = 1; \
         INSERT INTO issue_event (issue_id, uid, sequence, made_at, title, place, starts, is_cancelled) \
             VALUES (1, 'req1@example.org', 0, 0, 'Jahresversammlung, Süd-Ost; mit Kaffee', '', '2027-05-17', FALSE);"
    );
    if !choices.is_empty() {
        let choices = choices.join(",");
        let row = format!(
            "INSERT INTO answer_question (issue_id, choices, deadline, places, accepts_guests) \
             VALUES (1, '[{choices}]', {deadline}, NULL, TRUE);"
        );
        sql.push_str(&row);
    }
    if let Some(question) = question {
        let row = format!(
            "INSERT INTO view_call (issue_id, questions, deadline) VALUES (1, '[\"{question}\"]', {deadline});"
        );
        sql.push_str(&row);
    }
    society.execute(&sql).await;
}

pub(super) fn address(society: &Society<'_>, choice: Option<u8>) -> String {
    let token = AnswerToken { issue: IssueId::new(1), subscriber: society.ann.id, choice };
    format!("answers+{}@example.org", society.keys.seal_answer(token).unwrap())
}

pub(super) async fn answers(society: &Society<'_>) -> Vec<Answer> {
    let mut work = society.database().begin_read().await.unwrap();
    database::answers::of_person(&mut work, IssueId::new(1), society.ann.id).await.unwrap()
}

pub(super) async fn views(society: &Society<'_>) -> Vec<View> {
    let mut work = society.database().begin_read().await.unwrap();
    database::views::of_issue(&mut work, IssueId::new(1)).await.unwrap()
}

fn is_answered(outcome: &InboundOutcome, wanted: &str, expected: AnswerOutcome) -> bool {
    matches!(outcome, InboundOutcome::Answered { choice, outcome, .. } if choice == wanted && *outcome == expected)
}

fn doubts(view: &View) -> Vec<ViewDoubt> {
    view.doubts.iter().copied().collect()
}

pub(super) fn calendar(uid: &str, attendee: &str, status: &str) -> String {
    format!(
        "From: {attendee}\nTo: chair@example.org\nSubject: Meeting: {status}\nContent-Type: text/calendar; \
         method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT={status}:mailto:{attendee}\n\
         UID:{uid}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
}

on_both! {
    async fn button_by_mail_is_an_answer_whatever_the_subject_says(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no", "apologies"], None).await;
        let (yes, sorry) = (address(&society, Some(1)), address(&society, Some(3)));
        let outcome = society.process(&format!("From: ann@example.org\nTo: {yes}\nSubject: no\n\n"), 1).await;
        assert!(is_answered(&outcome, "yes", AnswerOutcome::Recorded), "{outcome:?}");
        // Sylpheed makes a space of the plus, and another address of the person is as good.
        let lost = sorry.replace('+', " ");
        let mail = format!("From: ann@work.example.com\nTo: {lost}\nSubject:\n\nI am in Rome.\n\n{QUOTED}");
        let outcome = society.process(&mail, 2).await;
        assert!(is_answered(&outcome, "apologies", AnswerOutcome::Recorded), "{outcome:?}");
        let given = answers(&society).await;
        assert_eq!((given[0].note.as_deref(), given[0].source), (Some("I am in Rome."), AnswerSource::Mail));
        assert_eq!((given.len(), views(&society).await.len(), society.unread().await.len()), (2, 0, 0));
        let outcome = society.process(&format!("From: ann@example.org\nTo: {yes}\n\nnow\n"), 11).await;
        assert!(is_answered(&outcome, "yes", AnswerOutcome::Late), "{outcome:?}");
    }

    async fn forms_of_real_programs_are_answers(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        for (mail, note) in [
            ("roundcube-answer-by-button.eml", "Liebe Jörg,\n\nich komme gern: 1   1.\nDeine Zoë"),
            ("kmail-mailto-button.eml", "Ich komme. Mit 2+1 Personen. Gruß"),
            ("geary-mailto-button.eml", ""),
        ] {
            let mail = String::from_utf8(observed(mail, "")).unwrap();
            let to = mail.lines().find(|line| line.starts_with("To: ")).unwrap().to_owned();
            let outcome = society.process(&mail.replace(&to, &format!("To: {}", address(&society, Some(1)))), 1).await;
            assert!(is_answered(&outcome, "yes", AnswerOutcome::Recorded), "{outcome:?}");
            let given = answers(&society).await;
            assert!(note.is_empty() || given[0].note.as_deref() == Some(note), "{given:?}");
        }
    }

    async fn automatic_reply_to_a_sealed_address_is_no_answer(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], Some("Roof?")).await;
        let to = address(&society, Some(1));
        for head in ["Auto-Submitted: auto-replied", "Subject: Out of office: The boathouse", "X-Autoreply: yes"] {
            let mail = format!("From: ann@example.org\nTo: {to}\n{head}\n\nI am away.\n");
            assert_eq!(society.process(&mail, 1).await, InboundOutcome::AutoReply, "{head}");
            let mail = format!("From: ann@example.org\nTo: x@example.org\nIn-Reply-To: {MESSAGE_ID}\n{head}\n\nAway.\n");
            assert_eq!(society.process(&mail, 1).await, InboundOutcome::AutoReply, "{head}");
        }
        assert!(answers(&society).await.is_empty() && views(&society).await.is_empty());
    }

    async fn several_buttons_or_unknown_ones_are_left_to_a_person(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        let (yes, no, other) = (address(&society, Some(1)), address(&society, Some(2)), address(&society, Some(6)));
        for to in [format!("{yes}, {no}"), other] {
            let outcome = society.process(&format!("From: ann@example.org\nTo: {to}\n\nHello\n"), 1).await;
            assert!(matches!(outcome, InboundOutcome::ViewStored { is_unclear: true, .. }), "{outcome:?}");
        }
        assert!(answers(&society).await.is_empty());
        assert_eq!(doubts(&views(&society).await[0]), [ViewDoubt::SeveralPeople]);
        assert_eq!(society.unread().await.len(), 2);
        let test = AnswerToken { issue: IssueId::NONE, subscriber: SubscriberId::NONE, choice: Some(1) };
        let test = society.keys.seal_answer(test).unwrap();
        let outcome = society.process(&format!("From: ann@example.org\nTo: a+{test}@example.org\n\n"), 1).await;
        assert_eq!(outcome, InboundOutcome::TestLetter);
    }

    async fn button_counts_though_the_quoted_letter_has_the_link_to_leave(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        let leave = society.keys.seal(society.token(1)).unwrap();
        let to = address(&society, Some(2));
        let mail = format!("From: ann@example.org\nTo: {to}\n\nSorry.\nhttps://news.example.org/u/{leave}\n");
        assert!(is_answered(&society.process(&mail, 1).await, "no", AnswerOutcome::Recorded));
    }

    async fn calendar_programs_answer_for_their_user(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no", "apologies"], None).await;
        import(society.database(), &society.members, "email\nzoe@example.org\n").await;
        let zoe = find(society.database(), "zoe@example.org").await.unwrap().id;
        society
            .execute(&format!(
                "INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
                 VALUES (1, {zoe}, 'sent', 1, 0, 0)"
            ))
            .await;
        for mail in ["kmail-accepted.eml", "balsa-accepted.eml"] {
            let outcome = society.process(&String::from_utf8(observed(mail, "")).unwrap(), 1).await;
            let expected = if mail.starts_with('k') { AnswerOutcome::Recorded } else { AnswerOutcome::Unchanged };
            assert!(is_answered(&outcome, "yes", expected), "{mail}: {outcome:?}");
        }
        let outcome = society.process(&calendar("req1@example.org", "ann@example.org", "DECLINED"), 2).await;
        assert!(is_answered(&outcome, "no", AnswerOutcome::Recorded), "{outcome:?}");
        assert_eq!(answers(&society).await[0].source, AnswerSource::Calendar);
        let unknown = calendar("other@example.org", "ann@example.org", "ACCEPTED");
        assert_eq!(society.process(&unknown, 2).await, InboundOutcome::Unrecognized);
    }

    async fn calendar_never_replaces_what_a_person_said(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        let yes = address(&society, Some(1));
        society.process(&format!("From: ann@example.org\nTo: {yes}\n\n"), 1).await;
        let uid = "req1@example.org";
        society.process(&calendar(uid, "ann@example.org", "DECLINED"), 2).await;
        society.process(&calendar(uid, "ann@example.org", "TENTATIVE"), 2).await;
        society.process(&calendar(uid, "ben@example.org", "ACCEPTED"), 2).await;
        let forged = calendar(uid, "ann@example.org", "ACCEPTED").replace("From: ann", "From: eve");
        society.process(&forged, 2).await;
        let given = answers(&society).await;
        assert_eq!((given.len(), given[0].choice.as_str()), (1, "yes"));
        assert_eq!(given[0].standing, AnswerStanding::Counted);
        let all: Vec<_> = views(&society).await.iter().map(|view| (view.proof, doubts(view))).collect();
        let unclear = [ViewDoubt::Contradiction, ViewDoubt::Undecided, ViewDoubt::UnknownSender, ViewDoubt::OtherSender];
        assert_eq!(all, unclear.map(|doubt| (ViewProof::Calendar, vec![doubt])));
        assert_eq!(society.unread().await.len(), 4);
    }

    async fn calendar_keeps_what_a_person_wrote_beside_their_answer(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        let yes = address(&society, Some(1));
        society.process(&format!("From: ann@example.org\nTo: {yes}\n\nI bring the tea.\n"), 1).await;
        let accepted = calendar("req1@example.org", "ann@example.org", "ACCEPTED");
        let outcome = society.process(&accepted, 2).await;
        assert!(is_answered(&outcome, "yes", AnswerOutcome::Unchanged), "{outcome:?}");
        assert!(society.unread().await.is_empty(), "nothing is left to read");
        let commented = accepted.replace("UID:", "COMMENT:Coffee\\, rather\nUID:");
        society.process(&commented, 3).await;
        let declined = calendar("req1@example.org", "ann@example.org", "DECLINED");
        society.process(&declined, 4).await;
        let given = answers(&society).await;
        let kept: Vec<_> = given.iter().map(|given| (given.choice.as_str(), given.note.as_deref())).collect();
        assert_eq!(kept, [("yes", Some("I bring the tea."))]);
        assert_eq!(society.unread().await.len(), 2, "the comment and the contradiction");
    }

    async fn calendar_declines_only_where_the_words_leave_no_choice(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "apologies"], None).await;
        let declined = calendar("req1@example.org", "ann@example.org", "DECLINED");
        let outcome = society.process(&declined, 1).await;
        assert!(is_answered(&outcome, "apologies", AnswerOutcome::Recorded), "{outcome:?}");
        let choices = r#"[{"word":"hall","label":"x"},{"word":"online","label":"x"},{"word":"apologies","label":"x"}]"#;
        society.execute(&format!("UPDATE answer_question SET choices = '{choices}'; DELETE FROM answer")).await;
        let outcome = society.process(&format!("Message-ID: <2@x>\n{declined}"), 2).await;
        assert!(matches!(outcome, InboundOutcome::ViewStored { is_unclear: true, .. }), "{outcome:?}");
        assert_eq!(doubts(&views(&society).await[0]), [ViewDoubt::Undecided]);
        assert!(answers(&society).await.is_empty());
    }

    async fn calendar_with_signs_that_no_text_has_stops_no_mailbox(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        let odd = calendar("req1\0@example.org", "ann@example.org", "ACCEPTED");
        society.process(&odd, 1).await;
        let long = "a".repeat(100_000);
        let commented = calendar("req1@example.org", "ann@example.org", "ACCEPTED")
            .replace("UID:", &format!("COMMENT:I\0 come\u{202e}{long}\nUID:"));
        let outcome = society.process(&commented, 2).await;
        assert!(is_answered(&outcome, "yes", AnswerOutcome::Recorded) || is_answered(&outcome, "yes", AnswerOutcome::Unchanged));
        let notes: Vec<_> = answers(&society).await.into_iter().filter_map(|given| given.note).collect();
        assert!(notes.iter().all(|note| note.len() < 20_000 && !note.contains(['\0', '\u{202e}'])));
    }

    async fn views_are_gathered_in_their_order(ground) {
        let society = Society::create(ground).await;
        ask(&society, &[], Some("Slate or zinc?")).await;
        let reply = format!("From: Ann <ANN@example.org>\nIn-Reply-To: {MESSAGE_ID}\nSubject: Re: x\n");
        let first = format!("{reply}\nOn Monday, I shall be absent. Slate.\n\nOn 1 May 2027, Chair, The <chair@example.org> wrote:\n{QUOTED}");
        let outcome = society.process(&first, 1).await;
        assert!(matches!(outcome, InboundOutcome::ViewStored { is_unclear: false, .. }), "{outcome:?}");
        let html = format!(
            "From: ann@example.org\nTo: {}\nContent-Type: text/html; charset=utf-8\n\n<div>Or zinc &ndash; \
             m&ouml;glich.</div><div class=gmail_quote>On 1 May 2027 10:00, &quot;Chair, The&quot; \
             &lt;chair@example.org&gt; wrote:<br><blockquote class=\"gmail_quote\"><p>Dear Ann,</p><p>the roof of the \
             boathouse leaks.</p></blockquote></div>\n",
            address(&society, None)
        );
        society.process(&html, 2).await;
        let late = format!("{reply}Message-ID: <3@x>\n\n{QUOTED}\nZinc, after all.\n");
        society.process(&late, 11).await;
        // The mail server received it in time, though it is read after the deadline.
        let received = jiff::fmt::rfc2822::to_string(&day(9).to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
        let delayed = format!("Received: by mx.example.org; {received}\n{reply}\nCopper?\n");
        society.process(&delayed, 12).await;
        let all = views(&society).await;
        let words: Vec<_> = all.iter().map(|view| (view.words.as_str(), view.is_late)).collect();
        assert_eq!(
            words,
            [
                ("On Monday, I shall be absent. Slate.", false),
                ("Or zinc – möglich.", false),
                ("Copper?", false),
                ("Zinc, after all.", true),
            ]
        );
        assert!(all.iter().all(|view| view.subscriber == Some(society.ann.id) && !view.is_unclear()));
        assert!(society.unread().await.is_empty());
    }

    async fn what_is_unclear_is_listed_and_not_guessed(ground) {
        let society = Society::create(ground).await;
        ask(&society, &[], Some("Slate or zinc?")).await;
        let reply = format!("From: ann@example.org\nIn-Reply-To: {MESSAGE_ID}\nSubject: Re: x\n");
        let attached = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\nContent-Type: application/pdf\n\
            Content-Disposition: attachment; filename=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n";
        for (mail, doubt) in [
            (format!("{reply}\n{QUOTED}"), ViewDoubt::NoWords),
            (format!("{reply}{attached}"), ViewDoubt::OnlyAttachments),
            (format!("{reply}\n{}", "long ".repeat(5_000)), ViewDoubt::CutShort),
            (format!("{reply}\nSlate").replace("From: ann", "From: ben"), ViewDoubt::OtherSender),
            (format!("{reply}References: <1.2.0123456789ab@example.org>\n\nSlate"), ViewDoubt::SeveralPeople),
            (format!("{reply}\nSlate").replace("ann@example.org", "ann@example.org, ben@example.org"), ViewDoubt::UnknownSender),
            ("From: ann@example.org\nSubject: Re: The Boathouse\n\nSlate".to_owned(), ViewDoubt::NoProof),
        ] {
            let outcome = society.process(&mail, 1).await;
            assert!(matches!(outcome, InboundOutcome::ViewStored { is_unclear: true, .. }), "{outcome:?}");
            assert!(!outcome.is_handled() && !society.process(&mail, 1).await.is_handled(), "{mail}");
            let view = views(&society).await.pop().unwrap();
            assert!(view.doubts.contains(&doubt), "{doubt}: {view:?}");
        }
        assert_eq!(society.unread().await.len(), 7);
        let stranger = "From: eve@example.com\nSubject: Re: The Boathouse\n\nSlate";
        assert_eq!(society.process(stranger, 1).await, InboundOutcome::Unrecognized);
        let foreign = format!("{reply}\nSlate").replace("0123456789ab", "0123456789ac");
        assert_eq!(society.process(&foreign, 1).await, InboundOutcome::Unrecognized);
    }

    async fn event_that_kmail_recorded_is_left_to_a_person(ground) {
        let society = Society::create(ground).await;
        ask(&society, &["yes", "no"], None).await;
        let mail = String::from_utf8(observed("kmail-recorded-event.eml", "")).unwrap();
        let outcome = society.process(&mail.replace("zoe@", "ann@"), 1).await;
        assert!(matches!(outcome, InboundOutcome::ViewStored { is_unclear: true, .. }), "{outcome:?}");
        let all = views(&society).await;
        assert_eq!((all[0].words.as_str(), all[0].proof), ("Ich komme gern.", ViewProof::Subject));
        assert!(answers(&society).await.is_empty());
    }

    async fn erased_person_leaves_no_view(ground) {
        let society = Society::create(ground).await;
        ask(&society, &[], Some("Slate or zinc?")).await;
        let reply = format!("From: ann@example.org\nIn-Reply-To: {MESSAGE_ID}\nSubject: Re: x\n\nSlate");
        society.process(&reply, 1).await;
        society.process("From: Ann@example.org\nSubject: Re: The Boathouse\n\nSlate", 1).await;
        let record = subscription::personal_record(society.database(), &society.ann.address).await.unwrap();
        let shown: Vec<_> = record.views.iter().map(|(issue, view)| (issue.as_str(), view.words.as_str())).collect();
        assert_eq!(shown, [("issue-1", "Slate"), ("issue-1", "Slate")]);
        subscription::erase_person(society.database(), &society.ann.address, day(2)).await.unwrap();
        assert!(views(&society).await.is_empty());
        // Words of somebody who was never a member can be shown and erased too.
        let eve = "eve@example.com".parse().unwrap();
        let mail = "From: eve@example.com\nIn-Reply-To: <1.2.0123456789ab@example.org>\n\nSlate";
        society.process(mail, 2).await;
        assert_eq!(subscription::personal_record(society.database(), &eve).await.unwrap().views.len(), 1);
        subscription::erase_person(society.database(), &eve, day(2)).await.unwrap();
        assert!(views(&society).await.is_empty());
    }

    async fn nobody_fills_the_database(ground) {
        let society = Society::create(ground).await;
        ask(&society, &[], Some("Slate or zinc?")).await;
        for number in 0..55 {
            let mail = format!("From: ann@example.org\nIn-Reply-To: {MESSAGE_ID}\nMessage-ID: <{number}@x>\n\nSlate");
            society.process(&mail, 1).await;
        }
        assert_eq!(views(&society).await.len(), 50);
    }
}
