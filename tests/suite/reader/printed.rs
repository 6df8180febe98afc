//! What programs really print, and how people write matrices.

use attn_tui::reader::{self, Options};

use super::{read, words};

/// The matrix of most cases.
const X: [[f64; 3]; 2] = [[1.0, 0.5, -2.0], [0.25, 3.0, 0.001]];

/// Who writes like this, and the text.
const WRITTEN: [(&str, &str); 62] = [
    ("a spreadsheet", "1\t0.5\t-2\n0.25\t3\t0.001\n"),
    (
        "a spreadsheet on Windows",
        "1\t0.5\t-2\r\n0.25\t3\t0.001\r\n",
    ),
    (
        "a spreadsheet with words",
        "\ta\tb\tc\nI\t1\t0.5\t-2\nlove\t0.25\t3\t0.001\n",
    ),
    ("a German spreadsheet", "1,0\t0,5\t-2,0\n0,25\t3,0\t0,001\n"),
    ("a German CSV file", "1,0;0,5;-2,0\r\n0,25;3,0;0,001\r\n"),
    (
        "a German CSV file with words",
        "Wort;a;b;c\nI;1,0;0,5;-2,0\nlove;0,25;3,0;0,001",
    ),
    (
        "CSV with quotes",
        "\"1.0\",\"0.5\",\"-2\"\n\"0.25\",\"3\",\"0.001\"\n",
    ),
    (
        "German CSV with quotes",
        "\"1,0\",\"0,5\",\"-2,0\"\n\"0,25\",\"3,0\",\"0,001\"\n",
    ),
    ("CSV", "1,0.5,-2\n0.25,3,0.001"),
    ("CSV with spaces", "1, 0.5, -2\n0.25, 3, 0.001\n"),
    ("CSV with trailing commas", "1,0.5,-2,\n0.25,3,0.001,\n"),
    ("CSV with semicolons", "1;0.5;-2\n0.25;3;1e-3"),
    (
        "somebody who types",
        "  1   0.5  −2\n\n  0.25 3    0.001\n\n",
    ),
    ("one line, rows by semicolons", "1 0.5 -2; 0.25 3 0.001"),
    (
        "one line, commas and semicolons",
        "1, 0.5, -2; 0.25, 3, 0.001;",
    ),
    (
        "np: print(X)",
        "[[ 1.0e+00  5.0e-01 -2.0e+00]\n [ 2.5e-01  3.0e+00  1.0e-03]]",
    ),
    (
        "np: print with fewer digits",
        "[[ 1.     0.5   -2.   ]\n [ 0.25   3.     0.001]]",
    ),
    (
        "np: X",
        "array([[ 1.0e+00,  5.0e-01, -2.0e+00],\n       [ 2.5e-01,  3.0e+00,  1.0e-03]])",
    ),
    (
        "np: float32",
        "array([[ 1.0e+00,  5.0e-01, -2.0e+00],\n       [ 2.5e-01,  3.0e+00,  1.0e-03]], dtype=float32)",
    ),
    (
        "np: matrix",
        "matrix([[ 1.0e+00,  5.0e-01, -2.0e+00],\n        [ 2.5e-01,  3.0e+00,  1.0e-03]])",
    ),
    (
        "np: a masked array",
        "masked_array(\n  data=[[ 1.0e+00,  5.0e-01, -2.0e+00],\n        [ 2.5e-01,  3.0e+00,  1.0e-03]],\n  mask=False,\n  fill_value=1e+20)",
    ),
    (
        "np: a list of arrays",
        "[array([ 1. ,  0.5, -2. ]), array([0.25 , 3.   , 0.001])]",
    ),
    (
        "np: a list of scalars",
        "[[np.float64(1.0), np.float64(0.5), np.float64(-2.0)], [np.float64(0.25), np.float64(3.0), np.float64(0.001)]]",
    ),
    (
        "Python",
        "X = np.array([[1, 0.5, -2],\n              [0.25, 3, 0.001]])",
    ),
    ("a Python list", "[[1.0, 0.5, -2.0], [0.25, 3.0, 0.001]]"),
    (
        "Python with trailing commas",
        "[\n    [1, 0.5, -2],\n    [0.25, 3, 0.001],\n]",
    ),
    ("Python tuples", "((1, 0.5, -2), (0.25, 3, 0.001))"),
    (
        "IPython",
        "Out[12]: \narray([[1.0, 0.5, -2.0],\n       [0.25, 3.0, 0.001]])",
    ),
    (
        "a Python prompt",
        ">>> X\narray([[1.0, 0.5, -2.0],\n       [0.25, 3.0, 0.001]])",
    ),
    (
        "PyTorch",
        "tensor([[ 1.0000e+00,  5.0000e-01, -2.0000e+00],\n        [ 2.5000e-01,  3.0000e+00,  1.0000e-03]], dtype=torch.float64)",
    ),
    (
        "PyTorch with a gradient",
        "tensor([[ 1.0000,  0.5000, -2.0000],\n        [ 0.2500,  3.0000,  0.0010]], device='cuda:0', grad_fn=<MmBackward0>)",
    ),
    (
        "a parameter of PyTorch",
        "Parameter containing:\ntensor([[ 1.0000,  0.5000, -2.0000],\n        [ 0.2500,  3.0000,  0.0010]], requires_grad=True)",
    ),
    (
        "a batch of one",
        "tensor([[[ 1.0000,  0.5000, -2.0000],\n         [ 0.2500,  3.0000,  0.0010]]])",
    ),
    (
        "JAX",
        "Array([[ 1.   ,  0.5  , -2.   ],\n       [ 0.25 ,  3.   ,  0.001]], dtype=float32)",
    ),
    (
        "TensorFlow",
        "<tf.Tensor: shape=(2, 3), dtype=float32, numpy=\narray([[ 1.   ,  0.5  , -2.   ],\n       [ 0.25 ,  3.   ,  0.001]], dtype=float32)>",
    ),
    (
        "TensorFlow: print",
        "tf.Tensor(\n[[ 1.     0.5   -2.   ]\n [ 0.25   3.     0.001]], shape=(2, 3), dtype=float32)",
    ),
    (
        "pandas",
        "      0    1      2\n0  1.00  0.5 -2.000\n1  0.25  3.0  0.001",
    ),
    (
        "pandas with names",
        "         a    b      c\nI     1.00  0.5 -2.000\nlove  0.25  3.0  0.001",
    ),
    (
        "pandas with a named index",
        "         a    b      c\nword                  \nI     1.00  0.5 -2.000\nlove  0.25  3.0  0.001",
    ),
    (
        "pandas with names of columns",
        "      a    b      c\n0  1.00  0.5 -2.000\n1  0.25  3.0  0.001",
    ),
    (
        "pandas: to_csv",
        ",0,1,2\n0,1.0,0.5,-2.0\n1,0.25,3.0,0.001\n",
    ),
    (
        "pandas: to_csv with names",
        "word,a,b,c\nI,1.0,0.5,-2.0\nlove,0.25,3.0,0.001\n",
    ),
    (
        "pandas: to_csv with tabs",
        "\t0\t1\t2\n0\t1.0\t0.5\t-2.0\n1\t0.25\t3.0\t0.001\n",
    ),
    (
        "pandas: to_latex",
        "\\begin{tabular}{lrrr}\n\\toprule\n & a & b & c \\\\\nword &  &  &  \\\\\n\\midrule\nI & 1.000000 & 0.500000 & -2.000000 \\\\\nlove & 0.250000 & 3.000000 & 0.001000 \\\\\n\\bottomrule\n\\end{tabular}\n",
    ),
    (
        "pandas: to_markdown",
        "|      |    a |   b |      c |\n|:-----|-----:|----:|-------:|\n| I    | 1    | 0.5 | -2     |\n| love | 0.25 | 3   |  0.001 |",
    ),
    (
        "R",
        "     [,1] [,2]   [,3]\n[1,] 1.00  0.5 -2.000\n[2,] 0.25  3.0  0.001",
    ),
    (
        "R with names",
        "        a   b      c\nI    1.00 0.5 -2.000\nlove 0.25 3.0  0.001",
    ),
    (
        "R: write.csv",
        "\"\",\"V1\",\"V2\",\"V3\"\n\"1\",1,0.5,-2\n\"2\",0.25,3,0.001",
    ),
    ("R: rbind", "X <- rbind(c(1, 0.5, -2), c(0.25, 3, 0.001))"),
    (
        "Julia",
        "2×3 Matrix{Float64}:\n 1.0   0.5  -2.0\n 0.25  3.0   0.001",
    ),
    (
        "Julia before 1.6",
        "2×3 Array{Float64,2}:\n 1.0   0.5  -2.0\n 0.25  3.0   0.001",
    ),
    ("Julia: repr", "Float32[1.0 0.5 -2.0; 0.25 3.0 0.001]"),
    ("MATLAB", "A = [1 0.5 -2; 0.25 3 0.001];"),
    (
        "MATLAB over lines",
        "A = [1, 0.5, -2\n     0.25, 3, 0.001];",
    ),
    (
        "MATLAB: A",
        "\nA =\n\n    1.0000    0.5000   -2.0000\n    0.2500    3.0000    0.0010\n\n",
    ),
    (
        "Octave: A",
        "A =\n\n   1.0000e+00   5.0000e-01  -2.0000e+00\n   2.5000e-01   3.0000e+00   1.0000e-03\n\n",
    ),
    ("Mathematica", "{{1., 0.5, -2.}, {0.25, 3., 0.001}}"),
    (
        "Mathematica: InputForm",
        "{{1., 0.5`, -2}, {0.25`16.2, 3, 1.*^-3}}",
    ),
    (
        "Rust: ndarray",
        "[[1.0, 0.5, -2.0],\n [0.25, 3.0, 0.001]], shape=[2, 3], strides=[3, 1], layout=Cc (0x5), const ndim=2",
    ),
    (
        "Rust",
        "let x = array![[1.0, 0.5, -2.0], [0.25, 3.0, 0.001]];",
    ),
    (
        "C",
        "double x[][] = {{1.0, 0.5, -2.0},\n                {0.25, 3.0, 1e-3}};",
    ),
    (
        "JSON",
        "{\"embedding\": [\n  [\n    1.0,\n    0.5,\n    -2.0\n  ],\n  [\n    0.25,\n    3.0,\n    0.001\n  ]\n]}",
    ),
];

