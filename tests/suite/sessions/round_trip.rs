//! Random sessions round-trip bit for bit.

use attn_tui::model::{Attention, Encoding, Head, Inputs, Linear, Mask, Position, Scale, Stage};
use attn_tui::store::text::is_unsafe_for_terminal;
use attn_tui::store::{Layout, Problem, Session, View};
use ndarray::{Array1, Array2};
use proptest::collection::vec;
use proptest::{num, option, prelude::*, sample};

use super::family::extended;

/// Finite numbers of every magnitude, including zeros of both signs.
pub fn number() -> impl Strategy<Value = f64> {
    let any = num::f64::POSITIVE
        | num::f64::NEGATIVE
        | num::f64::NORMAL
        | num::f64::SUBNORMAL
        | num::f64::ZERO;
    prop_oneof![any, -10.0..10.0_f64, Just(0.1 + 0.2), Just(f64::MAX)]
}

fn positive() -> impl Strategy<Value = f64> {
    num::f64::POSITIVE | num::f64::NORMAL | num::f64::SUBNORMAL
}

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Array2<f64>> {
    vec(number(), rows * columns)
        .prop_map(move |cells| Array2::from_shape_vec((rows, columns), cells).unwrap())
}

/// A projection with or without weight and bias; without a weight it keeps the width.
fn linear(d_in: usize, d_out: usize) -> impl Strategy<Value = Linear> {
    let weight = if d_in == d_out {
        option::of(matrix(d_in, d_out)).boxed()
    } else {
        matrix(d_in, d_out).prop_map(Some).boxed()
    };
    let bias = option::of(vec(number(), d_out).prop_map(Array1::from));
    (weight, bias).prop_map(|(weight, bias)| Linear { weight, bias })
}

fn head(d_model: usize) -> impl Strategy<Value = (Head, usize)> {
    let widths = prop_oneof![Just((d_model, d_model)), (1..5_usize, 1..5_usize)];
    widths.prop_flat_map(move |(d_k, d_v)| {
        let linears = (
            linear(d_model, d_k),
            linear(d_model, d_k),
            linear(d_model, d_v),
        );
        linears.prop_map(move |(q, k, v)| {
            (
                Head {
                    q,
                    k,
                    v,
                    ..Head::default()
                },
                d_v,
            )
        })
    })
}

fn mask(n: usize) -> impl Strategy<Value = Mask> {
    let drawn = vec(any::<bool>(), n * n)
        .prop_map(move |cells| Mask::Custom(Array2::from_shape_vec((n, n), cells).unwrap()));
    prop_oneof![Just(Mask::None), Just(Mask::Causal), drawn]
}

fn word() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        any::<char>(),
        Just('"'),
        Just('\\'),
        Just('\''),
        Just('\u{200d}')
    ]
    .prop_filter("separates words or is unsafe for a terminal", |c| {
        !c.is_whitespace() && !is_unsafe_for_terminal(*c)
    });
    vec(letter, 1..5).prop_map(String::from_iter)
}

fn title() -> impl Strategy<Value = String> {
    let letter = prop_oneof![any::<char>(), (0..128_u8).prop_map(char::from)];
    vec(letter, 0..12).prop_map(String::from_iter)
}

fn view() -> impl Strategy<Value = View> {
    let place = || option::of(0..2000_usize);
    let step = option::of(sample::select(Stage::ALL.to_vec()));
    let theme = option::of(title());
    let layout = option::of(sample::select(Layout::ALL.to_vec()));
    let places = [place(), place(), place(), place(), place()];
    (step, places, layout, theme).prop_map(|(step, places, layout, theme)| {
        let [head, row, column, query, key] = places;
        View {
            step,
            head,
            row,
            column,
            query,
            key,
            layout,
            theme,
        }
    })
}

fn inputs(n: usize, d_model: usize) -> impl Strategy<Value = Inputs> {
    let position = (any::<bool>(), any::<bool>(), positive()).prop_map(|(none, added, base)| {
        let encoding = if none {
            Encoding::None
        } else {
            Encoding::Sinusoidal
        };
        Position {
            encoding,
            added,
            base,
            ..Position::default()
        }
    });
    let scale = prop_oneof![
        Just(Scale::SqrtDk),
        Just(Scale::None),
        positive().prop_map(Scale::Divisor)
    ];
    let attention = (scale, positive(), mask(n)).prop_map(|(scale, temperature, mask)| Attention {
        scale,
        temperature,
        mask,
        ..Attention::default()
    });
    let heads_and_output = vec(head(d_model), 1..4).prop_flat_map(|heads| {
        let (heads, widths): (Vec<_>, Vec<_>) = heads.into_iter().unzip();
        let d_concat = widths.iter().sum();
        let d_out = prop_oneof![Just(d_concat), 1..5_usize];
        (
            Just(heads),
            d_out.prop_flat_map(move |d_out| linear(d_concat, d_out)),
        )
    });
    let words = vec(word(), n);
    (
        words,
        matrix(n, d_model),
        position,
        attention,
        heads_and_output,
    )
        .prop_map(
            |(words, embedding, position, attention, (heads, output))| Inputs {
                position,
                attention,
                heads,
                output,
                ..Inputs::new(words, embedding)
            },
        )
}

/// A session without the parts of the family.
pub fn plain_session() -> impl Strategy<Value = Session> {
    session_of(plain_inputs())
}

pub fn session() -> impl Strategy<Value = Session> {
    session_of(prop_oneof![
        plain_inputs(),
        plain_inputs().prop_flat_map(extended)
    ])
}

fn plain_inputs() -> impl Strategy<Value = Inputs> {
    (1..6_usize, 1..6_usize).prop_flat_map(|(n, d_model)| inputs(n, d_model))
}

fn session_of(inputs: impl Strategy<Value = Inputs>) -> impl Strategy<Value = Session> {
    (title(), inputs, view()).prop_map(|(title, inputs, mut view)| {
        // Of two stages of one name, the file means the session's own.
        let named = view.step.and_then(|step| Stage::named(step.name()));
        view.step = named.map(|step| step.of_session(&inputs, 0));
        let mut session = Session::new(title, inputs);
        session.view = view;
        session
    })
}

proptest! {
    #[test]
    fn written_sessions_are_read_back_exactly(session in session()) {
        let text = session.to_toml();
        let read = Session::parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&session), "{}", text);
        // `==` does not distinguish 0.0 from -0.0; debug output distinguishes any two numbers.
        prop_assert_eq!(format!("{read:?}"), format!("{:?}", Ok::<_, Problem>(session)));
    }
}
