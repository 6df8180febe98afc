//! The format of claims.

use attn_tui::model::claims::check;
use attn_tui::model::{Inputs, Trace};
use attn_tui::reader::claims;
use attn_tui::store::examples;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{CATS, cats, printed};
use crate::support::strategies::any_usual_session;

/// The claimed texts of each section, with `?` where nothing is claimed.
fn sections(text: &str, inputs: &Inputs) -> Vec<String> {
    let claims = claims::read(text, inputs);
    assert_eq!(claims.problems, [], "{text}");
    let sections = claims.sections.iter().map(|section| {
        let row = |row: &Vec<Option<attn_tui::model::claims::Claim>>| {
            let texts = row
                .iter()
                .map(|claim| claim.as_ref().map_or("?", |claim| &claim.text));
            texts.collect::<Vec<_>>().join(" ")
        };
        let rows: Vec<String> = section.rows.iter().map(row).collect();
        let head = section
            .head_number()
            .map_or(String::new(), |head| format!("#{}", head + 1));
        format!("{}{head}: {}", section.stage.name(), rows.join("; "))
    });
    sections.collect()
}

#[test]
fn headings_and_rows_are_read() {
    let two = examples::get("heads").unwrap().session().inputs;
    for (inputs, text, expected) in [
        (&cats(), "scores\n1 2 3", "scores#1: 1 2 3"),
        (
            &cats(),
            "### Scores:\r\n1 2 3\r\n4 5 6\r\n",
            "scores#1: 1 2 3; 4 5 6",
        ),
        (
            &cats(),
            "\u{feff}# scores head 1\n\n1 ? 3\n? ? ?\n",
            "scores#1: 1 ? 3; ? ? ?",
        ),
        (
            &cats(),
            "# weights head 1\n| I | 0.46 | 0.27 | 27% |",
            "weights#1: 0.46 0.27 27%",
        ),
        (
            &cats(),
            "# q\n[[1, 2, 3],\n [4, ?, 6]]",
            "q#1: 1 2 3; 4 ? 6",
        ),
        (&cats(), "# output\n1;2;3", "output: 1 2 3"),
        (&cats(), "# masked\n1 −∞ -inf", "masked#1: 1 −∞ -inf"),
        (
            &cats(),
            "# scores\n      I  love  cats\nI     1  2  3\nlove  4  5  6",
            "scores#1: 1 2 3; 4 5 6",
        ),
        (&cats(), "# position\n0 1 0 1\n", "position: 0 1 0 1"),
        (
            &two,
            "# q head 2\n1 2\n# head head 2\n3 4",
            "q#2: 1 2 | head#2: 3 4",
        ),
        (&two, "# head 2\n3 4", "head#2: 3 4"),
        (&two, "q · Q · head 2 of 2 · 4 × 2\n1 2", "q#2: 1 2"),
        (
            &cats(),
            "My work\n\nwords · 3\nI love cats\n\noutput · Output · 3 × 3\n1 2 3",
            "output: 1 2 3",
        ),
    ] {
        assert_eq!(sections(text, inputs).join(" | "), expected, "{text}");
    }
}

#[test]
fn a_word_that_is_a_name_of_a_stage_is_no_heading() {
    let mut inputs = cats();
    inputs.words = ["q", "head", "output"].map(String::from).to_vec();
    let text = printed(&inputs, 2);
    let stages = attn_tui::model::stages(&inputs).filter(|stage| stage.has_numbers());
    assert_eq!(sections(&text, &inputs).len(), stages.count());
}

#[test]
fn claims_know_where_they_stand() {
    let claims = claims::read(CATS, &cats());
    let weights = &claims.sections[2];
    assert_eq!(weights.line, 11);
    let last = weights.rows[0][2].as_ref().unwrap();
    assert_eq!(
        (last.line, last.column, last.text.as_str()),
        (12, 21, "27%")
    );
    assert!((last.half_unit - 0.005).abs() < 1e-15);
}

