//! Adds, removes and rewrites items of arrays and inline tables, with the white space and comments around them.

use std::ops::Range;

use super::super::layout::{Item, List};
use super::super::value::{Entry, Value};
use super::super::write;
use super::{Editor, find};

/// The edit to apply to an item of a list.
pub(super) enum Piece<'a> {
    /// The index of an old item, its old value and its new one.
    Keep(usize, Value<'a>, Value<'a>),
    /// The index of an old item.
    Remove(usize),
    /// The key, in an inline table, and the value.
    Add(Option<&'static str>, Value<'a>),
}

impl Editor<'_> {
    /// Rewrites a list whose items come and go.
    pub(super) fn list(&mut self, range: &Range<usize>, list: &List, pieces: Vec<Piece<'_>>) {
        let text = self.text;
        let (separator, has_last_comma) = list.style(text, self.newline);
        let last = pieces
            .iter()
            .rposition(|piece| !matches!(piece, Piece::Remove(_)));
        let mut is_first = true;
        self.copy_to(list.open);
        // A comment needs the end of its line.
        let mut in_comment = text[range.start..list.open].contains('#');
        for (i, piece) in pieces.iter().enumerate() {
            let wants_comma = last != Some(i) || has_last_comma;
            match piece {
                Piece::Remove(j) => {
                    let lead = &text[list.items[*j].lead..list.items[*j].start];
                    if lead.contains('#') {
                        self.lead(lead.trim_end(), in_comment);
                        in_comment = true;
                    }
                    continue;
                }
                Piece::Keep(j, old, new) => {
                    let item = &list.items[*j];
                    self.lead(list.lead(text, *j, is_first, &separator), in_comment);
                    self.skip_to(item.start);
                    self.value(&item.value, old, new);
                    self.copy_to(item.value.end);
                    in_comment = self.tail(item, wants_comma);
                }
                Piece::Add(key, value) => {
                    let near = list.items.get(i.saturating_sub(1)).or(list.items.last());
                    let lead = match is_first {
                        true => list.lead(text, 0, true, &separator),
                        false => &separator,
                    };
                    self.lead(lead, in_comment);
                    match (key, near) {
                        (None, Some(near)) => {
                            let near = &text[near.value.clone()];
                            write_like(&mut self.out, near, value, self.newline);
                        }
                        (key, _) => {
                            self.out.extend(key.iter().flat_map(|key| [*key, " = "]));
                            write::value(&mut self.out, value, self.newline);
                        }
                    }
                    self.out.push_str(if wants_comma { "," } else { "" });
                    in_comment = false;
                }
            }
            is_first = false;
        }
        let end = match list.items.last() {
            None if list.open == list.close => " ",
            last => &text[last.map_or(list.open, |item| item.end)..list.close],
        };
        self.lead(end, in_comment);
        self.skip_to(list.close);
    }

    /// White space and comments in front of an item or a closing bracket.
    fn lead(&mut self, lead: &str, in_comment: bool) {
        if in_comment && !lead.contains('\n') {
            self.out.push_str(self.newline);
        }
        self.out.push_str(lead);
    }

    /// Writes the text after an item, with or without a comma; returns whether it ends in a comment.
    fn tail(&mut self, item: &Item, wants_comma: bool) -> bool {
        match item.comma {
            Some(comma) if !wants_comma => {
                self.copy_to(comma);
                self.skip_to(comma + 1);
            }
            None if wants_comma => self.out.push(','),
            _ => {}
        }
        self.copy_to(item.end);
        self.text[item.value.end..item.end].contains('#')
    }
}

impl List {
    /// The text between items, and whether a comma follows the last one.
    fn style(&self, text: &str, newline: &str) -> (String, bool) {
        let lead = |item: &Item| without_comments(&text[item.lead..item.start], newline);
        let separator = match self.items.as_slice() {
            [_, second, ..] => lead(second),
            [first] if lead(first).contains('\n') => lead(first),
            _ => " ".to_owned(),
        };
        let last = self.items.last();
        (separator, last.is_some_and(|item| item.comma.is_some()))
    }

    /// The text before an old item in its new place.
    fn lead<'a>(&self, text: &'a str, j: usize, is_first: bool, separator: &'a str) -> &'a str {
        let lead = |item: &Item| &text[item.lead..item.start];
        match self.items.get(j).map(lead) {
            Some(own) if is_first && j > 0 && !own.contains('\n') => {
                let first = lead(&self.items[0]);
                if first.contains('\n') { own } else { first }
            }
            Some(_) if j == 0 && !is_first => separator,
            Some(own) => own,
            None => separator,
        }
    }
}

/// The edits that turn one set of keys of an inline table into another.
pub(super) fn table_pieces<'a>(
    list: &List,
    old: &[Entry<'a>],
    new: &[Entry<'a>],
) -> Vec<Piece<'a>> {
    let value = |entries: &[Entry<'a>], item: &Item| {
        find(entries, &item.key).map(|entry| entry.value.clone())
    };
    let items = list.items.iter().enumerate();
    let kept = items.map(|(i, item)| match (value(old, item), value(new, item)) {
        (Some(old), Some(new)) => Piece::Keep(i, old, new),
        _ => Piece::Remove(i),
    });
    let is_new = |entry: &&Entry<'a>| {
        let mut items = list.items.iter();
        !entry.is_default && !items.any(|item| item.key[0] == entry.key)
    };
    let added = new.iter().filter(is_new);
    let added = added.map(|entry| Piece::Add(Some(entry.key), entry.value.clone()));
    kept.chain(added).collect()
}

