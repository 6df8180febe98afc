//! How names and formulas are written: as on the screen, or in LaTeX's mathematics.

use std::fmt::Write;

/// A way to write names and formulas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// `scores[I, cats] = Q[I] · K[cats]`.
    #[default]
    Text,
    /// `\mathrm{scores}[\text{I}, \text{cats}] = Q[\text{I}] \cdot K[\text{cats}]`, for math mode with amsmath.
    Latex,
}

impl Notation {
    /// A word of a sentence, which may contain anything.
    pub(super) fn word(self, word: &str) -> String {
        match self {
            Self::Text => word.to_owned(),
            Self::Latex => format!(r"\text{{{}}}", latex_text(word)),
        }
    }

    /// A word in quotation marks.
    pub(super) fn quoted(self, word: &str) -> String {
        match self {
            Self::Text => format!("\"{word}\""),
            Self::Latex => format!(r"\text{{``{}''}}", latex_text(word)),
        }
    }

    /// A symbol, or a part of a formula, in the program's own characters.
    pub(super) fn math(self, text: &str) -> String {
        match self {
            Self::Text => text.to_owned(),
            Self::Latex => latex_math(text),
        }
    }

    /// The number of a head as a subscript: the ₂ of `Q₂`.
    pub(super) fn subscript(self, number: usize) -> String {
        let digits = number.to_string();
        match self {
            Self::Text => {
                let digit = |digit| char::from_u32(0x2080 + u32::from(digit - b'0'));
                digits.bytes().filter_map(digit).collect()
            }
            Self::Latex => format!("^{{({digits})}}"),
        }
    }
}

/// Text with LaTeX's own characters escaped, for text mode.
pub fn latex_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\textbackslash{}"),
            '~' => out.push_str(r"\textasciitilde{}"),
            '^' => out.push_str(r"\textasciicircum{}"),
            // The default encoding has other characters in their places.
            '<' => out.push_str(r"\textless{}"),
            '>' => out.push_str(r"\textgreater{}"),
            '|' => out.push_str(r"\textbar{}"),
            // Two of them in a row would join into a dash or a quotation mark.
            '-' | '`' | '\'' => {
                let _ = write!(out, "{{{c}}}");
            }
            '"' => out.push_str(r"{\char34}"),
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Mathematics in the program's own characters (`Q·Kᵀ/√d_k`, `base^(2i/d_model)`) in LaTeX's, for math mode.
pub fn latex_math(text: &str) -> String {
    let mut math = Math {
        rest: text,
        out: String::with_capacity(2 * text.len()),
        depth: 0,
    };
    while !math.rest.is_empty() {
        math.step();
    }
    math.out
}

/// A formula being rewritten.
struct Math<'t> {
    rest: &'t str,
    out: String,
    /// The brackets that are open.
    depth: usize,
}

/// Functions that LaTeX has a command for.
const FUNCTIONS: [&str; 6] = ["exp", "sin", "cos", "tanh", "max", "min"];

/// Words that join parts of a formula.
const JOINING: [&str; 3] = ["if", "else", "where"];

/// The program's own characters, and how LaTeX writes them.
const CHARACTERS: [(char, &str); 23] = [
    ('−', "-"),
    ('×', r"\times "),
    ('·', r"\cdot "),
    ('≈', r"\approx "),
    ('≥', r"\ge "),
    ('±', r"\pm "),
    ('∞', r"\infty "),
    ('→', r"\to "),
    ('…', r"\dots "),
    ('θ', r"\theta "),
    ('ε', r"\varepsilon "),
    ('π', r"\pi "),
    ('Φ', r"\Phi "),
    ('Δ', r"\Delta "),
    ('ᵀ', r"^{\top}"),
    ('²', "^{2}"),
    ('³', "^{3}"),
    ('ⱼ', "_{j}"),
    ('ₖ', "_{k}"),
    ('%', r"\%"),
    ('#', r"\#"),
    ('&', r"\&"),
    ('$', r"\$"),
];

