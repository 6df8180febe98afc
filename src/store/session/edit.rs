//! Writes a session into the text that it was read from: only what has changed is rewritten.
//!
//! Comments, key order, blank lines and the spelling of unchanged values stay. New rows and numbers are written like
//! their neighbours.

use std::ops::Range;

use super::layout::{Cursor, Item, List, Section, Statement, sections, string};
use super::value::{Entry, Value};
use super::write;

/// The source with the values of these entries.
pub(super) fn document(source: &str, entries: &[Entry<'_>]) -> String {
    let mut editor = Editor {
        text: source,
        out: String::with_capacity(source.len() + source.len() / 8),
        copied: 0,
        newline: if source.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        },
    };
    editor.document(entries);
    editor.copy_to(source.len());
    editor.out
}

struct Editor<'t> {
    text: &'t str,
    out: String,
    /// How much of the text is dealt with. Edits come in its order.
    copied: usize,
    newline: &'static str,
}

/// What becomes of an item of a list.
enum Piece<'a> {
    Keep(usize, Value<'a>),
    Remove(usize),
    Add(Option<&'static str>, Value<'a>),
}

impl<'t> Editor<'t> {
    fn copy_to(&mut self, at: usize) {
        self.out.push_str(&self.text[self.copied..at]);
        self.copied = at;
    }

    fn skip_to(&mut self, at: usize) {
        self.copied = at;
    }

    fn document(&mut self, entries: &[Entry<'_>]) {
        let sections = sections(self.text);
        let mut plan = plan_sections(self.text, &sections, entries);
        for (section, plan) in sections.iter().zip(&mut plan) {
            match &plan.entries {
                Some(entries) => self.section(section, entries),
                None => self.remove_section(section),
            }
            for (header, entries) in &plan.added {
                self.add_section(section, header, entries);
            }
        }
    }

    fn section(&mut self, section: &Section, entries: &[Entry<'_>]) {
        let statements = &section.statements;
        let missing = missing(statements, entries);
        self.add_lines(section, &missing, None);
        for (i, statement) in statements.iter().enumerate() {
            match find(entries, &statement.key) {
                Some(entry) => self.value(&statement.value, &entry.value),
                None => {
                    self.copy_to(statement.lines.start);
                    self.skip_to(statement.lines.end);
                }
            }
            self.add_lines(section, &missing, Some(i));
        }
    }

    /// Adds the keys whose place is behind a statement, or behind the header.
    fn add_lines(&mut self, section: &Section, missing: &[Missing<'_, '_>], after: Option<usize>) {
        let lines = after.map_or(section.header.clone(), |i| {
            section.statements[i].lines.clone()
        });
        let start = &self.text[lines.start..];
        let indent = &start[..start.len() - start.trim_start_matches([' ', '\t']).len()];
        let indent = if after.is_some() { indent } else { "" };
        for missing in missing.iter().filter(|missing| missing.after == after) {
            self.copy_to(lines.end);
            self.end_line();
            write::line(
                &mut self.out,
                indent,
                &missing.key,
                missing.value,
                self.newline,
            );
        }
    }

    fn end_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push_str(self.newline);
        }
    }

