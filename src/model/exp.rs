//! The exponential function of the softmax.

/// e^x for x ≤ 0, within two units in the last place; 0 if the result is below the smallest normal number.
///
/// A softmax of n words needs n² exponentials. The standard library's function computes one at a time and is slow for tiny
/// results, which are common if scores are large. This one is branch-free, so loops over it are vectorized, and it returns
/// the same bits on every platform.
// Its loops are in functions for other instruction sets, and use them only if it becomes part of them.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    /// ln of the smallest normal number.
    const LEAST: f64 = -708.396_418_532_264_1;
    /// Adding this rounds a number to a whole one, which is then in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²
    /// ln 2 in two parts; multiples of the first by whole numbers up to 2¹⁰ are exact.
    const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
    /// 1/13!, 1/12! … 1/2!; the rest of the series is below 2⁻⁵⁷ for |r| ≤ ln 2 / 2.
    const SERIES: [f64; 12] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        1.0 / 2.0,
    ];
    // e^x = 2^k · e^r
    let bounded = if x > LEAST { x } else { LEAST };
    let rounded = bounded * std::f64::consts::LOG2_E + ROUND;
    let k = rounded - ROUND;
    let r = (bounded - k * LN_2[0]) - k * LN_2[1];
    let series = SERIES.iter().fold(0.0, |sum, factor| sum * r + factor);
    // The exponent of an f64 is biased by 1023.
    let power = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    let e = (series * r * r + r + 1.0) * power;
    if x < LEAST { 0.0 } else { e }
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn it_is_the_exponential_function_to_its_last_bits() {
        // Steps that avoid whole numbers, near 0 and over the whole range.
        let far = (0..200_000).map(|i| f64::from(i) * -0.003_541_7);
        let near = (0..200_000).map(|i| f64::from(i) * f64::from(i) * -1e-13);
        for x in far.chain(near).filter(|x| *x >= -708.396) {
            let truth = x.exp();
            let apart = exp(x).to_bits().abs_diff(truth.to_bits());
            assert!(apart <= 2, "exp({x}) = {:e}, not {truth:e}", exp(x));
        }
    }

    #[test]
    fn it_begins_at_1_and_ends_at_0() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert!(exp(-f64::MIN_POSITIVE) == 1.0 && exp(-708.39) >= f64::MIN_POSITIVE);
        assert!(exp(-708.396_418_532_264_1) >= f64::MIN_POSITIVE);
        for x in [-708.4, -745.0, -1e9, f64::MIN, f64::NEG_INFINITY] {
            assert_eq!(exp(x), 0.0, "exp({x})");
        }
    }
}