#[test]
fn problems_have_a_line_and_hide_nothing_else() {
    let all = "embedding, position, input, q, k, v, scores, scaled, masked, weights, head, concat, output";
    for (text, problems, sections) in [
        ("", vec!["line 1, column 1: expected a line that is a stage's name, such as # scores, found nothing".to_owned()], 0),
        ("1 2 3", vec!["line 1, column 1: expected a line that is a stage's name, such as # scores, before the first numbers, found \"1\"".to_owned()], 0),
        ("# wieghts\n1 2 3\n# scores\n1 2 3", vec!["line 1, column 1: there is no stage \"wieghts\"; did you mean weights?".to_owned()], 1),
        ("# scores\n1 2 3\n  socres\n1 2 3", vec!["line 3, column 3: there is no stage \"socres\"; did you mean scores?".to_owned()], 1),
        ("# xyz\n1", vec![format!("line 1, column 1: there is no stage \"xyz\"; this session has: {all}")], 0),
        ("# positional encodign\n0 1 0", vec!["line 1, column 1: there is no stage \"positional encodign\"; did you mean position?".to_owned()], 0),
        ("# gate\n1", vec![format!("line 1, column 1: this session has no stage \"gate\"; it has: {all}")], 0),
        ("# q head 2\n1 2 3", vec!["line 1, column 1: there is no head 2: this session has 1 head".to_owned()], 0),
        ("# q head 0\n1 2 3", vec!["line 1, column 1: there is no head 0: this session has 1 head".to_owned()], 0),
        ("# q of cats\n1 2 3", vec!["line 1, column 1: expected \"q head N\", found \"of cats\" after the stage".to_owned()], 0),
        // A heading alone matters only if there is nothing else.
        ("# q\n\n# k\n1 2 3\n# v", vec![], 1),
        ("# q\n\n# k\n", vec!["line 1, column 1: expected numbers of q below, found nothing".to_owned()], 0),
        // Of another session; one word alone is misspelt.
        ("# q\nder 1 2 3\ndie 4 5 6\n# k\nder 1 2 3\ndie 4 5 6\ncats 1 2 3", vec!["line 2, column 1: these rows are of other words (\"der\" …); name the session or --example that they belong to".to_owned()], 0),
        ("# q\nI 1 2 3\nlvoe 4 5 6\ncats 1 2 3", vec!["line 3, column 1: expected \"love\" or a number, found \"lvoe\"".to_owned()], 1),
        ("# q\n2, 0, 1\n[0 1 1]", vec!["line 3, column 1: rows must be written alike: all of them in brackets, or none".to_owned()], 0),
        ("# q\n[0 1 1]\n2, 0, 1", vec!["line 3, column 1: rows must be written alike: all of them in brackets, or none".to_owned()], 0),
        ("# q\n1 2\n# k\n1 2 3", vec!["line 2, column 1: a row of q has 3 numbers, found 2; write ? for a number that you do not claim".to_owned()], 1),
        ("# q\n1 2 3\n4 5 6\n7 8 9\n10 11 12", vec!["line 5, column 1: q has 3 rows, and this is one more".to_owned()], 1),
        ("# q\n1 2 3\n4 5\n7 8 x", vec![
            "line 3, column 1: a row of q has 3 numbers, found 2; write ? for a number that you do not claim".to_owned(),
            "line 4, column 5: expected a number such as 0.5, found \"x\"".to_owned(),
        ], 1),
        ("# q\n1 inf 3\n# k\n1 2 3", vec!["line 2, column 3: expected a finite number, found \"inf\"".to_owned()], 1),
        ("# q\n[[1, 2, 3]\n# k\n1 2 3", vec!["line 2, column 1: this \"[\" is never closed".to_owned()], 1),
        ("# q\n1 2 ... 3", vec!["line 2, column 5: \"...\" leaves numbers out; print all of them, such as with show(stdout, \"text/plain\", A) in Julia".to_owned()], 0),
    ] {
        let claims = claims::read(text, &cats());
        let mut found: Vec<String> = claims.problems.iter().map(ToString::to_string).collect();
        let mut problems = problems;
        found.sort();
        problems.sort();
        assert_eq!(found, problems, "{text}");
        assert_eq!(claims.sections.len(), sections, "{text}");
    }
}

