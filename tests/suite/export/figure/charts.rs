//! Bars and curves.

use attn_tui::export::{Chart, Options};
use attn_tui::model::{Inputs, Stage, position_table};
use attn_tui::store::Session;
use ndarray::{Array2, array};

use super::picture::Picture;
use super::{drawn, reference, words};

fn chart(chart: Chart) -> Options {
    Options {
        chart: Some(chart),
        ..Options::default()
    }
}

/// The height of each bar, downwards if it is negative, in the order of the path.
fn heights(picture: &Picture) -> Vec<f64> {
    let bars = picture
        .paths
        .iter()
        .filter(|(_, data)| data.contains('v') && data.contains('z'));
    let height = |part: &str| -part.split('h').next().unwrap().parse::<f64>().unwrap();
    let parts = bars.flat_map(|(_, data)| data.split('v').skip(1));
    parts.map(height).collect()
}

#[test]
fn positions_are_bars_and_curves() {
    let session = reference("causal");
    let d_model = session.inputs.d_model();
    let picture = drawn(&session, Stage::Position, Options::default());
    let contents = picture.contents();
    for text in [
        "to#1 · 0",
        "be#2 · 5",
        "dimension 0 (sin)",
        "dimension 1 (cos)",
        "position",
    ] {
        assert!(contents.contains(&text), "{text}: {contents:?}");
    }
    // From the formula, by row and column: those above 0 come first.
    let table = position_table(6, d_model, session.inputs.position.base);
    let largest = table
        .iter()
        .fold(0.0_f64, |most, number| most.max(number.abs()));
    let heights = heights(&picture);
    let longest = heights
        .iter()
        .fold(0.0_f64, |most, height| most.max(*height));
    let (above, below): (Vec<f64>, Vec<f64>) = table.iter().partition(|number| **number > 0.0);
    // A bar that is shorter than a hundredth of a px is left out.
    let is_drawn = |number: &f64| (number / largest * longest).abs() >= 0.005;
    let expected: Vec<f64> = above.into_iter().chain(below).filter(is_drawn).collect();
    assert_eq!(heights.len(), expected.len());
    for (height, number) in heights.iter().zip(expected) {
        assert!(
            (height / longest - number / largest).abs() < 1e-3,
            "{height} {number}"
        );
    }
    // A curve and its line in the legend have one dash pattern.
    let curves = d_model.min(6);
    assert_eq!(picture.dashes[..curves], picture.dashes[curves..]);
}

#[test]
fn learned_positions_are_straight_lines() {
    let session = reference("family/learned");
    let picture = drawn(&session, Stage::Position, Options::default());
    let lines = picture.paths.iter().filter(|(_, data)| data.contains('L'));
    // Three positions.
    let segments: Vec<usize> = lines.map(|(_, data)| data.matches('L').count()).collect();
    assert_eq!(segments, [2; 4]);
    assert!(picture.contents().contains(&"dimension 0"));
}

#[test]
fn a_sine_is_smooth_between_words() {
    let session = reference("causal");
    let picture = drawn(&session, Stage::Position, chart(Chart::Curves));
    let curves: Vec<_> = picture
        .paths
        .iter()
        .filter(|(_, data)| data.contains('L'))
        .collect();
    assert!(
        curves
            .iter()
            .all(|(_, data)| data.matches('L').count() >= 40)
    );
    assert!(heights(&picture).is_empty());
}

#[test]
fn only_some_of_many_columns_are_curves_and_rows_bars() {
    let numbers = Array2::from_shape_fn((100, 30), |(row, column)| {
        (row as f64 - column as f64) / 50.0
    });
    let words = (0..100).map(|word| format!("w{word}")).collect();
    let session = Session::new("", Inputs::new(words, numbers));
    let curves = drawn(&session, Stage::Embedding, chart(Chart::Curves));
    assert_eq!(curves.dashes.len(), 2 * 6);
    for text in ["dimension 0", "dimension 29", "6 of 30 columns"] {
        assert!(
            curves.contents().contains(&text),
            "{text}: {:?}",
            curves.contents()
        );
    }
    let bars = drawn(&session, Stage::Embedding, chart(Chart::Bars));
    for text in ["w0", "w99", "bars of 34 of 100 rows", "longest bar: 1.98"] {
        assert!(
            bars.contents().contains(&text),
            "{text}: {:?}",
            bars.contents()
        );
    }
}

#[test]
fn every_stage_can_be_bars_or_curves() {
    let session = Session::new(
        "",
        Inputs::new(words("a b"), array![[1.0, 0.5], [0.0, 0.25]]),
    );
    let bars = drawn(&session, Stage::Embedding, chart(Chart::Bars));
    let heights = heights(&bars);
    let shares: Vec<f64> = heights.iter().map(|height| height / heights[0]).collect();
    assert_eq!(shares, [1.0, 0.5, 0.25]);
    let curves = drawn(&session, Stage::Weights, chart(Chart::Curves));
    // Keys are told apart, queries are side by side.
    for text in ["a", "b", "query"] {
        assert!(curves.contents().contains(&text), "{:?}", curves.contents());
    }
}