    /// Adds a section behind another, in front of the comment that belongs to the next one.
    fn add_section(&mut self, section: &Section, header: &str, entries: &[Entry<'_>]) {
        let rest = &self.text[self.copied..section.end];
        self.copy_to(self.copied + rest.trim_end().len());
        if !self.out.ends_with('\n') {
            self.end_line();
            // The text's own end of this line.
            let rest = &self.text[self.copied..section.end];
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            self.skip_to(self.copied + end);
        }
        self.out.push_str(self.newline);
        write::section(&mut self.out, header, entries, self.newline);
    }

    /// Removes a section with the comment above its header. Comments behind its last statement stay.
    fn remove_section(&mut self, section: &Section) {
        self.copy_to(section.header.start);
        let end = section.statements_end();
        let rest = &self.text[end..section.end];
        let blank = rest.len() - rest.trim_start().len();
        let blank = rest[..blank].rfind('\n').map_or(0, |last| last + 1);
        self.skip_to(end + blank);
        if self.copied == self.text.len() {
            self.out.truncate(self.out.trim_end().len());
            self.end_line();
        }
    }

    /// Rewrites a value, where it has changed.
    fn value(&mut self, range: &Range<usize>, value: &Value<'_>) {
        let text = self.text;
        match (text.as_bytes()[range.start], value) {
            (b'{', Value::Table(entries)) => {
                let old = List::of(text, range);
                let pieces = table_pieces(&old, entries);
                self.list(range, &old, pieces);
            }
            // Rows are compared one by one.
            (b'[', Value::Matrix(_) | Value::Mask(_) | Value::Tables(_)) => {
                self.items(range, value);
            }
            _ if is_same(&mut Cursor::new(text, range.start), value) => {}
            (b'[', value) if value.len().is_some() => self.items(range, value),
            _ => {
                self.copy_to(range.start);
                write_like(&mut self.out, &text[range.clone()], value, self.newline);
                self.skip_to(range.end);
            }
        }
    }

    fn items(&mut self, range: &Range<usize>, value: &Value<'_>) {
        let old = List::of(self.text, range);
        let count = value.len().unwrap_or_default();
        if old.items.len() == count {
            for (i, item) in old.items.iter().enumerate() {
                self.value(&item.value, &value.item(i));
            }
        } else if old.items.is_empty() {
            // No heads mean one head of identities.
            if !matches!(value, Value::Tables(tables) if tables.iter().all(Vec::is_empty)) {
                self.copy_to(range.start);
                write::value(&mut self.out, value, self.newline);
                self.skip_to(range.end);
            }
        } else {
            let pieces = list_pieces(self.text, &old, value, count);
            self.list(range, &old, pieces);
        }
    }

    fn list(&mut self, range: &Range<usize>, old: &List, pieces: Vec<Piece<'_>>) {
        let text = self.text;
        let (separator, has_last_comma) = old.style(text, self.newline);
        let last = pieces
            .iter()
            .rposition(|piece| !matches!(piece, Piece::Remove(_)));
        let mut is_first = true;
        self.copy_to(old.open);
        // A comment needs the end of its line.
        let mut in_comment = text[range.start..old.open].contains('#');
        for (i, piece) in pieces.iter().enumerate() {
            let wants_comma = last != Some(i) || has_last_comma;
            match piece {
                Piece::Remove(j) => {
                    let lead = &text[old.items[*j].lead..old.items[*j].start];
                    if lead.contains('#') {
                        self.lead(lead.trim_end(), in_comment);
                        in_comment = true;
                    }
                    continue;
                }
                Piece::Keep(j, value) => {
                    let item = &old.items[*j];
                    self.lead(old.lead(text, *j, is_first, &separator), in_comment);
                    self.skip_to(item.start);
                    self.value(&item.value, value);
                    self.copy_to(item.value.end);
                    in_comment = self.tail(item, wants_comma);
                }
                Piece::Add(key, value) => {
                    let near = old.items.get(i.saturating_sub(1)).or(old.items.last());
                    let lead = old.lead(text, usize::from(!is_first), is_first, &separator);
                    let lead = if is_first { lead } else { &separator };
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
        let end = old.items.last().map_or(old.open, |item| item.end);
        self.lead(&text[end..old.close], in_comment);
        self.skip_to(old.close);
    }

    /// White space and comments in front of an item or a closing bracket.
    fn lead(&mut self, lead: &str, in_comment: bool) {
        if in_comment && !lead.contains('\n') {
            self.out.push_str(self.newline);
        }
        self.out.push_str(lead);
    }

    /// What is behind an item, with or without a comma; tells whether it ends in a comment.
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
    /// What separates items, and whether there is a comma behind the last one.
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

    /// What stands in front of an old item in its new place.
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

/// What becomes of a section, and what is added behind it.
struct Plan<'a> {
    entries: Option<Vec<Entry<'a>>>,
    added: Vec<(String, Vec<Entry<'a>>)>,
}

fn plan_sections<'a>(text: &str, sections: &[Section], entries: &[Entry<'a>]) -> Vec<Plan<'a>> {
    let rank = |name: &str| entries.iter().position(|entry| entry.key == name);
    let mut plans: Vec<Plan<'a>> = sections
        .iter()
        .map(|section| Plan {
            entries: match entries.iter().find(|entry| entry.key == section.name) {
                Some(Entry {
                    value: Value::Table(entries),
                    ..
                }) => Some(entries.clone()),
                _ => section.name.is_empty().then(|| entries.to_vec()),
            },
            added: Vec::new(),
        })
        .collect();
    for (i, entry) in entries.iter().enumerate() {
        let places: Vec<usize> = (0..sections.len())
            .filter(|&s| sections[s].name == entry.key)
            .collect();
        let in_root =
            |statement: &Statement| statement.key.first().is_some_and(|key| key == entry.key);
        match &entry.value {
            Value::Tables(tables) if !places.is_empty() => {
                plan_list(text, sections, &places, tables, &mut plans);
            }
            value @ (Value::Table(_) | Value::Tables(_))
                if places.is_empty()
                    && !entry.is_default
                    && !sections[0].statements.iter().any(in_root) =>
            {
                let before = |section: &Section| rank(&section.name).is_none_or(|rank| rank < i);
                let place = sections.iter().rposition(before).unwrap_or_default();
                let added = new_sections(entry.key, value);
                plans[place].added.extend(added);
            }
            _ => {}
        }
    }
    plans
}

/// Matches the sections of a list, such as `[[heads]]`, with its new tables.
fn plan_list<'a>(
    text: &str,
    sections: &[Section],
    places: &[usize],
    tables: &[Vec<Entry<'a>>],
    plans: &mut [Plan<'a>],
) {
    let is_same = |i: usize, j: usize| is_same_section(text, &sections[places[i]], &tables[j]);
    let (start, end) = unmatched(places.len(), tables.len(), is_same);
    // A new section goes behind an old one, so the first one is never new.
    let start = if tables.len() > places.len() {
        start.max(1)
    } else {
        start
    };
    let end = end.min(places.len().saturating_sub(start));
    let old_end = places.len() - end;
    let new_end = tables.len() - end;
    for (i, &place) in places.iter().enumerate() {
        plans[place].entries = if i < start {
            Some(tables[i].clone())
        } else if i >= old_end {
            Some(tables[i - old_end + new_end].clone())
        } else {
            None
        };
    }
    let added = tables[start..new_end].iter();
    let added = added.map(|table| (format!("[[{}]]", sections[places[0]].name), table.clone()));
    plans[places[start.saturating_sub(1)]].added.extend(added);
}

fn new_sections<'a>(key: &str, value: &Value<'a>) -> Vec<(String, Vec<Entry<'a>>)> {
    match value {
        Value::Tables(tables) => {
            let tables = tables.iter();
            tables
                .map(|table| (format!("[[{key}]]"), table.clone()))
                .collect()
        }
        Value::Table(entries) => {
            let entries = entries.iter().filter(|entry| !entry.is_default);
            vec![(format!("[{key}]"), entries.cloned().collect())]
        }
        _ => Vec::new(),
    }
}

/// A key that the source does not have.
struct Missing<'e, 'a> {
    /// The statement behind which it goes; `None` for the first line.
    after: Option<usize>,
    key: String,
    value: &'e Value<'a>,
}

fn missing<'e, 'a>(statements: &[Statement], entries: &'e [Entry<'a>]) -> Vec<Missing<'e, 'a>> {
    let mut missing = Vec::new();
    for (
        i,
        Entry {
            key,
            value,
            is_default,
        },
    ) in entries.iter().enumerate()
    {
        let is_own = |statement: &Statement| statement.key[0] == *key;
        match value {
            Value::Table(entries) => {
                // Only a table of dotted keys gets more of them.
                let is_dotted =
                    |statement: &Statement| is_own(statement) && statement.key.len() > 1;
                let Some(after) = statements.iter().rposition(is_dotted) else {
                    continue;
                };
                for Entry {
                    key: inner,
                    value,
                    is_default,
                } in entries
                {
                    let is_there =
                        |statement: &Statement| is_own(statement) && statement.key[1] == *inner;
                    if !is_default && !statements.iter().any(is_there) {
                        let key = format!("{key}.{inner}");
                        missing.push(Missing {
                            after: Some(after),
                            key,
                            value,
                        });
                    }
                }
            }
            Value::Tables(_) => {}
            value if !is_default && !statements.iter().any(is_own) => {
                let is_before = |statement: &Statement| {
                    entries[..i]
                        .iter()
                        .any(|entry| statement.key[0] == entry.key)
                };
                let after = statements.iter().rposition(is_before);
                missing.push(Missing {
                    after,
                    key: (*key).to_owned(),
                    value,
                });
            }
            _ => {}
        }
    }
    missing
}

fn find<'a, 'e>(entries: &'e [Entry<'a>], key: &[String]) -> Option<&'e Entry<'a>> {
    let (first, rest) = key.split_first()?;
    let entry = entries.iter().find(|entry| entry.key == first)?;
    match (&entry.value, rest) {
        (_, []) => Some(entry),
        (Value::Table(entries), rest) => find(entries, rest),
        _ => None,
    }
}