/// The edits that turn `from` old items into `to` new ones. Items that belong to words follow their words.
pub(super) fn list_pieces<'a>(
    from: usize,
    to: usize,
    old: &Value<'a>,
    new: &Value<'a>,
) -> Vec<Piece<'a>> {
    let is_same = |i: usize, j: usize| match (old.words(), new.words()) {
        (Some(old), Some(new)) => old[i] == new[j],
        _ => old.item(i).is_same(&new.item(j)),
    };
    let keep = |i, j| Piece::Keep(i, old.item(i), new.item(j));
    let mut pieces = Vec::new();
    let (mut i, mut j) = (0, 0);
    let mut matches = matches(from, to, is_same);
    matches.push((from, to));
    for (next_i, next_j) in matches {
        // Between two matches, items count as changed as long as there are old and new ones.
        let changed = (next_i - i).min(next_j - j);
        pieces.extend((0..changed).map(|k| keep(i + k, j + k)));
        pieces.extend((i + changed..next_i).map(Piece::Remove));
        pieces.extend((j + changed..next_j).map(|j| Piece::Add(None, new.item(j))));
        if next_i < from {
            pieces.push(keep(next_i, next_j));
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    pieces
}

/// The items that two lists have in common, in order: from the start, from the end, and the longest common subsequence
/// between.
fn matches(from: usize, to: usize, is_same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    /// Larger lists are compared from both ends only.
    const MOST: usize = 1 << 20;
    let shorter = from.min(to);
    let start = (0..shorter).take_while(|&i| is_same(i, i)).count();
    let rest = 1..=shorter - start;
    let end = rest.take_while(|&k| is_same(from - k, to - k)).count();
    let mut matches: Vec<_> = (0..start).map(|i| (i, i)).collect();
    let (rows, columns) = (from - end - start, to - end - start);
    if rows * columns <= MOST {
        // The lengths of the common subsequences of what remains from each place on.
        let at = |i: usize, j: usize| i * (columns + 1) + j;
        let mut lengths = vec![0_usize; (rows + 1) * (columns + 1)];
        for i in (0..rows).rev() {
            for j in (0..columns).rev() {
                lengths[at(i, j)] = if is_same(start + i, start + j) {
                    lengths[at(i + 1, j + 1)] + 1
                } else {
                    lengths[at(i + 1, j)].max(lengths[at(i, j + 1)])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < rows && j < columns {
            if is_same(start + i, start + j) {
                matches.push((start + i, start + j));
                (i, j) = (i + 1, j + 1);
            } else if lengths[at(i + 1, j)] >= lengths[at(i, j + 1)] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    matches.extend((0..end).rev().map(|k| (from - 1 - k, to - 1 - k)));
    matches
}

/// Writes a value in the style of another one.
pub(super) fn write_like(out: &mut String, like: &str, value: &Value<'_>, newline: &str) {
    match value {
        Value::Number(new) if is_integer(like) && is_small_integer(*new) => {
            out.push_str(&format!("{new}"));
        }
        Value::Text(new) => write_text_like(out, like, new),
        value if value.len().is_some() && like.starts_with('[') => {
            let old = List::of(like, &(0..like.len()));
            let (Some(first), Some(last), Some(count)) =
                (old.items.first(), old.items.last(), value.len())
            else {
                return write::value(out, value, newline);
            };
            let (separator, has_last_comma) = old.style(like, newline);
            out.push('[');
            out.push_str(&without_comments(&like[1..first.start], newline));
            for i in 0..count {
                if i > 0 {
                    out.push(',');
                    out.push_str(&separator);
                }
                let near = old.items.get(i).unwrap_or(last);
                write_like(out, &like[near.value.clone()], &value.item(i), newline);
            }
            out.push_str(if has_last_comma { "," } else { "" });
            out.push_str(&without_comments(&like[last.end..old.close], newline));
            out.push(']');
        }
        value => write::value(out, value, newline),
    }
}

fn write_text_like(out: &mut String, like: &str, new: &str) {
    if like.starts_with('\'') && !new.contains(|c: char| c == '\'' || c.is_control()) {
        out.extend(["'", new, "'"]);
    } else {
        write::quoted(out, new);
    }
}

fn is_integer(token: &str) -> bool {
    let digits = token.trim_start_matches(['+', '-']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the number can be written without a point, also for readers that hold integers in 53 bits.
fn is_small_integer(number: f64) -> bool {
    let is_negative_zero = number == 0.0 && number.is_sign_negative();
    number.fract() == 0.0 && number.abs() < 9e15 && !is_negative_zero
}

/// The white space of a gap: the end of the line and the indentation of the last one.
fn without_comments(gap: &str, newline: &str) -> String {
    match gap.rfind('\n') {
        Some(end) => [newline, &gap[end + 1..]].concat(),
        None => gap.to_owned(),
    }
}
