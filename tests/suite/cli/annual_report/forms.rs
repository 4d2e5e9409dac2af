//! The year as a page and as a draft.

use crate::cli::TestWorkspace;
use crate::cli::annals::two_years;

#[tokio::test]
async fn page_needs_nothing_else() {
    let annals = two_years().await;
    let house = &annals.house;
    house.run(["annual-report", "--to", "2019-06-30", "--list", "members", "--html", "year.html"]).is_well();
    let page = house.text("year.html");
    for words in [
        "<title>The year Jul 2018 – Jun 2019 · Society</title>",
        "<p class=\"quiet\">Our members, 1 July 2018 to 30 June 2019</p>",
        "At the end there were 11 members, 1 fewer than at the beginning.",
        "<th scope=\"row\">Joined</th><td>6</td><td class=\"quiet\">14</td><td class=\"quiet\">−8</td>",
        "Members at the end of each month</title>",
        "a year before: 12</desc>",
        "<th scope=\"row\">News</th><td>7 January 2019</td><td>12</td><td>12</td><td>0</td><td>3</td>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for foreign in ["<script", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<svg ").count(), 4);
    // A page that is one of ours is replaced.
    house.run(["annual-report", "--html", "year.html"]).is_well();
}

#[tokio::test]
async fn draft_is_ready_to_send() {
    let annals = two_years().await;
    let house = &annals.house;
    let said = house.run(["annual-report", "--to", "2019-06-30", "--list", "members", "--draft"]);
    said.is_well();
    assert!(said.err.contains("Wrote `newsletters/the-year-jul-2018-jun-2019.md`"), "{}", said.err);
    insta::assert_snapshot!(house.text("newsletters/the-year-jul-2018-jun-2019.md"), @r#"
    ---
    subject: The year Jul 2018 – Jun 2019
    preheader: At the end there were 11 members, 1 fewer than at the beginning.
    to: members
    template: report
    ---

    Dear {{default first_name "friend"}},

    At the end there were 11 members, 1 fewer than at the beginning. 6 people joined (8 fewer than the year before) and 5 unsubscribed (4 more than the year before). We sent 1 letter (1 fewer than the year before): 12 copies were delivered (12 fewer than the year before), and 0 were refused or came back.

    ## Our members

    | In the year                      | Jul 2018 – Jun 2019 | Jul 2017 – Jun 2018 |
    | :------------------------------- | ------------------: | ------------------: |
    | At the beginning                 |                  12 |                   – |
    | Joined                           |                   6 |                  14 |
    | of these by import               |                   6 |                  14 |
    | Resubscribed                     |                   1 |                   0 |
    | Unsubscribed                     |                   5 |                   1 |
    | of these by the link in a letter |                   3 |                   1 |
    | of these by mail                 |                   1 |                   0 |
    | of these by the office           |                   1 |                   0 |
    | Addresses that stopped working   |                   0 |                   1 |
    | Suppressed for another reason    |                   1 |                   0 |
    | Erased                           |                   2 |                   0 |
    | At the end                       |                  11 |                  12 |
    | Change                           |              −8.3 % |                   – |

    ## Letters

    | In the year                                  | Jul 2018 – Jun 2019 | Jul 2017 – Jun 2018 |
    | :------------------------------------------- | ------------------: | ------------------: |
    | Letters sent                                 |                   1 |                   2 |
    | Copies sent                                  |                  12 |                  25 |
    | of these delivered                           |                  12 |                  24 |
    | of these refused or come back                |                   0 |                   1 |
    | Unsubscribed by themselves per 1,000 letters |               333.3 |                41.7 |

    With thanks and good wishes,\
    Society
    "#);
    house.run(["check", "the-year-jul-2018-jun-2019"]).is_well();
    let again = house.run(["annual-report", "--to", "2019-06-30", "--list", "members", "--draft"]);
    assert!(again.err.contains("already exists"), "{}", again.err);
}

#[tokio::test]
async fn draft_of_the_first_year_has_one_column() {
    let annals = two_years().await;
    let house = &annals.house;
    house.run(["annual-report", "--from", "2017-07-01", "--list", "members", "--draft"]).is_well();
    let draft = house.text("newsletters/the-year-jul-2017-jun-2018.md");
    assert!(draft.contains("There are no figures for the year before."), "{draft}");
    assert!(draft.contains("| In the year ") && draft.contains("| Jul 2017 – Jun 2018 |\n"), "{draft}");
}

#[test]
fn draft_without_records_says_so() {
    let house = TestWorkspace::new();
    house.run(["annual-report", "--from", "2018-01-01", "--draft"]).is_well();
    assert!(house.text("newsletters/the-year-2018.md").contains("There are no figures for this period."));
}
