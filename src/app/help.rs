//! The pages of the help: the keys, the notation, and what can be pasted, copied and printed.

use super::command::{Command, Explore};
use super::keys;
use crate::export::FORMATS;

/// The open help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Help {
    pub page: Page,
    /// The lines that it is scrolled down by.
    pub scrolled: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    #[default]
    Keys,
    Notation,
    Pasting,
}

/// A part of a page: a heading, and terms with their descriptions.
pub struct Section {
    pub heading: &'static str,
    pub rows: Vec<(String, String)>,
}

impl Page {
    pub const ALL: [Self; 3] = [Self::Keys, Self::Notation, Self::Pasting];

    pub fn title(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Notation => "notation and colours",
            Self::Pasting => "pasting and exporting",
        }
    }

    /// Other words that the palette finds the page by.
    pub(super) fn also(self) -> &'static [&'static str] {
        match self {
            Self::Keys => &["shortcuts", "commands"],
            Self::Notation => &[
                "colors", "symbols", "names", "letters", "legend", "meaning", "glossary", "query",
                "key", "value", "heat map", "sqrt",
            ],
            Self::Pasting => &[
                "paste",
                "print",
                "export",
                "table",
                "numpy",
                "latex",
                "markdown",
                "csv",
                "matlab",
                "spreadsheet",
                "json",
                "import",
                "clipboard",
            ],
        }
    }

    /// The next or previous page; the first follows the last.
    pub(super) fn next(self, forward: bool) -> Self {
        let count = Self::ALL.len();
        Self::ALL[(self as usize + if forward { 1 } else { count - 1 }) % count]
    }

    pub fn sections(self) -> Vec<Section> {
        match self {
            Self::Keys => keys::sections()
                .into_iter()
                .map(|section| Section {
                    heading: section.name,
                    rows: section
                        .rows
                        .iter()
                        .map(|row| (row.shown().join(" "), row.name.to_owned()))
                        .collect(),
                })
                .collect(),
            Self::Notation => NOTATION.iter().map(fixed).collect(),
            Self::Pasting => PASTING
                .iter()
                .map(fixed)
                .chain([copying(), exporting()])
                .collect(),
        }
    }
}

/// A heading, and terms with their descriptions.
type Fixed = (&'static str, &'static [(&'static str, &'static str)]);

fn fixed((heading, rows): &Fixed) -> Section {
    let rows = rows
        .iter()
        .map(|(term, text)| ((*term).to_owned(), (*text).to_owned()));
    Section {
        heading,
        rows: rows.collect(),
    }
}

static NOTATION: &[Fixed] = &[
    (
        "Matrices",
        &[
            ("X₀", "embedding: one row of numbers per word"),
            (
                "PE",
                "positional encoding: one row of sines and cosines per position",
            ),
            (
                "X",
                "input of attention: X₀, plus PE if positions are added",
            ),
            ("Q", "queries, X·W_q: what each word looks for"),
            ("K", "keys, X·W_k: what each word offers"),
            (
                "V",
                "values, X·W_v: what each word gives to the words that attend to it",
            ),
            (
                "Q·Kᵀ",
                "scores: the dot product of every query with every key",
            ),
            (
                "A",
                "weights: the softmax of each row of scores; every row sums to 1",
            ),
            ("A·V", "result of a head: the values, mixed by the weights"),
            (
                "Output",
                "the heads side by side, times W_o if there is one",
            ),
            (
                "W_q W_k W_v",
                "learned weights of a head; without them, Q, K and V equal X",
            ),
            ("b_q b_k b_v", "learned biases, the last row below a W"),
        ],
    ),
    (
        "Only in some sessions",
        &[
            (
                "S₀ PE_s S",
                "cross-attention: embedding, positions and input of the source",
            ),
            (
                "θ",
                "rotary positions: the angle that a pair of dimensions turns by",
            ),
            (
                "rot(Q) rot(K)",
                "queries and keys, turned by θ; norm(Q): brought to one size before",
            ),
            (
                "slope",
                "ALiBi: what a score loses per position of distance",
            ),
            (
                "bias bias_h",
                "added to scaled scores: of all heads, and of one",
            ),
            (
                "norm₁ normed",
                "a row brought to one scale: times its gain, plus its shift",
            ),
            ("ε", "a small number that keeps a norm from dividing by 0"),
            (
                "W_1 W_gate W_2",
                "weights of the feed-forward network: up, gate, down",
            ),
            (
                "Φ(x)",
                "in gelu: the share of a normal distribution below x",
            ),
        ],
    ),
    (
        "Sizes and settings",
        &[
            ("d_model", "columns of X₀, PE and X"),
            ("d_k", "columns of Q and K, the terms of every dot product"),
            ("d_v", "columns of V"),
            (
                "√d_k",
                "scale: scores are divided by it, because sums of d_k terms grow with it",
            ),
            (
                "T",
                "temperature: scores are divided by it too; a high one makes weights more equal",
            ),
            (
                "base",
                "of the positional encoding: the larger, the longer its waves",
            ),
        ],
    ),
    (
        "In equations",
        &[
            (
                "A[I, cats]",
                "the number in the row of \"I\" and the column of \"cats\"",
            ),
            ("Q[I]", "the whole row of \"I\""),
            ("Q[I, 0]", "its first number: columns count from 0"),
            ("W_q[:, 0]", "the whole first column of W_q"),
            ("Q₂", "Q of head 2"),
            ("the#2", "the second \"the\" of the sentence"),
            (
                "Q[I] · K[cats]",
                "dot product: the products of their numbers, added up",
            ),
            ("Kᵀ", "K transposed: its rows as columns"),
            ("Σ", "a sum; beside the weights, the sum of the row"),
            ("exp(x)", "e to the power of x, which is always positive"),
            (
                "≈",
                "rounded for display; all computation has full precision",
            ),
            (
                "−∞",
                "a pair that the mask forbids; exp(−∞) is 0, so its weight is 0",
            ),
        ],
    ),
    (
        "Marks and colours",
        &[
            (
                "colour",
                "the stronger, the larger the number; negative and positive numbers have different colours",
            ),
            (
                "lit cells",
                "the selected cell, and the cells that it is computed from",
            ),
            (
                "#",
                "the number does not fit in its column; zoom, or select it to read it",
            ),
            ("…", "text that is cut"),
            ("●", "unsaved changes"),
            ("··", "hidden, to be worked out"),
            (
                "✓ ↳ ✗",
                "claimed beside the true number: right, carried from an earlier slip, wrong",
            ),
            (
                "= –",
                "compared with the baseline: unchanged, not in the baseline",
            ),
        ],
    ),
];

