//! Tables of comma-separated values, read by the csv crate, by Python's csv module, and as claims.

use std::fs;
use std::process::Command;

use attn_tui::export::{Content, Format, Options, Shown};
use attn_tui::model::claims::{Verdict, check};
use attn_tui::model::{Cell, HeadId, Inputs, Stage, Trace, stages, value};
use attn_tui::reader;
use attn_tui::store::Session;
use ndarray::array;

use crate::support::exported::references;
use crate::support::exported::{Wanted, exported_text};
use crate::support::folder::Folder;
use crate::support::needs::Need;

fn of_stage(session: &Session, stage: Stage, head: HeadId) -> String {
    let stages = &[stage];
    let wanted = Wanted {
        stages,
        head: Some(head.number),
        ..Wanted::default()
    };
    exported_text(session, "csv", &wanted)
}

/// What is written of all stages, with what is shown of a cell.
fn written(
    session: &Session,
    options: &Options,
    shown: &dyn Fn(&Inputs, &Trace, Cell) -> Option<Shown>,
) -> String {
    let inputs = &session.inputs;
    let trace = Trace::compute(inputs).unwrap();
    // It can hold them all.
    let parts = Format::named("json")
        .unwrap()
        .parts(inputs, &[], None)
        .unwrap();
    let content = Content {
        session,
        trace: &trace,
        parts: &parts,
        is_whole: true,
        shown: &|cell| shown(inputs, &trace, cell),
        selected: None,
        hides_some: false,
        pair: (0, 0),
    };
    let mut out = Vec::new();
    (Format::named("csv").unwrap().write)(&mut out, &content, options).unwrap();
    String::from_utf8(out).unwrap()
}

fn number(inputs: &Inputs, trace: &Trace, cell: Cell) -> Option<Shown> {
    value(inputs, trace, cell).map(Shown::Number)
}

/// Words that have to be quoted.
fn awkward() -> Session {
    let words = ["a,b", "\"quoted\"", "7", "#", "猫", "'"].map(String::from);
    let mut embedding = ndarray::Array2::eye(6);
    embedding[[0, 1]] = -0.0;
    embedding[[1, 0]] = 0.1 + 0.2;
    embedding[[2, 0]] = 1e150;
    embedding[[3, 0]] = 5e-324;
    Session::new("", Inputs::new(words.to_vec(), embedding))
}

