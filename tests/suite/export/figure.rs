//! Figures, read by an XML parser that is not ours: every number and word is there, can be read, and has the colour of its
//! size.

mod charts;
mod colors;
mod layout;
mod picture;

use std::fs;
use std::path::Path;

use attn_tui::export::content::all_shown;
use attn_tui::export::{Chart, Colors, Content, Format, Options, Part, Shown};
use attn_tui::model::{
    Cell, HeadId, Inputs, Parameter, Place, Stage, Trace, fixed, labels, shape, stages,
};
use attn_tui::store::{Session, examples};
use ndarray::{Array2, array};

use crate::support::exported::{Wanted, exported_text};
use crate::support::family;
use picture::Picture;

/// A reference session.
fn reference(name: &str) -> Session {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reference");
    let text = fs::read_to_string(folder.join(name).with_extension("toml")).unwrap();
    Session::parse(&text).unwrap()
}

/// All reference sessions with fewer words than `most`.
fn references(most: usize) -> Vec<Session> {
    let plain = [
        "cats",
        "cats-position",
        "causal",
        "custom-mask",
        "huge-scores",
        "odd-width",
        "one-word",
        "projected",
        "repeat",
        "sentence",
        "two-heads",
        "unicode",
        "unscaled",
        "warm",
    ];
    let plain = plain.map(reference).into_iter();
    let family = family::sessions().into_iter().map(|(_, session)| session);
    plain
        .chain(family)
        .filter(|session| session.inputs.words.len() < most)
        .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(String::from).collect()
}

fn drawn(session: &Session, stage: Stage, options: Options) -> Picture {
    let stages = [stage];
    let wanted = Wanted {
        stages: &stages,
        options,
        ..Wanted::default()
    };
    Picture::read(&exported_text(session, "svg", &wanted))
}

fn heatmap() -> Options {
    Options {
        chart: Some(Chart::Heatmap),
        has_values: Some(true),
        ..Options::default()
    }
}

/// A figure of the weights, of which `shown` is shown.
fn drawn_as(session: &Session, options: Options, shown: impl Fn(Cell) -> Shown) -> Picture {
    let heads = session.inputs.head_ids();
    let parts: Vec<Part> = heads.map(|head| Part::of(Stage::Weights, head)).collect();
    drawn_parts(session, &parts, options, &|cell| Some(shown(cell)))
}

fn drawn_parts(
    session: &Session,
    parts: &[Part],
    options: Options,
    shown: &dyn Fn(Cell) -> Option<Shown>,
) -> Picture {
    let trace = Trace::compute(&session.inputs).unwrap();
    let content = Content {
        session,
        trace: &trace,
        parts,
        is_whole: false,
        shown,
        selected: None,
        hides_some: false,
        pair: (0, 0),
    };
    let mut out = Vec::new();
    let format = Format::named("svg").unwrap();
    (format.write)(&mut out, &content, &options).unwrap();
    Picture::read(&String::from_utf8(out).unwrap())
}

/// The texts of a stage's cells, head after head.
fn expected(session: &Session, stage: Stage) -> Vec<Vec<String>> {
    let inputs = &session.inputs;
    let trace = Trace::compute(inputs).unwrap();
    let heads = if stage.per_head() {
        inputs.head_ids().collect()
    } else {
        vec![0.into()]
    };
    let heads = heads
        .into_iter()
        .filter_map(|head| trace.stage(inputs, stage, head));
    let texts = |matrix: attn_tui::model::Matrix<'_>| {
        let matrix = matrix.to_array();
        let is_written = |(row, column): (usize, usize)| {
            stage != Stage::Weights || inputs.attention.allows(row, column)
        };
        let cells = matrix.indexed_iter().filter(|(cell, _)| is_written(*cell));
        cells.map(|(_, number)| fixed(*number, 2)).collect()
    };
    heads.map(texts).collect()
}

#[test]
fn every_number_and_every_word_is_a_text() {
    let mut figures = 0;
    for session in references(20) {
        let inputs = &session.inputs;
        for stage in stages(inputs).filter(|stage| stage.has_numbers()) {
            let picture = drawn(&session, stage, heatmap());
            let contents = picture.contents();
            let mut from = 0;
            for numbers in expected(&session, stage) {
                let place = contents[from..]
                    .windows(numbers.len())
                    .position(|texts| texts == numbers.as_slice());
                from += place.unwrap_or_else(|| panic!("{stage:?}: {numbers:?}: {contents:?}"));
                figures += 1;
            }
            let (rows, columns) = stage.axes();
            for axis in [rows, columns].into_iter().filter(|axis| axis.is_words()) {
                for word in labels(inputs.words_of(axis)) {
                    let has_word = contents.iter().any(|text| text.starts_with(&word));
                    assert!(has_word, "{stage:?}: {word}: {contents:?}");
                }
            }
            let titles = contents[..4].join(" ");
            let expected = format!("{} {}", session.title, stage.name());
            assert!(titles.starts_with(&expected), "{contents:?}");
            assert!(picture.title.starts_with(&session.title));
            assert!(picture.description.contains(stage.name()));
        }
    }
    assert!(figures > 500, "{figures}");
}

