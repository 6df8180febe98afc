//! Small random numbers that are the same for the same seed.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

/// The next number between −1 and 1, with two decimals.
pub(crate) fn uniform(random: &mut Pcg64Mcg) -> f64 {
    // 201 hundredths from −100 to 100; the bias of a 64-bit remainder is negligible.
    let hundredths = (random.next_u64() % 201) as i32 - 100;
    f64::from(hundredths) / 100.0
}

/// Creates the generator of a seed. Seeds are spread so that adjacent ones do not start with similar numbers.
pub(crate) fn generator(seed: u64) -> Pcg64Mcg {
    let mut random = Pcg64Mcg::new(u128::from(seed) << 64 | 0x9e37_79b9_7f4a_7c15);
    for _ in 0..4 {
        random.next_u64();
    }
    random
}