const WRITTEN_AS_FORMULA: [(&str, &str); 18] = [
    (
        "bmatrix",
        "\\begin{bmatrix} 1 & 0.5 & -2 \\\\ 0.25 & 3 & 0.001 \\end{bmatrix}",
    ),
    (
        "pmatrix over lines",
        "$$\nX = \\begin{pmatrix}\n1 & \\frac{1}{2} & -2 \\\\\n\\frac{1}{4} & 3 & 0.001\n\\end{pmatrix}\n$$",
    ),
    (
        "array",
        "\\[\\left[\\begin{array}{ccc}\n1 & 0.5 & -2 \\\\[2pt] \\hline\n0.25 & 3 & 0.001 \\\\\n\\end{array}\\right]\\]",
    ),
    (
        "SymPy: latex",
        "\\left[\\begin{matrix}1 & \\frac{1}{2} & -2\\\\\\frac{1}{4} & 3 & 0.001\\end{matrix}\\right]",
    ),
    ("SymPy", "Matrix([[1, 1/2, -2], [1/4, 3, 0.001]])"),
    (
        "SymPy: pprint",
        "⎡ 1   1/2   -2  ⎤\n⎢               ⎥\n⎣1/4   3   0.001⎦",
    ),
    (
        "SymPy: mathematica_code",
        "{{1, 1/2, -2}, {1/4, 3, 1.0*^-3}}",
    ),
    (
        "booktabs",
        "\\begin{tabular}{l|S[table-format=1.3]cc}\n\\hline\n & \\textbf{a} & b & c \\\\ \\cline{2-4}\n\\textbf{I} & 1 & 50\\% & $-2$ \\\\\n\\textit{love} & 0.25 & 3 & \\num{0.001} \\\\\n\\end{tabular}",
    ),
    (
        "German LaTeX",
        "\\begin{bmatrix} 1,0 & 0,5 & -2,0 \\\\ 0,25 & 3,0 & 0,001 \\end{bmatrix}",
    ),
    (
        "a Markdown table",
        "| 1 | 0.5 | -2 |\n|---|---|---|\n| 0.25 | 3 | 0.001 |",
    ),
    (
        "a Markdown table with headings",
        "| Word | a | b | c |\n| --- | --- | --- | --- |\n| I | 1 | **0.5** | `-2` |\n| love | 0.25 | 3 | 0.001 |",
    ),
    (
        "a table of vectors",
        "| Word | Embedding |\n|------|-----------|\n| I | [1, 0.5, -2] |\n| love | [0.25, 3, 0.001] |",
    ),
    ("fenced text", "```text\n1 0.5 -2\n0.25 3 0.001\n```"),
    (
        "a table of box characters",
        "┌──────┬──────┬─────┬───────┐\n│ word │ a    │ b   │ c     │\n├──────┼──────┼─────┼───────┤\n│ I    │ 1.0  │ 0.5 │ -2    │\n│ love │ 0.25 │ 3   │ 0.001 │\n└──────┴──────┴─────┴───────┘",
    ),
    ("a definition", "I: [1, 0.5, -2]\nlove: [0.25, 3, 0.001]"),
    (
        "variables of Python",
        "I = [1, 0.5, -2]\nlove = [0.25, 3, 0.001]",
    ),
    (
        "a dictionary of Python",
        "{'I': [1, 0.5, -2],\n 'love': [0.25, 3, 0.001]}",
    ),
    (
        "a definition with its formula",
        "Q = X W_q =\n[[1, 0.5, -2],\n [0.25, 3, 0.001]]",
    ),
];