fn table_pieces<'a>(old: &List, entries: &[Entry<'a>]) -> Vec<Piece<'a>> {
    let entry = |item: &Item| {
        entries
            .iter()
            .find(|entry| Some(entry.key) == item.key.as_deref())
    };
    let kept = old
        .items
        .iter()
        .enumerate()
        .map(|(i, item)| match entry(item) {
            Some(entry) => Piece::Keep(i, entry.value.clone()),
            None => Piece::Remove(i),
        });
    let is_new = |entry: &&Entry<'a>| {
        let mut keys = old.items.iter().map(|item| item.key.as_deref());
        !entry.is_default && !keys.any(|key| key == Some(entry.key))
    };
    let added = entries.iter().filter(is_new);
    let added = added.map(|entry| Piece::Add(Some(entry.key), entry.value.clone()));
    kept.chain(added).collect()
}

fn list_pieces<'a>(text: &str, old: &List, value: &Value<'a>, count: usize) -> Vec<Piece<'a>> {
    let is_same = |i: usize, j: usize| {
        let item: &Item = &old.items[i];
        is_same(&mut Cursor::new(text, item.value.start), &value.item(j))
    };
    let (start, end) = unmatched(old.items.len(), count, is_same);
    let (old_end, new_end) = (old.items.len() - end, count - end);
    let before = (0..start).map(|i| Piece::Keep(i, value.item(i)));
    let removed = (start..old_end).map(Piece::Remove);
    let added = (start..new_end).map(|j| Piece::Add(None, value.item(j)));
    let after = (0..end).map(|i| Piece::Keep(old_end + i, value.item(new_end + i)));
    before.chain(removed).chain(added).chain(after).collect()
}

