//! Saving keeps the comments of tables inside tables, and of the rows of a source.

use attn_tui::model::{Activation, Layer, Placement};
use attn_tui::store::Session;
use ndarray::{Axis, array};

use super::edited::{changes, diff};

/// A layer, by hand, with the table inside before the one around it.
const LAYER: &str = r#"version = 1
words = ["a", "b"]
embedding = [[1, 2], [3, 4]]

[block.feed_forward] # the network
w_1 = [[1], [2]] # up
# down
w_2 = [[1, 2]]

# The norms.
[block]
norm = 'pre' # as in GPT-2
gain_1 = [1, 1]
"#;

#[test]
fn tables_inside_tables_keep_their_comments() {
    let layer = |session: &mut Session| session.inputs.layer.take().unwrap();
    let set = |change: fn(&mut Layer)| {
        move |session: &mut Session| {
            let mut new = layer(session);
            change(&mut new);
            session.inputs.layer = Some(new);
        }
    };
    assert_eq!(changes(LAYER, set(|_| ())), [""; 0]);
    assert_eq!(
        changes(LAYER, set(|layer| layer.placement = Placement::Post)),
        [
            "-norm = 'pre' # as in GPT-2",
            "+norm = 'post' # as in GPT-2"
        ]
    );
    let up = |layer: &mut Layer| layer.feed_forward.up.weight.as_mut().unwrap()[[0, 0]] = 7.0;
    assert_eq!(
        changes(LAYER, set(up)),
        ["-w_1 = [[1], [2]] # up", "+w_1 = [[7], [2]] # up"]
    );
    let bias = |layer: &mut Layer| layer.feed_forward.up.bias = Some(array![0.5]);
    assert_eq!(changes(LAYER, set(bias)), ["+b_1 = [0.5]"]);
    let activation = |layer: &mut Layer| layer.feed_forward.activation = Activation::Silu;
    assert_eq!(changes(LAYER, set(activation)), ["+activation = \"silu\""]);
    let shift = |layer: &mut Layer| layer.norms[0].shift = Some(array![0.5, 0.0]);
    assert_eq!(changes(LAYER, set(shift)), ["+shift_1 = [0.5, 0.0]"]);
    // The whole layer goes, and one comes.
    let gone = LAYER.split_once("\n[block").unwrap().0;
    let mut session = Session::parse(LAYER).unwrap();
    let whole = layer(&mut session);
    assert_eq!(session.to_toml(), gone);
    session = Session::parse(gone).unwrap();
    session.inputs.layer = Some(whole);
    assert_eq!(
        diff(gone, &session.to_toml()),
        [
            "+[block]",
            "+norm = \"pre\"",
            "+gain_1 = [1.0, 1.0]",
            "+",
            "+[block.feed_forward]",
            "+w_1 = [",
            "+  [1.0],",
            "+  [2.0],",
            "+]",
            "+w_2 = [",
            "+  [1.0, 2.0],",
            "+]",
            "+"
        ]
    );
}

#[test]
fn a_layer_may_be_written_in_any_way_that_toml_has() {
    let start = "version = 1 # one\nwords = ['a', 'b']\nembedding = [[1, 2], [3, 4]]\n";
    for (end, expected) in [
        // The table around it is missing.
        (
            "\n# net\n[block.feed_forward]\nw_1 = [[1], [2]]\nw_2 = [[1, 2]]",
            ["+[block]", "+norm = \"pre\"", "+gain_1 = [1.0, 2.0]", "+"].as_slice(),
        ),
        (
            "block = {feed_forward = {w_1 = [[1], [2]], w_2 = [[1, 2]]}} # net",
            &[
                "-block = {feed_forward = {w_1 = [[1], [2]], w_2 = [[1, 2]]}} # net",
                "+block = {feed_forward = {w_1 = [[1], [2]], w_2 = [[1, 2]]}, norm = \"pre\", gain_1 = [1.0, 2.0]} # net",
            ],
        ),
        (
            "block.feed_forward.w_1 = [[1], [2]] # net\nblock.feed_forward.w_2 = [[1, 2]]\n# end",
            &["+block.norm = \"pre\"", "+block.gain_1 = [1.0, 2.0]"],
        ),
        (
            "[block]\nfeed_forward.w_1 = [[1], [2]] # net\nfeed_forward.w_2 = [[1, 2]]\n# end",
            &["+norm = \"pre\"", "+gain_1 = [1.0, 2.0]"],
        ),
    ] {
        let text = format!("{start}{end}");
        let changed = changes(&text, |session| {
            let layer = session.inputs.layer.as_mut().unwrap();
            layer.placement = Placement::Pre;
            layer.norms[0].gain = Some(array![1.0, 2.0]);
        });
        assert_eq!(changed, expected, "{text}");
        // A key more of the table inside.
        let changed = changes(&text, |session| {
            let layer = session.inputs.layer.as_mut().unwrap();
            layer.feed_forward.down.bias = Some(array![1.0, 2.0]);
        });
        assert!(changed.len() <= 2, "{changed:#?}");
    }
}

#[test]
fn rows_of_a_source_and_of_a_bias_follow_their_words() {
    let text = "version = 1
words = ['a', 'b']
embedding = [[1], [2]]

[source]
words = ['x', 'y', 'z']
embedding = [
  [1], # of x
  [2], # of y
  [3], # of z
]

[attention]
bias = [
  [1, 2, 3], # of a
  [4, 5, 6], # of b
]
";
    let without_y = |session: &mut Session| {
        let source = session.inputs.source.as_mut().unwrap();
        source.words.remove(1);
        source.embedding.remove_index(Axis(0), 1);
        let bias = session.inputs.attention.bias.as_mut().unwrap();
        bias.remove_index(Axis(1), 1);
    };
    assert_eq!(
        changes(text, without_y),
        [
            "-words = ['x', 'y', 'z']",
            "+words = ['x', 'z']",
            "-  [2], # of y",
            "-  [1, 2, 3], # of a",
            "-  [4, 5, 6], # of b",
            "+  [1, 3], # of a",
            "+  [4, 6], # of b"
        ]
    );
    let without_a = |session: &mut Session| {
        session.inputs.words.remove(0);
        session.inputs.embedding.remove_index(Axis(0), 0);
        let bias = session.inputs.attention.bias.as_mut().unwrap();
        bias.remove_index(Axis(0), 0);
    };
    let changed = changes(text, without_a);
    assert!(
        changed.contains(&"-  [1, 2, 3], # of a".to_owned()),
        "{changed:#?}"
    );
    assert!(
        !changed.iter().any(|line| line.contains("# of b")),
        "{changed:#?}"
    );
    // Keys that come and go.
    let set = |session: &mut Session| {
        session.inputs.attention.bias = None;
        session.inputs.attention.window = Some(2);
        session.inputs.position.start = 1;
    };
    let changed = changes(text, set);
    let kept = ["+start = 1", "+window = 2"].map(String::from);
    assert!(
        kept.iter().all(|line| changed.contains(line)),
        "{changed:#?}"
    );
}