#[test]
fn stages_have_other_names() {
    for (heading, stage) in [
        ("Q", "q"),
        ("V:", "v"),
        ("# Queries", "q"),
        ("QK^T", "scores"),
        ("QKT", "scores"),
        ("# Q·Kᵀ", "scores"),
        ("Q @ K.T", "scores"),
        ("Attention Scores", "scores"),
        ("Q·Kᵀ/√d_k", "scaled"),
        ("## QK^T / sqrt(d_k)", "scaled"),
        ("softmax", "weights"),
        ("# Softmax(QK^T / sqrt(d_k)):", "weights"),
        ("attention", "weights"),
        ("Attention weights", "weights"),
        ("# attention weights head 1", "weights"),
        ("PE", "position"),
        ("Positional Encoding", "position"),
        ("X", "input"),
        ("context", "head"),
        ("Output", "output"),
    ] {
        let text = format!("{heading}\n1 2 3");
        let claims = claims::read(&text, &cats());
        let names: Vec<_> = claims
            .sections
            .iter()
            .map(|section| section.stage.name())
            .collect();
        assert_eq!(
            (claims.problems.as_slice(), names.as_slice()),
            (&[][..], &[stage][..]),
            "{heading}"
        );
    }
    // What is a word of the session, or has numbers, is none.
    let mut inputs = cats();
    inputs.words = ["context", "values", "x"].map(String::from).to_vec();
    let text = "# output\n        context values x\ncontext 1 2 3\nvalues 4 5 6\nx 0 0 0";
    assert_eq!(sections(text, &inputs), ["output: 1 2 3; 4 5 6; 0 0 0"]);
}

#[test]
fn what_is_transposed_is_said_to_be() {
    let inputs = examples::get("cross").unwrap().session().inputs;
    let (n, m) = (inputs.n(), inputs.m());
    assert_ne!(n, m);
    let source = inputs.key_words();
    let row = |word: &String| format!("{word} {}\n", vec!["0.5"; n].join(" "));
    let labelled: String = source.iter().map(row).collect();
    let bare = format!("{}\n", vec!["0.5"; n].join(" ")).repeat(m);
    for (text, column) in [(labelled, source[0].chars().count() + 2), (bare, 1)] {
        let claims = claims::read(&format!("# weights\n{text}"), &inputs);
        let problems: Vec<String> = claims.problems.iter().map(ToString::to_string).collect();
        let expected = format!(
            "line 2, column {column}: this looks transposed: rows are the words that attend: expected {n} rows of {m} numbers"
        );
        assert_eq!(problems, [expected]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_and_checked(
        inputs in any_usual_session(),
        parts in vec(select(PARTS.to_vec()), 0..60),
    ) {
        let text = parts.concat();
        let claims = claims::read(&text, &inputs);
        let lines = text.split('\n').count();
        for problem in &claims.problems {
            prop_assert!((1..=lines).contains(&problem.line) && problem.column > 0, "{problem}");
        }
        let trace = Trace::compute(&inputs).unwrap();
        let report = check(&inputs, &trace, &claims.sections);
        prop_assert_eq!(report.sections.len(), claims.sections.len());
        // The session may have another shape by now.
        let other = cats();
        check(&other, &Trace::compute(&other).unwrap(), &claims.sections);
    }
}

const PARTS: [&str; 40] = [
    "\n",
    "\n",
    "\n",
    " ",
    " ",
    "\t",
    "\r\n",
    "# ",
    "#",
    "scores",
    "\nweights\n",
    "\n# q\n",
    "\n# k head 2\n",
    "\n# head\n",
    "\nmasked\n",
    "\n# position\n",
    "\n# output\n",
    "\n# input\n",
    "\n# normed\n",
    "\n# block\n",
    "\n# embedding\n",
    "? ",
    "1 ",
    "-2.5 ",
    "27% ",
    "1e308 ",
    "-1e308 ",
    "1e-320 ",
    "√2 ",
    "1/0 ",
    "−∞ ",
    "nan ",
    "[",
    "]",
    "| ",
    ", ",
    "...",
    "\\\\",
    " · 3 × 3\n",
    "猫 ",
];