#[test]
fn weights_are_the_default_and_all_heads_have_one_scale() {
    let session = reference("two-heads");
    let svg = exported_text(&session, "svg", &Wanted::default());
    let picture = Picture::read(&svg);
    let contents = picture.contents();
    for text in [
        "weights · A",
        "head 1 of 2",
        "head 2 of 2",
        "query",
        "key",
        "masked",
    ] {
        assert!(contents.contains(&text), "{text}: {contents:?}");
    }
    let bars = picture
        .rects
        .iter()
        .filter(|rect| rect.fill.starts_with("url(#attn-positive"));
    assert_eq!(bars.count(), 1);
    // Equal numbers have equal colours in both heads.
    let numbers: Vec<String> = expected(&session, Stage::Weights).concat();
    let cells = picture.cells();
    assert_eq!(cells.len(), numbers.len());
    let of = |text: &str| {
        let same = numbers
            .iter()
            .zip(&cells)
            .filter(|(number, _)| *number == text);
        same.map(|(_, cell)| cell.fill.clone()).collect::<Vec<_>>()
    };
    assert!(of("1.00").len() > 2);
    assert!(
        of("1.00").iter().all(|fill| fill == "#08306b"),
        "{:?}",
        of("1.00")
    );

    let one = Wanted {
        head: Some(1),
        ..Wanted::default()
    };
    let picture = Picture::read(&exported_text(&session, "svg", &one));
    assert!(picture.contents().contains(&"weights · A · head 2 of 2"));
    assert_eq!(2 * picture.cells().len(), numbers.len());
}

#[test]
fn what_the_mask_forbids_is_hatched() {
    let session = reference("custom-mask");
    let masked = drawn(&session, Stage::Masked, heatmap());
    let forbidden = masked
        .contents()
        .iter()
        .filter(|text| **text == "−∞")
        .count();
    let allows = |inputs: &Inputs| {
        let (rows, columns) = shape(inputs, Place::Stage(Stage::Weights), 0);
        let pairs = (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)));
        let allows = |(row, column): &(usize, usize)| inputs.attention.allows(*row, *column);
        pairs.filter(allows).count()
    };
    let allowed = allows(&session.inputs);
    assert_eq!((forbidden, masked.cells().len()), (16 - allowed, allowed));
    let weights = drawn(&session, Stage::Weights, heatmap());
    assert!(weights.has_hatch && masked.has_hatch);
    assert_eq!(weights.cells().len(), allowed);
    assert!(!weights.contents().contains(&"−∞"));
    let notice = "\"d\" (word 4) is fully masked: its weights are all 0.";
    let lines = weights.contents().join(" ");
    assert!(lines.contains(notice) && weights.description.contains(notice));
    // The hatched cells, from their path.
    let hatch = weights
        .paths
        .iter()
        .find(|(fill, _)| fill.starts_with("url(#attn-hatch"));
    assert_eq!(covered(&hatch.unwrap().1, weights.cells()[0]), 16 - allowed);
    assert!(!drawn(&session, Stage::Scores, heatmap()).has_hatch);
}

/// How many cells a path of whole cells covers.
fn covered(data: &str, cell: &picture::Rect) -> usize {
    let widths = data
        .split('h')
        .skip(1)
        .filter(|part| !part.starts_with('-'));
    let width = |part: &str| part.split('v').next().unwrap().parse::<f64>().unwrap();
    (widths.map(width).sum::<f64>() / cell.width).round() as usize
}

