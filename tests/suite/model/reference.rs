//! Every stage of every reference case, to within 1e-12.

use std::collections::BTreeMap;

use attn_tui::model::{self, Inputs, Stage, Trace, position_at, position_table, stages};
use ndarray::Array2;
use serde::Deserialize;

use super::session::{fixture, inputs, json};

/// A matrix in a trace file; null stands for −∞.
type Matrix = Vec<Vec<Option<f64>>>;

#[derive(Deserialize)]
struct TraceFile {
    embedding: Matrix,
    position: Matrix,
    input: Matrix,
    heads: Vec<BTreeMap<String, Matrix>>,
    concat: Matrix,
    output: Matrix,
}

impl TraceFile {
    fn stage(&self, stage: Stage, head: usize) -> &Matrix {
        match stage {
            Stage::Words => unreachable!("words are not numbers"),
            Stage::Embedding => &self.embedding,
            Stage::Position => &self.position,
            Stage::Input => &self.input,
            Stage::Concat => &self.concat,
            Stage::Output => &self.output,
            Stage::Head => &self.heads[head]["output"],
            _ => &self.heads[head][stage.name()],
        }
    }
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-12 * b.abs().max(1.0)
}

fn assert_close(case: &str, found: model::Matrix<'_>, expected: &Matrix) {
    assert_eq!(found.dim().0, expected.len(), "{case}: rows");
    for (i, (found, expected)) in found.rows().zip(expected).enumerate() {
        assert_eq!(found.len(), expected.len(), "{case}: columns of row {i}");
        for (j, (&found, expected)) in found.iter().zip(expected).enumerate() {
            let expected = expected.unwrap_or(f64::NEG_INFINITY);
            assert!(
                close(found, expected),
                "{case}[{i}, {j}]: {found} is not {expected}"
            );
        }
    }
}

#[test]
fn every_stage_of_every_case_matches_pytorch() {
    let mut cases: Vec<String> = std::fs::read_dir(fixture(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".toml").map(String::from))
        .collect();
    cases.sort();
    assert_eq!(cases.len(), 15, "{cases:?}");
    for case in cases {
        let inputs = inputs(&format!("{case}.toml"));
        let trace = Trace::compute(&inputs).unwrap();
        let expected: TraceFile = json(&format!("{case}.json"));
        assert_eq!(inputs.heads.len(), expected.heads.len(), "{case}: heads");
        for stage in stages(&inputs).filter(|&s| s != Stage::Words) {
            let heads = if stage.per_head() {
                inputs.heads.len()
            } else {
                1
            };
            for head in 0..heads {
                let name = format!("{case} {} of head {head}", stage.name());
                let found = trace.stage(&inputs, stage, head).unwrap();
                assert_close(&name, found, expected.stage(stage, head));
            }
        }
    }
}

#[test]
fn position_tables_match_pytorch() {
    let tables: BTreeMap<String, Matrix> = json("position-tables.json");
    assert_eq!(tables.len(), 2);
    for (name, expected) in tables {
        let table = position_table(expected.len(), expected[0].len(), 10000.0);
        assert_close(&name, (&table).into(), &expected);
    }
}

#[test]
fn the_last_rows_of_a_large_position_table_match_pytorch() {
    #[derive(Deserialize)]
    struct Rows {
        d_model: usize,
        rows: BTreeMap<usize, Vec<Option<f64>>>,
    }
    let expected: Rows = json("position-512.json");
    assert_eq!(expected.rows.len(), 5);
    let table = position_table(2048, expected.d_model, 10000.0);
    for (position, row) in expected.rows {
        let found = table.slice(ndarray::s![position..=position, ..]);
        assert_close(&format!("position {position}"), found.into(), &vec![row]);
    }
}

#[test]
fn a_position_between_two_is_on_the_same_wave() {
    for (column, d_model, base) in [(0, 3, 10000.0), (3, 8, 10000.0), (6, 7, 20.0)] {
        let table = position_table(5, d_model, base);
        let mut inputs = Inputs::new(Vec::new(), Array2::zeros((0, d_model)));
        inputs.position.base = base;
        for position in 0..5 {
            let found = position_at(position as f64, column, d_model, &inputs);
            assert_eq!(found, table[[position, column]]);
        }
        let angle = 1.5 / f64::powf(base, (column / 2 * 2) as f64 / d_model as f64);
        let wave = if column % 2 == 0 {
            angle.sin()
        } else {
            angle.cos()
        };
        assert!(close(position_at(1.5, column, d_model, &inputs), wave));
    }
}

#[test]
fn the_similarity_of_positions_is_their_dot_product() {
    let inputs = inputs("odd-width.toml");
    let trace = Trace::compute(&inputs).unwrap();
    let similarity = trace.stage(&inputs, Stage::Similarity, 0).unwrap();
    let table = position_table(inputs.n(), inputs.d_model(), inputs.position.base);
    for ((i, j), &expected) in table.dot(&table.t()).indexed_iter() {
        assert!(close(similarity.get(i, j).unwrap(), expected));
    }
}