#[test]
fn every_way_of_writing_a_matrix_is_read() {
    let words = words();
    for (writer, text) in WRITTEN.iter().chain(&WRITTEN_AS_FORMULA) {
        assert_eq!(
            read(text, &Options::default()),
            Ok(X.map(Vec::from).to_vec()),
            "{writer}"
        );
        let options = Options {
            words: Some(&words),
            columns: Some(3),
            ..Options::default()
        };
        assert_eq!(
            read(text, &options),
            Ok(X.map(Vec::from).to_vec()),
            "{writer}, onto words"
        );
    }
}

#[test]
fn explanations_begin_with_a_table_that_is_read() {
    let text = "\
| Word | Embedding |
|------|-----------|
| I | [1, 0, 1] |
| love | [0, 1, 0] |
| cats | [1, 1, 0] |
";
    let rows = vec![
        vec![1.0, 0.0, 1.0],
        vec![0.0, 1.0, 0.0],
        vec![1.0, 1.0, 0.0],
    ];
    let words = words();
    let options = Options {
        words: Some(&words),
        ..Options::default()
    };
    assert_eq!(read(text, &options), Ok(rows.clone()));
    assert_eq!(
        read(text.split_once("|-").unwrap().0, &options),
        Err("line 1, column 3: expected numbers, found \"Word\"".into())
    );
    let without_rule: String = text
        .lines()
        .filter(|line| !line.contains("--"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(read(&without_rule, &options), Ok(rows));
}

#[test]
fn single_rows_and_columns_are_read() {
    for (text, rows) in [
        ("0.5", vec![vec![0.5]]),
        ("[1. 2. 3.]", vec![vec![1.0, 2.0, 3.0]]),
        ("tensor(0.5000)", vec![vec![0.5]]),
        ("1\n2\n3", vec![vec![1.0], vec![2.0], vec![3.0]]),
        ("[1; 2; 3]", vec![vec![1.0], vec![2.0], vec![3.0]]),
        ("[[1], [2], [3]]", vec![vec![1.0], vec![2.0], vec![3.0]]),
        (
            "3-element Vector{Float64}:\n 1.0\n 2.0",
            vec![vec![1.0], vec![2.0]],
        ),
        (
            "a    1.0\nb    2.5\ndtype: float64",
            vec![vec![1.0], vec![2.5]],
        ),
        ("     0\nI  0.5", vec![vec![0.5]]),
        // One line of spreadsheet cells.
        ("1;2;3", vec![vec![1.0, 2.0, 3.0]]),
        ("1,5;2,5", vec![vec![1.5, 2.5]]),
    ] {
        assert_eq!(read(text, &Options::default()), Ok(rows), "{text}");
    }
}

/// What NumPy and PyTorch print of `np.arange(24).reshape(2, 12) / 7`, and of its first row.
#[test]
fn wrapped_rows_are_joined() {
    let numpy = "array([[0.        , 0.14285714, 0.28571429, 0.42857143, 0.57142857,
        0.71428571, 0.85714286, 1.        , 1.14285714, 1.28571429,
        1.42857143, 1.57142857],
       [1.71428571, 1.85714286, 2.        , 2.14285714, 2.28571429,
        2.42857143, 2.57142857, 2.71428571, 2.85714286, 3.        ,
        3.14285714, 3.28571429]])";
    let torch = "tensor([[0.0000, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0000, 1.1429,
         1.2857, 1.4286, 1.5714],
        [1.7143, 1.8571, 2.0000, 2.1429, 2.2857, 2.4286, 2.5714, 2.7143, 2.8571,
         3.0000, 3.1429, 3.2857]])";
    let row = "[0.         0.14285714 0.28571429 0.42857143 0.57142857 0.71428571
 0.85714286 1.         1.14285714 1.28571429 1.42857143 1.57142857]";
    let rounded = |rows: usize, digits: f64| -> Vec<Vec<f64>> {
        let number = |i: usize| (i as f64 / 7.0 * digits).round() / digits;
        (0..rows)
            .map(|row| (0..12).map(|column| number(12 * row + column)).collect())
            .collect()
    };
    assert_eq!(read(numpy, &Options::default()), Ok(rounded(2, 1e8)));
    assert_eq!(read(torch, &Options::default()), Ok(rounded(2, 1e4)));
    assert_eq!(read(row, &Options::default()), Ok(rounded(1, 1e8)));
}

