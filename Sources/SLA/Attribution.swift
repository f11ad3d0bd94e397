// Why did it change? (analysis.md) What was changed between two states of an agreement, and the difference of each
// watched figure shared among it, so that the parts add up:
//
//     causes    close_rate, reps           everything that is given otherwise, a driver with all its labels being one
//     figure    the worst of utilization   as a function of any set of causes put in: the worst may move elsewhere
//     part      its Shapley value          (Shapley.swift)
//
// One sheet computes the watched quantities only and is moved from set to set; where formulas differ as well, they are
// one more cause, and a second sheet holds the other formulas.

import Calc

/// The difference between two states, by what was changed.
public struct Attribution: Sendable {
  /// One figure that is read from a sheet.
  public struct Figure: Sendable {
    public enum Rule: Sendable {
      /// All cells added up.
      case total
      /// The worst cell; an undefined one is the worst of all.
      case worst(Definition.Direction)
    }

    public var name: String
    public var rule: Rule
    /// The index of the team it is told for.
    public var team: Int?

    public init(_ name: String, _ rule: Rule, team: Int? = nil) {
      (self.name, self.rule, self.team) = (name, rule, team)
    }

    /// The cells it is made of.
    fileprivate func cells(_ grid: Grid) -> [Int] {
      guard let team, grid.axes.contains(place: Model.team) else { return Array(grid.cells.indices) }
      let at = grid.axes.places.firstIndex(of: Model.team) ?? 0
      return grid.cells.indices.filter { grid.position(of: $0)[at] == team }
    }

    /// NaN where it is undefined.
    func value(_ grid: Grid, _ cells: [Int]) -> Double {
      var result: Double?
      for cell in cells {
        let value = grid.cells[cell]
        if value.isNaN { return .nan }
        guard let so = result else {
          result = value
          continue
        }
        switch rule {
        case .total: result = so + value
        case .worst(.up): result = max(so, value)
        case .worst(.down): result = min(so, value)
        }
      }
      return result ?? .nan
    }
  }

  /// A figure's difference.
  public struct Share: Sendable {
    /// What each cause contributes; they add up to the difference. Empty where it cannot be shared.
    public var parts: [Double]
    /// Why it cannot be shared.
    public var obstacle: Phrase?
  }

  /// What was changed, by name.
  public let causes: [String]
  /// The figures' shares, in their order.
  public let shares: [Share]
  /// Whether orders were sampled; else the parts are exact.
  public let isSampled: Bool

  /// What sampled orders are drawn with.
  public static let seed: UInt64 = 1
  /// How many orders are sampled.
  public static let orders = 256
  /// Up to how many causes all sets are computed.
  public static let exactLimit = Shapley.exactLimit

  /// - Parameters:
  ///   - names: of the two states, for sentences.
  ///   - progress: asked whether to go on, and told how far it is.
  /// - Throws: only when it is stopped.
  public init(
    of figures: [Figure], from before: Plan, to after: Plan, names: (String, String), progress: Progress = .silent
  ) throws(Diagnostic) {
    guard before.schema.axes == after.schema.axes else {
      causes = []
      isSampled = false
      shares = figures.map { _ in Share(parts: [], obstacle: "the tiers, teams or months differ") }
      return
    }
    var changed = Attribution.given(before, after)
    let formulas = Attribution.formulas(before, after)
    let formulaCause = formulas.isEmpty ? nil : changed.count
    if !formulas.isEmpty { changed.append(formulas.count == 1 ? formulas[0] : "formulas") }
    let causes = changed
    var old = Mixture(before, before, after, causes, figures, isNew: false)
    var new = formulaCause == nil ? nil : Mixture(after, before, after, causes, figures, isNew: true)

    var obstacles = [Phrase?](repeating: nil, count: figures.count)
    var done = 0
    let all =
      causes.count > Shapley.exactLimit ? Attribution.orders * causes.count : 1 << min(Shapley.exactLimit, causes.count)
    func value(_ set: [Bool]) throws(Diagnostic) -> [Double] {
      if done % 64 == 0 {
        try progress.check()
        progress.report(min(1, Double(done) / Double(all)))
      }
      done += 1
      let isNew = formulaCause.map { set[$0] } ?? false
      let values = isNew ? new?.values(set) ?? [] : old.values(set)
      for at in figures.indices where values[at].isNaN && obstacles[at] == nil {
        let reason = (isNew ? new?.reason(at) : old.reason(at)) ?? "it has no value"
        let put = zip(causes, set).filter(\.1).map(\.0)
        let isEnd = put.isEmpty || put.count == causes.count
        obstacles[at] =
          isEnd
          ? "it is undefined in \(put.isEmpty ? names.0 : names.1): \(reason)"
          : "with only \(put.joined(separator: ", ")) changed it is undefined: \(reason)"
      }
      return values
    }
    let ends = (try value(causes.map { _ in false }), try value(causes.map { _ in true }))
    let shapley = try Shapley(
      drivers: causes.count, seed: Seed(Attribution.seed), orders: Attribution.orders
    ) { (set: [Bool]) throws(Diagnostic) -> [Double] in try value(set) }
    self.causes = causes
    isSampled = shapley.isSampled
    shares = figures.indices.map { at in
      if let obstacle = obstacles[at] { return Share(parts: [], obstacle: obstacle) }
      return Share(parts: Attribution.exact(shapley.parts.map { $0[at] }, from: ends.0[at], to: ends.1[at]))
    }
  }

