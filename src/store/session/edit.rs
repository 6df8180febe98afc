//! Writes a session into its source text: only changed values are rewritten.
//!
//! Comments, key order, blank lines and the spelling of unchanged values stay. New rows and numbers are written like
//! their neighbours.

mod list;

use std::ops::Range;

use self::list::{list_pieces, table_pieces, write_like};
use super::layout::{List, Section, Statement, sections};
use super::value::{Entry, Value, is_same_table};
use super::write;

/// The source, which holds the values `old`, with the values `new`.
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
    /// The length of the text copied or skipped so far. Edits are made in its order.
    copied: usize,
    newline: &'static str,
}

impl<'t> Editor<'t> {
    pub(super) fn copy_to(&mut self, at: usize) {
        self.out.push_str(&self.text[self.copied..at]);
        self.copied = at;
    }

    pub(super) fn skip_to(&mut self, at: usize) {
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

    /// Adds the missing keys that follow a statement, or the header.
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

    /// Adds a section after another, and before the comment above the next one.
    fn add_section(&mut self, section: &Section, header: &str, entries: &[Entry<'_>]) {
        let rest = &self.text[self.copied..section.end];
        self.copy_to(self.copied + rest.trim_end().len());
        if !self.out.ends_with('\n') {
            self.end_line();
            // The line's own end in the text.
            let rest = &self.text[self.copied..section.end];
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            self.skip_to(self.copied + end);
        }
        self.out.push_str(self.newline);
        write::section(&mut self.out, header, entries, self.newline);
    }

    /// Removes a section with the comment above its header. Comments after its last statement stay.
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
    pub(super) fn value<'a>(&mut self, range: &Range<usize>, old: &Value<'a>, new: &Value<'a>) {
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
        if list.items.is_empty() {
            self.copy_to(range.start);
            write::value(&mut self.out, new, self.newline);
            self.skip_to(range.end);
        } else if list.items.len() == count && old.words() == new.words() {
            for (i, item) in list.items.iter().enumerate() {
                self.value(&item.value, &old.item(i), &new.item(i));
            }
        } else {
            let pieces = list_pieces(list.items.len(), count, old, new);
            self.list(range, &list, pieces);
        }
    }
}

/// The edit to apply to a section, and the sections to add after it.
struct Plan<'a> {
    old: Vec<Entry<'a>>,
    /// `None` if the section is removed.
    new: Option<Vec<Entry<'a>>>,
    added: Vec<(String, Vec<Entry<'a>>)>,
}

fn plan_sections<'a>(sections: &[Section], old: &[Entry<'a>], new: &[Entry<'a>]) -> Vec<Plan<'a>> {
    let table = |entries: &[Entry<'a>], path: &[String]| match path {
        [] => Some(entries.to_vec()),
        path => match &find(entries, path)?.value {
            Value::Table(entries) => Some(entries.clone()),
            _ => None,
        },
    };
    let plan = |section: &Section| Plan {
        old: table(old, &section.path).unwrap_or_default(),
        new: table(new, &section.path),
        added: Vec::new(),
    };
    let mut plans: Vec<Plan<'a>> = sections.iter().map(plan).collect();
    for (i, entry) in new.iter().enumerate() {
        let key = entry.key;
        let places = (0..sections.len()).filter(|&s| sections[s].name() == key);
        let places: Vec<usize> = places.collect();
        let in_root = |statement: &Statement| statement.key[0] == key;
        let is_in_root = sections[0].statements.iter().any(in_root);
        let old = old.iter().find(|entry| entry.key == key);
        match (old.map(|old| &old.value), &entry.value) {
            (Some(Value::Tables(old)), Value::Tables(new)) if !places.is_empty() => {
                plan_list(&places, key, old, new, &mut plans);
            }
            (_, value) if places.is_empty() && !is_in_root && !entry.is_default => {
                // Behind the last section that precedes it in the program's own order.
                let precedes =
                    |section: &Section| !new[i..].iter().any(|entry| entry.key == section.name());
                let place = sections.iter().rposition(precedes).unwrap_or_default();
                let added = value.sections(key, |entry| !entry.is_default);
                plans[place].added.extend(added);
            }
            // Only a table inside it has a header: its own may be missing.
            (_, value) if !is_in_root => {
                let is_own = |&place: &usize| sections[place].path.len() == 1;
                if let Some(&first) = places.first()
                    && !places.iter().any(is_own)
                {
                    let header = format!("[{key}]");
                    let added = value.sections(key, |entry| !entry.is_default);
                    let own = added.into_iter().find(|section| section.0 == header);
                    plans[first - 1].added.extend(own);
                }
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
    let (start, end) = matched_ends(places.len(), new.len(), is_same);
    // A new section is added after an old one, so the first one is never new.
    let start = start.max(usize::from(new.len() > places.len()));
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

/// A key that the source does not have.
struct Missing<'e, 'a> {
    /// The statement that it follows; `None` if it comes first.
    after: Option<usize>,
    key: String,
    value: &'e Value<'a>,
}

fn missing<'e, 'a>(statements: &[Statement], entries: &'e [Entry<'a>]) -> Vec<Missing<'e, 'a>> {
    let mut missing = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        let is_own = |statement: &Statement| statement.key[0] == entry.key;
        match &entry.value {
            Value::Table(inner) => {
                missing.extend(missing_dotted(statements, &[entry.key], inner));
            }
            Value::Tables(_) => {}
            value if !entry.is_default && !statements.iter().any(is_own) => {
                let before = &entries[..i];
                let precedes = |statement: &Statement| {
                    before.iter().any(|entry| entry.key == statement.key[0])
                };
                missing.push(Missing {
                    after: statements.iter().rposition(precedes),
                    key: entry.key.to_owned(),
                    value,
                });
            }
            _ => {}
        }
    }
    missing
}

/// The missing keys of a table at a path that is written as dotted keys.
fn missing_dotted<'e, 'a>(
    statements: &[Statement],
    path: &[&'static str],
    entries: &'e [Entry<'a>],
) -> Vec<Missing<'e, 'a>> {
    let depth = path.len();
    let is_dotted = |statement: &Statement| {
        statement.key.len() > depth && statement.key.iter().zip(path).all(|(a, b)| a == b)
    };
    let Some(last) = statements.iter().rposition(is_dotted) else {
        return Vec::new();
    };
    let has = |key: &str| {
        let mut dotted = statements.iter().filter(|statement| is_dotted(statement));
        dotted.any(|statement| statement.key[depth] == key)
    };
    let mut missing = Vec::new();
    for entry in entries {
        let path = [path, &[entry.key]].concat();
        match &entry.value {
            Value::Table(inner) => missing.extend(missing_dotted(statements, &path, inner)),
            value if !entry.is_default && !has(entry.key) => missing.push(Missing {
                after: Some(last),
                key: path.join("."),
                value,
            }),
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

/// Matches an old list with a new one of another length: how many items from the start, and how many from the end, are
/// the same ones, changed or not. Those in between were removed or added.
fn matched_ends(old: usize, new: usize, is_same: impl Fn(usize, usize) -> bool) -> (usize, usize) {
    let shorter = old.min(new);
    let start = (0..shorter).take_while(|&i| is_same(i, i)).count();
    let end = (1..=shorter - start)
        .take_while(|&i| is_same(old - i, new - i))
        .count();
    (shorter - end, end)
}