static PASTING: &[Fixed] = &[
    (
        "Pasting a matrix",
        &[
            (
                "where",
                "on a cell of an embedding, W or b; the block fills the cells from there on",
            ),
            (
                "rows",
                "one per line, or separated by ; or \\\\ or inner brackets",
            ),
            ("columns", "separated by blanks, tabs, commas, | or &"),
            ("spreadsheets", "cells as copied, and CSV"),
            (
                "NumPy, PyTorch",
                "[[1, 0], [0, 1]], array(…), tensor(…, dtype=…)",
            ),
            ("MATLAB, Julia", "[1 0; 0 1]"),
            ("Markdown", "| I | 1 | 0 |, with or without a heading"),
            ("LaTeX", "\\begin{bmatrix} 1 & 0 \\\\ 0 & 1 \\end{bmatrix}"),
            (
                "numbers",
                "0.5  −1  1e-3  1/2  √2 or sqrt(2)  50%  1,5 where all are written so",
            ),
            (
                "headings",
                "a first row without numbers, and each row's word, are skipped",
            ),
            ("...", "a shortened array is refused: print it whole"),
        ],
    ),
    (
        "Pasting words",
        &[(
            "where",
            "on the words, which it replaces, or while they are edited; line breaks become blanks",
        )],
    ),
    (
        "In the shell",
        &[
            ("attn-tui print", "every stage of the example as tables"),
            ("  FILE.toml", "of a saved session; - reads standard input"),
            ("  --stage weights", "only this stage; may be repeated"),
            ("  --digits 2", "decimals in tables"),
            ("  --plain", "one fact a line, for screen readers"),
            ("attn-tui export", "writes a file: see Exporting"),
            (
                "attn-tui FILE.toml",
                "opens a saved session; the file is text and can be edited by hand",
            ),
        ],
    ),
];

/// The formats, made from their table.
fn exporting() -> Section {
    let form = keys::key_of(Command::Explore(Explore::Export));
    let form = (
        form,
        "asks for a file; its ending chooses the format".to_owned(),
    );
    let formats = FORMATS.iter();
    let formats = formats.map(|format| (format!(".{}", format.ending), format.about.to_owned()));
    Section {
        heading: "Exporting",
        rows: [form].into_iter().chain(formats).collect(),
    }
}

fn copying() -> Section {
    let row = |command, text: &str| (keys::key_of(Command::Explore(command)), text.to_owned());
    Section {
        heading: "Copying to the terminal's clipboard",
        rows: vec![
            row(
                Explore::CopyMatrix,
                "the matrix with its words, in the digits of the screen, or in the format that was last exported",
            ),
            row(Explore::CopyCell, "the selected number in full precision"),
        ],
    }
}
