//! The welcome letter: once to each person who has joined by themselves, with the ways to leave again.

use std::time::Duration;

use circular::database::{self, welcome_deliveries};
use circular::delivery::{DeliveryMeter, RelayTransports, ReplyClass};
use circular::inbound::{self, InboundOutcome};
use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use circular::model::{Address, DeliveryStatus, List, OptIn, SubscriberId, SubscriptionState};
use circular::sending::WelcomeMailer;
use circular::smtp::Transport;
use circular::subscription::{self, AddOutcome, FieldValues, NewMember};
use jiff::Timestamp;
use tokio::sync::watch;

use super::{SOON, SignupFixture, hours};
use crate::engine::{TestDatabase, on_both};

const DRAFT: &str =
    "---\nsubject: Welcome to us\n---\n\nDear {{default first_name \"friend\"}},\n\nWe meet on Mondays.\n";

struct WelcomeFixture<'a> {
    porch: SignupFixture<'a>,
    catcher: MailCatcher,
}

impl<'a> WelcomeFixture<'a> {
    async fn new(ground: &'a TestDatabase, script: CatcherScript) -> Self {
        let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap();
        let porch = SignupFixture::with_settings(ground, &format!("smtp://{}", catcher.address()), "").await;
        let fixture = Self { porch, catcher };
        fixture.write_draft(DRAFT);
        fixture.set_welcome("members").await;
        fixture
    }

    fn write_draft(&self, text: &str) {
        let folder = self.porch.workspace.root.join("newsletters");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("welcome.md"), text).unwrap();
    }

    async fn set_welcome(&self, list: &str) -> List {
        let list = self.porch.find_list(list).await;
        let welcome = Some("welcome".to_owned());
        subscription::set_welcome(&self.porch.ground.database, &list, welcome, SOON()).await.unwrap()
    }

    /// Has somebody ask for the members' letter and confirm it an hour later.
    async fn join(&self, address: &str) {
        self.porch.submit_form("/subscribe/members", address, SOON).await;
        self.porch.send_confirmation(SOON).await;
        let link = self.porch.link(address).await;
        let page = self.porch.open(hours!(1)).await.post(&link, "list=members").await;
        assert!(page.body.contains("Welcome: you are on the list"), "{}", page.body);
    }

    /// Sends the letters that are due at a moment.
    async fn send(&self, now: fn() -> Timestamp) -> Option<Duration> {
        let workspace = &self.porch.workspace;
        let transport = Transport::new(&workspace.settings.relay, &workspace.root, "example.org").unwrap();
        let mailer = WelcomeMailer::new(workspace, self.porch.ground.database.clone(), transport.into(), now);
        let (_stop, stopped) = watch::channel(false);
        mailer.send_due(&stopped).await.unwrap()
    }

    async fn count(&self, status: DeliveryStatus) -> u64 {
        let all = subscription::welcome_status(&self.porch.ground.database).await.unwrap();
        all.iter().map(|list| list.count(&[status])).sum()
    }

    async fn subscriber(&self, address: &str) -> SubscriberId {
        let mut work = self.porch.ground.database.begin_read().await.unwrap();
        let address: Address = address.parse().unwrap();
        database::subscribers::by_address(&mut work, &address).await.unwrap().unwrap().id
    }
}

