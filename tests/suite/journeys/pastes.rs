//! Pasting blocks of numbers into a matrix.

use super::clipboard;
use ndarray::{Array2, array};

use attn_tui::model::Inputs;

use super::Explorer;

/// A session of zeros with this many words and numbers per word.
fn zeros(words: usize, width: usize) -> Explorer {
    let words = (0..words)
        .map(|word| format!("w{word}"))
        .collect::<Vec<_>>();
    let embedding = Array2::zeros((words.len(), width));
    Explorer::on(attn_tui::model::Inputs::new(words, embedding))
}

#[track_caller]
fn assert_pasted(text: &str, numbers: &Array2<f64>) {
    let mut explorer = zeros(numbers.nrows(), numbers.ncols());
    explorer.press(&format!("paste:'{text}'"));
    assert_eq!(
        explorer.inputs().embedding,
        numbers,
        "{text:?}: {}",
        explorer.message()
    );
    let (rows, columns) = numbers.dim();
    assert_eq!(
        explorer.message(),
        format!("pasted {rows}×{columns} numbers into the embedding")
    );
    explorer.assert_consistent();
    explorer.press("u");
    assert!(!explorer.app.is_unsaved(), "a paste is one change");
}

/// How the reader reads them is tested in `reader`.
#[test]
fn blocks_are_read_in_common_notations() {
    let numbers = array![[1.0, 0.5, -2.0], [0.25, 3.0, 1e-3]];
    for text in [
        "1\t0.5\t-2\r\n0.25\t3\t0.001\r\n",
        "1,0.5,-2\n0.25,3,0.001",
        "array([[ 1.   ,  0.5  , -2.   ],\n       [ 0.25 ,  3.   ,  0.001]])",
        "| Word | Embedding |\n|---|---|\n| w0 | [1, 1/2, -2] |\n| w1 | [25%, 3, 0.001] |",
        "\\begin{bmatrix} 1 & 0.5 & -2 \\\\ 0.25 & 3 & 0.001 \\end{bmatrix}",
        "[1 0.5 -2; 0.25 3 0.001]",
        "0 1 0.5 -2\n1 0.25 3 0.001",
    ] {
        assert_pasted(text, &numbers);
    }
}

#[test]
fn a_block_starts_at_the_selected_cell() {
    let mut explorer = zeros(3, 4);
    explorer.press("Down Right paste:'1 2\n3 4'");
    let expected = array![
        [0.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 2.0, 0.0],
        [0.0, 3.0, 4.0, 0.0]
    ];
    assert_eq!(explorer.inputs().embedding, expected);
    let cell = explorer.app.document.cursor.cell();
    assert_eq!(
        (cell.row, cell.column),
        (1, 1),
        "the selection does not move"
    );
}

#[test]
fn blocks_paste_into_weights_and_biases() {
    let mut explorer = Explorer::example("heads");
    explorer.press("d Tab Tab Tab Tab Right Enter 5 Left g Home");
    explorer.press("paste:'1 2\n3 4\n5 6\n7 8\n9 10'");
    let q = &explorer.inputs().heads[0].q;
    let weight = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]];
    assert_eq!(q.weight, Some(weight), "{}", explorer.message());
    assert_eq!(q.bias, Some(array![9.0, 10.0]), "the row under W is b");
    explorer.assert_consistent();
}

#[test]
fn equal_words_receive_the_pasted_row() {
    let mut explorer = Explorer::example("repeat");
    let width = explorer.inputs().d_model();
    let row = vec!["0.5"; width].join(" ");
    explorer.press(&format!("g Home paste:'{row}'"));
    assert_eq!(explorer.row(0), vec![0.5; width]);
    assert_eq!(explorer.row(2), vec![0.5; width], "equal words, equal rows");
    assert_eq!(
        explorer.message(),
        format!(
            "pasted 1×{width} numbers into the embedding, and into 2 other rows of the same words"
        )
    );
    explorer.press(&format!("paste:'{row}\n{}'", row.replace("0.5", "2")));
    assert_eq!(explorer.row(0), vec![0.5; width]);
    assert_eq!(
        explorer.row(1),
        vec![2.0; width],
        "explicitly pasted rows win"
    );
    explorer.press("u u");
    assert!(!explorer.app.is_unsaved());
}

