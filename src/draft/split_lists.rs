//! Joins the pieces of a list that block tags between its items cut apart.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::template::TagPlaceholders;

/// Joins lists that have only block tags between them, where the blocks that begin between the items end there, too.
pub(super) fn join_lists(events: Vec<Event<'static>>, tokens: &TagPlaceholders) -> Vec<Event<'static>> {
    let mut dropped = BTreeSet::new();
    let mut ends = BTreeSet::new();
    for (start, event) in events.iter().enumerate() {
        let begins = matches!(event, Event::Start(Tag::List(_))) && !dropped.contains(&start);
        if let Some((seams, end)) = begins.then(|| find_seams(&events, start, tokens)).flatten() {
            dropped.extend(seams);
            ends.insert(end);
        }
    }
    if dropped.is_empty() {
        return events;
    }
    let ordered: Vec<_> = events.iter().map(|event| matches!(event, Event::End(TagEnd::List(true)))).collect();
    let mut out = Vec::with_capacity(events.len());
    let mut last_was_ordered = false;
    for (index, event) in events.into_iter().enumerate() {
        if ends.contains(&index) {
            out.push(Event::End(TagEnd::List(last_was_ordered)));
        }
        if dropped.contains(&index) {
            last_was_ordered = ordered[index] || (last_was_ordered && matches!(event, Event::Start(_)));
        } else {
            out.push(event);
        }
    }
    if ends.contains(&ordered.len()) {
        out.push(Event::End(TagEnd::List(last_was_ordered)));
    }
    out
}

/// Returns the ends and starts to leave out, and where the joined list ends.
fn find_seams(events: &[Event<'static>], start: usize, tokens: &TagPlaceholders) -> Option<(Vec<usize>, usize)> {
    let Event::Start(Tag::List(kind)) = &events[start] else { return None };
    let mut end = list_end(events, start)?;
    let mut depth = depth_change(&events[start..end], tokens);
    let mut seams = Vec::new();
    let mut best = None;
    let mut at = end + 1;
    let mut tagged = false;
    loop {
        let length = tag_block_len(events, at, tokens);
        if length > 0 {
            for event in &events[at..at + length] {
                let Event::Html(html) = event else { continue };
                for token in tokens.find(html) {
                    // An `else` at our own depth parts the block around the list.
                    if depth == 0 && token.depth_change <= 0 {
                        return best;
                    }
                    depth += token.depth_change;
                }
            }
            at += length;
            tagged = true;
        } else {
            match events.get(at) {
                Some(Event::Start(Tag::List(other))) if tagged && other.is_some() == kind.is_some() => {
                    seams.extend([end, at]);
                    end = list_end(events, at)?;
                    depth += depth_change(&events[at..end], tokens);
                    at = end + 1;
                    tagged = false;
                }
                _ => return best,
            }
        }
        if depth == 0 && !seams.is_empty() {
            let mut all = seams.clone();
            all.push(end);
            best = Some((all, at));
        }
    }
}

/// Returns how many events a block of tags between lists takes.
fn tag_block_len(events: &[Event<'static>], at: usize, tokens: &TagPlaceholders) -> usize {
    match events.get(at) {
        Some(Event::Start(Tag::HtmlBlock)) => {
            let length = events[at..].iter().position(|event| *event == Event::End(TagEnd::HtmlBlock)).unwrap_or(0) + 1;
            let inner = &events[at + 1..at + length - 1];
            if inner.iter().all(|event| is_tag_block(event, tokens)) { length } else { 0 }
        }
        _ => 0,
    }
}

fn list_end(events: &[Event<'static>], start: usize) -> Option<usize> {
    let mut depth = 0;
    events[start..]
        .iter()
        .position(|event| {
            match event {
                Event::Start(Tag::List(_)) => depth += 1,
                Event::End(TagEnd::List(_)) => depth -= 1,
                _ => {}
            }
            depth == 0
        })
        .map(|at| start + at)
}

fn depth_change(events: &[Event<'static>], tokens: &TagPlaceholders) -> isize {
    let texts = events.iter().filter_map(|event| match event {
        Event::Text(text) | Event::Html(text) => Some(text),
        _ => None,
    });
    texts.flat_map(|text| tokens.find(text).map(|token| token.depth_change).collect::<Vec<_>>()).sum()
}

/// Tells whether an HTML event holds block tags alone.
fn is_tag_block(event: &Event<'_>, tokens: &TagPlaceholders) -> bool {
    matches!(event, Event::Html(html) if tokens.find(html).next().is_some() && html.trim_start().starts_with("<!--"))
}
