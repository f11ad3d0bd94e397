// A driver that is moved, in words: what it is today, where it goes, how far that is.
//
//     one value       40%         37%      −3.3 pp
//     one factor      all tiers   ×1.09    +9.1%
//     one step        8/6         5/3      −3

import Calc
import Documents
import SLA

/// The points of a movement in words.
struct MovementWords {
  let movement: Movement
  let plan: Plan
  let format: QuantityFormat

  private var definition: Definition { plan.schema.definitions[movement.place] }

  /// Today's: "40%", "8/6", "all tiers".
  var present: String { movement.manner == .value ? shown(movement.present) : values(at: movement.present) ?? all }

  /// Where it goes, in few digits: "37%", "5/3", "×1.09".
  func value(_ point: Double) -> String {
    switch movement.manner {
    case .value: shown(point)
    case .factor: "×" + Figures(plan: plan, format: format).shown((point * 1e4).rounded() / 1e4, .number)
    case .step: values(at: point) ?? step(point)
    }
  }

  /// Where it goes, in as many digits as matter: "36.6508%", "×1.16667", "+2".
  func exactly(_ point: Double) -> String {
    let figures = Figures(plan: plan, format: format)
    switch movement.manner {
    case .value:
      // The digits a person would say, with their unit; counts without their noun.
      return definition.units.noun == nil ? figures.shown(point, definition.units) : figures.shown(point, .number)
    case .factor: return "×" + figures.shown(point, .number)
    case .step: return (point < 0 ? "−" : "+") + figures.shown(abs(point), .number)
    }
  }

  /// How far that is: "−3.3 pp", "+9.1%", "+2".
  func move(_ point: Double) -> String {
    switch movement.manner {
    case .value where movement.isWhole: step(point - movement.present)
    case .value where movement.present == 0 && !definition.units.isPercent: ""
    case .value: format.change(from: movement.present, to: point, definition.units)
    case .factor: format.change(from: 1, to: point, .number)
    case .step: step(point)
    }
  }

  private func step(_ amount: Double) -> String {
    (amount < 0 ? "−" : "+") + Figures(plan: plan, format: format).shown(abs(amount), .number)
  }

  private func shown(_ value: Double) -> String {
    let full = format.full(value, definition.units)
    return full.count <= 10 ? full : format.short(value, definition.units)
  }

  /// The different values of the labels, where they are few: "8/6".
  private func values(at point: Double) -> String? {
    guard movement.manner == .step else { return nil }
    var seen: [Double] = []
    for cell in movement.cells(at: point) where !seen.contains(cell) { seen.append(cell) }
    guard seen.count <= 3 else { return nil }
    return seen.map { format.short($0, .number) }.joined(separator: "/")
  }

  /// "all tiers"
  private var all: String {
    let axes = movement.origin.grid.axes.places.map { plan.schema.axes[$0].name }
    return axes.count == 1 ? "all \(axes[0])s" : "all labels"
  }
}
