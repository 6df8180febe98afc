//! Writes a session into the text that it was read from: only what has changed is rewritten.
//!
//! Comments, key order, blank lines and the spelling of unchanged values stay. New rows and numbers are written like
//! their neighbours.

use std::ops::Range;

use super::layout::{Item, List, Section, Statement, sections};
use super::value::{Entry, Value, is_same_table};
use super::write;

/// The source with new values.
///
/// `old` is what the source says.
pub(super) fn document<'a>(source: &str, old: &[Entry<'a>], new: &[Entry<'a>]) -> String {
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
    editor.document(old, new);
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
    Keep(usize, Value<'a>, Value<'a>),
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

    fn document<'a>(&mut self, old: &[Entry<'a>], new: &[Entry<'a>]) {
        let sections = sections(self.text);
        let plans = plan_sections(&sections, old, new);
        for (section, plan) in sections.iter().zip(&plans) {
            match &plan.new {
                Some(new) => self.section(section, &plan.old, new),
                None => self.remove_section(section),
            }
            for (header, entries) in &plan.added {
                self.add_section(section, header, entries);
            }
        }
    }

    fn section<'a>(&mut self, section: &Section, old: &[Entry<'a>], new: &[Entry<'a>]) {
        let statements = &section.statements;
        let missing = missing(statements, new);
        self.add_lines(section, &missing, None);
        for (i, statement) in statements.iter().enumerate() {
            match (find(old, &statement.key), find(new, &statement.key)) {
                (Some(old), Some(new)) => self.value(&statement.value, &old.value, &new.value),
                _ => {
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

    /// Rewrites a value, if it has changed.
    fn value<'a>(&mut self, range: &Range<usize>, old: &Value<'a>, new: &Value<'a>) {
        if old.is_same(new) {
            return;
        }
        let text = self.text;
        match (text.as_bytes()[range.start], old, new) {
            (b'{', Value::Table(old), Value::Table(new)) => {
                let list = List::of(text, range);
                let pieces = table_pieces(&list, old, new);
                self.list(range, &list, pieces);
            }
            (b'[', old, new) if new.len().is_some() => self.items(range, old, new),
            _ => {
                self.copy_to(range.start);
                write_like(&mut self.out, &text[range.clone()], new, self.newline);
                self.skip_to(range.end);
            }
        }
    }

    fn items<'a>(&mut self, range: &Range<usize>, old: &Value<'a>, new: &Value<'a>) {
        let list = List::of(self.text, range);
        let count = new.len().unwrap_or_default();
        if list.items.len() == count {
            for (i, item) in list.items.iter().enumerate() {
                self.value(&item.value, &old.item(i), &new.item(i));
            }
        } else if list.items.is_empty() {
            self.copy_to(range.start);
            write::value(&mut self.out, new, self.newline);
            self.skip_to(range.end);
        } else {
            let pieces = list_pieces(list.items.len(), count, old, new);
            self.list(range, &list, pieces);
        }
    }

    fn list(&mut self, range: &Range<usize>, list: &List, pieces: Vec<Piece<'_>>) {
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
                    let lead = list.lead(text, usize::from(!is_first), is_first, &separator);
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
    old: Vec<Entry<'a>>,
    /// `None` if the section is removed.
    new: Option<Vec<Entry<'a>>>,
    added: Vec<(String, Vec<Entry<'a>>)>,
}

fn plan_sections<'a>(sections: &[Section], old: &[Entry<'a>], new: &[Entry<'a>]) -> Vec<Plan<'a>> {
    let table = |entries: &[Entry<'a>], name: &str| match name {
        "" => Some(entries.to_vec()),
        name => match &entries.iter().find(|entry| entry.key == name)?.value {
            Value::Table(entries) => Some(entries.clone()),
            _ => None,
        },
    };
    let plan = |section: &Section| Plan {
        old: table(old, &section.name).unwrap_or_default(),
        new: table(new, &section.name),
        added: Vec::new(),
    };
    let mut plans: Vec<Plan<'a>> = sections.iter().map(plan).collect();
    for (
        i,
        Entry {
            key,
            value,
            is_default,
        },
    ) in new.iter().enumerate()
    {
        let places = (0..sections.len()).filter(|&s| sections[s].name == *key);
        let places: Vec<usize> = places.collect();
        let old = old.iter().find(|entry| entry.key == *key);
        let in_root = |statement: &Statement| statement.key[0] == *key;
        match (old.map(|old| &old.value), value) {
            (Some(Value::Tables(old)), Value::Tables(new)) if !places.is_empty() => {
                plan_list(&places, key, old, new, &mut plans);
            }
            (_, Value::Table(_) | Value::Tables(_))
                if !is_default
                    && places.is_empty()
                    && !sections[0].statements.iter().any(in_root) =>
            {
                // Behind the last section that comes before it in the program's own order.
                let is_before =
                    |section: &Section| !new[i..].iter().any(|entry| entry.key == section.name);
                let place = sections.iter().rposition(is_before).unwrap_or_default();
                plans[place].added.extend(new_sections(key, value));
            }
            _ => {}
        }
    }
    plans
}

/// Matches the sections of a list, such as `[[heads]]`, with its new tables.
fn plan_list<'a>(
    places: &[usize],
    key: &str,
    old: &[Vec<Entry<'a>>],
    new: &[Vec<Entry<'a>>],
    plans: &mut [Plan<'a>],
) {
    let is_same = |i: usize, j: usize| is_same_table(&old[i], &new[j]);
    let (start, end) = unmatched(places.len(), new.len(), is_same);
    // A new section goes behind an old one, so the first one is never new.
    let start = if new.len() > places.len() {
        start.max(1)
    } else {
        start
    };
    let end = end.min(places.len().saturating_sub(start));
    let (old_end, new_end) = (places.len() - end, new.len() - end);
    for (i, &place) in places.iter().enumerate() {
        plans[place].old.clone_from(&old[i]);
        plans[place].new = match i {
            i if i < start => Some(new[i].clone()),
            i if i >= old_end => Some(new[i - old_end + new_end].clone()),
            _ => None,
        };
    }
    let added = new[start..new_end].iter();
    let added = added.map(|table| (format!("[[{key}]]"), table.clone()));
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

fn table_pieces<'a>(list: &List, old: &[Entry<'a>], new: &[Entry<'a>]) -> Vec<Piece<'a>> {
    let value = |entries: &[Entry<'a>], item: &Item| {
        let mut entries = entries.iter();
        let entry = entries.find(|entry| Some(entry.key) == item.key.as_deref())?;
        Some(entry.value.clone())
    };
    let items = list.items.iter().enumerate();
    let kept = items.map(|(i, item)| match (value(old, item), value(new, item)) {
        (Some(old), Some(new)) => Piece::Keep(i, old, new),
        _ => Piece::Remove(i),
    });
    let is_new = |entry: &&Entry<'a>| {
        let mut keys = list.items.iter().map(|item| item.key.as_deref());
        !entry.is_default && !keys.any(|key| key == Some(entry.key))
    };
    let added = new.iter().filter(is_new);
    let added = added.map(|entry| Piece::Add(Some(entry.key), entry.value.clone()));
    kept.chain(added).collect()
}

fn list_pieces<'a>(from: usize, to: usize, old: &Value<'a>, new: &Value<'a>) -> Vec<Piece<'a>> {
    let is_same = |i: usize, j: usize| old.item(i).is_same(&new.item(j));
    let (start, end) = unmatched(from, to, is_same);
    let keep = |i, j| Piece::Keep(i, old.item(i), new.item(j));
    let before = (0..start).map(|i| keep(i, i));
    let removed = (start..from - end).map(Piece::Remove);
    let added = (start..to - end).map(|j| Piece::Add(None, new.item(j)));
    let after = (0..end).map(|i| keep(from - end + i, to - end + i));
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