  /// Parts without binary noise. The largest takes what rounding left, so that they add up to the difference as exactly
  /// as doubles of their size can.
  private static func exact(_ parts: [Double], from before: Double, to after: Double) -> [Double] {
    let noise = 1e-13 * max(abs(before), abs(after))
    var parts = parts.map { abs($0) <= noise ? 0 : $0 }
    guard let largest = parts.indices.max(by: { abs(parts[$0]) < abs(parts[$1]) }) else { return parts }
    for _ in 0..<2 { parts[largest] += after - before - parts.reduce(0, +) }
    return parts
  }

  // MARK: What was changed

  /// Drivers and pinned quantities that are given otherwise.
  private static func given(_ before: Plan, _ after: Plan) -> [String] {
    let names = before.schema.definitions.map(\.name)
    let added = after.schema.definitions.map(\.name).filter { before.schema.place(of: $0) == nil }
    return (names + added).filter { name in
      let pins = (before.pin(of: name), after.pin(of: name))
      switch pins {
      case (nil, nil): return false
      case (let a?, let b?):
        return a.isSpread != b.isSpread || a.grid.shape != b.grid.shape || a.grid.axes != b.grid.axes
          || !zip(a.grid.cells, b.grid.cells).allSatisfy { $0.bitPattern == $1.bitPattern }
      default: return true
      }
    }
  }

  /// Quantities of the agreement's own whose formula is another one.
  public static func formulas(_ before: Plan, _ after: Plan) -> [String] {
    func formula(_ name: String, _ plan: Plan) -> String? {
      guard plan.schema.definition(name)?.role == .computed else { return nil }
      return plan.agreement.formulas.last { $0.name == name }?.text
    }
    var names: [String] = []
    for (name, _) in before.agreement.formulas + after.agreement.formulas where !names.contains(name) {
      if formula(name, before) != formula(name, after) { names.append(name) }
    }
    return names
  }
}

extension Plan {
  fileprivate func pin(of name: String) -> Pin? { schema.place(of: name).flatMap { sheet.pin($0) } }
}

/// The sheet of one state's formulas, in which any set of causes can be put.
private struct Mixture {
  private var sheet: Sheet
  /// By cause: its place here and what is given without and with it. Nil where it is no quantity here.
  private let pins: [(place: Int, old: Pin?, new: Pin?)?]
  /// By figure: its place here and its cells.
  private let figures: [(place: Int, figure: Attribution.Figure, cells: [Int])?]
  private var set: [Bool]

  init(
    _ plan: Plan, _ before: Plan, _ after: Plan, _ causes: [String], _ figures: [Attribution.Figure], isNew: Bool
  ) {
    let schema = plan.schema
    self.figures = figures.map { figure in
      schema.place(of: figure.name).map { ($0, figure, figure.cells(plan.sheet.grid($0))) }
    }
    pins = causes.map { name in
      guard let place = schema.place(of: name) else { return nil }
      let own = (before.pin(of: name), after.pin(of: name))
      return own.0 == nil && own.1 == nil ? nil : (place, own.0, own.1)
    }
    var given: [Int: Pin] = [:]
    for place in schema.definitions.indices { if let pin = plan.sheet.pin(place) { given[place] = pin } }
    sheet = Sheet(plan.sheet.program, pins: given, wanted: self.figures.compactMap { $0?.place })
    set = [Bool](repeating: isNew, count: causes.count)
  }

  /// The figures where a set of causes is put in.
  mutating func values(_ wanted: [Bool]) -> [Double] {
    var changes: [Int: Pin?] = [:]
    for at in wanted.indices where wanted[at] != set[at] {
      if let pin = pins[at] { changes.updateValue(wanted[at] ? pin.new : pin.old, forKey: pin.place) }
    }
    if !changes.isEmpty { sheet.set(changes) }
    set = wanted
    return figures.map { figure in
      guard let figure else { return .nan }
      return figure.figure.value(sheet.grid(figure.place), figure.cells)
    }
  }

  /// Why a figure is undefined now.
  func reason(_ at: Int) -> Phrase? {
    guard let figure = figures[at] else { return "it is not defined there" }
    let grid = sheet.grid(figure.place)
    let tracer = Tracer(sheet)
    guard let cell = figure.cells.first(where: { grid.cells[$0].isNaN }) else { return nil }
    return tracer.reason(figure.place, at: tracer.position(of: cell, in: grid))
  }
}
