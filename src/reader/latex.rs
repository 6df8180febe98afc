//! LaTeX's commands.

use super::number::{Style, is_font, scan};
use super::tokens::{Kind, Token, Tokens, is_escapable};

/// Commands that stand between cells and say nothing, with whatever arguments they have.
const SKIPPED: [&str; 13] = [
    "hline",
    "toprule",
    "midrule",
    "bottomrule",
    "cline",
    "cmidrule",
    "centering",
    "small",
    "quad",
    "qquad",
    "displaystyle",
    "label",
    "caption",
];

impl Tokens<'_, '_> {
    /// A command of LaTeX, or an escaped character.
    pub(super) fn command(&mut self) -> Option<Token> {
        let after = &self.rest()[1..];
        if scan(self.rest(), Style::default()).is_some() {
            return self.escaped();
        }
        let name_length = after.len()
            - after
                .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .len();
        match after.chars().next() {
            Some('\\') => {
                let token = self.token(Kind::RowEnd, 2);
                self.pass_spacing();
                token
            }
            Some(c) if is_escapable(c) => self.escaped(),
            Some(c) if c.is_ascii_punctuation() => {
                self.pass(2);
                None
            }
            Some(_) if name_length > 0 => self.named(&after[..name_length]),
            // pandas ends the headings with a backslash where more columns follow below.
            _ => {
                self.pass(1);
                self.is_wrapped = true;
                None
            }
        }
    }

    fn named(&mut self, name: &str) -> Option<Token> {
        let length = 1 + name.len();
        match name {
            "begin" => {
                let token = self.token(Kind::Begin, length);
                // The name is short; a `}` may be far away, or missing.
                let name = self.rest().chars().take(40);
                let name: String = name.take_while(|c| *c != '}').collect();
                let is_matrix = name.ends_with("matrix");
                self.pass_argument();
                if !is_matrix {
                    self.pass_arguments();
                }
                token
            }
            "end" => {
                let token = self.token(Kind::End, length);
                self.pass_argument();
                token
            }
            "cdots" | "ldots" | "dots" | "vdots" | "ddots" => self.token(Kind::Ellipsis, length),
            _ if SKIPPED.contains(&name) => {
                self.pass(length);
                self.pass_arguments();
                None
            }
            // `\left[`, `\right\}`.
            _ if is_delimiter(name) => {
                self.pass(length);
                self.pass_while(|c| c == '\\');
                self.pass(self.rest().chars().next().map_or(0, char::len_utf8));
                None
            }
            _ if is_font(name) && self.rest()[length..].starts_with('{') => {
                self.pass(length + 1);
                let end = self.rest().find(['}', '\n']).unwrap_or(self.rest().len());
                let token = self.token(Kind::Text, end);
                self.pass(self.rest().starts_with('}').into());
                token
            }
            _ => self.token(Kind::Text, length),
        }
    }

    fn pass_argument(&mut self) {
        if self.rest().starts_with('{') {
            self.pass_group('{', '}');
        }
    }

    fn pass_arguments(&mut self) {
        loop {
            match self.rest().chars().next() {
                Some('{') => self.pass_group('{', '}'),
                Some('[') => self.pass_group('[', ']'),
                Some('(') => self.pass_group('(', ')'),
                _ => break,
            }
        }
    }

    /// The length after `\\`, as in `\\[2pt]`.
    fn pass_spacing(&mut self) {
        let Some(inside) = self.rest().strip_prefix('[') else {
            return;
        };
        let length = inside.bytes().take(12).position(|byte| byte == b']');
        if let Some(length) = length
            && inside[..length].ends_with(|c: char| c.is_ascii_alphabetic())
        {
            self.pass(length + 2);
        }
    }
}

/// Whether a command sets the size of the bracket after it.
fn is_delimiter(command: &str) -> bool {
    let size = command.trim_end_matches(['l', 'r']).to_ascii_lowercase();
    matches!(command, "left" | "right" | "middle") || size == "big" || size == "bigg"
}
