//! The values, mixed by the weights: A·V.

use super::super::change::{Change, runs};
use super::super::matrix::Area;
use super::bounds::dot;
use super::product::multiply;
use super::{
    Arithmetic, At, Bounds, Name, Names, NumPy, Of, Operand, Operands, Operation, Out, Rule, Shape,
    Source,
};

/// a·b, where row i of the first operand is 0 for every row of the second that word i may not attend to.
pub struct Mix;

impl Rule for Mix {
    fn compute(&self, at: At<'_>, operands: &dyn Operands, area: &Area, out: Out<'_>) {
        let (weights, values) = (operands.get(0), operands.get(1));
        // What all of these rows do not see takes no time.
        let width = values.dim().0;
        let rows = area.rows.clone();
        let visible = rows.clone().map(|row| at.visible(row, width)).max();
        let visible = visible.unwrap_or(width);
        let weights = weights.part(Area::new(rows, 0..visible));
        let values = values.part(Area::new(0..visible, area.columns.clone()));
        multiply(weights.view(), values.view(), out);
    }

    fn bounds(&self, _: At<'_>, operands: &[&Bounds], _: Shape) -> Bounds {
        dot(operands[0], operands[1].low.t(), operands[1].high.t())
    }

    fn is_by_row(&self, operand: usize) -> bool {
        operand == 0
    }

    fn cost(&self, _: At<'_>, operands: &dyn Operands) -> usize {
        operands.get(0).dim().1
    }

    fn change(&self, at: At<'_>, shapes: &[Shape], operands: &[&Change]) -> Change {
        let (Change::None | Change::Lines { .. }, Some(weights)) =
            (&operands[1], operands[0].rows_only())
        else {
            return Change::All;
        };
        let (values, columns) = match &operands[1] {
            Change::Lines { rows, columns } => (rows.as_slice(), columns.clone()),
            _ => (&[][..], Vec::new()),
        };
        let sees = |row: &usize| values.iter().any(|word| at.allows(*row, *word));
        let rows = weights.iter().copied().chain((0..shapes[0].0).filter(sees));
        Change::lines(rows.collect(), columns)
    }

    /// The value of a word that may not be attended to has weight 0, so it is no source.
    fn sources(&self, at: At<'_>, shapes: &[Shape], area: &Area) -> Vec<Source> {
        let is_seen = |word: &usize| area.rows.clone().any(|row| at.allows(row, *word));
        let values = runs((0..shapes[1].0).filter(is_seen));
        let values = values
            .into_iter()
            .map(|words| Source::operand(1, words, area.columns.clone()));
        let weights = Source::operand(0, area.rows.clone(), 0..shapes[0].1);
        [weights].into_iter().chain(values).collect()
    }

    fn arithmetic(&self, _: At<'_>, shapes: &[Shape], row: usize, column: usize) -> Arithmetic {
        let [weights, values] = [0, 1].map(Of::Operand);
        let product = |word| {
            let value = Operand::Cell(values, word, column);
            (Operand::Cell(weights, row, word), Some(value))
        };
        Arithmetic {
            operation: Operation::Sum,
            formula: vec![
                Name::Row(weights, row),
                Name::Text(" · ".into()),
                Name::Column(values, column),
            ],
            terms: (0..shapes[0].1).map(product).collect(),
        }
    }

    fn numpy(&self, names: &Names<'_>) -> NumPy {
        let (weights, values) = (names.operand(0), names.operand(1));
        NumPy::new(format!("{weights} @ {values}")).size(format!("{weights} @ abs({values})"))
    }
}
