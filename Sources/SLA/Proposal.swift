// What an analysis proposes, as the changes that carry it out: those that a person could have typed. `apply` does them,
// a scenario keeps them, undo takes them back.

import Calc

extension Plan {
  /// A driver moved to a point of its movement, as changes.
  ///
  /// One value or one common step is one change. Where a bound holds some labels back (attempts 8/6 −6 → 2/1) each
  /// label is set to its own value.
  public func changes(
    moving movement: Movement, labels: [String], to point: Double, format: QuantityFormat
  ) -> [Change] {
    let definition = schema.definitions[movement.place]
    func change(_ written: Written, _ labels: [String], from: String? = nil) -> Change {
      Change(name: definition.name, labels: labels, from: from, written: written, text: format.full(written))
    }
    switch movement.manner {
    case .value: return [change(written(point, definition), labels)]
    case .factor where !movement.isClipped(at: point):
      return [change(Written(.step(.times(point)), units: definition.units), labels)]
    case .step where !movement.isClipped(at: point):
      return [change(Written(.step(.by(point)), units: definition.units), labels)]
    case .factor, .step:
      let axes = movement.origin.grid.axes
      let (was, now) = (movement.cells(at: movement.present), movement.cells(at: point))
      return now.indices.filter { now[$0] != was[$0] || axes.contains(place: Model.month) }.map { cell in
        let own = schema.labels(of: cell, over: axes)
        return change(
          written(now[cell], definition), own.filter { $0.axis != "month" }.map(\.label),
          from: own.first { $0.axis == "month" }?.label)
      }
    }
  }

  /// A value in the quantity's units as it is written: an amount per month or per quarter keeps its period.
  private func written(_ value: Double, _ definition: Definition) -> Written {
    guard let flow = definition.units.flow, let place = schema.place(of: definition.name),
      let per = givens[place]?.cells.compactMap({ $0?.per }).first
    else { return Written(.exact(value), units: definition.units) }
    let months = flow == .month ? 1 : schema.months
    return Written(.exact(per.written(value, over: months)), units: definition.units, per: per)
  }

  /// The plan after several changes.
  public func with(_ changes: [Change]) throws(Diagnostic) -> Plan {
    var plan = self
    for change in changes { plan = try plan.with(change) }
    return plan
  }
}
