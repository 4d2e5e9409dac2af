//! What tags print, and what is said about those that cannot.

use super::ReportedDraft;

/// Returns the first line of the text part.
fn line(draft: &ReportedDraft) -> String {
    draft.first().text.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn each_goes_through_tags() {
    let draft = ReportedDraft::new("each-over-tags");
    draft.is_clean();
    assert_eq!(line(&draft), "Your groups: student, Leeds.");
    let none = ReportedDraft::written(
        "---\nsubject: Spring meeting of us all\nto: members\n---\n\nYour groups: {{#each tags}}{{this}} {{else}}none{{/each}}.\n",
        "email,tags\nann@example.org,\nben@example.org,student\n",
    );
    assert_eq!(line(&none), "Your groups: none.");
}

#[test]
fn group_of_values_is_refused_with_a_part_of_it() {
    let draft = ReportedDraft::new("object-in-the-letter");
    draft.is_blocked("6:10", "`society` has several parts");
    draft.is_blocked("6:35", "`list` has several parts");
    ReportedDraft::of_body("{{default issue \"x\"}}").is_blocked("6:11", "{{issue.subject}}");
    ReportedDraft::of_body("{{#with society}}{{name}}{{/with}}").is_clean();
}

#[test]
fn name_is_the_first_and_the_last() {
    let draft = ReportedDraft::new("name-from-first-and-last");
    draft.is_clean();
    assert_eq!(line(&draft), "Dear Ann Lee,");
}

#[test]
fn call_without_its_values_is_refused_at_its_line() {
    for (body, place, words) in [
        ("We meet in {{gt town}}.", "6:14", "`gt` lacks the values that it works on"),
        ("Dear {{default town}},", "6:8", "{{default town \"your town\"}}"),
        ("{{#if (eq town)}}x{{/if}}", "6:8", "`eq` lacks"),
        ("{{defualt town \"x\"}}", "6:3", "did you mean `default`?"),
        ("{{shout town}}", "6:3", "there are `if`, `unless`, `each`"),
        ("{{shoe_size}}", "6:3", "`society.name`, `list.title`, `issue.subject`"),
    ] {
        let draft = ReportedDraft::of_body(body);
        draft.is_blocked(place, words);
        assert_eq!(draft.check.to_string().matches("error: ").count(), 1, "{}", draft.check);
    }
}

#[test]
fn no_break_space_in_a_tag_is_a_space() {
    let draft = ReportedDraft::of_body("Dear {{\u{a0}first_name\u{a0}}}, from {{default\u{a0}town \"a\u{a0}town\"}}");
    draft.is_clean();
    assert_eq!(line(&draft), "Dear Ann, from Leeds");
}

#[test]
fn tag_of_another_program_is_said_in_our_way() {
    for (body, place, hint) in [
        ("Dear {{First Name}},", "6:8", "did you mean `{{first_name}}`?"),
        ("Dear {{FIRST_NAME}},", "6:8", "did you mean `first_name`?"),
        ("Dear {{FirstName}},", "6:8", "did you mean `first_name`?"),
        ("Dear {{subscriber.firstname}},", "6:8", "did you mean `first_name`?"),
        ("Dear {{ .Subscriber.FirstName }},", "6:6", "did you mean `{{first_name}}`?"),
        ("{{#if town == \"Leeds\"}}x{{/if}}", "6:1", "write it as `{{#if (eq town \"Leeds\")}}`"),
    ] {
        let draft = ReportedDraft::of_body(body);
        draft.is_blocked(place, hint);
    }
}
