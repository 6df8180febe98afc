//! The table of formats: what each can hold, and that every format takes every session.

use attn_tui::export::content::all_shown;
use attn_tui::export::{Content, FORMATS, Format, Holds, Options, Scope, Shown};
use attn_tui::model::{Cell, HeadId, Place, Stage, Trace, value};
use attn_tui::store::{Session, examples};

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
            let shown = all_shown(inputs, &trace);
            let content = Content {
                pair: (usize::MAX, usize::MAX),
                ..Content::new(&session, &trace, &parts, &shown)
            };
            for arithmetic in [Scope::None, Scope::All] {
                let mut bytes = Vec::new();
                let options = Options {
                    arithmetic,
                    ..Options::default()
                };
                (format.write)(&mut bytes, &content, &options).unwrap();
                let text = String::from_utf8(bytes);
                assert!(text.is_ok() || !format.is_text, "{name}: {}", format.name);
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

/// Whatever is hidden must not show in the bytes of a format that obeys the gate.
#[test]
fn hidden_numbers_change_no_byte() {
    let (_, session) = references()
        .into_iter()
        .find(|(name, _)| name == "two-heads")
        .unwrap();
    let mut other = session.clone();
    other
        .inputs
        .embedding
        .mapv_inplace(|number| 3.0 - 2.0 * number);
    let written = |session: &Session, format: &Format, arithmetic| {
        let trace = Trace::compute(&session.inputs).unwrap();
        let head = (format.holds == Holds::Matrix).then(HeadId::default);
        let parts = format.parts(&session.inputs, &[], head).unwrap();
        let hidden = |cell: Cell| value(&session.inputs, &trace, cell).map(|_| Shown::Hidden);
        let content = Content {
            hides_some: true,
            selected: Some(Cell::new(Place::Stage(Stage::Weights), 0, 1, 0)),
            ..Content::new(session, &trace, &parts, &hidden)
        };
        let mut bytes = Vec::new();
        let options = Options {
            arithmetic,
            ..Options::default()
        };
        (format.write)(&mut bytes, &content, &options).unwrap();
        bytes
    };
    for format in FORMATS.iter().filter(|format| !format.is_exact) {
        for arithmetic in [Scope::None, Scope::Selected, Scope::All] {
            let [one, another] =
                [&session, &other].map(|session| written(session, format, arithmetic));
            assert!(one == another, "{} shows what is hidden", format.name);
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
            ".csv files hold one matrix, and each of the 2 heads has its own weights: choose one with --head",
        ),
        (
            "csv",
            &[Stage::Q, Stage::K],
            Some(0),
            ".csv files hold one stage: choose one",
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
            ".py files hold the whole session: leave out --stage and --head",
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