/// Where not all columns fit beside each other, these programs print the others below.
#[test]
fn columns_that_are_printed_below_are_joined() {
    let rows = vec![vec![0.0, 0.1, 0.2, 0.3, 0.4], vec![1.0, 1.1, 1.2, 1.3, 1.4]];
    for (program, text) in [
        (
            "pandas",
            "        0    1    2  \\\nI     0.0  0.1  0.2   \nlove  1.0  1.1  1.2   \n\n        3    4  \nI     0.3  0.4  \nlove  1.3  1.4  ",
        ),
        (
            "R",
            "     [,1] [,2] [,3]\n[1,]    0  0.1  0.2\n[2,]    1  1.1  1.2\n     [,4] [,5]\n[1,]  0.3  0.4\n[2,]  1.3  1.4",
        ),
        (
            "MATLAB",
            "A =\n\n  Columns 1 through 3\n\n         0    0.1000    0.2000\n    1.0000    1.1000    1.2000\n\n  Columns 4 through 5\n\n    0.3000    0.4000\n    1.3000    1.4000\n\n",
        ),
        (
            "Octave",
            "A =\n\n Columns 1 through 4:\n\n        0   0.1000   0.2000   0.3000\n   1.0000   1.1000   1.2000   1.3000\n\n Column 5:\n\n   0.4000\n   1.4000\n\n",
        ),
    ] {
        assert_eq!(
            read(text, &Options::default()),
            Ok(rows.clone()),
            "{program}"
        );
    }
}