/// Matches an old list with a new one of another length: so many items from the start and so many from the end belong
/// together, though some may have changed. Those between were removed or added.
fn unmatched(old: usize, new: usize, is_same: impl Fn(usize, usize) -> bool) -> (usize, usize) {
    let shorter = old.min(new);
    let start = (0..shorter).take_while(|&i| is_same(i, i)).count();
    let end = (1..=shorter - start)
        .take_while(|&i| is_same(old - i, new - i))
        .count();
    (shorter - end, end)
}

fn is_same_section(text: &str, section: &Section, entries: &[Entry<'_>]) -> bool {
    let is_same = |statement: &Statement| {
        let entry = find(entries, &statement.key);
        entry.is_some_and(|entry| {
            is_same(&mut Cursor::new(text, statement.value.start), &entry.value)
        })
    };
    section.statements.iter().all(is_same) && missing(&section.statements, entries).is_empty()
}

/// Whether the value at the cursor is this one; moves the cursor behind it.
fn is_same(cursor: &mut Cursor<'_>, value: &Value<'_>) -> bool {
    let Some(count) = value.len() else {
        let is_table = cursor.peek() == Some(b'{');
        let range = cursor.value();
        return match value {
            Value::Table(entries) => is_table && is_same_table(cursor.text(), &range, entries),
            value => is_same_scalar(&cursor.text()[range], value),
        };
    };
    if cursor.peek() != Some(b'[') {
        return false;
    }
    cursor.at += 1;
    for i in 0..count {
        cursor.space();
        if cursor.peek() == Some(b']') || !is_same(cursor, &value.item(i)) {
            return false;
        }
        cursor.space();
        if cursor.peek() == Some(b',') {
            cursor.at += 1;
        }
    }
    cursor.space();
    let is_end = cursor.peek() == Some(b']');
    cursor.at += 1;
    is_end
}

fn is_same_table(text: &str, range: &Range<usize>, entries: &[Entry<'_>]) -> bool {
    let old = List::of(text, range);
    table_pieces(&old, entries).iter().all(|piece| match piece {
        Piece::Keep(i, value) => is_same(&mut Cursor::new(text, old.items[*i].value.start), value),
        Piece::Remove(_) | Piece::Add(..) => false,
    })
}

fn is_same_scalar(token: &str, value: &Value<'_>) -> bool {
    match value {
        Value::Text(new) => is_text(token) && string(token) == new.as_str(),
        Value::Word(new) => is_text(token) && string(token) == *new,
        Value::Flag(flag) => token == if *flag { "true" } else { "false" },
        Value::Number(new) => number(token).is_some_and(|old| old.to_bits() == new.to_bits()),
        Value::Whole(new) => whole(token) == Some(u128::from(*new)),
        _ => false,
    }
}

fn is_text(token: &str) -> bool {
    token.starts_with(['"', '\''])
}

/// A number as sessions read it.
fn number(token: &str) -> Option<f64> {
    if token.starts_with(['0', '+', '-']) && token.contains(['x', 'o', 'b']) {
        return whole(token).map(|whole| whole as f64);
    }
    token
        .parse()
        .ok()
        .or_else(|| token.replace('_', "").parse().ok())
}

fn whole(token: &str) -> Option<u128> {
    let digits = token.replace('_', "");
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.strip_prefix(prefix) {
            return u128::from_str_radix(digits, radix).ok();
        }
    }
    digits.parse().ok()
}

/// Writes a value in the style of another one.
fn write_like(out: &mut String, like: &str, value: &Value<'_>, newline: &str) {
    match value {
        Value::Number(new) if is_integer(like) && is_small_integer(*new) => {
            out.push_str(&format!("{new}"));
        }
        Value::Text(new) => write_text_like(out, like, new),
        Value::Word(new) => write_text_like(out, like, new),
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
