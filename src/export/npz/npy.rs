//! The header of an array in NumPy's format, version 1.0
//! (<https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>).

/// The type of an array's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// f64, little-endian.
    Number,
    /// Strings of this many code points, padded with zeros.
    Text(usize),
    Byte,
}

/// What stands before the items, which are in row order.
pub(super) fn header(of: Type, shape: &[usize]) -> Vec<u8> {
    /// Items begin at a multiple of it.
    const ALIGNMENT: usize = 64;
    let descr = match of {
        Type::Number => "<f8".to_owned(),
        Type::Text(width) => format!("<U{width}"),
        Type::Byte => "|u1".to_owned(),
    };
    // A tuple of one has a comma.
    let shape: String = shape.iter().map(|length| format!("{length}, ")).collect();
    let fields = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}");
    let mut bytes = b"\x93NUMPY\x01\x00\x00\x00".to_vec();
    bytes.extend(fields.as_bytes());
    let length = (bytes.len() + 1).next_multiple_of(ALIGNMENT);
    bytes.resize(length - 1, b' ');
    bytes.push(b'\n');
    // A shape of at most three lengths is far shorter than 64 KiB.
    let fields = (length - 10) as u16;
    bytes[8..10].copy_from_slice(&fields.to_le_bytes());
    bytes
}
