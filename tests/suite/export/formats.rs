//! The table of formats: what each can hold, and that every format takes every session.

use attn_tui::export::content::all_shown;
use attn_tui::export::{Content, FORMATS, Format, Holds, Options, Scope};
use attn_tui::model::{HeadId, Stage, Trace, stages};
use attn_tui::store::examples;

use crate::support::exported::references;
use crate::support::readme;

#[test]
fn names_and_endings_are_unique_and_found() {
    for format in FORMATS {
        let same = |other: &&Format| other.name == format.name || other.ending == format.ending;
        assert_eq!(FORMATS.iter().filter(same).count(), 1, "{}", format.name);
        assert!(!format.about.is_empty());
        assert_eq!(Format::named(format.name).unwrap().ending, format.ending);
        let capitals = format.ending.to_uppercase();
        assert_eq!(Format::of_ending(&capitals).unwrap().name, format.name);
    }
    assert!(Format::named("svgz").is_none() && Format::of_ending("").is_none());
}

#[test]
fn every_format_writes_every_session_and_its_text_is_utf8() {
    for (name, session) in references() {
        let inputs = &session.inputs;
        let trace = Trace::compute(inputs).unwrap();
        for format in FORMATS {
            let head = (format.holds == Holds::Matrix).then(HeadId::default);
            let parts = format.parts(inputs, &[], head).unwrap();
            assert!(!parts.is_empty(), "{name}: {}", format.name);
            let content = Content {
                session: &session,
                trace: &trace,
                parts: &parts,
                is_whole: parts.len() >= stages(inputs).count(),
                shown: &all_shown(inputs, &trace),
                selected: None,
                pair: (usize::MAX, usize::MAX),
            };
            for arithmetic in [Scope::None, Scope::All] {
                let mut bytes = Vec::new();
                let options = Options {
                    arithmetic,
                    ..Options::default()
                };
                (format.write)(&mut bytes, &content, &options).unwrap();
                let text = String::from_utf8(bytes);
                assert_eq!(
                    text.is_ok() || !format.is_text,
                    true,
                    "{name}: {}",
                    format.name
                );
                if let (Ok(text), true) = (text, format.is_text) {
                    assert!(
                        text.ends_with('\n') && !text.ends_with("\n\n"),
                        "{}",
                        format.name
                    );
                }
            }
        }
    }
}

/// `UPDATE_README=1` writes it.
#[test]
fn the_readme_lists_every_format() {
    let row = |format: &Format| {
        format!(
            "| `.{}` | `{}` | {} |\n",
            format.ending, format.name, format.about
        )
    };
    let rows: String = FORMATS.iter().map(row).collect();
    readme::assert_part(
        "formats",
        &format!("| ending | `--format` | |\n| --- | --- | --- |\n{rows}"),
    );
}

#[test]
fn what_a_format_cannot_hold_is_refused_with_a_way_out() {
    let heads = examples::get("heads").unwrap().session().inputs;
    let refused = |name: &str, stages: &[Stage], head: Option<usize>| {
        let format = Format::named(name).unwrap();
        format
            .parts(&heads, stages, head.map(HeadId::from))
            .unwrap_err()
    };
    for (name, stages, head, message) in [
        (
            "csv",
            &[][..],
            None,
            "a .csv file holds one matrix, and each of the 2 heads has its own weights: choose one with --head",
        ),
        (
            "csv",
            &[Stage::Q, Stage::K],
            Some(0),
            "a .csv file holds one stage: choose one",
        ),
        (
            "svg",
            &[Stage::Words],
            None,
            "the words have no numbers to draw: choose another stage",
        ),
        (
            "python",
            &[Stage::Q],
            None,
            "a .py file holds the whole session: leave out --stage and --head",
        ),
        (
            "table",
            &[],
            Some(2),
            "there is no head 3: the session has 2 heads",
        ),
    ] {
        assert_eq!(refused(name, stages, head), message);
    }
}
