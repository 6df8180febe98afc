//! Markdown, read by pulldown-cmark.

use attn_tui::model::{Inputs, Mask, Stage, Trace, fixed, labels, stages};
use attn_tui::store::Session;
use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::support::exported::{Wanted, exported_text, references};
use crate::support::strategies;

/// A heading and the tables below it, cell by cell.
#[derive(Debug, Default, PartialEq)]
struct Section {
    heading: String,
    tables: Vec<Vec<Vec<String>>>,
    /// Everything else, a line for each block.
    text: String,
}

fn read(markdown: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let (mut is_heading, mut is_cell) = (false, false);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        let last = sections.last_mut().unwrap();
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                assert!(
                    matches!(level, HeadingLevel::H1 | HeadingLevel::H2),
                    "{markdown}"
                );
                sections.push(Section::default());
                is_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => is_heading = false,
            Event::Start(Tag::Table(_)) => last.tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                last.tables.last_mut().unwrap().push(Vec::new());
            }
            Event::Start(Tag::TableCell) => {
                last.tables
                    .last_mut()
                    .unwrap()
                    .last_mut()
                    .unwrap()
                    .push(String::new());
                is_cell = true;
            }
            Event::End(TagEnd::TableCell) => is_cell = false,
            Event::Start(Tag::Paragraph) | Event::SoftBreak => last.text.push('\n'),
            Event::Text(text) | Event::Code(text) => match (is_heading, is_cell) {
                (true, _) => last.heading.push_str(&text),
                (_, true) => {
                    let row = last.tables.last_mut().unwrap().last_mut().unwrap();
                    row.last_mut().unwrap().push_str(&text);
                }
                _ => last.text.push_str(&text),
            },
            Event::Start(other) => panic!("a word is taken for markup: {other:?}\n{markdown}"),
            Event::End(_) => {}
            other => panic!("a word is taken for markup: {other:?}\n{markdown}"),
        }
    }
    sections
}

/// The table of a stage as it should be.
fn expected(inputs: &Inputs, stage: Stage, head: usize) -> Vec<Vec<String>> {
    let trace = Trace::compute(inputs).unwrap();
    let matrix = trace.stage(inputs, stage, head).unwrap();
    let (rows, columns) = stage.axes();
    let headings = match inputs.words_of(columns) {
        [] => (0..matrix.dim().1)
            .map(|column| column.to_string())
            .collect(),
        words => labels(words),
    };
    let mut table = vec![[vec![String::new()], headings].concat()];
    for (word, row) in labels(inputs.words_of(rows)).into_iter().zip(matrix.rows()) {
        let cells = row.iter().map(|number| fixed(*number, 4)).collect();
        table.push([vec![word], cells].concat());
    }
    table
}

fn assert_has_every_number(session: &Session) {
    let inputs = &session.inputs;
    for stage in stages(inputs).filter(|stage| stage.has_numbers()) {
        let wanted = Wanted {
            stages: &[stage],
            ..Wanted::default()
        };
        let markdown = exported_text(session, "markdown", &wanted);
        let sections = read(&markdown);
        let tables: Vec<_> = sections
            .into_iter()
            .flat_map(|section| section.tables)
            .collect();
        let heads = if stage.per_head() {
            inputs.heads.len()
        } else {
            1
        };
        let heads = (0..heads).filter(|head| stage.exists(inputs, *head));
        let all: Vec<_> = heads.map(|head| expected(inputs, stage, head)).collect();
        assert_eq!(tables, all, "{stage:?}\n{markdown}");
    }
}

#[test]
fn every_number_and_word_of_the_reference_sessions_is_read_back() {
    for (_, session) in references() {
        assert_has_every_number(&session);
    }
}

/// Words that are markup anywhere else.
const ODD: [&str; 12] = [
    "|", "*a*", "_b_", "`c`", "<b>", "&amp;", "# d", "[e](f)", "\\", "1.", "~~g~~", "![h]",
];

fn with_odd_words(mut inputs: Inputs, first: usize) -> Inputs {
    for (place, word) in inputs.words.iter_mut().enumerate() {
        *word = ODD[(first + place) % ODD.len()].replace(' ', "");
    }
    inputs.attention.mask = Mask::Causal;
    inputs
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn words_are_never_markup(inputs in strategies::usual_session(), first in 0..ODD.len(), title in "[ -~]{0,12}") {
        let session = Session::new(title.trim(), with_odd_words(inputs, first));
        assert_has_every_number(&session);
        let whole = exported_text(&session, "markdown", &Wanted::default());
        let sections = read(&whole);
        if !title.trim().is_empty() {
            // Markdown drops what closes a heading, unless it is escaped.
            prop_assert_eq!(&sections[1].heading, title.trim());
        }
        let words = sections.iter().find(|section| section.heading.starts_with("words")).unwrap();
        for word in &session.inputs.words {
            prop_assert!(words.text.contains(word), "{:?}", words);
        }
    }
}

#[test]
fn a_whole_session_is_a_worked_example() {
    let (_, session) = references()
        .into_iter()
        .find(|(name, _)| name == "causal")
        .unwrap();
    let sections = read(&exported_text(&session, "markdown", &Wanted::default()));
    let section = |name: &str| {
        let is_it = |section: &&Section| section.heading.split(" · ").next() == Some(name);
        sections
            .iter()
            .find(is_it)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    for stage in stages(&session.inputs) {
        let section = section(stage.name());
        let formula = stage.formula(&session.inputs, 0);
        for text in [
            if stage.has_numbers() { formula } else { "" },
            stage.sentence(&session.inputs, 0),
            stage.why(&session.inputs, 0),
        ] {
            assert!(section.text.contains(text), "{text}\n{}", section.text);
        }
        assert_eq!(
            section.tables.is_empty(),
            !stage.has_numbers() || !stage.is_in_use(&session.inputs, 0),
            "{stage:?}"
        );
    }
    // The arithmetic of one pair, and what it means.
    assert!(section("scores").text.contains("scores["));
    assert!(section("weights").text.contains("of its attention to"));
}
