//! A relay or receiver that refuses the society itself: what is said, what is logged, and what the ledger says.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::super::{MEMBERS, SPRING, TestWorkspace, catcher, two_dozen};

fn answers(step: SmtpStep, words: &'static str) -> CatcherScript {
    CatcherScript::with_responder(
        move |moment| {
            if moment.step == step { CatcherAction::reply(words) } else { CatcherAction::Accept }
        },
    )
}

async fn workspace(script: CatcherScript) -> (TestWorkspace, circular::mail_catcher::MailCatcher) {
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_of_the_domain_is_explained_with_the_record() {
    let script = answers(SmtpStep::FinalDot, "554 Transaction failed Reject due to domain's DMARC policy");
    let (house, _catcher) = workspace(script).await;
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 0 of 3; 3 waiting.
    --- standard error
    error: `spring` is paused because the letter does not pass the DMARC policy of `example.org`: it has no DKIM signature of this domain
      the relay answered `554 Transaction failed Reject due to domain's DMARC policy` to the final dot
    hint: turn on DKIM for `example.org` at your mail provider, and publish the TXT record that it shows you, at `SELECTOR._domainkey.example.org`: `v=DKIM1; k=rsa; p=…`; or sign yourself: `circular dkim new` makes the keys and shows their records; and publish one SPF record at `example.org` that names your mail provider, as TXT: `v=spf1 include:NAME-FROM-YOUR-PROVIDER ~all`. `circular doctor` says whether it is right. Then run `circular resume spring` and `circular send spring`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (paused): 3 queued
      Paused by the program: the relay answered `554 Transaction failed Reject due to domain's DMARC policy` to the final dot
      The cause: the letter does not pass the DMARC policy of `example.org`: it has no DKIM signature of this domain.
      What to do: turn on DKIM for `example.org` at your mail provider, and publish the TXT record that it shows you, at `SELECTOR._domainkey.example.org`: `v=DKIM1; k=rsa; p=…`; or sign yourself: `circular dkim new` makes the keys and shows their records; and publish one SPF record at `example.org` that names your mail provider, as TXT: `v=spf1 include:NAME-FROM-YOUR-PROVIDER ~all`. `circular doctor` says whether it is right.
      To resume it: circular resume spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    --- standard error
    error: `spring` is paused because the letter does not pass the DMARC policy of `example.org`: it has no DKIM signature of this domain
      the relay answered `554 Transaction failed Reject due to domain's DMARC policy` to the final dot
    hint: turn on DKIM for `example.org` at your mail provider, and publish the TXT record that it shows you, at `SELECTOR._domainkey.example.org`: `v=DKIM1; k=rsa; p=…`; or sign yourself: `circular dkim new` makes the keys and shows their records; and publish one SPF record at `example.org` that names your mail provider, as TXT: `v=spf1 include:NAME-FROM-YOUR-PROVIDER ~all`. `circular doctor` says whether it is right. Then run `circular resume spring`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["test", "spring", "--to", "chair@example.org"]), @"
    `spring` as Ann <ann@example.org> gets it, through smtp://127.0.0.1:[port]:
      chair@example.org: not sent: the relay answered `554 Transaction failed Reject due to domain's DMARC policy` to the final dot
    --- standard error
    hint: the letter does not pass the DMARC policy of `example.org`: it has no DKIM signature of this domain: turn on DKIM for `example.org` at your mail provider, and publish the TXT record that it shows you, at `SELECTOR._domainkey.example.org`: `v=DKIM1; k=rsa; p=…`; or sign yourself: `circular dkim new` makes the keys and shows their records; and publish one SPF record at `example.org` that names your mail provider, as TXT: `v=spf1 include:NAME-FROM-YOUR-PROVIDER ~all`. `circular doctor` says whether it is right
    `circular check spring` renders it for everybody.
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn daily_limit_is_told_as_a_wait() {
    let words = "550 5.7.233 Your tenant exceeded its daily limit for sending email to external recipients";
    let (house, _catcher) = workspace(answers(SmtpStep::Recipient, words)).await;
    insta::assert_snapshot!(house.run(["test", "spring", "--to", "chair@example.org"]), @"
    `spring` as Ann <ann@example.org> gets it, through smtp://127.0.0.1:[port]:
      chair@example.org: not sent: the relay answered `550 5.7.233 Your tenant exceeded its daily limit for sending email to external recipients` to RCPT
    --- standard error
    hint: your account has sent as much as your provider allows in an hour or a day
    `circular check spring` renders it for everybody.
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn log_and_ledger_agree_after_a_pause() {
    let script = answers(SmtpStep::Recipient, "550 5.7.1 Your domain is not welcome");
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let house = house.with_variable("CIRCULAR_LOG", "circular=info");
    let said = house.run(["send", "spring", "--yes"]);
    let count = |words: &str| said.err.lines().filter(|line| line.contains(words)).count();
    assert_eq!((count("status=bounced"), count("status=deferred")), (0, 10), "{said}");
    let status = house.run(["status", "spring", "--json"]).out;
    assert!(status.contains("\"queued\": 24") && !status.contains("\"bounced\": 10"), "{status}");
}
