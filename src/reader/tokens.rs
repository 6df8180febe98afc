//! Cuts a text into numbers, words and separators. What says nothing about the numbers is left out.

use std::collections::HashSet;

use super::lines::{self, Line};
use super::number::{Number, Style, scan, whole};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Number(Number),
    Text,
    /// R's `[1,]` in front of a row.
    RowIndex,
    /// R's `[,1]` above a column.
    ColumnIndex(usize),
    Ellipsis,
    Comma,
    Tab,
    /// `|` or `&`.
    Bar,
    Semicolon,
    Open(char),
    Close(char),
    Equals,
    Newline,
    /// LaTeX's `\\`.
    RowEnd,
    /// LaTeX's `\begin{…}` and `\end{…}`.
    Begin,
    End,
    /// What follows is to the right of what came before.
    MoreColumns,
    /// Another matrix follows.
    Caption,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub column: usize,
}

impl Token {
    pub fn at(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

pub(super) struct Tokens<'t, 'w> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    line: usize,
    column: usize,
    style: Style,
    /// Whether `?` is a number that is left open.
    unknown: bool,
    /// What the words of the place look like, since a word may contain anything, such as brackets.
    labels: &'w HashSet<String>,
    /// Whether this line has had nothing but labels.
    only_labels: bool,
    is_line_start: bool,
    open: usize,
    /// Whether pandas announced more columns below.
    pub(super) is_wrapped: bool,
}

impl<'t, 'w> Tokens<'t, 'w> {
    pub fn new(text: &'t str, style: Style, unknown: bool, labels: &'w HashSet<String>) -> Self {
        let mut tokens = Self {
            text,
            at: 0,
            line: 1,
            column: 1,
            style,
            unknown,
            labels,
            only_labels: true,
            is_line_start: true,
            open: 0,
            is_wrapped: false,
        };
        tokens.pass(lines::end_of_caption(text));
        tokens
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Passes over so many bytes.
    pub(super) fn pass(&mut self, length: usize) {
        for c in self.rest()[..length].chars() {
            self.column += 1;
            if c == '\n' {
                self.line += 1;
                self.column = 1;
                self.is_line_start = true;
                self.only_labels = true;
            }
        }
        self.at += length;
    }

    pub(super) fn pass_while(&mut self, is_part: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.pass(rest.len() - rest.trim_start_matches(is_part).len());
    }

    /// The next so many bytes as a token.
    pub(super) fn token(&mut self, kind: Kind, length: usize) -> Option<Token> {
        let token = Token {
            kind,
            start: self.at,
            end: self.at + length,
            line: self.line,
            column: self.column,
        };
        self.pass(length);
        Some(token)
    }

    /// Passes over a line that is no row, and finds labels at the beginning of one.
    fn line_start(&mut self) -> Option<Token> {
        let is_line_start = std::mem::take(&mut self.is_line_start);
        self.only_labels &= self.open == 0;
        let rest = self.rest();
        if is_line_start && self.only_labels {
            let line = rest.split('\n').next().unwrap_or(rest);
            let first = line.split_whitespace().next();
            if first.is_none() && std::mem::take(&mut self.is_wrapped) {
                return self.token(Kind::MoreColumns, 0);
            }
            let is_labelled = self.label(line.trim_start()).is_some();
            match lines::classify(line).filter(|_| !is_labelled) {
                Some(Line::Skipped) => self.pass(line.len()),
                Some(Line::MoreColumns) => return self.token(Kind::MoreColumns, line.len()),
                Some(Line::Caption) => return self.token(Kind::Caption, line.trim_end().len()),
                Some(Line::Prompt(length)) => self.pass(length),
                None => {}
            }
        }
        let rest = self.rest();
        if !self.only_labels || rest.starts_with(char::is_whitespace) {
            return None;
        }
        let label = self.label(rest);
        self.only_labels = label.is_some();
        let length = label
            .filter(|word| whole(word, self.style).is_none())?
            .len();
        self.token(Kind::Text, length)
    }

    /// The label that a text begins with: up to white space, or up to a comma as in CSV.
    fn label(&self, text: &'t str) -> Option<&'t str> {
        let up_to = |is_end: fn(char) -> bool| text.split(is_end).next().unwrap_or(text);
        let is_label = |word: &&str| self.labels.contains(*word);
        let word = Some(up_to(char::is_whitespace)).filter(is_label);
        word.or_else(|| {
            let cell = Some(up_to(|c| c == ',' || c.is_whitespace()));
            // Of `1,5` it would be half a number.
            cell.filter(is_label)
                .filter(|cell| whole(cell, self.style).is_none())
        })
    }

    fn number_or_text(&mut self) -> Option<Token> {
        let Some((number, length)) = scan(self.rest(), self.style) else {
            return self.text();
        };
        if let Some(factor) = self.factor(length, number.value) {
            self.style.shift = factor;
            self.pass(length);
            self.pass_while(|c| c == ' ' || c == '*');
            return None;
        }
        self.token(Kind::Number(number), length)
    }

    /// The exponent of a factor above a matrix, such as MATLAB's `1.0e+03 *`.
    fn factor(&self, length: usize, value: f64) -> Option<i32> {
        let rest = self.rest()[length..].trim_start_matches(' ');
        let rest = rest.strip_prefix('*')?.trim_start_matches(' ');
        let exponent = value.log10().round();
        let is_factor = (rest.starts_with(['\n', '\r', '[']))
            && value > 0.0
            && exponent.abs() < 300.0
            && 10_f64.powi(exponent as i32) == value;
        is_factor.then_some(exponent as i32)
    }

    fn text(&mut self) -> Option<Token> {
        let rest = self.rest();
        let mut chars = rest.char_indices().peekable();
        let mut end = 0;
        while let Some((at, c)) = chars.next() {
            let escaped = chars
                .peek()
                .filter(|(_, next)| c == '\\' && is_escapable(*next));
            end = match escaped {
                Some((at, next)) => at + next.len_utf8(),
                // Whatever a text begins with belongs to it.
                None if at > 0 && is_text_end(c) => break,
                None => at + c.len_utf8(),
            };
            if escaped.is_some() {
                chars.next();
            }
        }
        let word = rest[..end].trim_end_matches(':');
        let after = rest[end..].trim_start_matches(' ');
        if word == "const" && after.starts_with("ndim") {
            self.pass(end);
            return None;
        }
        if ATTRIBUTES.contains(&word) && after.starts_with('=') {
            self.pass(rest.len() - after.len() + 1);
            self.pass_value();
            return None;
        }
        let kind = match word {
            ".." | "..." | "…" | "⋯" | "⋮" | "⋱" => Kind::Ellipsis,
            "?" if self.unknown => Kind::Number(Number::UNKNOWN),
            _ => Kind::Text,
        };
        let token = self.token(kind, word.len());
        self.pass(end - word.len());
        token.filter(|token| token.end > token.start)
    }

    /// Passes over the value of an attribute: `torch.float64`, `<MmBackward0>`, `(2, 3)`, `'cuda:0'`.
    fn pass_value(&mut self) {
        self.pass_while(|c| c == ' ');
        for close in [')', ']', '>'] {
            let open = opening(close);
            if self.rest().starts_with(open) {
                self.pass_group(open, close);
                return;
            }
        }
        while let Some(c) = self.rest().chars().next() {
            match c {
                '(' => self.pass_group('(', ')'),
                ',' | ')' | ']' | '}' | '>' | '\n' => return,
                _ => self.pass(c.len_utf8()),
            }
        }
    }

    /// Passes over a group in brackets, which may contain others of its kind.
    pub(super) fn pass_group(&mut self, open: char, close: char) {
        let mut depth = 0;
        let end = self.rest().char_indices().find(|(_, c)| {
            if *c == open {
                depth += 1;
            } else if *c == close {
                depth -= 1;
            }
            depth == 0
        });
        self.pass(end.map_or(self.rest().len(), |(at, c)| at + c.len_utf8()));
    }

    /// A cell in quotes, or a word that begins with one.
    fn quoted(&mut self, quote: char) -> Option<Token> {
        let rest = &self.rest()[1..];
        let end = rest.find([quote, '\n']);
        let Some(length) = end.filter(|end| rest[*end..].starts_with(quote)) else {
            return self.text();
        };
        let inside = &rest[..length];
        if inside.is_empty() {
            self.pass(2);
            return None;
        }
        let kind = whole(inside.trim(), self.style).map_or(Kind::Text, Kind::Number);
        self.pass(1);
        let token = self.token(kind, length);
        self.pass(1);
        token
    }

    /// R's `[1,]` or `[,1]`.
    fn index(&mut self) -> Option<Token> {
        let inside = self.rest().strip_prefix('[')?;
        // Longer numbers are no index, and the search stays short.
        let end = inside.bytes().take(12).position(|byte| byte == b']')?;
        let (row, column) = inside[..end].split_once(',')?;
        let kind = match (row.parse::<usize>(), column.parse::<usize>()) {
            (Ok(_), Err(_)) if column.is_empty() => Kind::RowIndex,
            (Err(_), Ok(column)) if row.is_empty() => Kind::ColumnIndex(column),
            _ => return None,
        };
        self.token(kind, end + 2)
    }

    /// The next token, or nothing if what stands here says nothing.
    fn next_or_pass(&mut self, c: char) -> Option<Token> {
        match c {
            '\n' => self.token(Kind::Newline, 1),
            '\t' => self.token(Kind::Tab, 1),
            ',' => self.token(Kind::Comma, 1),
            ';' => self.token(Kind::Semicolon, 1),
            '=' => self.token(Kind::Equals, 1),
            '<' if self.rest().starts_with("<-") => self.token(Kind::Equals, 2),
            '[' | '(' | '{' => self.index().or_else(|| {
                self.open += 1;
                self.token(Kind::Open(c), 1)
            }),
            ']' | ')' | '}' => {
                self.open = self.open.saturating_sub(1);
                self.token(Kind::Close(c), 1)
            }
            '|' | '&' | '│' | '┃' | '║' => self.token(Kind::Bar, c.len_utf8()),
            '"' | '\'' => self.quoted(c),
            '\\' => self.command(),
            '*' if self.rest().starts_with("**") => {
                self.pass(2);
                None
            }
            '$' | '`' | ':' | '<' | '>' | '\u{feff}' | '⎡' | '⎢' | '⎣' | '⎤' | '⎥' | '⎦' | '⎛'
            | '⎜' | '⎝' | '⎞' | '⎟' | '⎠' => {
                self.pass(c.len_utf8());
                None
            }
            c if c.is_whitespace() => {
                self.pass(c.len_utf8());
                None
            }
            _ => self.number_or_text(),
        }
    }

    /// A number or a text that begins with `\`; everything else that does is in `latex`.
    pub(super) fn escaped(&mut self) -> Option<Token> {
        self.number_or_text()
    }
}

impl Iterator for Tokens<'_, '_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self.at < self.text.len() {
            if let Some(token) = self.line_start() {
                return Some(token);
            }
            let Some(c) = self.rest().chars().next() else {
                break;
            };
            if let Some(token) = self.next_or_pass(c) {
                return Some(token);
            }
        }
        None
    }
}

/// What programs print about a matrix.
const ATTRIBUTES: [&str; 16] = [
    "dtype",
    "device",
    "grad_fn",
    "requires_grad",
    "layout",
    "size",
    "shape",
    "strides",
    "ndim",
    "mask",
    "fill_value",
    "names",
    "order",
    "copy",
    "is_leaf",
    "weak_type",
];

pub(super) fn opening(close: char) -> char {
    match close {
        ')' => '(',
        ']' => '[',
        '}' => '{',
        _ => '<',
    }
}

fn is_text_end(c: char) -> bool {
    c.is_whitespace() || ",;|&()[]{}=\"`$*\\<>│┃║⎤⎥⎦⎞⎟⎠".contains(c)
}

/// Whether a backslash before it only keeps a character from being special.
pub(super) fn is_escapable(c: char) -> bool {
    c.is_ascii_punctuation() && !"\\,;:!()[]{}%".contains(c)
}
