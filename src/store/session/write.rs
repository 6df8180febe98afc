//! From a session to its file's text, in the one way that it is always written: see `Session::to_toml`.

use std::fmt::{self, Display, Write};

use ndarray::Array2;

use crate::model::{Encoding, Head, Linear, Mask, Scale};
use crate::store::text::quoted;

use super::read::VERSION;
use super::{Session, View};

pub(super) fn session(session: &Session) -> String {
    let inputs = &session.inputs;
    let mut file = File::default();
    file.line("version", VERSION);
    if !session.title.is_empty() {
        file.line("title", quoted(&session.title));
    }
    file.row("words", inputs.words.iter().map(|word| quoted(word)));
    file.matrix("embedding", &inputs.embedding, number);

    file.table("[position]");
    let encoding = match inputs.position.encoding {
        Encoding::Sinusoidal => "sinusoidal",
        Encoding::None => "none",
    };
    file.line("encoding", quoted(encoding));
    file.line("added", inputs.position.added);
    file.line("base", number(&inputs.position.base));

    file.table("[attention]");
    match inputs.attention.scale {
        Scale::SqrtDk => file.line("scale", quoted("sqrt_d_k")),
        Scale::None => file.line("scale", quoted("none")),
        Scale::Divisor(divisor) => file.line("scale", number(&divisor)),
    }
    file.line("temperature", number(&inputs.attention.temperature));
    match &inputs.attention.mask {
        Mask::None => file.line("mask", quoted("none")),
        Mask::Causal => file.line("mask", quoted("causal")),
        Mask::Custom(allowed) => file.matrix("mask", allowed, bool::clone),
    }

    // One head of identities is what a file without heads means.
    if inputs.heads != [Head::default()] {
        for head in &inputs.heads {
            file.table("[[heads]]");
            let parts = [("q", &head.q), ("k", &head.k), ("v", &head.v)];
            for (letter, linear) in parts {
                file.weight(letter, linear);
            }
            for (letter, linear) in parts {
                file.bias(letter, linear);
            }
        }
    }
    if !inputs.output.is_identity() {
        file.table("[output]");
        file.weight("o", &inputs.output);
        file.bias("o", &inputs.output);
    }
    file.view(&session.view);
    file.text
}

/// Shows a number so that reading gives the same f64 back: Rust's shortest form, which TOML reads as a float.
struct Number(f64);

impl Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

fn number(number: &f64) -> Number {
    Number(*number)
}

/// The text that grows. Writing to a String cannot fail, so what `write!` answers is passed over.
#[derive(Default)]
struct File {
    text: String,
}

impl File {
    fn table(&mut self, header: &str) {
        let _ = writeln!(self.text, "\n{header}");
    }

    fn line(&mut self, key: &str, value: impl Display) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    fn row(&mut self, key: &str, cells: impl Iterator<Item: Display>) {
        let _ = write!(self.text, "{key} = ");
        self.cells(cells);
        self.text.push('\n');
    }

    fn matrix<T, D: Display>(&mut self, key: &str, matrix: &Array2<T>, show: impl Fn(&T) -> D) {
        let _ = writeln!(self.text, "{key} = [");
        for row in matrix.rows() {
            self.text.push_str("  ");
            self.cells(row.iter().map(&show));
            self.text.push_str(",\n");
        }
        self.text.push_str("]\n");
    }

    fn cells(&mut self, cells: impl Iterator<Item: Display>) {
        self.text.push('[');
        for (i, cell) in cells.enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            let _ = write!(self.text, "{comma}{cell}");
        }
        self.text.push(']');
    }

    fn weight(&mut self, letter: &str, linear: &Linear) {
        if let Some(weight) = &linear.weight {
            self.matrix(&format!("w_{letter}"), weight, number);
        }
    }

    fn bias(&mut self, letter: &str, linear: &Linear) {
        if let Some(bias) = &linear.bias {
            self.row(&format!("b_{letter}"), bias.iter().map(number));
        }
    }

    fn view(&mut self, view: &View) {
        if *view == View::default() {
            return;
        }
        self.table("[view]");
        if let Some(step) = view.step {
            self.line("step", quoted(step.name()));
        }
        let head = view.head.map(|head| head.saturating_add(1));
        for (key, number) in [("head", head), ("row", view.row), ("column", view.column)] {
            if let Some(number) = number {
                self.line(key, number);
            }
        }
        if let Some(theme) = &view.theme {
            self.line("theme", quoted(theme));
        }
    }
}
