//! LaTeX: its matrices, read as people paste them, and the whole of it by pdfTeX where that is installed.

use std::fs;
use std::process::{Command, Stdio};

use attn_tui::export::{Options, Scope};
use attn_tui::model::{Cell, Place, Stage, Trace, stages};
use attn_tui::reader;
use attn_tui::store::{Session, examples};

use crate::support::exported::{Wanted, exported_text, references};
use crate::support::folder::Folder;
use crate::support::needs::Need;

/// The matrices between `\begin{bmatrix}` and `\end{bmatrix}`.
fn matrices(latex: &str) -> Vec<&str> {
    let starts = latex.match_indices("\\begin{bmatrix}");
    let end = |start: usize| start + latex[start..].find("\\end{bmatrix}").expect("an end") + 13;
    starts
        .map(|(start, _)| &latex[start..=end(start)])
        .collect()
}

#[test]
fn every_number_is_in_a_bmatrix() {
    for (name, session) in references() {
        let inputs = &session.inputs;
        let trace = Trace::compute(inputs).unwrap();
        for stage in stages(inputs).filter(|stage| stage.has_numbers()) {
            let options = Options {
                digits: Some(12),
                ..Options::default()
            };
            let wanted = Wanted {
                stages: &[stage],
                options,
                ..Wanted::default()
            };
            let latex = exported_text(&session, "latex", &wanted);
            let heads = if stage.per_head() {
                inputs.heads.len()
            } else {
                1
            };
            let heads: Vec<_> = (0..heads)
                .filter(|head| stage.exists(inputs, *head))
                .collect();
            let found = matrices(&latex);
            assert_eq!(found.len(), heads.len(), "{name}: {stage:?}");
            for (text, head) in found.into_iter().zip(heads) {
                let options = reader::Options {
                    infinite: true,
                    ..reader::Options::default()
                };
                let read = reader::read(text, &options)
                    .unwrap_or_else(|problem| panic!("{problem:?}\n{text}"));
                let matrix = trace.stage(inputs, stage, head).unwrap();
                assert_eq!(read.len(), matrix.dim().0, "{text}");
                for (cells, row) in read.iter().zip(matrix.rows()) {
                    for (cell, number) in cells.iter().zip(row.iter()) {
                        let near = (cell.value - number).abs() <= 1e-11 * number.abs().max(1.0);
                        assert!(
                            near || cell.value == *number,
                            "{name}: {cell:?} is not {number}"
                        );
                    }
                }
            }
        }
    }
}

/// Words and titles that are commands anywhere else.
const ODD: &str = r##"
version = 1
title = '\end{document} 50% & # $x^2$ ~ {'
words = ['\alpha', "50%", "a_b", "{", "}", "$", "&", "#", "~^", "<|>", "\"", "--", "naïve", "猫", "😀", "שלום", "[x]", "a`b'c"]
embedding = [[1, 0], [0, 1], [1, 1], [1, 0], [0, 1], [1, 1], [1, 0], [0, 1], [1, 1], [1, 0], [0, 1], [1, 1], [1, 0], [0, 1], [1, 1], [0, 1], [1, 1], [1, 0]]
"##;

#[test]
fn braces_are_balanced_whatever_the_words_are() {
    let session = Session::parse(ODD).unwrap();
    let options = Options {
        arithmetic: Scope::All,
        ..Options::default()
    };
    let latex = exported_text(
        &session,
        "latex",
        &Wanted {
            options,
            ..Wanted::default()
        },
    );
    let mut depth = 0_i32;
    let mut chars = latex.chars();
    while let Some(c) = chars.next() {
        match c {
            // An escaped brace is text.
            '\\' => drop(chars.next()),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        assert!(depth >= 0, "{latex}");
    }
    assert_eq!(depth, 0);
    assert_eq!(latex.matches("\\end{document}").count(), 1);
}

#[test]
fn the_arithmetic_of_a_cell_is_an_equation() {
    let session = examples::get("cats").unwrap().session();
    let cell = Cell::new(Place::Stage(Stage::Scores), 0, 0, 2);
    let options = Options {
        arithmetic: Scope::Selected,
        is_document: false,
        ..Options::default()
    };
    let wanted = Wanted {
        stages: &[Stage::Scores],
        selected: Some(cell),
        options,
        ..Wanted::default()
    };
    let latex = exported_text(&session, "latex", &wanted);
    let (_, equation) = latex.split_once("\\begin{align*}\n").expect("an equation");
    assert_eq!(
        equation,
        "\\mathrm{scores}[\\text{I}, \\text{cats}] &= Q[\\text{I}] \\cdot  K[\\text{cats}] \\\\\n\
         &= 1\\times 1 + 0\\times 1 + 1\\times 0 \\\\\n\
         &= 1\n\\end{align*}\n"
    );
}

/// A bare LaTeX compiles all of it.
#[test]
fn pdftex_compiles_every_session() {
    if !Need::Latex.is_met() {
        return;
    }
    let folder = Folder::new();
    let odd = ("odd".to_owned(), Session::parse(ODD).unwrap());
    for (name, session) in references().into_iter().chain([odd]) {
        // The arithmetic of forty words takes half a minute.
        let is_small = session.inputs.n() < 12;
        let arithmetic = if is_small { Scope::All } else { Scope::None };
        let options = Options {
            arithmetic,
            ..Options::default()
        };
        let latex = exported_text(
            &session,
            "latex",
            &Wanted {
                options,
                ..Wanted::default()
            },
        );
        fs::write(folder.path().join("a.tex"), latex).unwrap();
        let output = Command::new("pdflatex")
            .args(["-interaction=nonstopmode", "-halt-on-error", "a.tex"])
            .current_dir(folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}: {log}");
    }
}
