//! The settings of attention in words, and their steps.

use super::mask;
use crate::model::{Attention, Encoding, Mask, Position, Scale, number};

/// The settings as the header and messages have them: positions, scale, temperature, mask.
pub(crate) fn summary(position: &Position, attention: &Attention) -> [String; 4] {
    [
        match (position.encoding, position.added) {
            (Encoding::None, _) => "positions none".to_owned(),
            (Encoding::Rotary, _) => "rotary".to_owned(),
            (Encoding::Alibi, _) => "ALiBi".to_owned(),
            (Encoding::Learned, true) => "learned positions on".to_owned(),
            (Encoding::Learned, false) => "learned positions off".to_owned(),
            (Encoding::Sinusoidal, true) => "positions on".to_owned(),
            (Encoding::Sinusoidal, false) => "positions off".to_owned(),
        },
        match attention.scale {
            Scale::SqrtDk => "÷√d_k".to_owned(),
            Scale::None => "unscaled".to_owned(),
            Scale::Divisor(divisor) => format!("÷{}", number(divisor, 4)),
        },
        format!("T {}", number(attention.temperature, 2)),
        masks(attention),
    ]
}

/// All that hides words or limits scores.
fn masks(attention: &Attention) -> String {
    let padding = attention.padding.as_ref();
    let padding = padding.map_or(0, |padding| padding.iter().filter(|real| !**real).count());
    let window = attention.window.map(|window| format!("window {window}"));
    let others = [
        window,
        (padding > 0).then(|| format!("{padding} padding")),
        attention.cap.map(|cap| format!("cap {}", number(cap, 4))),
    ];
    let others: Vec<String> = others.into_iter().flatten().collect();
    match &attention.mask {
        Mask::None if !others.is_empty() => others.join(" · "),
        mask => [mask::summary(mask)]
            .into_iter()
            .chain(others)
            .collect::<Vec<_>>()
            .join(" · "),
    }
}

/// The temperatures that keys step through.
const TEMPERATURES: [f64; 17] = [
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0,
];

/// The next temperature of the series above or below one; `None` past its ends.
pub(crate) fn next_temperature(from: f64, higher: bool) -> Option<f64> {
    let mut steps = TEMPERATURES.into_iter();
    if higher {
        steps.find(|step| *step > from)
    } else {
        steps.rfind(|step| *step < from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperatures_step_through_the_series_and_join_it_from_between() {
        for (from, lower, higher) in [
            (1.0, Some(0.7), Some(1.5)),
            (1.2, Some(1.0), Some(1.5)),
            (0.01, None, Some(0.02)),
            (100.0, Some(50.0), None),
            (1e9, Some(100.0), None),
            (1e-9, None, Some(0.01)),
        ] {
            assert_eq!(next_temperature(from, false), lower, "below {from}");
            assert_eq!(next_temperature(from, true), higher, "above {from}");
        }
    }
}
