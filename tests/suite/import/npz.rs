//! Archives of arrays: our own, which restore the session, and those of other programs.

use std::fs;

use attn_tui::model::{Inputs, Mask, Scale, Sentence, Stage, Trace, stages};
use attn_tui::store::Session;
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;

use super::read;
use crate::support::exported::{Wanted, exported};
use crate::support::folder::Folder;
use crate::support::needs::Need;
use crate::support::numpy;
use crate::support::strategies::any_usual_session;

proptest! {
    #[test]
    fn an_exported_session_is_restored(inputs in any_usual_session()) {
        let session = Session::new("a title", inputs);
        let bytes = exported(&session, "npz", &Wanted::default());
        let back = read("x.npz", bytes).map_err(TestCaseError::fail)?;
        prop_assert_eq!(back, session);
    }

    #[test]
    fn stages_alone_restore_heads_with_given_matrices(inputs in any_usual_session()) {
        let has = |stage: Stage| stages(&inputs).any(|other| other == stage);
        // Those whose scores are made from Q and K as they are, and changed only by what is inferred.
        let is_plain = has(Stage::Q) && !has(Stage::RotatedQ) && !has(Stage::NormedQ);
        let is_plain = is_plain && !has(Stage::Biased) && !has(Stage::Capped);
        // What is restored counts q, k and v of every head.
        let all_heads = inputs.head_ids().all(|head| Stage::Q.exists(&inputs, head));
        // Q of one shape cannot be told from the scores of a head that has none.
        if is_plain && all_heads {
            let chosen = [Stage::Q, Stage::K, Stage::V, Stage::Scores, Stage::Scaled, Stage::Masked, Stage::Weights, Stage::Head, Stage::Concat];
            let wanted = Wanted { stages: &chosen, ..Wanted::default() };
            let bytes = exported(&Session::new("", inputs.clone()), "npz", &wanted);
            let back = read("x.npz", bytes).map_err(TestCaseError::fail)?.inputs;
            prop_assert_eq!(&back.words, &inputs.words);
            prop_assert_eq!(back.key_words(), inputs.key_words());
            let (trace, of_back) = (Trace::compute(&inputs).unwrap(), Trace::compute(&back).unwrap());
            for stage in chosen {
                for head in inputs.head_ids() {
                    let ours = trace.stage(&inputs, stage, head).unwrap().to_array();
                    let theirs = of_back.stage(&back, stage, head).unwrap().to_array();
                    for (ours, theirs) in ours.iter().zip(&theirs) {
                        prop_assert!(ours == theirs || (ours - theirs).abs() <= 1e-7 * ours.abs().max(1.0), "{:?}", stage);
                    }
                }
            }
        }
    }
}

/// Reads an archive that NumPy saved as `x.npz`.
fn saved(folder: &Folder, script: &str) -> Result<Inputs, String> {
    numpy::run(
        &format!(
            "
rng = np.random.default_rng(1)
X = rng.normal(size=(3, 4))
q, k, v = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 2))
same = rng.normal(size=(2, 3, 4))
words, sources = np.array(['I', 'love', '猫']), np.array(list('abcde'))
def softmax(s):
    m = s.max(axis=-1, keepdims=True)
    m[np.isinf(m)] = 0
    e = np.exp(s - m)
    t = e.sum(axis=-1, keepdims=True)
    return np.divide(e, t, out=np.zeros_like(e), where=t != 0)
{script}
"
        ),
        folder,
    );
    let bytes = fs::read(folder.path().join("x.npz")).unwrap();
    read("x.npz", bytes).map(|session| session.inputs)
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(String::from).collect()
}

#[test]
fn one_matrix_of_any_name_is_an_embedding() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    for script in [
        "np.savez('x.npz', np.arange(6.).reshape(3, 2), words=words)",
        "np.savez_compressed('x.npz', wte=np.arange(6).reshape(3, 2), words=words)",
        "np.savez('x.npz', embedding=np.arange(6.).reshape(3, 2), words=words.astype('>U5'))",
        "np.savez('x.npz', embedding=np.asfortranarray(np.arange(6.).reshape(3, 2)), words=np.char.encode(words, 'utf-8'))",
    ] {
        let inputs = saved(&folder, script).unwrap();
        let expected = Inputs::new(
            words("I love 猫"),
            array![[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]],
        );
        assert_eq!(inputs, expected, "{script}");
    }
    let inputs = saved(&folder, "np.savez('x.npz', X)").unwrap();
    assert_eq!(inputs.words, words("1 2 3"));
}

