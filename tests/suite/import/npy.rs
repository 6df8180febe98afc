//! Single arrays, as NumPy writes them.

use std::fs;

use attn_tui::model::Inputs;
use ndarray::{Array2, array};

use super::{problem, read};
use crate::support::folder::Folder;
use crate::support::needs::Need;
use crate::support::numpy;

/// An array with any header.
pub(super) fn array(descr: &str, is_fortran: bool, shape: &str, items: &[u8]) -> Vec<u8> {
    let order = if is_fortran { "True" } else { "False" };
    let fields = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((fields.len() as u16).to_le_bytes());
    bytes.extend(fields.as_bytes());
    bytes.extend(items);
    bytes
}

/// Numbers as NumPy has them by default.
pub(super) fn of_numbers(numbers: &Array2<f64>) -> Vec<u8> {
    let items: Vec<u8> = numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    let shape = format!("({}, {})", numbers.nrows(), numbers.ncols());
    array("<f8", false, &shape, &items)
}

#[test]
fn an_array_is_an_embedding_of_numbered_words() {
    let numbers = array![[1.0, 2.5], [-0.5, 3.0], [0.0, 1e-9]];
    let words = ["1", "2", "3"].map(String::from).to_vec();
    let session = read("x.npy", of_numbers(&numbers)).unwrap();
    assert_eq!(session.inputs, Inputs::new(words, numbers));
}

#[test]
fn numpy_writes_every_type_and_order() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let script = "
a = np.array([[1, 0, 3], [0, 1, 1]])
for kind in ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', '?']:
    for end in '<>':
        for order in 'CF':
            b = np.asarray(a != 0 if kind == '?' else a, dtype=np.dtype(kind).newbyteorder(end), order=order)
            np.save(f'{kind.replace(chr(63), chr(98))}{dict(zip(chr(60) + chr(62), (chr(108), chr(98))))[end]}{order}.npy', b)
np.save('half.npy', np.array([[1/3, -65504, 6e-8]], dtype='f2'))
np.save('signed.npy', np.array([[-1, -128, 127]], dtype='i1'))
with open('new.npy', 'wb') as f: np.lib.format.write_array(f, a.astype(float), version=(2, 0))
";
    numpy::run(script, &folder);
    let opened = |name: &str| {
        read(name, fs::read(folder.path().join(name)).unwrap())
            .unwrap()
            .inputs
            .embedding
    };
    let numbers = array![[1.0, 0.0, 3.0], [0.0, 1.0, 1.0]];
    let files = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut count = 0;
    for name in files.filter(|name| !["half.npy", "signed.npy"].contains(&name.as_str())) {
        let expected = match name.starts_with('b') {
            true => numbers.mapv(|number: f64| number.min(1.0)),
            false => numbers.clone(),
        };
        assert_eq!(opened(&name), expected, "{name}");
        count += 1;
    }
    assert_eq!(count, 12 * 4 + 1);
    assert_eq!(
        opened("half.npy"),
        array![[0.333_251_953_125, -65504.0, 5.960_464_477_539_063e-8]]
    );
    assert_eq!(opened("signed.npy"), array![[-1.0, -128.0, 127.0]]);
}

#[test]
fn other_arrays_are_refused_with_what_was_found() {
    let nan = of_numbers(&array![[1.0, f64::NAN]]);
    let mut long = of_numbers(&array![[1.0, 2.0]]);
    let cut_off = long[..long.len() - 1].to_vec();
    long.push(0);
    let mut version = of_numbers(&array![[1.0]]);
    version[6] = 9;
    let mut header = b"\x93NUMPY\x02\x00".to_vec();
    header.extend(u32::MAX.to_le_bytes());
    for (bytes, expected) in [
        (
            Vec::new(),
            "expected an array of NumPy, found a file that is cut off or none",
        ),
        (
            b"version = 1\n".to_vec(),
            "expected an array of NumPy, found a file that does not begin like one",
        ),
        (
            version,
            "expected version 1, 2 or 3 of NumPy's format, found 9",
        ),
        (
            header,
            "expected a header of at most 10000 bytes, found 4294967295",
        ),
        (
            cut_off,
            "expected 2 items of float64 (1, 2), found 1: the file is cut off",
        ),
        (
            long,
            "expected as many items as the header says, found more bytes after them",
        ),
        (nan, "expected finite numbers, found NaN at [0, 1]"),
        (
            array("<f8", false, "(3,)", &[0; 24]),
            "expected a matrix, one row per word, found float64 (3,)",
        ),
        (
            array("<f8", false, "()", &[0; 8]),
            "expected a matrix, one row per word, found float64 ()",
        ),
        (
            array("<i8", false, "(1, 1, 1)", &[0; 8]),
            "expected a matrix, one row per word, found int64 (1, 1, 1)",
        ),
        (
            array("<f8", false, "(0, 3)", &[]),
            "expected at least one row of numbers, found 0 × 3",
        ),
        (
            array("<f4", false, "(1025, 1)", &[]),
            "expected at most 1024 rows of at most 1024 numbers, found 1025 × 1",
        ),
        (
            array("<f8", false, "(99999999999, 9)", &[]),
            "expected an array of at most 1024 MiB, found float64 (99999999999, 9)",
        ),
        (
            array("<c16", false, "(1, 1)", &[0; 16]),
            "expected real numbers, found complex ones",
        ),
        (
            array("<f16", false, "(1, 1)", &[0; 16]),
            "expected numbers of at most 64 bits, found longer ones; save them with dtype=float",
        ),
        (
            array("|V2", false, "(1, 1)", &[0; 2]),
            "expected numbers or words, found items of the type \"|V2\"",
        ),
        (
            array("<M8[s]", false, "(1, 1)", &[0; 8]),
            "expected numbers or words, found items of the type \"<M8[s]\"",
        ),
        (
            array("|O", false, "(1, 1)", b"\x80\x04."),
            "expected numbers or words, found Python objects, which are not read because loading them runs code; save them with dtype=float or dtype=str",
        ),
        (
            array("<U3", false, "(1, 1)", &[0; 12]),
            "expected numbers, found str (1, 1)",
        ),
    ] {
        assert_eq!(problem("x.npy", bytes), format!("x.npy: {expected}"));
    }
}