#[test]
fn a_factor_above_a_matrix_counts() {
    let text = "A =\n\n   1.0e+03 *\n\n    0.0010    1.2346\n   -2.0000         0\n";
    let rows = vec![vec![1.0, 1234.6], vec![-2000.0, 0.0]];
    assert_eq!(read(text, &Options::default()), Ok(rows));
    let text = "1e-06 *\n[[1.5, 2], [3, 4]]";
    let rows = vec![vec![1.5e-6, 2e-6], vec![3e-6, 4e-6]];
    assert_eq!(read(text, &Options::default()), Ok(rows));
}

#[test]
fn sums_of_rows_are_left_out() {
    let rows = vec![vec![0.75, 0.25], vec![0.5, 0.5]];
    for text in [
        "       I  love     Σ\nI     75%   25%  100%\nlove  50%   50%  100%",
        "| word | I | love | Σ |\n|---|---|---|---|\n| I | 0.75 | 0.25 | 1 |\n| love | 0.5 | 0.5 | 1 |",
    ] {
        assert_eq!(read(text, &Options::default()), Ok(rows.clone()), "{text}");
    }
}

#[test]
fn infinite_numbers_are_read_where_the_place_allows_them() {
    let options = Options {
        infinite: true,
        ..Options::default()
    };
    let rows = vec![vec![0.0, f64::NEG_INFINITY], vec![1.0, 2.0]];
    for text in [
        "tensor([[0., -inf],\n        [1., 2.]])",
        "0 −∞\n1 2",
        "0 -Inf\n1 2",
        "\\begin{bmatrix} 0 & -\\infty \\\\ 1 & 2 \\end{bmatrix}",
        "[[0, -Infinity], [1, 2]]",
    ] {
        assert_eq!(read(text, &options), Ok(rows.clone()), "{text}");
        let message = read(text, &Options::default()).unwrap_err();
        assert!(message.contains("expected a finite number"), "{message}");
    }
    assert!(read("0 nan", &options).is_err());
}

