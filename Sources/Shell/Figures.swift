// How figures look in answers: needs rounded up, what can be done rounded down, leads and customers dealt out so that
// every table adds up (model.md).

import Calc
import SLA

/// Writes the values of a plan for people.
struct Figures {
  let plan: Plan
  var format = QuantityFormat()

  var schema: Schema { plan.schema }

  /// One value of a quantity.
  func shown(_ value: Double, _ definition: Definition) -> String {
    format.short(value, definition.units, rounding: definition.rounding)
  }

  /// A number of leads or customers as tables show it.
  func whole(_ number: Int?, _ units: Units) -> String {
    number.map { format.short(Double($0), units, rounding: .up) } ?? QuantityFormat.undefined
  }

  /// One value of an expression: with its unit, in as many digits as matter.
  func shown(_ value: Double, _ units: Units, rounding: Rounding = .nearest) -> String {
    guard value.isFinite else { return QuantityFormat.undefined }
    if rounding != .nearest { return format.short(value, units, rounding: rounding) }
    if units.isHours || units.choices != nil || units.flavour == .truth { return format.short(value, units) }
    let scaled = units.isPercent ? value * 100 : value
    let order = scaled == 0 ? 0 : Int(Figures.order(abs(scaled)))
    let decimals = max(0, min(12, 5 - order)) + (units.isPercent ? 2 : 0)
    let factor = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let rounded = abs(value * factor) < 1e15 ? (value * factor).rounded() / factor : value
    return format.full(rounded == 0 && value != 0 ? value : rounded, units, named: true)
  }

  /// How far a value moved, reckoned from what is shown of it, so that the eye can check it.
  func change(_ was: (value: Double, shown: String), _ now: (value: Double, shown: String), _ units: Units) -> String {
    guard units.isPercent, let a = read(was.shown, units), let b = read(now.shown, units) else {
      return format.change(from: was.value, to: now.value, units)
    }
    return format.difference(b - a, units)
  }

  /// Two values of a quantity, in as many digits as tell them apart.
  func beside(_ was: Double, _ now: Double, _ definition: Definition) -> (String, String) {
    let (units, rounding) = (definition.units, definition.rounding)
    let (a, b) = (format.short(was, units, rounding: rounding), format.short(now, units, rounding: rounding))
    guard a == b, rounding == .nearest else { return (a, b) }
    return format.besideTest(was, now, units)
  }

  /// The value that a shown text stands for.
  func read(_ shown: String, _ units: Units) -> Double? {
    try? QuantityReader(form: format.form, currency: schema.currency).read(shown, for: Wanted(units, bareTime: .hours))
      .plain
  }

  /// The power of ten of a positive number.
  private static func order(_ value: Double) -> Double {
    var order = 0.0
    var rest = value
    while rest >= 10, order < 40 {
      rest /= 10
      order += 1
    }
    while rest < 1, order > -40 {
      rest *= 10
      order -= 1
    }
    return order
  }

  /// The cells of a quantity as they are shown, with totals where they are asked for.
  func cells(_ place: Int) -> [String] {
    let definition = schema.definitions[place]
    let grid = plan.sheet.grid(place)
    if let dealt = plan.sheet.dealt(place) {
      return dealt.map { whole($0, definition.units) }
    }
    return grid.cells.map { shown($0, definition) }
  }

  /// The total of a quantity over some axes by its own rule; nil where it has none.
  func total(_ place: Int, over: AxisSet) -> Grid? {
    let definition = schema.definitions[place]
    guard definition.totals != .none else { return nil }
    let names = over.places.map { schema.axes[$0].name }
    let text = "total(\(definition.name)\(names.map { ", " + $0 }.joined()))"
    return evaluate(text)?.grid
  }

  /// An expression's value with its units; nil where it makes no sense.
  func evaluate(_ text: String) -> (grid: Grid, units: Units)? {
    let source = Source(text)
    guard
      let syntax = try? Parser.formula(source, vocabulary: schema.vocabulary, figures: FigureReader()),
      let checked = try? plan.checked(syntax, source)
    else { return nil }
    return (plan.sheet.evaluate(checked), checked.units)
  }

  /// "Jul" for `2026-07`, with the year where the period runs over several.
  func monthNames() -> [String] {
    let period = plan.agreement.period
    let isLong = period.start.year != period.last.year
    return period.all.map { isLong ? "\($0.short) \($0.year % 100 < 10 ? "0" : "")\($0.year % 100)" : $0.short }
  }

  /// A cell's labels as people say them: "AE in Aug", "CEO".
  func spoken(_ labels: [(axis: String, label: String)]) -> String {
    let names = monthNames()
    let who = labels.filter { $0.axis != "month" }.map(\.label).joined(separator: " ")
    guard let month = labels.first(where: { $0.axis == "month" })?.label,
      let at = schema.axes[Model.month].labels.firstIndex(of: month), at < names.count
    else { return who }
    return who.isEmpty ? names[at] : "\(who) in \(names[at])"
  }
}