#[test]
fn blocks_that_do_not_fit_or_parse_are_refused_whole_with_the_reason() {
    for (text, reason) in [
        (
            "1 2\n3",
            "line 2, column 1: expected 2 numbers, as in the first row, found 1",
        ),
        (
            "I love cats",
            "line 1, column 1: expected numbers, found \"I\"",
        ),
        (
            "w0 1 2\nw2 3 4",
            "line 2, column 1: expected \"w1\" or a number, found \"w2\"",
        ),
        (
            "1 \u{9b}31m",
            "line 1, column 3: expected a number such as 0.5, found \"\\u{9b}31m\"",
        ),
        (
            "[[0. 1. ... 8. 9.]]",
            "line 1, column 9: \"...\" leaves numbers out; np.set_printoptions(threshold=np.inf) prints all",
        ),
        ("1 2 3 4", "1×4 numbers do not fit here; d makes it 4 wide"),
        (
            "1 2 3 4\n1 2 3 4\n1 2 3 4",
            "3×4 numbers do not fit here; d makes it 4 wide",
        ),
        (
            "1\n2\n3\n4",
            "4×1 numbers do not fit here; press i and type 2 more words",
        ),
        ("", "line 1, column 1: expected numbers, found nothing"),
    ] {
        let mut explorer = zeros(2, 3);
        let before = explorer.toml_text();
        explorer.press(&format!("paste:'{text}'"));
        assert_eq!(
            explorer.refusal(),
            format!("not pasted: {reason}"),
            "{text:?}"
        );
        assert_eq!(explorer.toml_text(), before, "{text:?} changed nothing");
        assert!(!explorer.app.document.history.can_undo());
    }
}

#[test]
fn a_block_that_fits_elsewhere_is_refused_with_the_cell_to_start_at() {
    let mut explorer = zeros(3, 3);
    explorer.press("Down Down Right paste:'1 2 3\n4 5 6'");
    assert_eq!(
        explorer.refusal(),
        "not pasted: 2×3 numbers do not fit here; start at row 1, column 0 or before"
    );
}

#[test]
fn a_weight_matrix_says_how_to_make_room() {
    let mut explorer = Explorer::example("heads");
    explorer.press("5 Left g Home");
    let rows = explorer.inputs().d_model() + 2;
    explorer.press(&format!("paste:'{}'", vec!["1"; rows].join("\n")));
    assert_eq!(
        explorer.refusal(),
        format!(
            "not pasted: {rows}×1 numbers do not fit here; W_q has 4 rows, and d changes its shape"
        )
    );
    explorer.press("paste:'1 2 3 4 5 6 7 8 9'");
    assert_eq!(
        explorer.refusal(),
        "not pasted: 1×9 numbers do not fit here; d makes it 9 wide"
    );
    // Its rows are not words: any label may stand in front.
    explorer.press("paste:'a 1 2\nb 3 4'");
    assert_eq!(explorer.message(), "pasted 2×2 numbers into W_q");
}

#[test]
fn pasting_what_is_already_there_says_so() {
    let mut explorer = zeros(2, 2);
    explorer.press("paste:'0 0\n0 0'");
    assert_eq!(
        explorer.message(),
        "these numbers are already here; nothing changed"
    );
    assert!(!explorer.app.is_unsaved());
}

/// With equal words every row may depend on every other: looking for them again for each cell took minutes.
#[test]
fn a_large_block_fills_rows_of_equal_words() {
    const SIZE: usize = 256;
    let inputs = Inputs::new(
        vec!["to".to_owned(); SIZE],
        ndarray::Array2::zeros((SIZE, SIZE)),
    );
    let mut explorer = Explorer::on(inputs);
    let number = |row: usize, column: usize| ((row * 7 + column) % 100) as f64 / 4.0;
    let rows: Vec<String> = (0..SIZE)
        .map(|row| {
            let cells: Vec<_> = (0..SIZE)
                .map(|column| number(row, column).to_string())
                .collect();
            cells.join("\t")
        })
        .collect();
    explorer.press(&format!("paste:'{}'", rows.join("\n")));
    assert_eq!(
        explorer.message(),
        "pasted 256×256 numbers into the embedding"
    );
    for ((row, column), pasted) in explorer.inputs().embedding.indexed_iter() {
        assert_eq!(*pasted, number(row, column));
    }
}

