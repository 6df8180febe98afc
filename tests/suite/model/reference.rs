//! Every stage of every reference case, to within 1e-12.

use std::collections::BTreeMap;

use attn_tui::model::{self, Inputs, Stage, Trace, position_at, position_table};
use ndarray::Array2;
use serde::Deserialize;
use serde_json::Value;

use super::session::{fixture, inputs, json};

/// A matrix in a trace file; null stands for −∞.
type Matrix = Vec<Vec<Option<f64>>>;

/// A trace file: the keys of the stages that all heads share, and those of each head.
struct TraceFile {
    shared: BTreeMap<String, Matrix>,
    heads: Vec<BTreeMap<String, Matrix>>,
}

impl TraceFile {
    fn read(name: &str) -> Self {
        let mut keys: BTreeMap<String, Value> = json(name);
        let heads = serde_json::from_value(keys.remove("heads").unwrap()).unwrap();
        for key in ["version", "words", "d_model", "source_words"] {
            keys.remove(key);
        }
        let matrix = |value| serde_json::from_value(value).unwrap();
        Self {
            shared: keys.into_iter().map(|(k, v)| (k, matrix(v))).collect(),
            heads,
        }
    }

    /// Takes a stage out.
    fn take(&mut self, stage: Stage, head: usize) -> Option<Matrix> {
        match stage {
            Stage::Head => self.heads[head].remove("output"),
            stage if stage.per_head() => self.heads[head].remove(stage.name()),
            stage => self.shared.remove(stage.name()),
        }
    }

    /// The keys of the stages that have not been taken out.
    fn rest(&self) -> Vec<&String> {
        let heads = self.heads.iter().flat_map(BTreeMap::keys);
        self.shared.keys().chain(heads).collect()
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

/// The cases of a folder, without their endings.
fn cases(folder: &str) -> Vec<String> {
    let mut cases: Vec<String> = std::fs::read_dir(fixture(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(format!("{folder}{}", name.strip_suffix(".toml")?)))
        .collect();
    cases.sort();
    cases
}

/// A session has the stages that its trace file has, and no others.
#[test]
fn every_stage_of_every_case_matches_pytorch() {
    let (plain, family) = (cases(""), cases("family/"));
    assert_eq!((plain.len(), family.len()), (15, 18));
    let mut seen = Vec::new();
    for case in plain.iter().chain(&family) {
        let inputs = inputs(&format!("{case}.toml"));
        let trace = Trace::compute(&inputs).unwrap();
        let mut expected = TraceFile::read(&format!("{case}.json"));
        assert_eq!(inputs.heads.len(), expected.heads.len(), "{case}: heads");
        for stage in Stage::computed() {
            let heads = if stage.per_head() {
                inputs.heads.len()
            } else {
                1
            };
            for head in 0..heads {
                let name = format!("{case} {} of head {head}", stage.name());
                if let Some(found) = trace.stage(&inputs, stage, head) {
                    let expected = expected.take(stage, head);
                    assert_close(&name, found, &expected.expect(&name));
                    seen.push(stage);
                }
            }
        }
        assert_eq!(expected.rest(), Vec::<&String>::new(), "{case}");
    }
    let without = |stage: &Stage| !seen.contains(stage);
    let without: Vec<Stage> = Stage::computed().filter(without).collect();
    assert_eq!(without, [Stage::Words, Stage::SourceWords]);
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
        let mut inputs = Inputs::new(vec!["a".into()], Array2::zeros((1, d_model)));
        inputs.position.base = base;
        let at = |position| position_at(position, column, d_model, &inputs);
        for position in 0..5 {
            assert_eq!(at(position as f64), table[[position, column]]);
        }
        let angle = 1.5 / f64::powf(base, (column / 2 * 2) as f64 / d_model as f64);
        let wave = if column % 2 == 0 {
            angle.sin()
        } else {
            angle.cos()
        };
        assert!(close(at(1.5), wave));
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
