//! The built-in sessions.

use super::session::Session;

/// A session that comes with the program.
#[derive(Debug)]
pub struct Example {
    pub name: &'static str,
    /// A one-line description.
    pub description: &'static str,
    text: &'static str,
}

impl Example {
    pub fn session(&self) -> Session {
        #[expect(
            clippy::expect_used,
            reason = "the text is compiled in, and a test reads every one of them"
        )]
        Session::parse(self.text).expect("a built-in example is a valid session")
    }
}

macro_rules! example {
    ($name:literal, $description:literal) => {
        Example {
            name: $name,
            description: $description,
            text: include_str!(concat!("examples/", $name, ".toml")),
        }
    };
}

static EXAMPLES: [Example; 10] = [
    example!(
        "cats",
        "three words and small numbers, easy to check by hand"
    ),
    example!(
        "cats-positions",
        "the same sentence with positional encoding"
    ),
    example!(
        "repeat",
        "one word three times: identical until positions are added"
    ),
    example!(
        "causal",
        "a causal mask: each word attends to itself and earlier words"
    ),
    example!(
        "heads",
        "two heads with different projections, and an output projection"
    ),
    example!(
        "cross",
        "cross-attention: the words of a translation attend to the original"
    ),
    example!(
        "rotary",
        "rotary positions: one word five times, scores by distance alone"
    ),
    example!(
        "alibi",
        "ALiBi: four heads with slopes from steep to flat, causal mask"
    ),
    example!(
        "layer-2017",
        "a whole transformer layer of 2017: norms after, ReLU"
    ),
    example!(
        "layer-llama",
        "a layer as in Llama: RMS norms before, rotary, grouped queries, SiLU gate"
    ),
];

/// The example that opens by default.
pub fn default() -> &'static Example {
    &EXAMPLES[0]
}

/// All examples, simplest first.
pub fn all() -> &'static [Example] {
    &EXAMPLES
}

/// The example of that name.
pub fn get(name: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::model::{Encoding, Mask, NormKind, Placement, Stage, Trace};

    #[test]
    fn every_example_computes_and_says_what_it_is() {
        for example in all() {
            let session = example.session();
            assert!(!session.title.is_empty(), "{}", example.name);
            assert!(!example.description.is_empty(), "{}", example.name);
            let mut unread = Session::new(session.title.clone(), session.inputs.clone());
            unread.view = session.view.clone();
            assert_eq!(
                unread.to_toml(),
                example.text,
                "{} is written as the program writes it",
                example.name
            );
            Trace::compute(&session.inputs)
                .unwrap_or_else(|error| panic!("{}: {error}", example.name));
        }
    }

    #[test]
    fn the_examples_show_what_they_promise() {
        let inputs = |name| get(name).unwrap().session().inputs;
        assert_eq!(inputs("cats").embedding, inputs("cats-positions").embedding);
        assert!(!inputs("cats").position.added && inputs("cats-positions").position.added);
        let repeat = inputs("repeat").words;
        assert!(repeat.len() == 3 && repeat.iter().all(|word| *word == repeat[0]));
        assert_eq!(inputs("causal").attention.mask, Mask::Causal);
        // The verb asks head 1 for the subject; "her" asks head 2 for the word it refers to, "dog" for its owner.
        let heads = inputs("heads");
        let trace = Trace::compute(&heads).unwrap();
        assert!(heads.heads.len() == 2 && heads.output.weight.is_some());
        let strongest = |head: usize, word: &str| {
            let row = heads.words.iter().position(|other| other == word).unwrap();
            let weights = trace.stage(&heads, Stage::Weights, head).unwrap();
            let weights = weights.row(row);
            let best = (0..heads.n()).max_by(|&a, &b| weights[a].total_cmp(&weights[b]));
            heads.words[best.unwrap()].as_str()
        };
        assert_eq!(strongest(0, "fed"), "girl");
        assert_eq!(strongest(1, "her"), "girl");
        assert_eq!(strongest(1, "dog"), "her");
    }

    /// The weights of a head of an example, and the query and the key that it opens with.
    fn opened(name: &str, head: usize) -> (Array2<f64>, usize, usize) {
        let Session { inputs, view, .. } = get(name).unwrap().session();
        let trace = Trace::compute(&inputs).unwrap();
        let weights = trace.stage(&inputs, Stage::Weights, head).unwrap();
        (weights.to_array(), view.query.unwrap(), view.key.unwrap())
    }

    #[test]
    fn the_examples_of_the_family_show_what_they_promise() {
        // Each word attends to its translation, and "schläft" to "asleep" rather than to "is".
        let (weights, ..) = opened("cross", 0);
        for (word, translation) in [(0, 0), (1, 1), (2, 3)] {
            assert!(weights[[word, translation]] > 0.8, "{weights}");
        }
        let rotary = get("rotary").unwrap().session().inputs;
        assert!(rotary.words.iter().all(|word| *word == rotary.words[0]));
        let trace = Trace::compute(&rotary).unwrap();
        let scores = trace.stage(&rotary, Stage::Scores, 0).unwrap().to_array();
        for ((i, j), score) in scores.indexed_iter() {
            assert!(
                (score - scores[[0, i.abs_diff(j)]]).abs() < 1e-12,
                "{scores}"
            );
        }
        // By what they are, "cat" matches "dog" as well as itself; the steeper the slope, the more the distance counts.
        let shares = [0, 1, 2, 3].map(|head| {
            let (weights, query, key) = opened("alibi", head);
            weights[[query, key]] / weights[[query, query]]
        });
        let slopes = [0.25, 0.0625, 0.015625, 0.00390625];
        for (share, slope) in shares.into_iter().zip(slopes) {
            assert!((share - f64::exp(-3.0 * slope)).abs() < 1e-12, "{shares:?}");
        }
        for (name, placement, kind) in [
            ("layer-2017", Placement::Post, NormKind::Layer),
            ("layer-llama", Placement::Pre, NormKind::Rms),
        ] {
            let Session { inputs, view, .. } = get(name).unwrap().session();
            let layer = inputs.layer.as_ref().unwrap();
            assert_eq!((layer.placement, layer.kind), (placement, kind));
            assert!(view.step.unwrap().exists(&inputs, 0), "{name}");
            // No hidden dimension is idle: each is open for one word and closed for another.
            let trace = Trace::compute(&inputs).unwrap();
            let activated = trace.stage(&inputs, Stage::Activated, 0).unwrap();
            for column in activated.to_array().columns() {
                let [least, most] =
                    [f64::min, f64::max].map(|pick| column.fold(column[0], |a, &b| pick(a, b)));
                assert!(least < 0.3 && most > 0.3, "{name}: {column}");
            }
        }
        let llama = get("layer-llama").unwrap().session().inputs;
        assert_eq!(llama.heads[1].key_value, Some(0));
        assert_eq!(llama.position.encoding, Encoding::Rotary);
    }
}
