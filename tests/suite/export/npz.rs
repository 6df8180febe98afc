//! Archives of arrays, opened by NumPy.

use std::collections::BTreeMap;
use std::fs;

use attn_tui::model::{HeadId, Inputs, Stage, Trace, stages};
use attn_tui::store::Session;
use ndarray::Array2;

use crate::support::exported::references;
use crate::support::exported::{Wanted, exported};
use crate::support::folder::Folder;
use crate::support::needs::Need;
use crate::support::numpy;

/// Prints each array of each archive: name, type, shape, and the bits of its numbers or its words.
const SCRIPT: &str = r#"
import pathlib
for path in sorted(pathlib.Path('.').glob('*.npz')):
    with np.load(path, allow_pickle=False) as z:
        assert z.zip.testzip() is None
        for name in z.files:
            a = z[name]
            if a.dtype == np.uint8:
                items = a.tobytes().hex()
            elif a.dtype.kind == 'U':
                items = ' '.join(''.join(f'{ord(c):x}.' for c in w) for w in a)
            else:
                items = ' '.join(f'{bits:x}' for bits in a.reshape(-1).view(np.uint64))
            print(path.stem, name, a.dtype.str, 'x'.join(map(str, a.shape)), items, sep='\t')
"#;

fn of_words(words: &[String]) -> String {
    let width = words.iter().map(|word| word.chars().count()).max().unwrap();
    let points =
        |word: &String| -> String { word.chars().map(|c| format!("{:x}.", c as u32)).collect() };
    let items: Vec<String> = words.iter().map(points).collect();
    format!("<U{width}\t{}\t{}", words.len(), items.join(" "))
}

fn of_numbers(shape: &str, matrices: &[Array2<f64>]) -> String {
    let bits = matrices.iter().flat_map(|matrix| {
        matrix
            .iter()
            .map(|number| format!("{:x}", number.to_bits()))
    });
    format!("<f8\t{shape}\t{}", bits.collect::<Vec<_>>().join(" "))
}

/// The arrays that a session should have, computed apart from the writer.
fn expected(session: &Session) -> BTreeMap<String, String> {
    let inputs = &session.inputs;
    let trace = Trace::compute(inputs).unwrap();
    let mut arrays = BTreeMap::new();
    arrays.insert("words".to_owned(), of_words(&inputs.words));
    if let Some(source) = &inputs.source {
        arrays.insert("source_words".to_owned(), of_words(&source.words));
    }
    let text = session.to_toml();
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    arrays.insert("session".to_owned(), format!("|u1\t{}\t{hex}", text.len()));
    for stage in stages(inputs).filter(|stage| stage.has_numbers()) {
        let matrix = |head: HeadId| {
            trace
                .stage(inputs, stage, head)
                .map(|matrix| matrix.to_array())
        };
        let of_heads: Vec<Option<Array2<f64>>> = inputs.head_ids().map(matrix).collect();
        let name = stage.name();
        if !stage.per_head() {
            let matrix = matrix(HeadId::default()).unwrap();
            let shape = format!("{}x{}", matrix.nrows(), matrix.ncols());
            arrays.insert(name.to_owned(), of_numbers(&shape, &[matrix]));
            continue;
        }
        let there: Vec<Array2<f64>> = of_heads.iter().flatten().cloned().collect();
        let (rows, columns) = there[0].dim();
        if there.len() == of_heads.len()
            && there.iter().all(|matrix| matrix.dim() == (rows, columns))
        {
            let shape = format!("{}x{rows}x{columns}", there.len());
            arrays.insert(name.to_owned(), of_numbers(&shape, &there));
        } else {
            for (head, matrix) in of_heads.into_iter().enumerate() {
                if let Some(matrix) = matrix {
                    let shape = format!("{}x{}", matrix.nrows(), matrix.ncols());
                    arrays.insert(
                        format!("{name}_{}", head + 1),
                        of_numbers(&shape, &[matrix]),
                    );
                }
            }
        }
    }
    arrays
}

/// A session whose heads have values of two widths.
fn uneven() -> Session {
    let words = ["one", "👩‍👩‍👧", "three"].map(String::from).to_vec();
    let mut inputs = Inputs::new(
        words,
        Array2::from_shape_fn((3, 4), |(row, column)| (row * 4 + column) as f64 / 7.0),
    );
    inputs.heads.push(inputs.heads[0].clone());
    inputs.heads[1].v.weight = Some(Array2::from_elem((4, 2), 0.5));
    Session::new("", inputs)
}

#[test]
fn numpy_opens_every_array_bit_for_bit_without_pickle() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let sessions = references().into_iter();
    let sessions: BTreeMap<String, Session> =
        sessions.chain([("uneven".to_owned(), uneven())]).collect();
    for (name, session) in &sessions {
        let bytes = exported(session, "npz", &Wanted::default());
        fs::write(folder.path().join(format!("{name}.npz")), bytes).unwrap();
    }
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in numpy::run(SCRIPT, &folder).lines() {
        let parts: Vec<&str> = line.splitn(3, '\t').collect();
        let arrays = found.entry(parts[0].to_owned()).or_default();
        arrays.insert(parts[1].to_owned(), parts[2].to_owned());
    }
    assert_eq!(found.len(), sessions.len());
    for (name, session) in &sessions {
        let expected = expected(session);
        assert_eq!(
            found[name].keys().collect::<Vec<_>>(),
            expected.keys().collect::<Vec<_>>(),
            "{name}"
        );
        for (array, items) in expected {
            assert!(found[name][&array] == items, "{name} {array}");
        }
    }
    assert!(found["uneven"].contains_key("v_2") && found["uneven"].contains_key("weights"));
}

#[test]
fn the_same_session_is_the_same_bytes() {
    let session = uneven();
    let wanted = Wanted::default();
    assert_eq!(
        exported(&session, "npz", &wanted),
        exported(&session, "npz", &wanted)
    );
}

#[test]
fn chosen_stages_come_with_the_words_and_without_the_session() {
    let names = |stages: &[Stage], head: Option<usize>| {
        let wanted = Wanted {
            stages,
            head,
            ..Wanted::default()
        };
        let bytes = exported(&uneven(), "npz", &wanted);
        let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        names.join(" ")
    };
    assert_eq!(
        names(&[Stage::Weights, Stage::Output], None),
        "words.npy weights.npy output.npy"
    );
    assert_eq!(names(&[Stage::Weights], Some(1)), "words.npy weights_2.npy");
    assert_eq!(names(&[Stage::V], None), "words.npy v_1.npy v_2.npy");
}
