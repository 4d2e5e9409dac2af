//! `circular subscriber add`, `edit` and `list`.

use crate::cli::{MEMBERS, TestWorkspace};

const ANN: &str = "ann@example.org";

#[test]
fn add_shows_changed_fields_and_asks_before_it_replaces_one() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    let add = ["subscriber", "add", ANN, "--list", "members", "--field", "category=retired", "--field", "town=York"];
    insta::assert_snapshot!(house.run(add), @"
    --- standard error
    This changes what is known of ann@example.org:
      category: student → retired
      town: York (new)
    Type yes to change it, or anything else to leave it:
    error: not changed: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("no\n", add), @"
    --- standard error
    This changes what is known of ann@example.org:
      category: student → retired
      town: York (new)
    Type yes to change it, or anything else to leave it:
    error: nothing was changed
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("yes\n", add), @"
    ann@example.org was on the list `members` already. Changed:
      category: student → retired
      town: York (new)
    --- standard error
    This changes what is known of ann@example.org:
      category: student → retired
      town: York (new)
    Type yes to change it, or anything else to leave it:
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(add), @"
    ann@example.org was on the list `members` already: nothing has changed.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run([
        "subscriber", "add", ANN, "--list", "members", "--field", "town=", "--yes", "--json",
    ]), @r#"
    {
      "address": "ann@example.org",
      "list": "members",
      "outcome": "already_subscribed",
      "changed_fields": [
        {
          "name": "town",
          "before": "York",
          "after": null
        }
      ],
      "welcome_queued": false
    }
    --- exit code 0
    "#);
}

#[test]
fn value_is_read_as_kind_of_its_field() {
    let house = TestWorkspace::new().with_list("email,joined\nann@example.org,2019-06-01\n");
    let said = house.run(["subscriber", "edit", ANN, "--field", "joined=soon", "--yes"]);
    assert!(said.code() == 1 && said.err.contains("which is no date"), "{said}");
    house.run(["subscriber", "edit", ANN, "--field", "joined=1 May 2020", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "list", "--where", "joined.year == 2020", "--json"]), @r#"
    {
      "total": 1,
      "subscribers": [
        {
          "address": "ann@example.org",
          "name": null,
          "fields": {
            "joined": "2020-05-01"
          },
          "subscriptions": [
            {
              "list": "members",
              "state": "confirmed"
            }
          ]
        }
      ]
    }
    --- exit code 0
    "#);
}

#[test]
fn edited_address_is_shown_with_what_stays() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    let edit = ["subscriber", "edit", ANN, "--address", "ann@new.example.org", "--field", "category=retired"];
    insta::assert_snapshot!(house.run(edit), @"
    --- standard error
    This changes what is known of ann@example.org:
      address: ann@example.org → ann@new.example.org
      category: student → retired
    Type yes to change it, or anything else to leave it:
    error: not changed: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("yes\n", edit), @"
    ann@example.org is now ann@new.example.org. History, lists and links are kept.
      category: student → retired
    They came from `members.csv`: change the address there too. An import leaves the old one out.
    --- standard error
    This changes what is known of ann@example.org:
      address: ann@example.org → ann@new.example.org
      category: student → retired
    Type yes to change it, or anything else to leave it:
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(edit), @"
    --- standard error
    error: no subscriber has the address `ann@example.org`
    hint: `circular subscriber list --search WORD` finds people by name or address
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "show", "Ann@example.org"]), @"
    --- standard error
    error: no subscriber has the address `Ann@example.org`
    hint: it is the former address of `ann@new.example.org`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "edit", "ann@new.example.org", "--address", "bob@example.org"]), @"
    --- standard error
    error: somebody already has the address `bob@example.org`: nothing has changed
    hint: if it is the same person, take the old address off: `circular subscriber unsubscribe ann@new.example.org --all`; `circular subscriber show bob@example.org` shows what is known of the other
    --- exit code 1
    ");
    house.run(["suppression", "add", "gone@example.org"]).is_well();
    let said = house.run(["subscriber", "edit", "bob@example.org", "--address", "gone@example.org"]);
    assert!(said.code() == 1 && said.err.contains("`gone@example.org` is suppressed"), "{said}");
    insta::assert_snapshot!(house.run(["subscriber", "edit", "bob@example.org"]), @"
    --- standard error
    error: nothing to change
    hint: pass `--address NEW` or `--field NAME=VALUE`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run([
        "subscriber", "edit", "bob@example.org", "--address", "bob@new.example.org", "--yes", "--json",
    ]), @r#"
    {
      "address": "bob@new.example.org",
      "former_address": "bob@example.org",
      "changed_fields": [],
      "suppression_reason": null,
      "import_sources": [
        "members.csv"
      ]
    }
    --- exit code 0
    "#);
}

#[test]
fn list_shows_people_with_their_lists() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    house.run(["subscriber", "unsubscribe", "bob@example.org", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "list", "--limit", "2"]), @"
    3 people
      Ann <ann@example.org> — members: confirmed
      Bob <bob@example.org> — members: unsubscribed
    … and 1 more: `--limit 3` shows them all
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "list", "--search", "CAT", "--list", "members", "--json"]), @r#"
    {
      "total": 1,
      "subscribers": [
        {
          "address": "cat@example.org",
          "name": "Cat",
          "fields": {
            "category": "student",
            "first_name": "Cat"
          },
          "subscriptions": [
            {
              "list": "members",
              "state": "confirmed"
            }
          ]
        }
      ]
    }
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["subscriber", "list", "--where", "catgory == \"x\""]), @"
    --- standard error
    error: in `--where`, the condition uses `catgory`, which is not a field
    hint: did you mean `category`?
    --- exit code 1
    ");
}