#[test]
fn every_stage_is_read_back_with_every_bit() {
    let sessions = references().into_iter();
    for (name, session) in sessions.chain([("awkward".to_owned(), awkward())]) {
        let inputs = &session.inputs;
        let trace = Trace::compute(inputs).unwrap();
        for stage in stages(inputs).filter(|stage| stage.has_numbers()) {
            for head in inputs.head_ids().filter(|head| stage.exists(inputs, *head)) {
                let text = of_stage(&session, stage, head);
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                let matrix = trace.stage(inputs, stage, head).unwrap();
                let (rows, columns) = matrix.dim();
                let header = reader.headers().unwrap().clone();
                let records: Vec<csv::StringRecord> =
                    reader.records().map(Result::unwrap).collect();
                assert_eq!(
                    (&header[0], header.len(), records.len()),
                    ("", columns + 1, rows)
                );
                let (of_rows, of_columns) = stage.axes();
                if of_columns.is_words() {
                    let words: Vec<&str> = header.iter().skip(1).collect();
                    assert_eq!(words, inputs.words_of(of_columns), "{name}");
                }
                for (row, record) in records.iter().enumerate() {
                    assert_eq!(record[0], inputs.words_of(of_rows)[row], "{name}");
                    for column in 0..columns {
                        let found: f64 = record[column + 1].parse().unwrap();
                        let expected = matrix.get(row, column).unwrap();
                        assert_eq!(
                            found.to_bits(),
                            expected.to_bits(),
                            "{name} {stage:?} {row} {column}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn python_reads_the_same_cells() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let text = of_stage(&awkward(), Stage::Embedding, HeadId::default());
    fs::write(folder.path().join("awkward.csv"), &text).unwrap();
    let script = "import csv\nfor row in csv.reader(open('awkward.csv', encoding='utf-8', newline='')): print(*row, sep='\\t')";
    let mut python = Command::new("python3");
    python.env("PYTHONIOENCODING", "utf-8");
    let output = python
        .args(["-c", script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let read = String::from_utf8(output.stdout).unwrap();
    let mut ours = csv::ReaderBuilder::new();
    let mut ours = ours.has_headers(false).from_reader(text.as_bytes());
    let ours: Vec<String> = ours
        .records()
        .map(|row| row.unwrap().iter().collect::<Vec<_>>().join("\t"))
        .collect();
    assert_eq!(read.lines().collect::<Vec<_>>(), ours);
    assert!(read.contains("a,b\t1.0\t-0.0\t"), "{read}");
    assert!(read.contains("\"quoted\"\t0.30000000000000004\t"), "{read}");
}

#[test]
fn several_stages_are_claims_that_are_right() {
    for (name, session) in references() {
        let text = written(&session, &Options::default(), &number);
        let inputs = &session.inputs;
        let claims = reader::claims::read(&text, inputs);
        assert_eq!(claims.problems, [], "{name}\n{text}");
        let trace = Trace::compute(inputs).unwrap();
        let report = check(inputs, &trace, &claims.sections);
        let cells = stages(inputs).flat_map(|stage| {
            let heads = inputs
                .head_ids()
                .filter(move |head| head.number == 0 || stage.per_head());
            let heads = heads.filter(move |head| stage.exists(inputs, *head));
            heads.map(move |head| (stage, head))
        });
        let expected: usize = cells
            .filter_map(|(stage, head)| trace.stage(inputs, stage, head))
            .map(|matrix| matrix.dim().0 * matrix.dim().1)
            .sum();
        let right: usize = report
            .sections
            .iter()
            .map(|section| section.count(Verdict::Right))
            .sum();
        assert_eq!(right, expected, "{name}");
    }
}

#[test]
fn digits_round_and_what_is_not_a_number_shows_as_such() {
    let inputs = Inputs::new(
        ["a", "b"].map(String::from).to_vec(),
        array![[0.25, -0.001], [1e9, -2.0]],
    );
    let session = Session::new("", inputs);
    let of_embedding = |options: &Options, shown: &dyn Fn(f64) -> Shown| {
        let text = written(&session, options, &|inputs, trace, cell| {
            value(inputs, trace, cell).map(shown)
        });
        let section = text.split("# embedding\n").nth(1).unwrap();
        section.split("\n\n").next().unwrap().to_owned()
    };
    let two = Options {
        digits: Some(2),
        ..Options::default()
    };
    assert_eq!(
        of_embedding(&two, &Shown::Number),
        ",0,1\na,0.25,0.00\nb,1000000000.00,-2.00"
    );
    assert_eq!(
        of_embedding(&Options::default(), &Shown::Number),
        ",0,1\na,0.25,-0.001\nb,1000000000.0,-2.0"
    );
    assert_eq!(
        of_embedding(&two, &Shown::Difference),
        ",0,1\na,+0.25,-0.00\nb,+1000000000.00,-2.00"
    );
    assert_eq!(
        of_embedding(&two, &|number| if number > 0.0 {
            Shown::Hidden
        } else {
            Shown::Absent
        }),
        ",0,1\na,?,\nb,?,"
    );
    let infinite = |_: f64| Shown::Number(f64::NEG_INFINITY);
    assert_eq!(
        of_embedding(&two, &infinite),
        ",0,1\na,-inf,-inf\nb,-inf,-inf"
    );
}

#[test]
fn words_are_a_column_and_parts_have_headings() {
    let inputs = Inputs::new(
        ["to", "to"].map(String::from).to_vec(),
        array![[1.0], [2.0]],
    );
    let text = written(&Session::new("", inputs), &Options::default(), &number);
    let start = "# words\nwords\nto\nto\n\n# embedding\n,0\nto,1.0\nto,2.0\n\n# position\n";
    assert!(text.starts_with(start), "{text}");
    let mut inputs = awkward().inputs;
    inputs.heads.push(inputs.heads[0].clone());
    let text = written(&Session::new("", inputs), &Options::default(), &number);
    assert!(
        text.contains("\n\n# weights head 2\n,\"a,b\",\"\"\"quoted\"\"\",7,"),
        "{text}"
    );
}
