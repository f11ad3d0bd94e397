// What is a CEO worth in managers? (analysis.md) Tiers are exchanged by lead_value, and a swap is put into the lead
// quota: in every month the same part of one tier's leads goes, and its value comes back in leads of the other.

import Calc

/// Rates of exchange between the tiers' leads.
public struct Exchange: Sendable {
  /// What a lead of each tier is worth; NaN where undefined.
  public let values: [Double]

  /// How many leads of one tier a lead of another is worth; NaN where a value is undefined or the other's is 0.
  public func rate(_ tier: Int, for other: Int) -> Double {
    let rate = values[tier] / values[other]
    return rate.isFinite ? rate : .nan
  }
}

/// A figure before and after a swap.
public struct SwapMove: Sendable {
  /// leads, revenue, customers, workload
  public var name: String
  public var units: Units
  /// NaN where undefined.
  public var before: Double
  public var after: Double
}

/// What a swap does to the lead quota and to what follows from it.
public struct Swap: Sendable {
  /// The sheet with the swapped leads in it.
  public let sheet: Sheet
  public let moves: [SwapMove]
}

extension Plan {
  public var exchange: Exchange { Exchange(values: cells("lead_value")) }

  private func cells(_ name: String) -> [Double] { schema.place(of: name).map { sheet.grid($0).cells } ?? [] }

  /// The leads that marketing owes of a tier in the period; NaN where undefined.
  public func owed(_ tier: Int) -> Double {
    guard let place = schema.place(of: "leads") else { return .nan }
    let grid = sheet.grid(place)
    return grid.cells.indices.filter { grid.position(of: $0).first == tier }.reduce(0) { $0 + grid.cells[$1] }
  }

  /// The period with an amount of one tier's leads swapped for leads of another.
  /// - Returns: nil where the lead quota is undefined or owes fewer.
  public func swapped(_ amount: Double, of tier: Int, for other: Int) -> Swap? {
    let owed = owed(tier)
    let rate = exchange.rate(tier, for: other)
    guard let place = schema.place(of: "leads"), owed > 0, amount <= owed * (1 + 1e-9), !rate.isNaN else { return nil }
    var leads = sheet.grid(place)
    let stride = leads.stride(of: Model.tier)
    for month in 0..<stride {
      let given = leads.cells[tier * stride + month] * min(1, amount / owed)
      leads.cells[tier * stride + month] -= given
      leads.cells[other * stride + month] += given * rate
    }
    var after = sheet
    after.set([place: Pin(leads)])
    let moves = Plan.swapFormulas.compactMap { name, formula -> SwapMove? in
      let source = Source(formula)
      guard
        let syntax = try? Parser.formula(source, vocabulary: schema.vocabulary, figures: FigureReader()),
        let checked = try? checked(syntax, source),
        let before = sheet.evaluate(checked).scalar, let now = after.evaluate(checked).scalar
      else { return nil }
      return SwapMove(name: name, units: Plan.swapUnits[name] ?? .number, before: before, after: now)
    }
    return Swap(sheet: after, moves: moves)
  }

  /// What is told of a swap: all of the leads owed, whenever they close.
  private static let swapFormulas = [
    ("leads", "sum(leads)"), ("revenue", "sum(leads * close_rate * deal_size)"),
    ("customers", "sum(leads * close_rate)"), ("workload", "sum(workload)")
  ]
  private static let swapUnits: [String: Units] = [
    "leads": .count("leads"), "revenue": .money, "customers": .count("customers"), "workload": .hours
  ]
}
