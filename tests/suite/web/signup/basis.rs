//! The basis of a list: what its form says, and the box by which people refuse.

use circular::database;
use circular::model::{ConsentBasis, List, OptIn};

use super::{NOW, SOON, SignupFixture, post, value_of, value_of_consent};
use crate::engine::{TestDatabase, on_both};

/// Makes a public list with a basis.
async fn list_with(porch: &SignupFixture<'_>, ground: &TestDatabase, basis: ConsentBasis) -> List {
    let list = List { basis, ..porch.list("donors", "The Roof Appeal", OptIn::Double, true).await };
    let mut work = ground.database.begin_write().await.unwrap();
    database::lists::update(&mut work, &list).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(porch.find_list("donors").await, list);
    list
}

on_both! {
    async fn soft_opt_in_form_offers_refusal_and_records_its_words(ground) {
        let porch = SignupFixture::new(ground).await;
        for (basis, words) in [
            (ConsentBasis::CharitySoftOptIn, "because you support us or are interested in our work. We will send you “The Roof Appeal”"),
            (ConsentBasis::CustomerSoftOptIn, "because you buy something from us or ask about it. We will send you “The Roof Appeal”"),
        ] {
            list_with(&porch, ground, basis).await;
            let page = porch.open(|| NOW).await.get("/subscribe/donors").await.body;
            assert!(page.contains("<input type=\"checkbox\" name=\"refuse\" value=\"yes\"> No, do not send me"), "{page}");
            assert!(value_of_consent(&page).contains(words), "{page}");
        }
        porch.submit_form("/subscribe/donors", "ann@example.org", SOON).await;
        let request = porch.request("ann@example.org").await.unwrap();
        let words = "You give Society of <Friends> your address because you buy something from us or ask about it. We \
            will send you “The Roof Appeal” by email, which is about similar things from us only, unless you refuse: tick \
            the box for that. You can also refuse at any time later, with the link in each letter or by writing to \
            chair@example.org; it costs nothing. We use your address for these letters only.";
        assert_eq!(request.consent_text, words);
    }

    async fn refusal_keeps_nothing(ground) {
        let porch = SignupFixture::new(ground).await;
        list_with(&porch, ground, ConsentBasis::CharitySoftOptIn).await;
        let site = porch.open(SOON).await;
        let token = value_of(&site.get("/subscribe/donors").await.body, "form_token").to_owned();
        let fields = [("email", "ann@example.org"), ("form_token", &*token), ("refuse", "yes")];
        let page = post(&site, "/subscribe/donors", &fields).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("We do not send you these letters, and have kept nothing"), "{}", page.body);
        assert!(porch.request("ann@example.org").await.is_none());
    }

    async fn list_that_comes_back_has_the_basis_of_a_new_one(ground) {
        let porch = SignupFixture::new(ground).await;
        let list = list_with(&porch, ground, ConsentBasis::MembershipNotice).await;
        let mut work = ground.database.begin_write().await.unwrap();
        database::lists::delete(&mut work, list.id, NOW).await.unwrap();
        let again = database::lists::add(&mut work, &list.name, "Donors", "x.example.org", NOW).await.unwrap().unwrap();
        assert_eq!((again.id, again.basis), (list.id, ConsentBasis::Consent));
    }
}

#[tokio::test]
async fn membership_form_says_so_without_a_box() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    list_with(&porch, &ground, ConsentBasis::MembershipNotice).await;
    let site = porch.open(|| NOW).await;
    let page = site.get("/subscribe/donors").await.body;
    assert!(value_of_consent(&page).starts_with("By pressing the button you say that you are a member of"), "{page}");
    assert!(!page.contains("checkbox"), "{page}");
    // Of several lists people tick those that they want.
    let all = site.get("/subscribe").await.body;
    assert!(value_of_consent(&all).starts_with("By pressing the button you ask"), "{all}");
    assert!(!all.contains("name=\"refuse\""), "{all}");
}
