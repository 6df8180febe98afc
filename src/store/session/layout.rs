//! The positions of everything in the text of a valid TOML document: statements, the items of lists, and what lies between.
//!
//! The parser keeps no comments, and its tree takes many times the memory of the text. This reads only as much as editing
//! needs, of a text that the parser has accepted.

use std::ops::Range;

use toml::de::DeValue;

/// A table header and the statements under it. The first section has no header and the root's statements.
#[derive(Debug)]
pub(super) struct Section {
    /// The tables that it is in, and its own name. Empty for the root.
    pub path: Vec<String>,
    /// The header's line, with the comment lines directly above it. Empty for the root.
    pub header: Range<usize>,
    pub statements: Vec<Statement>,
    /// The start of the next section, or the end of the text.
    pub end: usize,
}

/// `key = value` on its own lines.
#[derive(Debug)]
pub(super) struct Statement {
    /// A dotted key has several parts.
    pub key: Vec<String>,
    pub value: Range<usize>,
    /// Whole lines, with the comment after the value.
    pub lines: Range<usize>,
}

/// The contents of an array or an inline table.
#[derive(Debug)]
pub(super) struct List {
    /// The end of the opening bracket and of a comment on its line.
    pub open: usize,
    pub items: Vec<Item>,
    /// The closing bracket.
    pub close: usize,
}

#[derive(Debug)]
pub(super) struct Item {
    /// The end of the item before, where the white space and comments before this one begin.
    pub lead: usize,
    /// The key, in an inline table. A dotted key has several parts.
    pub key: Vec<String>,
    /// The start of the item: of its key or its value.
    pub start: usize,
    pub value: Range<usize>,
    pub comma: Option<usize>,
    /// The end of the comma and of a comment on its line.
    pub end: usize,
}

impl Section {
    /// The table at the root that it is, or is in; empty for the root.
    pub fn name(&self) -> &str {
        self.path.first().map_or("", |name| name)
    }

    /// The end of the last statement, or of the header.
    pub fn statements_end(&self) -> usize {
        let last = self.statements.last();
        last.map_or(self.header.end, |statement| statement.lines.end)
    }
}

/// The sections of a document, in order.
pub(super) fn sections(text: &str) -> Vec<Section> {
    let mut cursor = Cursor::new(text, 0);
    // A byte order mark.
    cursor.skip(|byte| byte >= 0x80);
    let root = cursor.at..cursor.at;
    let mut sections = vec![Section::new(Vec::new(), root)];
    // The start of the comment lines directly above the next statement.
    let mut block = cursor.at;
    while cursor.peek().is_some() {
        let line = cursor.at;
        cursor.blanks();
        match cursor.peek() {
            Some(b'#') => cursor.line(),
            Some(b'[') => {
                cursor.skip(|byte| byte == b'[');
                let path = cursor.key();
                cursor.line();
                if let Some(section) = sections.last_mut() {
                    section.end = block;
                }
                sections.push(Section::new(path, block..cursor.at));
                block = cursor.at;
            }
            None | Some(b'\n' | b'\r') => {
                cursor.line();
                block = cursor.at;
            }
            Some(_) => {
                let key = cursor.key();
                // The equals sign.
                cursor.at += 1;
                cursor.blanks();
                let value = cursor.value();
                cursor.line();
                let lines = line..cursor.at;
                if let Some(section) = sections.last_mut() {
                    section.statements.push(Statement { key, value, lines });
                }
                block = cursor.at;
            }
        }
    }
    if let Some(section) = sections.last_mut() {
        section.end = text.len();
    }
    sections
}

impl Section {
    fn new(path: Vec<String>, header: Range<usize>) -> Self {
        Self {
            path,
            end: header.end,
            header,
            statements: Vec::new(),
        }
    }
}