#[test]
fn a_matrix_is_copied_with_its_words_in_the_digits_of_the_screen() {
    let mut explorer = Explorer::example("cats-positions");
    let mut copied = |keys: &str| {
        explorer.press(keys);
        clipboard(&explorer.sequences())
    };
    assert_eq!(
        copied("4 Y"),
        "I\t1.00\t1.00\t1.00\nlove\t0.84\t1.54\t0.00\ncats\t1.91\t0.58\t0.00\n"
    );
    assert_eq!(
        copied("m a 9 Y"),
        "\tI\tlove\tcats\nI\t100.0%\t0.0%\t0.0%\nlove\t36.0%\t64.0%\t0.0%\ncats\t26.4%\t26.4%\t47.1%\n"
    );
    assert_eq!(
        copied("8 Y").lines().nth(1),
        Some("I\t1.15\t−∞\t−∞".replace('−', "-").as_str())
    );
    // Numbers that can be edited are copied in full.
    assert_eq!(
        copied("2 g Home Enter text:-0.12345 Enter Y")
            .lines()
            .next(),
        Some("I\t-0.12345\t0\t1")
    );
    assert_eq!(copied("1 Down Y"), "I love cats");
    assert_eq!(copied("y"), "love");
}

#[test]
fn copied_weights_paste_back_exactly() {
    let mut explorer = Explorer::example("heads");
    explorer.press("5 Left g Home Enter text:0.1234567890123 Enter Y");
    let weight = explorer.inputs().heads[0].q.weight.clone();
    let copied = clipboard(&explorer.sequences());
    explorer.press("r Left Enter g Home");
    assert_ne!(
        explorer.inputs().heads[0].q.weight,
        weight,
        "filled with zeros"
    );
    explorer.press(&format!("paste:'{copied}'"));
    assert_eq!(explorer.inputs().heads[0].q.weight, weight);
    explorer.press("9 y");
    let number: f64 = clipboard(&explorer.sequences()).parse().unwrap();
    assert_eq!(number, explorer.value(), "one cell, in full precision");
}

#[test]
fn what_y_copies_is_pasted_back() {
    // With words that are repeated, and thus numbered.
    let mut explorer = Explorer::example("causal");
    let before = explorer.inputs().embedding.clone();
    let copied = copied(&mut explorer, "2 Y");
    assert!(copied.starts_with("the#1\t0.1\t"), "{copied}");
    explorer.press("2 g Home r");
    explorer.press("Right Enter");
    assert_ne!(explorer.inputs().embedding, before);
    explorer.press(&format!("2 g Home paste:'{copied}'"));
    assert_eq!(
        explorer.inputs().embedding,
        before,
        "{}",
        explorer.message()
    );
    // Weights, as shares.
    let mut source = Explorer::example("heads");
    let weights = source.numbers(attn_tui::model::Stage::Weights);
    let copied = self::copied(&mut source, "9 Y");
    let words = source.inputs().words.clone();
    let mut explorer = Explorer::on(Inputs::new(words, Array2::zeros((5, 5))));
    explorer.press(&format!("paste:'{copied}'"));
    let pasted = &explorer.inputs().embedding;
    let far = (pasted - &weights).mapv(f64::abs);
    assert!(far.iter().all(|far| *far < 5.01e-4), "{copied}\n{pasted}");
}

/// What the keys copy.
fn copied(explorer: &mut Explorer, keys: &str) -> String {
    use attn_tui::app::command::{Command, Effect, Explore};
    use attn_tui::app::{Action, update};
    let (step, key) = keys.split_once(' ').unwrap();
    assert_eq!(key, "Y");
    explorer.press(step);
    let copy = Action::Command(Command::Explore(Explore::CopyMatrix));
    let effects = update(&mut explorer.app, copy);
    let texts = effects.into_iter().filter_map(|effect| match effect {
        Effect::Copy { text, .. } => Some(text),
        _ => None,
    });
    texts.last().unwrap()
}
