// Quantities in the JSON contract of shell.md.

import Calc
import SLA

extension JSON {
  /// `{"name", "units", "axes", "labels", "value"}`, values nested in the order of the axes.
  /// - Parameters:
  ///   - name: nil for an expression.
  ///   - reason: why the first undefined cell is.
  public static func quantity(
    _ name: String?, _ grid: Grid, _ units: Units, _ schema: Schema, reason: Phrase?
  ) -> JSON {
    let axes = grid.axes.places.map { schema.axes[$0] }
    var fields: [(String, JSON)] = [
      ("name", .text(name)), ("units", .text(units.name(currency: schema.currency))),
      ("axes", .array(axes.map { .text($0.name) })),
      ("labels", .object(axes.map { ($0.name, .array($0.labels.map { .text($0) })) })),
      ("value", nested(grid, units, 0, 0..<grid.cells.count))
    ]
    if grid.cells.isEmpty || grid.cells.contains(where: \.isNaN) {
      fields.append(("undefined", .text((reason ?? "it has no value").description)))
    }
    return .object(fields)
  }

  private static func nested(_ grid: Grid, _ units: Units, _ depth: Int, _ range: Range<Int>) -> JSON {
    guard depth < grid.shape.count else { return value(grid.cells[range.lowerBound], units) }
    let count = grid.shape[depth]
    guard count > 0 else { return .array([]) }
    let size = range.count / count
    return .array(
      (0..<count).map { index in
        let from = range.lowerBound + index * size
        return nested(grid, units, depth + 1, from..<from + size)
      })
  }

  /// One cell: a number, a choice's word, true or false, or null.
  public static func value(_ value: Double, _ units: Units) -> JSON {
    if value.isNaN { return .null }
    if let words = units.choices {
      let index = Int(value)
      return words.indices.contains(index) ? .text(words[index]) : .null
    }
    if units.flavour == .truth, !units.hasDimension { return .bool(value != 0) }
    return .number(value)
  }

  /// `{"tier": "CEO", "month": "2026-07"}`
  public static func labels(_ labels: [(axis: String, label: String)]) -> JSON {
    .object(labels.map { ($0.axis, .text($0.label)) })
  }
}
