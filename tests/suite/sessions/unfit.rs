//! Parts of sessions that do not fit together, and their exact error messages.

use attn_tui::store::Session;

use super::START;

/// What follows the start of a session, and the error.
const UNFIT: &[(&str, &str)] = &[
    (
        "[source]\nwords = [\"x\", \"y\", \"z\"]\nword = 1",
        "6: source.word: unknown key; did you mean words?",
    ),
    (
        "[source]\nwords = [\"x\", \"y\", \"z\"]\nembeddings = 1",
        "6: source.embeddings: unknown key; did you mean embedding?",
    ),
    (
        "[position]\nstarts = 1",
        "5: position.starts: unknown key; did you mean start?",
    ),
    (
        "[attention]\nwindows = 1",
        "5: attention.windows: unknown key; did you mean window?",
    ),
    (
        "[[heads]]\nquery = 1",
        "5: heads[0].query (head 1): unknown key; expected one of w_q, w_k, w_v, b_q, b_k, b_v, q, k, v, scores, d_k, key_value, bias, q_norm, k_norm",
    ),
    (
        "[[heads]]\nq_normed = 1",
        "5: heads[0].q_normed (head 1): unknown key; did you mean q_norm?",
    ),
    (
        "[block]\nnorms = 1",
        "5: block.norms: unknown key; did you mean norm?",
    ),
    (
        "[block.feed_forward]\nw_3 = 1",
        "5: block.feed_forward.w_3: unknown key; did you mean w_1?",
    ),
    (
        "[block.feed_forward]\nb_gate = [1]",
        "5: block.feed_forward.b_gate: unknown key; did you mean w_gate?",
    ),
    (
        "source = 1",
        "4: source: expected a [source] table, found 1",
    ),
    (
        "[source]\nembedding = [[1]]",
        "4: source.words: expected a list of words, found nothing",
    ),
    (
        "[source]\nwords = []",
        "5: source.words: expected at least one word, found an empty list",
    ),
    (
        "[source]\nwords = [\"a b\"]",
        "5: source.words[0]: expected a word without white space, which separates words, found \"a b\"",
    ),
    (
        "[source]\nwords = [\"x\", \"y\", \"z\"]\nembedding = [[1], [2]]",
        "6: source.embedding: expected one row per word: 3, found 2",
    ),
    (
        "[position]\nencoding = \"rope\"",
        "5: position.encoding: expected \"sinusoidal\", \"learned\", \"rotary\", \"alibi\" or \"none\", found \"rope\"",
    ),
    (
        "[position]\nlayout = \"half\"",
        "5: position.layout: expected \"interleaved\" or \"halves\", found \"half\"",
    ),
    (
        "[position]\nstart = -1",
        "5: position.start: expected a whole number from 0 to 1000000000, found -1",
    ),
    (
        "[position]\nstart = 1000000001",
        "5: position.start: expected a whole number from 0 to 1000000000, found 1000000001",
    ),
    (
        "[position]\nstart = 99999999999999999999",
        "5: position.start: expected a whole number from 0 to 1000000000, found 99999999999999999999",
    ),
    (
        "[position]\ndimensions = 0",
        "5: position.dimensions: expected a whole number from 2 to 1024, found 0",
    ),
    (
        "[position]\ndimensions = 4.0",
        "5: position.dimensions: expected a whole number from 2 to 1024, found 4.0",
    ),
    (
        "[position]\nencoding = \"rotary\"\nadded = true",
        "6: position.added: expected false: \"rotary\" positions are not added to the embedding, found true",
    ),
    (
        "[position]\nadded = true\nencoding = \"alibi\"",
        "5: position.added: expected false: \"alibi\" positions are not added to the embedding, found true",
    ),
    (
        "[position]\nencoding = \"rotary\"\ndimensions = 3",
        "6: position.dimensions: expected an even number above 0, found 3",
    ),
    (
        "[position]\nencoding = \"rotary\"\ndimensions = 4",
        "6: position.dimensions: expected at most d_k of head 1, 2, found 4",
    ),
    (
        "[position]\nencoding = \"rotary\"\n[[heads]]\nw_q = [[1], [2]]\nw_k = [[1], [2]]",
        "5: position.encoding: expected an even d_k for rotary positions, which rotate pairs, found 1",
    ),
    (
        "[position]\nencoding = \"rotary\"\nfrequencies = [1.0, 0.1]",
        "6: position.frequencies: expected 1 number, one per pair of d_k of head 1, 2, found 2",
    ),
    (
        "[position]\nencoding = \"rotary\"\nfrequencies = []",
        "6: position.frequencies: expected a row of numbers, found an empty list",
    ),
    (
        "[position]\nencoding = \"rotary\"\nfrequencies = [nan]",
        "6: position.frequencies[0]: expected a finite number, found nan",
    ),
    (
        "[position]\nfrequencies = [1.0]",
        "5: position.frequencies: expected it with encoding = \"rotary\" only, found \"sinusoidal\"",
    ),
    (
        "[position]\ndimensions = 2",
        "5: position.dimensions: expected it with encoding = \"rotary\" only, found \"sinusoidal\"",
    ),
    (
        "[position]\nslopes = [1.0]",
        "5: position.slopes: expected it with encoding = \"alibi\" only, found \"sinusoidal\"",
    ),
    (
        "[position]\ntable = [[1, 2], [3, 4]]",
        "5: position.table: expected it with encoding = \"learned\" only, found \"sinusoidal\"",
    ),
    (
        "[position]\nencoding = \"none\"\nlayout = \"halves\"",
        "6: position.layout: expected it with encoding = \"sinusoidal\" or \"rotary\" only, found it",
    ),
    (
        "[position]\nencoding = \"learned\"",
        "4: position.table: expected the learned rows, one per position, found none",
    ),
    (
        "[position]\nencoding = \"learned\"\ntable = [[1, 2]]",
        "6: position.table: expected at least 2 rows, the start and one per word, found 1",
    ),
    (
        "[position]\nencoding = \"learned\"\nstart = 1\ntable = [[1, 2], [3, 4]]",
        "7: position.table: expected at least 3 rows, the start and one per word, found 2",
    ),
    (
        "[position]\nencoding = \"learned\"\ntable = [[1], [3]]",
        "6: position.table: expected rows of 2 numbers, as wide as the embedding, found 1",
    ),
    (
        "[position]\nencoding = \"alibi\"\nslopes = [1.0, 0.5]",
        "6: position.slopes: expected 1 number, one per head, found 2",
    ),
    (
        "[attention]\nwindow = 0",
        "5: attention.window: expected a whole number from 1 to 1000000000, found 0",
    ),
    (
        "[attention]\nwindow = 1.5",
        "5: attention.window: expected a whole number from 1 to 1000000000, found 1.5",
    ),
    (
        "[attention]\npadding = [true]",
        "5: attention.padding: expected one value per word that is attended to: 2, found 1",
    ),
    (
        "[attention]\npadding = []",
        "5: attention.padding: expected a row of booleans, found an empty list",
    ),
    (
        "[attention]\npadding = [true, 1]",
        "5: attention.padding[1]: expected true or false, found 1",
    ),
    (
        "[attention]\npadding = true",
        "5: attention.padding: expected a row of booleans, found true",
    ),
    (
        "[attention]\nbias = [[1, 2]]",
        "5: attention.bias: expected 2 × 2, a row and a column per word, found 1 × 2",
    ),
    (
        "[attention]\ncap = 0",
        "5: attention.cap: expected a number greater than 0, found 0",
    ),
    (
        "[attention]\ncap = inf",
        "5: attention.cap: expected a finite number, found inf",
    ),
    (
        "[attention]\nepsilon = -1e-6",
        "5: attention.epsilon: expected a number, at least 0, found -1e-6",
    ),
    (
        "[source]\nwords = [\"x\", \"y\", \"z\"]\nembedding = [[1], [2], [3]]\n[attention]\nmask = [[true, false], [true, false]]",
        "8: attention.mask: expected 2 × 3, a row per word and a column per word of the source, found 2 × 2",
    ),
    (
        "[[heads]]\nq = [[1, 2]]\nk = [[1, 2], [3, 4]]\nv = [[1], [2]]",
        "5: heads[0].q (head 1): expected 2 rows, one per word, found 1",
    ),
    (
        "[[heads]]\nk = [[1, 2], [3, 4]]\nw_k = [[1], [2]]",
        "6: heads[0].w_k (head 1): expected no weights: k is given, found it",
    ),
    (
        "[[heads]]\nq = [[1, 2], [3, 4]]\nb_q = [1]",
        "6: heads[0].b_q (head 1): expected no weights: q is given, found it",
    ),
    (
        "[[heads]]\nq = [[1], [3]]",
        "5: heads[0].q (head 1): expected 2 columns, as many as the keys have, found 1",
    ),
    (
        "[[heads]]\nk = [[1], [3]]",
        "5: heads[0].k (head 1): expected 2 columns, as many as q has, found 1",
    ),
    (
        "[[heads]]\nscores = [[1, 2], [3, 4]]",
        "4: heads[0].d_k (head 1): expected the width of the keys that the scores were made from, since the scale is √d_k, found none",
    ),
    (
        "[[heads]]\nscores = [[1, 2], [3, 4]]\nd_k = 0",
        "6: heads[0].d_k (head 1): expected a whole number from 1 to 1024, found 0",
    ),
    (
        "[[heads]]\nscores = [[1, 2]]\nd_k = 4",
        "5: heads[0].scores (head 1): expected 2 × 2, a row and a column per word, found 1 × 2",
    ),
    (
        "[[heads]]\nscores = [[1, 2], [3, 4]]\nd_k = 4\nw_q = [[1], [2]]",
        "7: heads[0].w_q (head 1): expected no weights: the scores are given, found it",
    ),
    (
        "[[heads]]\nscores = [[1, 2], [3, 4]]\nd_k = 4\nk = [[1], [2]]",
        "7: heads[0].k (head 1): expected no queries and keys: the scores are given, found it",
    ),
    (
        "[[heads]]\nd_k = 4",
        "5: heads[0].d_k (head 1): expected it with given scores only; otherwise it is the width of the keys, found it",
    ),
    (
        "[[heads]]\nscores = [[1, 2], [3, 4]]\nd_k = 4\nq_norm = [1]\nk_norm = [1]",
        "7: heads[0].q_norm (head 1): expected no norm of queries: the scores are given, found it",
    ),
    (
        "[position]\nencoding = \"rotary\"\n[[heads]]\nscores = [[1, 2], [3, 4]]\nd_k = 4",
        "7: heads[0].scores (head 1): expected queries and keys, which rotary positions rotate; scores are made from them, found it",
    ),
    (
        "[[heads]]\nkey_value = 0",
        "5: heads[0].key_value (head 1): expected a whole number from 1 to 64, found 0",
    ),
    (
        "[[heads]]\nkey_value = 1",
        "5: heads[0].key_value (head 1): expected another head, found 1",
    ),
    (
        "[[heads]]\nkey_value = 2",
        "5: heads[0].key_value (head 1): expected the number of a head, from 1 to 1, found 2",
    ),
    (
        "[[heads]]\nkey_value = 65",
        "5: heads[0].key_value (head 1): expected a whole number from 1 to 64, found 65",
    ),
    (
        "[[heads]]\n[[heads]]\nkey_value = 1\n[[heads]]\nkey_value = 2",
        "8: heads[2].key_value (head 3): expected a head that has keys and values of its own, found 2, which uses those of another",
    ),
    (
        "[[heads]]\n[[heads]]\nkey_value = 1\nw_k = [[1], [2]]",
        "7: heads[1].w_k (head 2): expected no keys and values of its own: they are those of another head, found it",
    ),
    (
        "[[heads]]\n[[heads]]\nv = [[1], [2]]\nkey_value = 1",
        "6: heads[1].v (head 2): expected no keys and values of its own: they are those of another head, found it",
    ),
    (
        "[[heads]]\n[[heads]]\nw_q = [[1], [2]]\nkey_value = 1",
        "6: heads[1].w_q (head 2): expected 2 columns, as many as the keys have, found 1",
    ),
    (
        "[[heads]]\nbias = [[1], [2]]",
        "5: heads[0].bias (head 1): expected 2 × 2, a row and a column per word, found 2 × 1",
    ),
    (
        "[[heads]]\nq_norm = [1, 1]",
        "4: heads[0].k_norm (head 1): expected both q_norm and k_norm, or neither, found one of them",
    ),
    (
        "[[heads]]\nk_norm = [1, 1]",
        "4: heads[0].q_norm (head 1): expected both q_norm and k_norm, or neither, found one of them",
    ),
    (
        "[[heads]]\nq_norm = [1]\nk_norm = [1, 1]",
        "5: heads[0].q_norm (head 1): expected 2 numbers, one per column of the keys, found 1",
    ),
    (
        "[source]\nwords = [\"x\", \"y\", \"z\"]\n[[heads]]\nw_q = [[1], [2]]",
        "4: source.embedding: expected rows of numbers, from which keys and values of head 1 are made, found none",
    ),
    (
        "[source]\nwords = [\"x\", \"y\", \"z\"]\nembedding = [[1], [2], [3]]\n[[heads]]\nw_k = [[1], [2]]",
        "8: heads[0].w_k (head 1): expected 1 row, one per input number, found 2",
    ),
    (
        "[source]\nwords = [\"x\", \"y\", \"z\"]\nembedding = [[1], [2], [3]]",
        "1: heads[0].w_q (head 1): expected one of 1 column: the keys have 1 column, found none",
    ),
    (
        "[block]",
        "4: block.feed_forward: expected a [block.feed_forward] table, found nothing",
    ),
    (
        "[block]\nfeed_forward = 1",
        "5: block.feed_forward: expected a [block.feed_forward] table, found 1",
    ),
    ("block = 1", "4: block: expected a [block] table, found 1"),
    (
        "[block]\nnorm = \"before\"\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n",
        "5: block.norm: expected \"post\" or \"pre\", found \"before\"",
    ),
    (
        "[block]\nkind = \"batch\"\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n",
        "5: block.kind: expected \"layer\" or \"rms\", found \"batch\"",
    ),
    (
        "[block]\nepsilon = -1\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n",
        "5: block.epsilon: expected a number, at least 0, found -1",
    ),
    (
        "[block]\ngain_1 = [1]\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n",
        "5: block.gain_1: expected 2 numbers, d_model, found 1",
    ),
    (
        "[block]\nkind = \"rms\"\nshift_1 = [1, 2]\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n",
        "6: block.shift_1: expected no shift: \"rms\" norms have none, found it",
    ),
    (
        "[block]\nshift_2 = [1, 2]\nkind = \"rms\"\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n",
        "5: block.shift_2: expected no shift: \"rms\" norms have none, found it",
    ),
    (
        "[output]\nw_o = [[1], [2]]\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\n",
        "6: block: expected an output of d_model, 2, columns, to add it to the input; w_o can bring it there, found 1",
    ),
    (
        "[block.feed_forward]\nw_1 = [[1], [2]]",
        "4: block.feed_forward.w_2: expected rows of numbers, found nothing",
    ),
    (
        "[block.feed_forward]\nw_2 = [[1, 2]]",
        "4: block.feed_forward.w_1: expected rows of numbers, found nothing",
    ),
    (
        "[block.feed_forward]\nw_1 = [[1]]\nw_2 = [[1, 2]]",
        "5: block.feed_forward.w_1: expected 2 × 1, d_model × d_ff, found 1 × 1",
    ),
    (
        "[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2], [3, 4]]\n",
        "6: block.feed_forward.w_2: expected 1 × 2, d_ff × d_model, found 2 × 2",
    ),
    (
        "[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\nb_1 = [1, 2]",
        "7: block.feed_forward.b_1: expected 1 number, one per column of w_1, found 2",
    ),
    (
        "[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\nb_2 = [1]",
        "7: block.feed_forward.b_2: expected 2 numbers, one per column of w_2, found 1",
    ),
    (
        "[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\nw_gate = [[1, 2], [3, 4]]",
        "7: block.feed_forward.w_gate: expected 2 × 1, d_model × d_ff, as w_1 has, found 2 × 2",
    ),
    (
        "[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]\nactivation = \"swish\"",
        "7: block.feed_forward.activation: expected \"relu\", \"gelu\", \"gelu_tanh\" or \"silu\", found \"swish\"",
    ),
];

#[test]
fn what_does_not_fit_is_rejected_with_line_key_and_expectation() {
    for (end, message) in UNFIT {
        let text = format!("{START}{end}");
        let error = Session::parse(&text).unwrap_err().to_string();
        assert_eq!(error, *message, "{text}");
    }
}
