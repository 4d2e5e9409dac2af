//! What a check blocks is sent only if somebody allows it and says why.

use circular::database;

use super::{SPRING, SendingAdmin, hidden};
use crate::engine::on_both;

on_both! {
    async fn check_is_allowed_with_a_reason(ground) {
        let desk = SendingAdmin::new(ground, 2).await;
        desk.write(&SPRING.replace("it is *spring*.", "the room costs £XXX."));
        let page = desk.get("draft/spring/send").await.body;
        assert!(page.contains("1 to mend") && page.contains("name=\"allow-placeholder\""), "{page}");
        assert!(page.contains("edit#line-8"), "{page}");
        let shown = hidden(&page);
        let form = [("shown", shown.as_str()), ("count", "2")];
        let refused = desk.post("draft/spring/send", &form).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("href=\"#check-placeholder\""), "{}", refused.body);
        let allow = [("allow-placeholder", "on")];
        let refused = desk.post("draft/spring/send", &[&form[..], &allow].concat()).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Write why the letter may go all the same"), "{}", refused.body);
        assert!(refused.body.contains("name=\"allow-placeholder\" checked"), "{}", refused.body);
        for (rule, words) in [("allow-nobody", "cannot be allowed"), ("allow-nonsense", "there is no check")] {
            let refused = desk.post("draft/spring/send", &[&form[..], &[(rule, "on"), ("reason-nobody", "x"), ("reason-nonsense", "x")]].concat()).await;
            assert_eq!(refused.status, 422, "{rule}");
            assert!(refused.body.to_lowercase().contains(words), "{rule}: {}", refused.body);
        }
        assert!(desk.issues().await.is_empty());

        let reason = [("reason-placeholder", "the hall <will> say")];
        let sent = desk.post("draft/spring/send", &[&form[..], &allow, &reason].concat()).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let page = desk.wait_for(sent.header("location").unwrap(), "Sent to 2 of 2.").await;
        assert!(page.contains("the hall &lt;will&gt; say"), "{page}");
        let issue = desk.issues().await.pop().unwrap();
        let mut work = desk.database.begin_read().await.unwrap();
        let kept = database::allowed_rules::of_issue(&mut work, issue.id).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].rule.as_str(), kept[0].reason.as_deref()), ("placeholder", Some("the hall <will> say")));
    }
}