impl List {
    /// The list whose brackets are at the ends of the range.
    pub fn of(text: &str, range: &Range<usize>) -> Self {
        let mut cursor = Cursor::new(text, range.start);
        let is_table = cursor.peek() == Some(b'{');
        cursor.at += 1;
        cursor.comment_on_line();
        let open = cursor.at;
        let mut items: Vec<Item> = Vec::new();
        loop {
            let lead = items.last().map_or(open, |item| item.end);
            cursor.at = lead;
            cursor.space();
            let start = cursor.at;
            if start + 1 >= range.end {
                return Self {
                    open,
                    items,
                    close: range.end - 1,
                };
            }
            let mut key = Vec::new();
            if is_table {
                key = cursor.key();
                cursor.at += 1;
                cursor.space();
            }
            let value = cursor.value();
            cursor.space();
            let comma = (cursor.peek() == Some(b',')).then_some(cursor.at);
            cursor.at = comma.map_or(value.end, |comma| comma + 1);
            cursor.comment_on_line();
            items.push(Item {
                lead,
                key,
                start,
                value,
                comma,
                end: cursor.at,
            });
        }
    }
}

/// A place in a text.
#[derive(Debug)]
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        let rest = &self.text.as_bytes()[self.at.min(self.text.len())..];
        let end = rest.iter().position(|&byte| !is_skipped(byte));
        self.at += end.unwrap_or(rest.len());
    }

    fn blanks(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// White space, line ends and comments.
    fn space(&mut self) {
        loop {
            self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            if self.peek() != Some(b'#') {
                return;
            }
            self.skip(|byte| byte != b'\n');
        }
    }

    /// The rest of the line, with its end.
    fn line(&mut self) {
        self.skip(|byte| byte != b'\n');
        self.at = (self.at + 1).min(self.text.len());
    }

    /// A comment on this line, if there is one, without the line's end.
    fn comment_on_line(&mut self) {
        let before = self.at;
        self.blanks();
        if self.peek() != Some(b'#') {
            self.at = before;
            return;
        }
        self.skip(|byte| byte != b'\n');
        if self.text[..self.at].ends_with('\r') {
            self.at -= 1;
        }
    }

    /// The parts of a key, and the white space after it.
    fn key(&mut self) -> Vec<String> {
        let mut parts = Vec::new();
        loop {
            self.blanks();
            let start = self.at;
            match self.peek() {
                Some(b'"' | b'\'') => {
                    let part = self.value();
                    parts.push(unquoted(&self.text[part]));
                }
                _ => {
                    self.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
                    parts.push(self.text[start..self.at].to_owned());
                }
            }
            self.blanks();
            if self.peek() != Some(b'.') {
                return parts;
            }
            self.at += 1;
        }
    }

    /// A value of any kind.
    fn value(&mut self) -> Range<usize> {
        let start = self.at;
        match self.peek() {
            Some(b'[' | b'{') => self.list(),
            Some(b'"' | b'\'') => self.string(),
            _ => {
                self.skip(|byte| !matches!(byte, b',' | b']' | b'}' | b'#' | b' ' | b'\t'..=b'\r'))
            }
        }
        start..self.at
    }

    fn list(&mut self) {
        let mut depth = 0_usize;
        loop {
            self.skip(|byte| !matches!(byte, b'[' | b']' | b'{' | b'}' | b'"' | b'\'' | b'#'));
            match self.peek() {
                Some(b'"' | b'\'') => {
                    self.string();
                    continue;
                }
                Some(b'#') => {
                    self.skip(|byte| byte != b'\n');
                    continue;
                }
                Some(b'[' | b'{') => depth += 1,
                Some(_) => depth -= 1,
                None => return,
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let bytes = self.text.as_bytes();
        let quote = bytes[self.at];
        let is_long = bytes[self.at..].starts_with(&[quote; 3]);
        let width = if is_long { 3 } else { 1 };
        self.at += width;
        while let Some(byte) = self.peek() {
            if byte == b'\\' && quote == b'"' {
                self.at += 2;
            } else if bytes[self.at..].starts_with(&[quote; 3][..width]) {
                self.at += width;
                // A long string may itself end in quotes.
                while is_long && self.peek() == Some(quote) {
                    self.at += 1;
                }
                return;
            } else {
                self.at += 1;
            }
        }
    }
}

/// The text of a quoted key.
fn unquoted(key: &str) -> String {
    let value = DeValue::parse(key).ok();
    let text = value.as_ref().and_then(|value| value.get_ref().as_str());
    text.unwrap_or_default().to_owned()
}