#[test]
fn labels_and_headings_may_be_numbers() {
    let rows = vec![vec![1.0, 0.5], vec![0.0, 2.0]];
    let words = ["2", "[", "…"].map(String::from);
    let options = Options {
        words: Some(&words),
        columns: Some(2),
        ..Options::default()
    };
    for text in [
        "1 0.5\n0 2",
        "   0  1\n2  1  0.5\n[  0  2",
        "   2  [\n2  1  0.5\n[  0  2",
        "2 1 0.5\n[ 0 2",
        "0 1 0.5\n1 0 2",
    ] {
        assert_eq!(read(text, &options), Ok(rows.clone()), "{text}");
    }
    // From the second row on.
    let options = Options {
        first_row: 1,
        ..options
    };
    assert_eq!(read("[ 1 0.5\n… 0 2", &options), Ok(rows));
}

#[test]
fn a_title_is_no_reason_to_take_the_first_column_for_labels() {
    let rows = vec![vec![0.0, 1.0], vec![1.0, 0.0]];
    for text in [
        "W_q\n0 1\n1 0",
        "0 1\n1 0",
        "W_q: [\n [0, 1],\n [1, 0]]",
        "0, 1\n1, 0",
    ] {
        assert_eq!(read(text, &Options::default()), Ok(rows.clone()), "{text}");
    }
}

#[test]
fn a_cell_has_its_text_and_its_place() {
    let rows = reader::read("| I | 50% |\n| 猫 | −1/2 |", &Options::default()).unwrap();
    let cell = rows[1][0];
    assert_eq!(
        (cell.value, cell.text, cell.line, cell.column),
        (-0.5, "−1/2", 2, 7)
    );
    assert_eq!((rows[0][0].value, rows[0][0].text), (0.5, "50%"));
    let words = words();
    let options = Options {
        words: Some(&words),
        ..Options::default()
    };
    let text = "I love cats\n\nscores · Q·Kᵀ · 3 × 3\n      I  love\nI     1     2\n";
    let rows = reader::read(text, &options).unwrap();
    assert_eq!(
        (rows[0][1].text, rows[0][1].line, rows[0][1].column),
        ("2", 5, 13)
    );
}
