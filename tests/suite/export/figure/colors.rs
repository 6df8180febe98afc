//! The colours of figures: of the right number, legible, and told apart by colour-blind readers and in grey.

use attn_tui::export::{Chart, Colors, Options};
use attn_tui::model::{Inputs, Stage, stages};
use attn_tui::store::Session;
use ndarray::{Array2, array};

use super::picture::{Picture, Rect, Text, channels, light};
use super::{drawn, heatmap, reference, references, words};
use crate::themes::vision::{EYES, contrast, distance, luminance, seen};

const COLORS: [Colors; 2] = [Colors::Light, Colors::Dark];

fn of(colors: Colors) -> Options {
    Options {
        colors,
        ..heatmap()
    }
}

fn embedding(numbers: Array2<f64>) -> Session {
    let words = (0..numbers.nrows())
        .map(|word| format!("w{word}"))
        .collect();
    Session::new("", Inputs::new(words, numbers))
}

fn fills(picture: &Picture) -> Vec<&str> {
    let cells = picture.cells();
    cells.iter().map(|cell| cell.fill.as_str()).collect()
}

/// ColorBrewer's own colours, from their published tables.
#[test]
fn a_fill_is_the_ramp_s_at_the_number() {
    let positive = embedding(array![[0.0, 2.0, 4.0], [4.0, 0.0, 0.0]]);
    let picture = drawn(&positive, Stage::Embedding, heatmap());
    let blues = fills(&picture);
    assert_eq!(
        (blues[0], blues[2], blues[3]),
        ("#f7fbff", "#08306b", "#08306b")
    );
    // Blues at its middle is #6baed6.
    let near = |a: &str, b: &str, most: u8| {
        let (a, b) = (channels(a), channels(b));
        a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= most)
    };
    assert!(near(blues[1], "#6baed6", 8), "{}", blues[1]);

    let signed = embedding(array![[-3.0, 0.0, 3.0]]);
    let picture = drawn(&signed, Stage::Embedding, heatmap());
    let puor = fills(&picture);
    assert!(near(puor[0], "#2d004b", 2), "{puor:?}");
    assert!(near(puor[1], "#f7f7f7", 15), "{puor:?}");
    assert!(near(puor[2], "#7f3b08", 2), "{puor:?}");
    // The scale is symmetric: half of it on one side.
    let uneven = drawn(&embedding(array![[-3.0, 1.5]]), Stage::Embedding, heatmap());
    assert_eq!(fills(&uneven), [puor[0], uneven.stops[24].as_str()]);
    assert!(uneven.contents().contains(&"−3") && uneven.contents().contains(&"3"));
}

#[test]
fn the_ramps_are_monotone_in_grey() {
    let session = reference("two-heads");
    for colors in COLORS {
        let of_stage = |stage| drawn(&session, stage, of(colors)).stops;
        let grey = |stops: &[String]| -> Vec<f64> {
            stops.iter().map(|stop| luminance(light(stop))).collect()
        };
        let falls = |grey: &[f64]| grey.windows(2).all(|pair| pair[0] > pair[1]);
        let mut positive = grey(&of_stage(Stage::Weights));
        let mut signed = grey(&of_stage(Stage::Scores));
        if colors == Colors::Dark {
            positive.reverse();
        }
        assert!(falls(&positive), "{colors:?} {positive:?}");
        let mut below = signed.split_off(signed.len() / 2);
        signed.push(below[0]);
        signed.reverse();
        if colors == Colors::Dark {
            signed.reverse();
            below.reverse();
        }
        assert!(
            falls(&signed) && falls(&below),
            "{colors:?} {signed:?} {below:?}"
        );
    }
}

#[test]
fn signs_and_curves_are_told_apart_by_everybody() {
    let session = reference("sentence");
    for colors in COLORS {
        let stops = drawn(&session, Stage::Embedding, of(colors)).stops;
        let count = stops.len();
        for (eye, matrix) in EYES {
            // From a quarter of the scale on.
            for place in 0..count * 3 / 8 {
                let [a, b] = [&stops[place], &stops[count - 1 - place]];
                let between = distance(seen(&matrix, light(a)), seen(&matrix, light(b)));
                assert!(between > 0.06, "{colors:?} {eye}: {a} {b}: {between}");
            }
        }
        let options = Options {
            chart: Some(Chart::Curves),
            ..of(colors)
        };
        let picture = drawn(&session, Stage::Embedding, options);
        let lines = picture.paths.iter().filter(|(_, data)| data.contains('L'));
        let lines: Vec<&String> = lines.map(|(color, _)| color).collect();
        assert_eq!(lines.len(), 6);
        for (eye, matrix) in EYES {
            for (i, a) in lines.iter().enumerate() {
                for b in &lines[..i] {
                    let between = distance(seen(&matrix, light(a)), seen(&matrix, light(b)));
                    assert!(between > 0.045, "{colors:?} {eye}: {a} {b}: {between}");
                }
            }
        }
        let dashes = &picture.dashes[..picture.dashes.len() / 2];
        for (i, dash) in dashes.iter().enumerate() {
            assert!(!dashes[..i].contains(dash), "{dashes:?}");
        }
    }
}

