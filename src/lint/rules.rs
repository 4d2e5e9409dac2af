//! All rules, a file each.

mod all_caps;
mod answers;
mod attach_big;
mod attach_missing;
mod attach_type;
mod attachment;
mod bullet_text;
mod condition;
pub(super) mod contrast;
mod control_char;
mod date_clash;
mod date_past;
mod date_weekday;
mod deadline_missing;
mod dkim_broken;
mod draft;
mod event;
mod event_thin;
mod field_empty;
mod field_unknown;
mod front_matter;
mod heading_order;
mod html_active;
mod html_open;
mod image;
mod img_alt;
mod img_big;
mod img_format;
mod img_turned;
mod indented_text;
mod letter_empty;
mod line_break;
mod link_empty;
mod link_local;
mod link_mismatch;
mod link_shortener;
mod link_text;
mod list_broken;
mod long_letter;
mod long_para;
mod look;
mod mailto_signs;
mod markdown_literal;
mod name_variant;
mod no_list;
mod nobody;
mod notice_narrowed;
mod odd_name;
mod placeholder;
mod preheader;
mod private_data;
mod promise_empty;
mod same_name;
mod sample_settings;
mod sender_domain;
mod sender_foreign;
mod sender_name;
mod sender_unaligned;
pub(super) mod size_clip;
mod subject_len;
mod subject_urgent;
mod syntax;
mod template;
mod template_image;
mod unprintable;
mod unsub_long;
mod unsub_missing;
mod view_call;
mod web_copy;
mod word_twice;

use super::lint_rule::LintRule;

/// All rules in the order in which a reader meets what they look at: the draft as a whole, the line in the inbox, the
/// words, links and images, the size.
pub const LINT_RULES: &[LintRule] = &[
    draft::RULE,
    front_matter::RULE,
    attachment::RULE,
    image::RULE,
    event::RULE,
    view_call::RULE,
    answers::RULE,
    no_list::RULE,
    condition::RULE,
    notice_narrowed::RULE,
    nobody::RULE,
    syntax::RULE,
    field_unknown::RULE,
    html_open::RULE,
    template::RULE,
    unsub_missing::RULE,
    unprintable::RULE,
    sample_settings::RULE,
    sender_name::RULE,
    sender_foreign::RULE,
    sender_domain::RULE,
    sender_unaligned::RULE,
    dkim_broken::RULE,
    template_image::RULE,
    look::RULE,
    unsub_long::RULE,
    letter_empty::RULE,
    contrast::RULE,
    subject_len::RULE,
    subject_urgent::RULE,
    preheader::RULE,
    placeholder::RULE,
    control_char::RULE,
    field_empty::RULE,
    same_name::RULE,
    odd_name::RULE,
    date_weekday::RULE,
    date_past::RULE,
    date_clash::RULE,
    event_thin::RULE,
    web_copy::RULE,
    deadline_missing::RULE,
    promise_empty::RULE,
    attach_missing::RULE,
    name_variant::RULE,
    word_twice::RULE,
    private_data::RULE,
    all_caps::RULE,
    bullet_text::RULE,
    markdown_literal::RULE,
    list_broken::RULE,
    indented_text::RULE,
    line_break::RULE,
    long_para::RULE,
    long_letter::RULE,
    heading_order::RULE,
    html_active::RULE,
    link_local::RULE,
    link_mismatch::RULE,
    mailto_signs::RULE,
    link_empty::RULE,
    link_text::RULE,
    link_shortener::RULE,
    img_alt::RULE,
    img_format::RULE,
    img_turned::RULE,
    img_big::RULE,
    attach_type::RULE,
    attach_big::RULE,
    size_clip::RULE,
];

/// Returns the rule with an id.
#[must_use]
pub fn find_rule(id: &str) -> Option<&'static LintRule> {
    LINT_RULES.iter().find(|rule| rule.id == id)
}
