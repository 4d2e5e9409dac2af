//! Makes lists of paragraphs that begin with typed bullets or numbers: at least two in a row.

use super::typed_signs::{NumberReading, NumberStyle, SignKind, TypedSign, next_readings};
use crate::documents::blocks::{Block, BlockContent, ItemMark, ListItem, Paragraph};
use crate::documents::{ChangeKind, DocumentChange};

/// How far two indents may differ and still be the same, in twentieths of a point.
const SAME_INDENT: i32 = 100;

/// A paragraph that may be an item.
struct Candidate {
    sign: TypedSign,
    indent: i32,
}

/// Items of one level that follow each other.
struct TypedList {
    indent: i32,
    /// The sign of the last item, with the readings that are still possible.
    last: SignKind,
    items: Vec<usize>,
    parent: Option<usize>,
    /// Whether only its sign tells that it is below its parent.
    is_by_sign: bool,
    /// How many items its parent had when it began.
    parent_items: usize,
}

impl TypedList {
    fn last_is_letter(&self) -> bool {
        matches!(self.last, SignKind::Bullet('o'))
    }
}

/// Makes lists of typed ones.
pub(in crate::documents) fn make_lists(blocks: &mut [Block], changes: &mut Vec<DocumentChange>) {
    let mut at = 0;
    while at < blocks.len() {
        let run: Vec<Candidate> = blocks[at..].iter().map_while(candidate).collect();
        if run.len() > 1 {
            let lists = group(&run);
            let length = run.len();
            convert(&mut blocks[at..at + length], &run, &lists, changes);
        }
        at += run.len().max(1);
    }
}

fn candidate(block: &Block) -> Option<Candidate> {
    let BlockContent::Paragraph(paragraph) = &block.content else { return None };
    if paragraph.item_level.is_some() {
        return None;
    }
    let sign = TypedSign::read(&paragraph.text)?;
    let indent = paragraph.look.first_line.saturating_add(sign.indent);
    Some(Candidate { sign, indent })
}

/// Groups paragraphs into lists by their indents and signs.
fn group(run: &[Candidate]) -> Vec<TypedList> {
    let mut lists: Vec<TypedList> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, candidate) in run.iter().enumerate() {
        while open.last().is_some_and(|top| lists[*top].indent > candidate.indent + SAME_INDENT) {
            open.pop();
        }
        let is_deeper = open.last().is_some_and(|top| lists[*top].indent + SAME_INDENT < candidate.indent);
        let same = |list: &TypedList| (list.indent - candidate.indent).abs() <= SAME_INDENT;
        let goes_on = |list: &TypedList| next_readings(&list.last, &candidate.sign.kind);
        let found =
            open.iter().rposition(|index| !is_deeper && same(&lists[*index]) && goes_on(&lists[*index]).is_some());
        if let Some(level) = found {
            open.truncate(level + 1);
            let list = &mut lists[open[level]];
            list.last = with_readings(&candidate.sign.kind, next_readings(&list.last, &candidate.sign.kind));
            list.items.push(at);
            continue;
        }
        let is_by_sign = !is_deeper && !open.is_empty();
        if is_by_sign && !may_begin(&candidate.sign.kind) {
            open.clear();
        }
        let parent = open.last().copied();
        let parent_items = parent.map_or(0, |parent| lists[parent].items.len());
        lists.push(TypedList {
            indent: candidate.indent,
            last: candidate.sign.kind.clone(),
            items: vec![at],
            is_by_sign: is_by_sign && parent.is_some(),
            parent,
            parent_items,
        });
        open.push(lists.len() - 1);
    }
    lists
}

/// Tells whether a list may begin with a sign below an item that has the same indent.
fn may_begin(kind: &SignKind) -> bool {
    match kind {
        SignKind::Bullet(_) => true,
        SignKind::Number { readings, .. } => readings.iter().any(|reading| reading.value == 1),
    }
}

fn with_readings(kind: &SignKind, found: Option<Vec<NumberReading>>) -> SignKind {
    match (kind, found) {
        (SignKind::Number { is_opened, close, is_upper, .. }, Some(readings)) => {
            SignKind::Number { is_opened: *is_opened, close: *close, is_upper: *is_upper, readings }
        }
        _ => kind.clone(),
    }
}

/// Returns the level of each list; `None` for one that is none.
fn levels(run: &[Candidate], lists: &[TypedList]) -> Vec<Option<usize>> {
    let mut levels: Vec<Option<usize>> = Vec::with_capacity(lists.len());
    for (index, list) in lists.iter().enumerate() {
        let parent = list.parent.and_then(|parent| Some((lists.get(parent)?, levels.get(parent).copied().flatten()?)));
        let is_long = list.items.len() > 1;
        let has_child = || lists.iter().any(|child| child.parent == Some(index) && child.items.len() > 1);
        let is_strong =
            || list.items.first().and_then(|at| run.get(*at)).is_some_and(|one| one.sign.is_strong_bullet());
        // Word's bullet of the second level: nobody writes a tab behind a word.
        let is_word_bullet =
            list.items.first().and_then(|at| run.get(*at)).is_some_and(|one| one.sign.is_letter_bullet());
        levels.push(match parent {
            Some((parent, level)) if is_word_bullet && !parent.last_is_letter() => Some(level + 1),
            // What the parent does not go on behind is beside it.
            Some((parent, level)) if list.is_by_sign && parent.items.len() == list.parent_items => {
                is_long.then_some(level)
            }
            Some((_, level)) if is_long || (!list.is_by_sign && may_begin(&list.last)) => Some(level + 1),
            Some(_) => None,
            None => (is_long || (is_strong() && has_child())).then_some(0),
        });
    }
    levels
}

fn convert(blocks: &mut [Block], run: &[Candidate], lists: &[TypedList], changes: &mut Vec<DocumentChange>) {
    let levels = levels(run, lists);
    let mut is_told = false;
    for (list, level) in lists.iter().zip(&levels) {
        let Some(level) = *level else { continue };
        let reading = final_reading(list);
        let count = u32::try_from(list.items.len()).unwrap_or(u32::MAX);
        let first_number = reading.map(|reading| (reading.value + 1).saturating_sub(count));
        for (number, at) in (0..).zip(&list.items) {
            let (Some(block), Some(candidate)) = (blocks.get_mut(*at), run.get(*at)) else { continue };
            let BlockContent::Paragraph(Paragraph { text, .. }) = &mut block.content else { continue };
            let mut text = std::mem::take(text);
            candidate.sign.strip(&mut text);
            let mark = first_number.map_or(ItemMark::Bullet, |first| ItemMark::Number(first + number));
            if reading.is_some_and(|reading| reading.style != NumberStyle::Figure) {
                let message = format!("“{}” is written as a figure", candidate.sign.shown);
                changes.push(DocumentChange::new(ChangeKind::ListNumber, block.place, message));
            }
            block.content = BlockContent::Item(ListItem { level, mark, text });
        }
        let place = list.items.first().and_then(|at| blocks.get(*at)).map_or(0, |block| block.place);
        if level == 0 || !is_told {
            let what = if reading.is_some() { "typed numbers became a list" } else { "typed bullets became a list" };
            changes.push(DocumentChange::new(ChangeKind::TypedList, place, what));
            is_told = true;
        }
    }
}

/// Returns the reading of the last item: the one that all items allow.
fn final_reading(list: &TypedList) -> Option<NumberReading> {
    let SignKind::Number { readings, .. } = &list.last else { return None };
    let single = readings.iter().find(|reading| list.items.len() == 1 && reading.value == 1);
    single.or_else(|| readings.first()).copied()
}