#[test]
fn queries_keys_and_values_are_given_to_the_heads() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let stacked = saved(
        &folder,
        "np.savez('x.npz', q=q, k=k, v=v, words=words, source_words=sources)",
    )
    .unwrap();
    assert_eq!(stacked.heads.len(), 2);
    assert_eq!(stacked.words, words("I love 猫"));
    assert_eq!(stacked.source.as_ref().unwrap().words, words("a b c d e"));
    for script in [
        "np.savez('x.npz', q_1=q[0], q_2=q[1], k=k, v_2=v[1], v_1=v[0], words=words, source_words=sources)",
        "np.savez('x.npz', q=np.asfortranarray(q), k=k, v=np.asfortranarray(v), words=words, source_words=sources)",
    ] {
        assert_eq!(saved(&folder, script).unwrap(), stacked, "{script}");
    }
    // Without their words, the keys say how many they are.
    let numbered = saved(&folder, "np.savez('x.npz', q=q, k=k, v=v)").unwrap();
    assert_eq!(
        (numbered.words, numbered.source.unwrap().words),
        (words("1 2 3"), words("1 2 3 4 5"))
    );
    // One head; as many keys as queries are the same words.
    let one = saved(
        &folder,
        "np.savez('x.npz', q=q[0], k=same[0], v=same[1], embedding=X)",
    )
    .unwrap();
    assert_eq!(
        (one.heads.len(), one.source, one.embedding.dim()),
        (1, None, (3, 4))
    );
    assert!(one.heads[0].is_given());
    // Scores.
    let scores = saved(
        &folder,
        "np.savez('x.npz', scores=q @ k.swapaxes(1, 2), v=v)",
    )
    .unwrap();
    assert!(scores.heads.iter().all(|head| head.given.scores.is_some()));
    assert_eq!(scores.attention.scale, Scale::None);
    // A source with its embedding.
    let source = saved(
        &folder,
        "np.savez('x.npz', embedding=X, source=k[0], source_words=sources)",
    )
    .unwrap();
    let Some(Sentence {
        words: found,
        embedding,
    }) = source.source
    else {
        panic!("a source")
    };
    assert_eq!((found, embedding.dim()), (words("a b c d e"), (5, 4)));
}

#[test]
fn settings_are_inferred_from_what_they_did() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let settings = |script: &str| {
        let attention = saved(&folder, script).unwrap().attention;
        (attention.scale, attention.mask)
    };
    let causal = "s = q @ same.swapaxes(1, 2); m = s / 2; m[:, [0, 0, 1], [1, 2, 2]] = -np.inf";
    for dtype in ["f8", "f4"] {
        let script = format!(
            "{causal}
np.savez('x.npz', q=q.astype('{dtype}'), k=same, v=same, scores=s, scaled=s / 2, masked=m, weights=softmax(m).astype('{dtype}'))"
        );
        assert_eq!(settings(&script), (Scale::SqrtDk, Mask::Causal), "{dtype}");
    }
    let script =
        "s = q @ same.swapaxes(1, 2); np.savez('x.npz', q=q, k=same, v=same, scaled=s / 3.7)";
    assert_eq!(settings(script), (Scale::Divisor(3.7), Mask::None));
    // The masked scores tell as much, where nothing is added in between.
    let script = "m = q @ same.swapaxes(1, 2); m[:, 2] = -np.inf; m[:, 0, 1] = -np.inf; np.savez('x.npz', q=q, k=same, v=same, masked=m, weights=softmax(m))";
    let (scale, mask) = settings(script);
    let allowed = array![
        [true, false, true],
        [true, true, true],
        [false, false, false]
    ];
    assert_eq!((scale, mask), (Scale::None, Mask::Custom(allowed)));
    // The width of the keys is not known.
    let script = "s = q @ k.swapaxes(1, 2); np.savez('x.npz', scores=s, v=v, scaled=s / np.sqrt(64), weights=softmax(s / 8))";
    assert_eq!(settings(script).0, Scale::Divisor(8.0));
    // Positions that were added.
    let script = "