on_both! {
    async fn letter_goes_through_the_relay_of_its_list_or_of_its_sender(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        let catch = async || MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap();
        let (own, sender) = (catch().await, catch().await);
        let relays = format!(
            "[relays.own]\nurl = 'smtp://{}'\nlists = ['members']\n\
             [relays.sender]\nurl = 'smtp://{}'\nfrom = ['camp.example.org']",
            own.address(),
            sender.address()
        );
        let porch =
            SignupFixture::with_settings(ground, &format!("smtp://{}", fixture.catcher.address()), &relays).await;
        let fixture = WelcomeFixture { porch, ..fixture };
        fixture.write_draft(&DRAFT.replace("subject", "from: Camp <a@camp.example.org>\nsubject"));
        for list in ["members", "board", "friends"] {
            fixture.porch.list(list, "A list", OptIn::Double, true).await;
            let list = fixture.set_welcome(list).await;
            let address: Address = format!("{}@example.org", list.name).parse().unwrap();
            let fields = FieldValues::default();
            let member =
                NewMember { address: &address, fields: &fields, basis: None, has_taken_over: false, is_returning: false };
            let added = subscription::add_subscriber(&ground.database, &list, member, false, SOON()).await.unwrap();
            assert!(matches!(added, AddOutcome::Joined(_)), "{added:?}");
            subscription::queue_welcome(&ground.database, &list, &address, SOON()).await.unwrap();
        }
        let workspace = &fixture.porch.workspace;
        let mut transports = RelayTransports::default();
        for relay in workspace.settings.all_relays() {
            let transport = Transport::new(relay.settings, &workspace.root, "example.org").unwrap();
            transports.insert(relay.name.cloned(), transport);
        }
        let meter = DeliveryMeter::default();
        let mailer = WelcomeMailer::new(workspace, ground.database.clone(), transports, SOON).with_meter(meter.clone());
        assert_eq!(mailer.send_due(&watch::channel(false).1).await.unwrap(), None);
        assert_eq!(meter.readings().replies, [(ReplyClass::Accepted, 3)].into());
        let to = |catcher: &MailCatcher| {
            let mut all: Vec<_> = catcher.messages().iter().map(|caught| (caught.from.clone(), caught.to.clone())).collect();
            all.sort();
            all
        };
        let mail = |list: &str| ("a@camp.example.org".to_owned(), format!("{list}@example.org"));
        assert_eq!(to(&own), [mail("members")]);
        assert_eq!(to(&sender), [mail("board"), mail("friends")]);
        assert_eq!(fixture.catcher.message_count(), 0);
    }

    async fn confirmed_person_gets_one_welcome_letter(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.join("ann@example.org").await;
        fixture.send(hours!(1)).await;
        fixture.send(hours!(2)).await;
        let caught = fixture.catcher.messages();
        let [mail] = &caught[..] else { panic!("{} mails", caught.len()) };
        assert_eq!(mail.to, "ann@example.org");
        let letter = mail.content();
        assert_eq!(letter.subject, "Welcome to us");
        assert!(letter.text.contains("Dear friend,") && letter.text.contains("We meet on Mondays."), "{}", letter.text);
        let header = |name: &str| mail.header(name).unwrap_or_default();
        assert!(header("List-Unsubscribe").contains("https://news.example.org/u/"), "{}", header("List-Unsubscribe"));
        assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert_eq!(header("Auto-Submitted"), "auto-generated");
        assert!(!header("Message-ID").contains("dry-run"), "{}", header("Message-ID"));
        // Who leaves and joins again knows it already.
        fixture.porch.set_subscription_state("members", "ann@example.org", SubscriptionState::Unsubscribed).await;
        fixture.porch.submit_form("/subscribe/members", "ann@example.org", hours!(30)).await;
        fixture.porch.send_confirmation(hours!(30)).await;
        let link = fixture.porch.link("ann@example.org").await;
        fixture.porch.open(hours!(31)).await.post(&link, "list=members").await;
        assert_eq!(fixture.porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        fixture.send(hours!(31)).await;
        assert_eq!((fixture.catcher.message_count(), fixture.count(DeliveryStatus::Sent).await), (1, 1));
    }

    async fn bounce_of_the_letter_suppresses(ground) {
        let mut fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.porch.workspace.settings.sender.bounces = Some("bounces+{token}@example.org".parse().unwrap());
        fixture.join("ann@example.org").await;
        fixture.send(hours!(1)).await;
        let envelope_sender = fixture.catcher.messages()[0].from.clone();
        assert!(envelope_sender.starts_with("bounces+") && envelope_sender.len() == 56, "{envelope_sender}");
        let bounce = format!(
            "From: MAILER-DAEMON@mx.example.net\nTo: {envelope_sender}\nSubject: Undelivered\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\n\nSorry.\n\n\
             --b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n\
             Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\n\
             Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--b1--\n"
        );
        let database = &ground.database;
        let read = inbound::process_message(database, &fixture.porch.keys, bounce.as_bytes(), hours!(2)()).await.unwrap();
        let InboundOutcome::Returned(returned) = read else { panic!("{read:?}") };
        assert!(returned.is_suppressed && returned.address.as_str() == "ann@example.org");
        assert_eq!(fixture.porch.state("members", "ann@example.org").await, Some(SubscriptionState::Suppressed));
        assert_eq!(fixture.count(DeliveryStatus::Bounced).await, 1);
        let ann = fixture.subscriber("ann@example.org").await;
        let suppression = database::suppressions::get(&mut database.begin_read().await.unwrap(), ann).await.unwrap();
        assert_eq!(suppression.unwrap().issue, None);
    }

    async fn approved_person_gets_the_letter(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.porch.list("choir", "The choir", OptIn::Approved, true).await;
        let choir = fixture.set_welcome("choir").await;
        fixture.porch.submit_form("/subscribe/choir", "ann@example.org", SOON).await;
        fixture.porch.send_confirmation(SOON).await;
        let link = fixture.porch.link("ann@example.org").await;
        fixture.porch.open(hours!(1)).await.post(&link, "list=choir").await;
        fixture.send(hours!(1)).await;
        assert_eq!(fixture.catcher.message_count(), 0, "who waits is not welcomed");
        let ann = "ann@example.org".parse().unwrap();
        subscription::approve_request(&ground.database, &choir, &ann, hours!(2)()).await.unwrap();
        fixture.send(hours!(2)).await;
        assert_eq!(fixture.catcher.message_count(), 1);
    }

    async fn added_person_gets_it_only_if_asked(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        let list = fixture.porch.find_list("members").await;
        let bob: Address = "bob@example.org".parse().unwrap();
        let member = NewMember { address: &bob, fields: &FieldValues::new(), basis: None, has_taken_over: false, is_returning: false };
        let added = subscription::add_subscriber(&ground.database, &list, member, false, SOON()).await.unwrap();
        assert_eq!(added, AddOutcome::Joined(Vec::new()));
        fixture.send(hours!(1)).await;
        assert_eq!(fixture.catcher.message_count(), 0);
        let queue = async || subscription::queue_welcome(&ground.database, &list, &bob, hours!(1)()).await.unwrap();
        assert!(queue().await);
        assert!(!queue().await, "it waits already");
        fixture.send(hours!(1)).await;
        assert!(!queue().await, "it was sent");
        fixture.send(hours!(2)).await;
        assert_eq!(fixture.catcher.message_count(), 1);
        let nobody = "nobody@example.org".parse().unwrap();
        assert!(!subscription::queue_welcome(&ground.database, &list, &nobody, SOON()).await.unwrap());
    }

    async fn single_opt_in_is_not_welcomed(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.set_welcome("friends").await;
        fixture.porch.submit_form("/subscribe/friends", "ann@example.org", SOON).await;
        assert_eq!(fixture.porch.state("friends", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        fixture.send(hours!(1)).await;
        assert_eq!(fixture.catcher.message_count(), 0, "nobody has confirmed the address");
    }

    async fn suppressed_or_departed_person_is_skipped(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.join("ann@example.org").await;
        fixture.join("bob@example.org").await;
        let ann = "ann@example.org".parse().unwrap();
        subscription::suppress_address(&ground.database, &ann, None, hours!(1)()).await.unwrap();
        fixture.porch.set_subscription_state("members", "bob@example.org", SubscriptionState::Unsubscribed).await;
        fixture.send(hours!(2)).await;
        assert_eq!((fixture.catcher.message_count(), fixture.count(DeliveryStatus::Skipped).await), (0, 2));
    }

    async fn letter_of_a_killed_program_is_in_doubt(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.join("ann@example.org").await;
        let list = fixture.porch.find_list("members").await;
        let mut work = ground.database.begin_write().await.unwrap();
        assert!(welcome_deliveries::claim(&mut work, list.id, hours!(1)()).await.unwrap().is_some());
        assert!(welcome_deliveries::claim(&mut work, list.id, hours!(1)()).await.unwrap().is_none());
        work.commit().await.unwrap();
        fixture.send(hours!(1)).await;
        assert_eq!(fixture.count(DeliveryStatus::Sending).await, 1, "its sender may still live");
        for now in [hours!(2), hours!(300)] {
            fixture.send(now).await;
            assert_eq!(fixture.count(DeliveryStatus::InDoubt).await, 1);
        }
        assert_eq!(fixture.catcher.message_count(), 0);
        let status = subscription::welcome_status(&ground.database).await.unwrap();
        let ann: Address = "ann@example.org".parse().unwrap();
        assert_eq!(status[0].in_doubt, std::slice::from_ref(&ann));
        assert!(subscription::queue_welcome(&ground.database, &list, &ann, hours!(300)()).await.unwrap());
        fixture.send(hours!(300)).await;
        assert_eq!((fixture.catcher.message_count(), fixture.count(DeliveryStatus::Sent).await), (1, 1));
    }

    async fn lost_reply_is_in_doubt(ground) {
        let script = CatcherScript::with_responder(|at| match at.step {
            SmtpStep::FinalDot => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let fixture = WelcomeFixture::new(ground, script).await;
        fixture.join("ann@example.org").await;
        for now in [hours!(1), hours!(2), hours!(200)] {
            fixture.send(now).await;
        }
        assert_eq!((fixture.catcher.message_count(), fixture.count(DeliveryStatus::InDoubt).await), (1, 1));
    }

    async fn broken_draft_waits_until_it_is_repaired(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.write_draft("---\nsubject: Welcome\n---\n\nDear {{frist_nmae}},\n");
        fixture.join("ann@example.org").await;
        assert_eq!(fixture.porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        fixture.send(hours!(1)).await;
        let status = subscription::welcome_status(&ground.database).await.unwrap();
        assert_eq!(status[0].count(&[DeliveryStatus::Queued]), 1);
        let reason = status[0].reason.as_deref().unwrap();
        assert!(reason.starts_with("the draft `welcome` cannot be sent as it is: "), "{reason}");
        fixture.write_draft(DRAFT);
        fixture.send(hours!(2)).await;
        assert_eq!((fixture.catcher.message_count(), fixture.count(DeliveryStatus::Sent).await), (1, 1));
    }

    async fn letter_is_given_up_after_a_week(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.join("ann@example.org").await;
        fixture.send(hours!(169)).await;
        assert_eq!((fixture.catcher.message_count(), fixture.count(DeliveryStatus::Expired).await), (0, 1));
    }

    async fn deferred_letter_is_tried_again_with_its_message_id(ground) {
        let script = CatcherScript::with_responder(|at| match at.step {
            SmtpStep::FinalDot if at.connection == 0 => CatcherAction::reply("451 4.3.0 try later"),
            _ => CatcherAction::Accept,
        });
        let fixture = WelcomeFixture::new(ground, script).await;
        fixture.join("ann@example.org").await;
        fixture.send(hours!(1)).await;
        fixture.send(hours!(1)).await;
        assert_eq!(fixture.count(DeliveryStatus::Deferred).await, 1);
        fixture.send(hours!(2)).await;
        assert_eq!(fixture.count(DeliveryStatus::Sent).await, 1);
        let ids: Vec<_> = fixture.catcher.messages().iter().map(|mail| mail.header("Message-ID")).collect();
        assert!(ids.windows(2).all(|two| two[0] == two[1]), "{ids:?}");
    }

    async fn unknown_address_is_suppressed(ground) {
        let script = CatcherScript::with_responder(|at| match at.step {
            SmtpStep::Recipient => CatcherAction::reply("550 5.1.1 no such person"),
            _ => CatcherAction::Accept,
        });
        let fixture = WelcomeFixture::new(ground, script).await;
        fixture.join("ann@example.org").await;
        fixture.send(hours!(1)).await;
        assert_eq!(fixture.count(DeliveryStatus::Bounced).await, 1);
        assert_eq!(fixture.porch.state("members", "ann@example.org").await, Some(SubscriptionState::Suppressed));
    }

    async fn removed_letter_and_erased_person_leave_nothing_to_send(ground) {
        let fixture = WelcomeFixture::new(ground, CatcherScript::default()).await;
        fixture.join("ann@example.org").await;
        let list = fixture.porch.find_list("members").await;
        subscription::set_welcome(&ground.database, &list, None, hours!(1)()).await.unwrap();
        assert_eq!(fixture.count(DeliveryStatus::Skipped).await, 1);
        let ann = "ann@example.org".parse().unwrap();
        let record = subscription::personal_record(&ground.database, &ann).await.unwrap();
        assert_eq!(record.welcome_letters[0].0, "members");
        let id = fixture.subscriber("ann@example.org").await;
        subscription::erase_person(&ground.database, &ann, hours!(2)()).await.unwrap();
        let mut work = ground.database.begin_read().await.unwrap();
        assert!(welcome_deliveries::of_subscriber(&mut work, id).await.unwrap().is_empty());
    }
}