impl<'t> Math<'t> {
    fn step(&mut self) {
        let Some(c) = self.rest.chars().next() else {
            return;
        };
        match c {
            // e^−∞, base^(2i/d).
            '^' => {
                self.pass(1);
                let raised = self.argument();
                self.group("^", &raised);
            }
            '√' => {
                self.pass(c.len_utf8());
                let root = self.argument();
                self.group(r"\sqrt", &root);
            }
            '₀'..='₉' => {
                let digit = c as u32 - '₀' as u32;
                self.group("_", &digit.to_string());
                self.pass(c.len_utf8());
            }
            // A sum over something, or the name of one.
            'Σ' => {
                self.pass(c.len_utf8());
                let is_over = self.rest.starts_with(['ⱼ', 'ₖ']);
                self.out
                    .push_str(if is_over { r"\sum" } else { r"\Sigma " });
            }
            // What follows a comma outside of brackets is another formula.
            ',' if self.depth == 0 => {
                self.out.push_str(r",\quad ");
                self.pass(1);
                self.rest = self.rest.trim_start_matches(' ');
            }
            '−' if self.rest.starts_with("−∞") => {
                self.out.push_str(r"{-\infty}");
                self.pass("−∞".len());
            }
            '0'..='9' => self.number(),
            c if c.is_ascii_alphabetic() => self.words(),
            '{' | '}' | '_' => {
                self.out.push('\\');
                self.out.push(c);
                self.pass(1);
            }
            '\\' => {
                self.out.push_str(r"\backslash ");
                self.pass(1);
            }
            c => {
                match c {
                    '[' | '(' => self.depth += 1,
                    ']' | ')' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                let known = CHARACTERS.iter().find(|(known, _)| *known == c);
                match known {
                    Some((_, written)) => self.out.push_str(written),
                    None => self.out.push(c),
                }
                self.pass(c.len_utf8());
            }
        }
    }

    fn pass(&mut self, bytes: usize) -> &'t str {
        let (passed, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        passed
    }

    fn group(&mut self, before: &str, inner: &str) {
        let _ = write!(self.out, "{before}{{{inner}}}");
    }

    /// A number, which may have an exponent: `5.6e−17`.
    fn number(&mut self) {
        let digits = |text: &str| {
            text.len()
                - text
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                    .len()
        };
        let mantissa = self.pass(digits(self.rest));
        self.out.push_str(mantissa);
        let exponent = self.rest.strip_prefix('e').map(|rest| {
            rest.strip_prefix('−')
                .map_or(("", rest), |rest| ("-", rest))
        });
        if let Some((sign, rest)) = exponent.filter(|(_, rest)| digits(rest) > 0) {
            self.rest = rest;
            let exponent = self.pass(digits(self.rest));
            let _ = write!(self.out, r"\times 10^{{{sign}{exponent}}}");
        }
    }

    /// What a root or a power applies to: brackets, which then are not needed, or a name or a number with its sign.
    fn argument(&mut self) -> String {
        let mut depth = 0_usize;
        let closing = |c: char| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ')' && depth == 0
        };
        if self.rest.starts_with('(')
            && let Some(end) = self.rest.find(closing)
        {
            let inner = &self.pass(end + 1)[1..end];
            return latex_math(inner);
        }
        let sign = self.rest.len() - self.rest.trim_start_matches(['−', '-']).len();
        let after = &self.rest[sign..];
        let first = after.chars().next().map_or(0, char::len_utf8);
        let name = after.len()
            - after
                .trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "._".contains(c))
                .len();
        latex_math(self.pass(sign + name.max(first)))
    }

    /// A name with its subscript, a function, or words of prose.
    fn words(&mut self) {
        let letters = |text: &str| {
            let is_letter = |c: char| c.is_ascii_alphabetic() || c == '\'';
            text.len() - text.trim_start_matches(is_letter).len()
        };
        let mut length = letters(self.rest);
        // Words that follow one another are prose, up to the name of a number.
        while let Some(next) = self.rest[length..].strip_prefix(' ')
            && letters(next) > 1
            && length > 1
            && !self.rest[..length].contains(|c: char| c.is_ascii_uppercase())
            && next.starts_with(|c: char| c.is_ascii_lowercase())
        {
            length += 1 + letters(next);
        }
        let words = self.pass(length);
        if words.contains(' ') || JOINING.contains(&words) {
            let before = if self.out.ends_with(' ') { " " } else { "" };
            let after = if self.rest.starts_with(' ') { " " } else { "" };
            self.group(r"\text", &format!("{before}{words}{after}"));
        } else if FUNCTIONS.contains(&words) {
            let _ = write!(self.out, r"\{words} ");
        } else if words.len() > 1 {
            self.group(r"\mathrm", words);
        } else {
            self.out.push_str(words);
        }
        if let Some(subscript) = self.rest.strip_prefix('_') {
            let end = subscript.len()
                - subscript
                    .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
                    .len();
            self.pass(1);
            let subscript = self.pass(end);
            let written =
                if subscript.len() > 1 && !subscript.starts_with(|c: char| c.is_ascii_digit()) {
                    format!(r"\mathrm{{{subscript}}}")
                } else {
                    subscript.to_owned()
                };
            self.group("_", &written);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{latex_math, latex_text};

    #[test]
    fn mathematics_is_written_as_latex_writes_it() {
        for (text, latex) in [
            ("Q·Kᵀ/√d_k", r"Q\cdot K^{\top}/\sqrt{d_{k}}"),
            ("X₀", "X_{0}"),
            ("PE_s", r"\mathrm{PE}_{s}"),
            ("norm(Q)", r"\mathrm{norm}(Q)"),
            ("W_gate", r"W_{\mathrm{gate}}"),
            (" / √64", r" / \sqrt{64}"),
            ("sin(2 / 10000^(0/3))", r"\sin (2 / 10000^{0/3})"),
            (
                "√(mean of Q[i]² + ε)",
                r"\sqrt{\text{mean of } Q[i]^{2} + \varepsilon }",
            ),
            ("exp(0.5) / Σ", r"\exp (0.5) / \Sigma "),
            ("Σⱼ A[i, j]", r"\sum_{j} A[i, j]"),
            ("the word's row", r"\text{the word's row}"),
            ("x, else −∞", r"x,\quad \text{ else } {-\infty}"),
            ("5.6e−17", r"5.6\times 10^{-17}"),
            ("1.2e9", r"1.2\times 10^{9}"),
            ("−∞", r"{-\infty}"),
            ("e^−∞", r"e^{{-\infty}}"),
            ("2i", "2i"),
            (
                "X = X₀ + PE if positions are added",
                r"X = X_{0} + \mathrm{PE} \text{ if positions are added}",
            ),
            ("0.044715×(−0.5)³", r"0.044715\times (-0.5)^{3}"),
            ("100%", r"100\%"),
            ("√(", r"\sqrt{(}"),
            ("^", "^{}"),
        ] {
            assert_eq!(latex_math(text), latex, "{text}");
        }
    }

    #[test]
    fn words_cannot_be_commands() {
        assert_eq!(latex_text(r"\end{x}"), r"\textbackslash{}end\{x\}");
        assert_eq!(
            latex_text("50%_&$#~^"),
            r"50\%\_\&\$\#\textasciitilde{}\textasciicircum{}"
        );
        assert_eq!(latex_text("naïve 猫"), "naïve 猫");
        assert_eq!(latex_text("--''"), "{-}{-}{'}{'}");
    }
}