pos, i = np.arange(3)[:, None], np.arange(2)[None]
a = pos / 10000 ** (2 * i / 4)
P = np.stack([np.sin(a), np.cos(a)], -1).reshape(3, 4)
np.savez('x.npz', embedding=X, position=P, input=X + P)";
    assert!(saved(&folder, script).unwrap().position.added);
}

#[test]
fn arrays_that_are_edited_missing_or_unknown_are_named() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let words = ["a", "b"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, array![[1.0, 0.0], [0.0, 1.0]]);
    inputs.heads.push(inputs.heads[0].clone());
    let bytes = exported(&Session::new("", inputs), "npz", &Wanted::default());
    fs::write(folder.path().join("session.npz"), bytes).unwrap();
    let edited =
        |edit: &str| format!("z = dict(np.load('session.npz')); {edit}; np.savez('x.npz', **z)");
    let either = |name: &str| {
        format!("leave {name} out to open the session, or leave session out to open the arrays")
    };
    for (script, expected) in [
        (edited("z['scores'][1, 0, 1] = 0.25"), format!("scores[1, 0, 1]: expected 0, computed from session, found 0.25; {}", either("scores"))),
        (edited("z['embedding'][0, 0] = 2"), format!("embedding[0, 0]: expected 1, computed from session, found 2; {}", either("embedding"))),
        (edited("z['words'][1] = 'c'"), format!("words[1]: expected \"b\", as in session, found \"c\"; {}", either("words"))),
        (edited("z['words'] = z['words'][:1]"), format!("words: expected 2 words, as in session, found 1; {}", either("words"))),
        (edited("z['output'] = z['output'][:, :1]"), format!("output: expected the shape (2, 4), computed from session, found float64 (2, 1); {}", either("output"))),
        (edited("z['weights'] = z['weights'][0]"), format!("weights: expected the shape (2, 2, 2), computed from session, found float64 (2, 2); {}", either("weights"))),
        (edited("z['rotated_q'] = z['q']"), format!("rotated_q: the session that is made from session has no such stage; {}", either("rotated_q"))),
        (edited("z['scores'] = z['scores'].astype('f2'); z['scores'][0, 0, 0] += 0.01"), "scores[0, 0, 0]: expected 1, computed from session, found 1.009765625".to_owned()),
        (edited("z['Q'] = z['q']"), "expected q or one array per head, found Q too".to_owned()),
        (edited("z['q_1'] = z['q'][0]"), "expected q or one array per head, found q_1 too".to_owned()),
        (edited("z['wheights'] = z['weights']"), "expected names of stages (words, embedding, q, k, v, scores or weights …), or a single matrix, found wheights float64 (2, 2, 2)".to_owned()),
        ("np.savez('x.npz', a=X, b=X)".to_owned(), "expected names of stages (words, embedding, q, k, v, scores or weights …), or a single matrix, found a float64 (3, 4), b float64 (3, 4)".to_owned()),
        ("np.savez('x.npz', embeding=X, weights=q)".to_owned(), "expected names of stages (words, embedding, q, k, v, scores or weights …), or a single matrix, found embeding float64 (3, 4)".to_owned()),
        ("np.savez('x.npz', arr_0=q)".to_owned(), "expected names of stages (words, embedding, q, k, v, scores or weights …), or a single matrix, found arr_0 float64 (2, 3, 4)".to_owned()),
        ("np.savez('x.npz', q=q, k=k)".to_owned(), "expected embedding, or q, k and v, or scores and v, or session, found q float64 (2, 3, 4), k float64 (2, 5, 4)".to_owned()),
        ("np.savez('x.npz', weights=X)".to_owned(), "expected embedding, or q, k and v, or scores and v, or session, found weights float64 (3, 4)".to_owned()),
        ("np.savez('x.npz', words=words)".to_owned(), "expected embedding, or q, k and v, or scores and v, or session, found words str (3,)".to_owned()),
        ("np.savez('x.npz', q=q, k=k[:1], v=v)".to_owned(), "k: expected 2 heads, as many as q has, found 1".to_owned()),
        ("np.savez('x.npz', q_1=q[0], q_3=q[1], k=k, v=v)".to_owned(), "expected one array per head, found q_3 without q_2".to_owned()),
        ("np.savez('x.npz', q=q, k=k[:, :, :3], v=v)".to_owned(), "heads[0].k (head 1): expected 4 columns, as many as q has, found 3".to_owned()),
        ("np.savez('x.npz', q=q, k=k[:, :4], v=v)".to_owned(), "heads[0].k (head 1): expected 5 rows, one per word of the source, found 4".to_owned()),
        ("np.savez('x.npz', q=q * np.nan, k=k, v=v)".to_owned(), "q: expected finite numbers, found NaN at [0, 0, 0]".to_owned()),
        ("np.savez('x.npz', embedding=q)".to_owned(), "embedding: expected a matrix, found 3 dimensions: float64 (2, 3, 4)".to_owned()),
        ("np.savez('x.npz', q=q[0, 0], k=k, v=v)".to_owned(), "q: expected a matrix, or one per head (heads, rows, columns), found 1 dimension: float64 (4,)".to_owned()),
        ("np.savez('x.npz', embedding=X + 1j)".to_owned(), "embedding: expected real numbers, found complex ones".to_owned()),
        ("np.savez('x.npz', embedding=X, words=np.array(['a', 'b', 'c'], dtype=object))".to_owned(), "words: expected numbers or words, found Python objects".to_owned()),
        ("np.savez('x.npz', embedding=X, words=np.array(['New York', 'b', 'c']))".to_owned(), "words: word 1: expected a word without white space".to_owned()),
        ("np.savez('x.npz', embedding=X, source_words=sources)".to_owned(), "expected source, the embedding of source_words, or q, k and v, found neither".to_owned()),
        ("np.savez('x.npz', embedding=X, weights=np.full((3, 3), 0.5))".to_owned(), "weights[0, 0]: expected".to_owned()),
        ("np.savez('x.npz', q=q, k=k, v=v, biased=q @ k.swapaxes(1, 2))".to_owned(), "biased: the session that is made from q, k and v has no such stage; leave biased out, and what is computed from it, to open the rest".to_owned()),
        ("m = q @ k.swapaxes(1, 2); m[0, 0, 0] = -np.inf; np.savez('x.npz', q=q, k=k, v=v, masked=m)".to_owned(), "masked[1, 0, 0]: expected -inf, computed from q, k and v, found ".to_owned()),
    ] {
        let problem = saved(&folder, &script).map(|_| ()).unwrap_err();
                let start = format!("x.npz: {expected}");
        assert!(problem.starts_with(&start), "{script}\n{problem}\n{start}");
    }
}