#[test]
fn what_is_not_shown_is_marked() {
    let session = reference("cats");
    let hidden = drawn_as(&session, Options::default(), |cell| match cell.row {
        0 => Shown::Hidden,
        1 => Shown::Absent,
        _ => Shown::Number(0.25),
    });
    let contents = hidden.contents();
    let count = |wanted: &str| contents.iter().filter(|text| **text == wanted).count();
    assert_eq!(
        [count("?"), count("–"), count("0.25")],
        [3, 3, 4],
        "{contents:?}"
    );
    assert_eq!(hidden.cells().len(), 3);
    assert!(contents.contains(&"? hidden") && contents.contains(&"– not in the baseline"));
    // A hidden number is not in its colour or the scale, either.
    let all = drawn_as(&session, Options::default(), |_| Shown::Hidden);
    assert!(all.cells().is_empty() && all.stops.is_empty());

    let changes = [-0.5, 0.0, 0.25];
    let difference = drawn_as(&session, Options::default(), |cell| {
        Shown::Difference(changes[cell.column])
    });
    let contents = difference.contents();
    for text in ["−0.50", "0.00", "+0.25", "+0.5", "−0.5"] {
        assert!(contents.contains(&text), "{text}: {contents:?}");
    }
    let fills: Vec<_> = difference.cells()[..3]
        .iter()
        .map(|cell| &cell.fill)
        .collect();
    assert_eq!(*fills[0], difference.stops[0]);
    assert_eq!(fills[1], &difference.stops[16]);

    // A pair that is forbidden only now has fallen by ∞.
    let masked = reference("causal");
    let fallen = drawn_as(&masked, Options::default(), |cell| {
        Shown::Difference(if cell.column > cell.row {
            f64::NEG_INFINITY
        } else {
            0.5
        })
    });
    let contents = fallen.contents();
    assert_eq!(contents.iter().filter(|text| **text == "−∞").count(), 15);
    assert!(!fallen.has_hatch);
    let same = drawn_as(&masked, Options::default(), |_| Shown::Difference(0.0));
    assert!(same.has_hatch && same.cells().len() == 21);
}

#[test]
fn parameters_have_figures() {
    let mut figures = 0;
    for session in references(20) {
        let inputs = &session.inputs;
        let trace = Trace::compute(inputs).unwrap();
        for parameter in Parameter::ALL {
            let head = HeadId::default();
            if inputs.block(parameter, head).is_none() {
                continue;
            }
            let part = Part {
                place: Place::Parameter(parameter),
                head,
            };
            let picture = drawn_parts(&session, &[part], heatmap(), &all_shown(inputs, &trace));
            let (rows, columns) = shape(inputs, part.place, head);
            assert_eq!(picture.cells().len(), rows * columns, "{parameter:?}");
            assert_eq!(picture.faults(), [""; 0], "{parameter:?}");
            assert!(
                picture.contents()[1..4]
                    .concat()
                    .contains(parameter.symbol())
            );
            figures += 1;
        }
    }
    assert!(figures > 50, "{figures}");
}

#[test]
fn markup_in_words_is_text() {
    let words = words("<b>&amp; ]]> \"'& <!--x--> <?a?>");
    let n = words.len();
    let inputs = Inputs::new(words.clone(), Array2::eye(n));
    let session = Session::new("</title>\u{1}<script>\u{ffff}\u{202e}&\n]]>", inputs);
    for options in [heatmap(), Options::default()] {
        let picture = drawn(&session, Stage::Weights, options);
        for word in &words {
            let count = picture
                .contents()
                .iter()
                .filter(|text| *text == word)
                .count();
            assert_eq!(count, 2, "{word}: {:?}", picture.contents());
        }
        let title = "</title>\\u{1}<script>\u{fffd}\\u{202e}&\\n]]>";
        assert_eq!(picture.title, format!("{title} – weights · A"));
    }
}

#[test]
fn words_have_no_figure() {
    let format = Format::named("svg").unwrap();
    let inputs = Inputs::new(words("a b"), array![[1.0], [2.0]]);
    let problem = format.parts(&inputs, &[Stage::Words], None).unwrap_err();
    assert_eq!(
        problem,
        "the words have no numbers to draw: choose another stage"
    );
}

#[test]
fn the_title_and_the_end_of_the_scale_can_be_chosen() {
    let session = examples::get("cats").unwrap().session();
    let draw = |title: Option<&str>, most| {
        let options = Options {
            title: title.map(str::to_owned),
            most,
            ..Options::default()
        };
        drawn(&session, Stage::Weights, options)
    };
    let has = |picture: &Picture, text: &str| picture.contents().contains(&text);
    let usual = draw(None, None);
    assert!(has(&usual, "I love cats") && has(&usual, "0.53"));
    let named = draw(Some("Figure 1"), Some(1.0));
    assert!(has(&named, "Figure 1") && !has(&named, "I love cats") && has(&named, "1"));
    let bare = draw(Some(""), None);
    assert!(
        !has(&bare, "I love cats") && !has(&bare, "weights · A"),
        "{:?}",
        bare.contents()
    );
    // A screen reader has a name all the same.
    assert_eq!(bare.title, "weights");
}

#[test]
fn small_figures_stay_as_they_are() {
    let cats = exported_text(&reference("cats"), "svg", &Wanted::default());
    insta::assert_snapshot!("cats", cats);
    let stages = [Stage::Masked];
    let wanted = Wanted {
        stages: &stages,
        options: Options {
            colors: Colors::Dark,
            ..Options::default()
        },
        ..Wanted::default()
    };
    let masked = exported_text(&reference("custom-mask"), "svg", &wanted);
    insta::assert_snapshot!("masked-dark", masked);
}