/// The cell below the middle of a text, if it stands on one.
fn below<'a>(picture: &'a Picture, text: &Text) -> Option<&'a Rect> {
    let ((x, _), y) = (text.at, text.at.1 - text.size / 3.0);
    picture.cells().into_iter().find(|cell| {
        (cell.x..cell.x + cell.width).contains(&x) && (cell.y..cell.y + cell.height).contains(&y)
    })
}

#[test]
fn every_text_can_be_read_on_what_it_stands_on() {
    let mut on_cells = 0;
    for session in references(20) {
        for stage in stages(&session.inputs).filter(|stage| stage.has_numbers()) {
            for colors in COLORS {
                let picture = drawn(&session, stage, of(colors));
                let page = match colors {
                    Colors::Light => "#ffffff",
                    Colors::Dark => "#14161b",
                };
                // Forbidden cells have these.
                let hatch = match colors {
                    Colors::Light => ["#ffffff", "#bebebe"],
                    Colors::Dark => ["#22262e", "#545b68"],
                };
                for text in &picture.texts {
                    let grounds = match below(&picture, text) {
                        Some(cell) => {
                            on_cells += 1;
                            vec![cell.fill.as_str()]
                        }
                        None if text.content == "−∞" => hatch.to_vec(),
                        None => vec![page],
                    };
                    for ground in grounds {
                        let contrast = contrast(light(&text.fill), light(ground));
                        assert!(contrast >= 4.5, "{contrast}: {text:?} on {ground}");
                    }
                }
            }
        }
    }
    assert!(on_cells > 5000, "{on_cells}");
}

/// 60 × 60 cells are drawn as paths, as rectangles would be.
#[test]
fn merged_cells_have_the_colours_of_their_numbers() {
    let number = |row: usize, column: usize| ((row * 13 + column * column) % 101) as f64 / 100.0;
    let numbers = Array2::from_shape_fn((60, 60), |(row, column)| number(row, column));
    let session = embedding(numbers);
    let picture = drawn(&session, Stage::Embedding, Options::default());
    let mut colors = vec![None; 3600];
    let background = picture.cells();
    assert_eq!(background.len(), 1);
    let (cell_width, cell_height) = (background[0].width / 60.0, background[0].height / 60.0);
    colors.fill(Some(background[0].fill.as_str()));
    let mut paths = 1;
    for (fill, data) in picture
        .paths
        .iter()
        .filter(|(fill, _)| fill.starts_with('#'))
    {
        paths += 1;
        for (x, y, width) in runs(data) {
            let row = ((y - background[0].y) / cell_height).round() as usize;
            let column = ((x - background[0].x) / cell_width).round() as usize;
            let count = (width / cell_width).round() as usize;
            colors[row * 60 + column..row * 60 + column + count].fill(Some(fill));
        }
    }
    assert!((50..=63).contains(&paths), "{paths}");
    for (place, color) in colors.into_iter().enumerate() {
        let number = number(place / 60, place % 60);
        let exact = colorous::BLUES.eval_continuous(number).into_array();
        let drawn = channels(color.unwrap());
        let is_near = exact.iter().zip(drawn).all(|(a, b)| a.abs_diff(b) <= 4);
        assert!(is_near, "{number}: {exact:?} {drawn:?}");
    }
}

/// The corner and the width of each run of cells in a path like `M20 30m4 0h8v2h-8z`.
fn runs(data: &str) -> Vec<(f64, f64, f64)> {
    let numbers = |text: &str| -> Vec<f64> {
        let text = text.replace('-', " -");
        text.split_whitespace()
            .map(|number| number.parse().unwrap())
            .collect()
    };
    let (start, rest) = data[1..].split_once('m').unwrap();
    let start = numbers(start);
    let (mut x, mut y) = (start[0], start[1]);
    let mut runs = Vec::new();
    for run in rest.split('m') {
        let (moved, run) = run.split_once('h').unwrap();
        let moved = numbers(moved);
        (x, y) = (x + moved[0], y + moved[1]);
        let (width, _) = run.split_once('v').unwrap();
        runs.push((x, y, width.parse().unwrap()));
    }
    runs
}

#[test]
fn a_large_matrix_stays_small() {
    let numbers = Array2::from_shape_fn((512, 4), |(row, column)| {
        ((row * 5 + column) % 7) as f64 / 9.0
    });
    let mut session = embedding(numbers);
    let plain = drawn(&session, Stage::Weights, Options::default());
    assert!(plain.rects.len() < 10 && plain.paths.len() < 70);
    session.inputs.attention.mask = attn_tui::model::Mask::Causal;
    let causal = drawn(&session, Stage::Weights, Options::default());
    let bytes: usize = causal.paths.iter().map(|(_, data)| data.len()).sum();
    assert!(bytes < 1_500_000, "{bytes}");
}

#[test]
fn numbers_below_0_are_marked_where_none_are_written() {
    let session = Session::new(
        "",
        Inputs::new(words("a b"), array![[-1.0, 2.0], [3.0, -4.0]]),
    );
    let off = Options {
        has_values: Some(false),
        ..heatmap()
    };
    let picture = drawn(&session, Stage::Embedding, off);
    let dashes: usize = picture
        .paths
        .iter()
        .map(|(_, data)| data.matches('M').count())
        .sum();
    // The colour bar has one at 0.
    assert_eq!(dashes, 2 + 1);
    assert!(picture.contents().contains(&"− below 0"));
    assert!(!picture.contents().contains(&"−1.00"));
}
