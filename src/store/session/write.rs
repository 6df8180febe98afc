//! From a session to its file's text, in the one way that it is always written: see `Session::to_toml`.

use std::fmt::{Display, Write};
use std::path::Path;

use ndarray::Array2;

use super::read::VERSION;
use super::{RecoveryTable, Session, View};
use crate::model::{Encoding, Head, Linear, Mask, Scale};

pub(super) fn session(session: &Session, recovery: Option<&RecoveryTable>) -> String {
    let inputs = &session.inputs;
    let mut file = File::default();
    file.line("version", VERSION);
    if !session.title.is_empty() {
        file.line("title", quoted(&session.title));
    }
    file.row("words", &inputs.words, |text, word| {
        let _ = write!(text, "{}", quoted(word));
    });
    file.matrix("embedding", &inputs.embedding, number);

    file.table("[position]");
    let encoding = match inputs.position.encoding {
        Encoding::Sinusoidal => "sinusoidal",
        Encoding::None => "none",
    };
    file.line("encoding", quoted(encoding));
    file.line("added", inputs.position.added);
    file.number("base", inputs.position.base);

    file.table("[attention]");
    match inputs.attention.scale {
        Scale::SqrtDk => file.line("scale", quoted("sqrt_d_k")),
        Scale::None => file.line("scale", quoted("none")),
        Scale::Divisor(divisor) => file.number("scale", divisor),
    }
    file.number("temperature", inputs.attention.temperature);
    match &inputs.attention.mask {
        Mask::None => file.line("mask", quoted("none")),
        Mask::Causal => file.line("mask", quoted("causal")),
        Mask::Custom(allowed) => file.matrix("mask", allowed, boolean),
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
    if let Some(table) = recovery {
        file.table("[recovery]");
        if let Some(path) = table.path.as_deref().and_then(Path::to_str) {
            file.line("path", quoted(path));
        }
        file.line("saved_at", table.saved_at);
        if let Some(stamp) = table.stamp {
            file.line("stamp", quoted(&stamp.to_string()));
        }
    }
    file.text
}

fn quoted(text: &str) -> toml::Value {
    text.into()
}

/// Shows a number so that reading gives the same f64 back: the shortest form, which TOML reads as a float. The standard
/// library's takes four times as long, and a large session is written while somebody waits.
fn number(text: &mut String, number: &f64) {
    text.push_str(zmij::Buffer::new().format(*number));
}

fn boolean(text: &mut String, boolean: &bool) {
    text.push_str(if *boolean { "true" } else { "false" });
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

    fn number(&mut self, key: &str, value: f64) {
        self.line(key, zmij::Buffer::new().format(value));
    }

    fn row<'a, T: 'a>(
        &mut self,
        key: &str,
        cells: impl IntoIterator<Item = &'a T>,
        show: impl Fn(&mut String, &T),
    ) {
        let _ = write!(self.text, "{key} = ");
        self.cells(cells, show);
        self.text.push('\n');
    }

    fn matrix<T>(&mut self, key: &str, matrix: &Array2<T>, show: impl Fn(&mut String, &T)) {
        let _ = writeln!(self.text, "{key} = [");
        for row in matrix.rows() {
            self.text.push_str("  ");
            self.cells(row, &show);
            self.text.push_str(",\n");
        }
        self.text.push_str("]\n");
    }

    fn cells<'a, T: 'a>(
        &mut self,
        cells: impl IntoIterator<Item = &'a T>,
        show: impl Fn(&mut String, &T),
    ) {
        self.text.push('[');
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                self.text.push_str(", ");
            }
            show(&mut self.text, cell);
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
            self.row(&format!("b_{letter}"), bias, number);
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
