//! Texts that are no matrix, and what the reader says about them.

use attn_tui::reader::Options;

use super::{read, words};

#[test]
fn what_is_no_matrix_is_refused_with_its_place() {
    for (text, message) in [
        ("", "line 1, column 1: expected numbers, found nothing"),
        (" \n\n", "line 1, column 1: expected numbers, found nothing"),
        ("[]", "line 1, column 1: expected numbers, found nothing"),
        (
            "I love cats",
            "line 1, column 1: expected numbers, found \"I\"",
        ),
        (
            "1 2\n3 x",
            "line 2, column 3: expected a number such as 0.5, found \"x\"",
        ),
        (
            "1 2\n3 4 %x",
            "line 2, column 5: expected a number such as 0.5, found \"%x\"",
        ),
        (
            "1 2\nthe end",
            "line 2, column 5: expected a number such as 0.5, found \"end\"",
        ),
        (
            "2x 1",
            "line 1, column 1: expected a number such as 0.5, found \"2x\"",
        ),
        (
            "[[0.1+0j, 1]]",
            "line 1, column 3: expected a number such as 0.5, found \"0.1+0j\"",
        ),
        (
            "1 2x",
            "line 1, column 3: expected a number such as 0.5, found \"2x\"",
        ),
        (
            "1\tnan",
            "line 1, column 3: expected a finite number, found \"nan\"",
        ),
        (
            "1 1e999",
            "line 1, column 3: expected a finite number, found \"1e999\"",
        ),
        (
            "1 1/0",
            "line 1, column 3: expected a finite number, found \"1/0\"",
        ),
        (
            "1\t\t2",
            "line 1, column 4: expected a number, found nothing",
        ),
        ("1,,2", "line 1, column 4: expected a number, found nothing"),
        (
            "| 1 |  | 2 |",
            "line 1, column 10: expected a number, found nothing",
        ),
        (
            "1,5\t2",
            "line 1, column 1: expected a number with a decimal point, found \"1,5\"",
        ),
        (
            "2 1,5",
            "line 1, column 3: expected a number with a decimal point, found \"1,5\"",
        ),
        (
            "1,234.5 2",
            "line 1, column 1: expected a number with a decimal point, found \"1,234.5\"",
        ),
        // Rows of different widths.
        (
            "1 2\n3",
            "line 2, column 1: expected 2 numbers, as in the first row, found 1",
        ),
        (
            "[[1, 2], [3]]",
            "line 1, column 11: expected 2 numbers, as in the first row, found 1",
        ),
        (
            "1 2 3\n\n4 5 6\n7 8",
            "line 4, column 1: expected 3 numbers, as in the first row, found 2",
        ),
        (
            "0;1,5;2",
            "line 1, column 3: expected 1 number, as in the first row, found 2",
        ),
        // Brackets.
        ("[[1, 2]", "line 1, column 1: this \"[\" is never closed"),
        (
            "[1]]",
            "line 1, column 4: no bracket is open for this \"]\"",
        ),
        (
            "[1, 2)",
            "line 1, column 6: expected the end of \"[\" in line 1, column 1, found \")\"",
        ),
        (
            "[1] 2",
            "line 1, column 5: expected one matrix, found another that begins with \"2\"",
        ),
        (
            "[[[1, 2]], [[3, 4]]]",
            "line 1, column 14: expected one matrix, found another that begins with \"3\"",
        ),
        (
            "tensor(indices=tensor([[0, 1],\n                       [0, 1]]),\n       values=tensor([1., 1.]),\n       size=(2, 2), nnz=2, layout=torch.sparse_coo)",
            "line 3, column 23: expected one matrix, found another that begins with \"1.\"",
        ),
        (
            "Columns 1 to 2\n1 2\n3 4\nColumn 3\n5",
            "line 5, column 1: expected 2 rows, as in the columns before, found 1",
        ),
        // Shortened.
        (
            "[[   0    1 ...   98   99]\n [ 100  101 ...  198  199]]",
            "line 1, column 13: \"...\" leaves numbers out; np.set_printoptions(threshold=np.inf) prints all",
        ),
        (
            "tensor([[0., 0., 0.,  ..., 0., 0., 0.]])",
            "line 1, column 23: \"...\" leaves numbers out; torch.set_printoptions(profile=\"full\") prints all",
        ),
        (
            "       0    1   ...   28   29\nI     0.0  0.1  ...  4.0  4.1\nlove  4.2  4.3  ...  8.4  8.5\n\n[2 rows x 30 columns]",
            "line 1, column 17: \"...\" leaves numbers out; pd.set_option(\"display.max_rows\", None, \"display.max_columns\", None) prints all",
        ),
        (
            "100×100 Matrix{Float64}:\n 1.0  2.0  …  3.0\n ⋮         ⋱\n 4.0  5.0  …  6.0",
            "line 2, column 12: \"…\" leaves numbers out; print all of them, such as with show(stdout, \"text/plain\", A) in Julia",
        ),
        (
            "\\begin{bmatrix} 1 & \\cdots & 2 \\end{bmatrix}",
            "line 1, column 21: \"\\cdots\" leaves numbers out; write all of them",
        ),
    ] {
        assert_eq!(
            read(text, &Options::default()),
            Err(message.into()),
            "{text}"
        );
    }
}

#[test]
fn a_label_must_be_the_word_of_its_row() {
    let words = words();
    let options = Options {
        words: Some(&words),
        columns: Some(2),
        ..Options::default()
    };
    for (text, message) in [
        (
            "I 1 2\ndog 3 4",
            "line 2, column 1: expected \"love\" or a number, found \"dog\"",
        ),
        (
            "I 1 2\ncats 3 4",
            "line 2, column 1: expected \"love\" or a number, found \"cats\"",
        ),
        (
            "love 1 2",
            "line 1, column 1: expected \"I\" or a number, found \"love\"",
        ),
        (
            "love = [0, 1]\nI = [1, 0]",
            "line 1, column 1: expected \"I\" or a number, found \"love\"",
        ),
        (
            "{\"I\": [1, 0], \"cats\": [0, 1]}",
            "line 1, column 16: expected \"love\" or a number, found \"cats\"",
        ),
        // Two stages.
        (
            "k · 1 × 2\n   0  1\nI  1  2\n\nv · 1 × 2\n   0  1\nI  1  2\n",
            "line 5, column 1: expected one matrix, found another that begins with \"v · 1 × 2\"",
        ),
    ] {
        assert_eq!(read(text, &options), Err(message.into()), "{text}");
    }
}

#[test]
fn a_quote_is_short() {
    let message = read(&format!("1 {}", "x".repeat(1000)), &Options::default()).unwrap_err();
    assert_eq!(
        message,
        format!(
            "line 1, column 3: expected a number such as 0.5, found \"{}…\"",
            "x".repeat(40)
        )
    );
}