#[test]
fn an_archive_of_all_stages_without_its_session_is_restored_as_far_as_they_tell() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let embedding = Array2::from_shape_fn((3, 4), |(row, column)| {
        ((row * 7 + column * 3) % 5) as f64 - 1.5
    });
    let mut inputs = Inputs::new(words("to be to"), embedding);
    inputs.attention.mask = Mask::Causal;
    inputs.heads[0].q.weight = Some(Array2::from_shape_fn((4, 2), |(row, column)| {
        (row + column) as f64 / 4.0
    }));
    inputs.heads[0].k.weight = inputs.heads[0].q.weight.clone();
    let bytes = exported(&Session::new("", inputs.clone()), "npz", &Wanted::default());
    fs::write(folder.path().join("session.npz"), bytes).unwrap();
    let back = saved(
        &folder,
        "z = dict(np.load('session.npz')); del z['session']; np.savez('x.npz', **z)",
    )
    .unwrap();
    assert_eq!(
        (&back.words, &back.embedding),
        (&inputs.words, &inputs.embedding)
    );
    assert_eq!(back.attention, inputs.attention);
    let given = back.heads[0].given.q.clone().unwrap();
    let q = Trace::compute(&inputs)
        .unwrap()
        .stage(&inputs, Stage::Q, 0)
        .unwrap()
        .to_array();
    assert_eq!(given.index_axis(Axis(0), 1), q.index_axis(Axis(0), 1));
}
