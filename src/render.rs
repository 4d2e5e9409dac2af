//! Fills Handlebars sources with one reader's fields.
