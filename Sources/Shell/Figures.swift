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
    if definition.isDealt, let dealt = Figures.dealt(grid, schema) {
      return dealt.map { format.short(Double($0), definition.units, rounding: .up) }
    }
    return grid.cells.map { shown($0, definition) }
  }

  /// Whole numbers that add up, for leads and customers over tier and month; nil where a cell is undefined.
  static func dealt(_ grid: Grid, _ schema: Schema) -> [Int]? {
    guard grid.axes == [AxisSet(place: Model.tier), AxisSet(place: Model.month)], grid.shape.count == 2 else {
      return dealtByStage(grid, schema)
    }
    let months = grid.shape[1]
    guard months > 0, !grid.cells.contains(where: \.isNaN) else { return nil }
    let rows = stride(from: 0, to: grid.cells.count, by: months).map { Array(grid.cells[$0..<$0 + months]) }
    return Apportionment.dealt(rows)?.flatMap { $0 }
  }

  /// The shown numbers of a part of leads or customers: those of the whole table at its labels, added up where it is a
  /// sum. Nil for any other formula.
  func dealt(_ checked: Checked) -> [Int]? {
    switch checked.node {
    case .quantity(let place, let at): dealt(place, at: at)
    case .reduce(.sum, let inner, let over, nil):
      dealt(inner).map { Figures.summed($0, inner.axes, over: over, schema) }
    default: nil
    }
  }

  /// The shown numbers of leads or customers at some labels; nil for other quantities and where one is undefined.
  func dealt(_ place: Int, at: [Checked.Selection]) -> [Int]? {
    let definition = schema.definitions[place]
    guard definition.isDealt, let all = Figures.dealt(plan.sheet.grid(place), schema), !all.isEmpty else { return nil }
    let grid = Grid(axes: definition.axes, shape: schema.shape(definition.axes), cells: [])
    return all.indices.filter { cell in
      zip(definition.axes.places, grid.position(of: cell)).allSatisfy { axis, index in
        at.allSatisfy { $0.place != axis || $0.index == index }
      }
    }.map { all[$0] }
  }

  /// Whole numbers over some axes, added up over part of them.
  static func summed(_ cells: [Int], _ axes: AxisSet, over: AxisSet, _ schema: Schema) -> [Int] {
    let kept = axes.subtracting(over)
    let whole = Grid(axes: axes, shape: schema.shape(axes), cells: [])
    let rest = Grid(axes: kept, shape: schema.shape(kept), cells: [])
    var sums = [Int](repeating: 0, count: schema.cellCount(kept))
    for (cell, value) in cells.enumerated() {
      var to = 0
      for (place, index) in zip(axes.places, whole.position(of: cell)) { to += rest.stride(of: place) * index }
      sums[to] += value
    }
    return sums
  }

  /// Stage volumes are dealt stage by stage.
  private static func dealtByStage(_ grid: Grid, _ schema: Schema) -> [Int]? {
    guard
      grid.axes == [AxisSet(place: Model.tier), AxisSet(place: Model.stage), AxisSet(place: Model.month)],
      !grid.cells.contains(where: \.isNaN)
    else { return nil }
    let (tiers, stages, months) = (grid.shape[0], grid.shape[1], grid.shape[2])
    var result = [Int](repeating: 0, count: grid.cells.count)
    for stage in 0..<stages {
      let rows = (0..<tiers).map { tier in
        (0..<months).map { grid.cells[(tier * stages + stage) * months + $0] }
      }
      guard let dealt = Apportionment.dealt(rows) else { return nil }
      for tier in 0..<tiers {
        for month in 0..<months { result[(tier * stages + stage) * months + month] = dealt[tier][month] }
      }
    }
    return result
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
