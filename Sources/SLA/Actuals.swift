// What happened, as far as it is known, month by month:
//
//     Actuals
//       typed     2026-07   leads 1,320 · customers 44 · …          a spreadsheet's figures
//       files     leads.csv as of 30 September                      counted from the CRM's rows, which are not kept
//                   2026-07   CEO leads 77 · customers 3 · …        sums and counts, so that files add up
//                             answered 640 of 700 · median 4 min    a quantile is a month's own and does not add up
//
// Where a file tells a month, what was typed for it stands back. The agreement keeps all of it (ActualsReader,
// ActualsWriter); the quantities `actual_…` of the model are pinned from it (ActualFacts).

import Calc
import Leads

/// What happened, as far as it was typed or tracked.
public struct Actuals: Sendable, Equatable {
  /// Figures typed by hand, by month.
  public var typed: [Month: TypedMonth] = [:]
  /// What was counted in files, in the order in which they were tracked; each name once.
  public var files: [TrackedFile] = []

  public init() {}

  public var isEmpty: Bool { typed.isEmpty && files.isEmpty }

  /// The day up to which files tell what happened; nil where there are none.
  public var asOf: Day? { files.map(\.asOf).max() }

  /// Whether a month had ended when its figures were taken; a typed month is whole.
  public func isOver(_ month: Month) -> Bool {
    files.contains { $0.months[month]?.tellsLeads == true && $0.lastWholeDay >= month.lastDay }
      || typed[month] != nil
  }

  /// Whether anything is known of a month.
  public func tells(_ month: Month) -> Bool {
    typed[month] != nil || files.contains { $0.months[month]?.tellsLeads == true }
  }

  /// Whether a file tells the tiers of leads in some months.
  func tellsTiers(in period: Period) -> Bool {
    period.all.contains { month in self.month(month).map { !$0.tiers.isEmpty } ?? false }
  }

  /// The figures of a tier's leads of a month, all files together; nil where no file tells tiers for the month. Leads
  /// without a tier are shared out as the others are.
  public func cohort(_ tier: String, _ month: Month) -> TrackedCohort? {
    guard let told = self.month(month), !told.tiers.isEmpty else { return nil }
    var cohort = told.tiers[tier] ?? .none
    let all = told.tiers.values.reduce(0) { $0 + ($1.leads ?? 0) }
    if all > 0, let leads = cohort.leads { cohort.add(told.untiered.part(leads / all)) }
    return cohort
  }

  /// What is told of a whole month, all files together; nil where no file tells it.
  public func month(_ month: Month) -> TrackedMonth? {
    let all = files.compactMap { $0.months[month] }
    guard var sum = all.first else { return nil }
    for other in all.dropFirst() { sum.add(other) }
    sum.response = TrackedResponse(all.map(\.response))
    return sum
  }

  /// How soon the leads of a week were contacted, all files together; nil where no file tells it.
  /// - Parameter monday: the day the week begins on.
  public func week(_ monday: Day) -> TrackedResponse? {
    let all = files.compactMap { $0.weeks[monday] }
    return all.isEmpty ? nil : TrackedResponse(all)
  }

  /// Where it is from, in a few words: "leads.csv as of 2026-09-30, typed 2026-07".
  public var spokenSources: Phrase {
    let read = files.map { "\($0.file) as of \($0.asOf)" }
    let months = typed.keys.sorted().map(\.description)
    let written =
      months.isEmpty ? [] : ["typed \(months.prefix(6).joined(separator: ", "))\(months.count > 6 ? " …" : "")"]
    return Phrase(verbatim: (read + written).joined(separator: ", "))
  }

  /// The file of a name.
  public func file(_ name: String) -> TrackedFile? { files.first { $0.name.lowercased() == name.lowercased() } }

  /// Puts a file's figures in: they take the place of an earlier file of the same name.
  public mutating func track(_ file: TrackedFile) {
    if let at = files.firstIndex(where: { $0.name.lowercased() == file.name.lowercased() }) {
      files[at] = file
    } else {
      files.append(file)
    }
  }
}

/// A figure of a month that may be typed.
public enum TypedFigure: String, Sendable, CaseIterable {
  case leads, customers
  case marketingRevenue = "marketing_revenue"
  case totalRevenue = "total_revenue"
  case selfGenerated = "self_generated"
  case salesCycle = "sales_cycle"
  case responseRate = "response_rate"

  public var units: Units {
    switch self {
    case .leads: .count("leads")
    case .customers: .count("customers")
    case .marketingRevenue, .totalRevenue, .selfGenerated: .money
    case .salesCycle: .days
    case .responseRate: .percent
    }
  }

  /// The largest value that makes sense, in the figure's units.
  public var most: Double {
    switch self {
    case .salesCycle: 36_500
    case .responseRate: 1
    default: 1e13
    }
  }
}

/// The typed figures of a month.
public typealias TypedMonth = [TypedFigure: Double]

/// What was counted in one file.
public struct TrackedFile: Sendable, Equatable {
  /// What it is called here: `leads`, for `track leads.csv as leads`. A later file of the name takes its place.
  public var name: String
  /// The file's name, without its folder.
  public var file: String
  /// What tells the same file from another: a digest of its size and of the counts in it.
  public var digest: String
  /// The day up to which it tells what happened.
  public var asOf: Day
  /// The hour of that day at which the export ends, from 0 to 24; nil where the day is told to its end.
  public var until: Double?
  public var rows: Double?
  public var used: Double?
  /// What its times were counted for.
  public var terms = ResponseTerms()
  /// Months without a lead count too where the file reaches over them.
  public var months: [Month: TrackedMonth] = [:]
  /// Leads of each week that touches the period, by its Monday.
  public var weeks: [Day: TrackedResponse] = [:]
  /// The median days from created to closed of each tier's customers.
  public var medianCycles: [String: Double] = [:]
  /// The days within which nine of ten customers of the file's oldest third had closed.
  public var slowCycle: Double?

  public init(name: String, file: String, digest: String, asOf: Day) {
    (self.name, self.file, self.digest, self.asOf) = (name, file, digest, asOf)
  }
}

/// What first contacts are counted for: the promise, and the calendar by which business time goes.
public struct ResponseTerms: Sendable, Equatable {
  /// Hours; nil where it is not known.
  public var within: Double?
  /// "business" or "elapsed".
  public var clock: String?
  /// Business hours, time zone and the holidays among the file's days: "9:00-17:00 UTC 2026-08-17".
  public var calendar: String?

  public init() {}
}

extension TrackedFile {
  /// The last day that it tells to its end.
  var lastWholeDay: Day { until == nil ? asOf : Day(number: asOf.number - 1) }
}

/// The leads that a tier got in a month, and what became of them. Every figure adds up; nil: the file does not tell.
public struct TrackedCohort: Sendable, Equatable {
  public var leads: Double?
  public var customers: Double?
  /// What the customers brought; how many have an amount, and the sum of the amounts' squares.
  public var revenue: Double?
  public var amounts: Double?
  public var revenueSquared: Double?
  /// Customers with both dates, their days from created to closed, and the sum of the squares.
  public var cycles: Double?
  public var cycleDays: Double?
  public var cycleSquared: Double?
  /// Leads that never connected, the attempts on them, and the sum of the squares.
  public var unreached: Double?
  public var attempts: Double?
  public var attemptsSquared: Double?
  /// Leads that connected, and the attempts it took.
  public var connected: Double?
  public var connectedAttempts: Double?
  /// Leads by day of the month, the first day first.
  public var daily: [Double] = []

  public init() {}

  static let none = TrackedCohort()
}

/// How soon the leads of some days were contacted; nil: the file does not tell.
public struct TrackedResponse: Sendable, Equatable {
  /// Leads whose time to answer has run out, those answered in time, those contacted at all, and those that nobody has.
  public var due: Double?
  public var answered: Double?
  public var contacted: Double?
  public var uncontacted: Double?
  /// Time to the first contact in hours: elapsed, and in business time.
  public var mean: Double?
  public var median: Double?
  public var p90: Double?
  public var meanBusiness: Double?
  public var medianBusiness: Double?
  public var p90Business: Double?

  public init() {}
}

/// What a month as a whole came to.
public struct TrackedMonth: Sendable, Equatable {
  public var tiers: [String: TrackedCohort] = [:]
  /// Leads whose tier nothing tells.
  public var untiered = TrackedCohort()
  /// Customers by month of closing, and their revenue.
  public var won: Double?
  public var wonRevenue: Double?
  public var totalRevenue: Double?
  public var selfGenerated: Double?
  /// Leads that arrived in business hours, and all whose time of day is told.
  public var inHours: Double?
  public var timed: Double?
  /// How soon they were contacted.
  public var response = TrackedResponse()
  /// How many first contacts came within each of `ResponseTimes.edges`, and later than the last.
  public var times: [Double] = []
  /// The same in business time.
  public var timesBusiness: [Double] = []
  /// How many leads that never connected had 0, 1, 2 … attempts; the last stands for all above.
  public var depth: [Double] = []

  public init() {}
}

extension TrackedMonth {
  /// All of the month's leads, by tier and without.
  var cohorts: [TrackedCohort] { tiers.values + [untiered] }

  /// Whether it tells the leads of the month, not only what was won in it.
  public var tellsLeads: Bool { cohorts.contains { $0.leads != nil } }
}

// MARK: Adding up

extension TrackedCohort {
  mutating func add(_ other: TrackedCohort) {
    for field in Self.fields { self[keyPath: field.path] = sum(self[keyPath: field.path], other[keyPath: field.path]) }
    daily = sum(daily, other.daily)
  }

  /// A share of every figure.
  fileprivate func part(_ share: Double) -> TrackedCohort {
    var part = TrackedCohort()
    for field in Self.fields { part[keyPath: field.path] = self[keyPath: field.path].map { $0 * share } }
    return part
  }
}

extension TrackedResponse {
  /// Several files together. Times of two make no common quantile: where more than one tells them they are not told.
  init(_ files: [TrackedResponse]) {
    let isOne = files.count { $0.mean != nil || $0.median != nil } == 1
    for field in Self.fields {
      let told = files.compactMap { $0[keyPath: field.path] }
      let isSum = Self.sums.contains(field.key)
      self[keyPath: field.path] = told.isEmpty ? nil : isSum ? told.reduce(0, +) : isOne ? told.first : nil
    }
  }
}

extension TrackedMonth {
  /// Adds another file's figures, but for `response`, which several files make together.
  fileprivate mutating func add(_ other: TrackedMonth) {
    for (tier, cohort) in other.tiers { tiers[tier, default: .none].add(cohort) }
    untiered.add(other.untiered)
    for field in Self.fields { self[keyPath: field.path] = sum(self[keyPath: field.path], other[keyPath: field.path]) }
    times = sum(times, other.times)
    timesBusiness = sum(timesBusiness, other.timesBusiness)
    depth = sum(depth, other.depth)
  }
}

/// The sum of what is told; nil where neither is.
private func sum(_ a: Double?, _ b: Double?) -> Double? { a.map { $0 + (b ?? 0) } ?? b }

private func sum(_ a: [Double], _ b: [Double]) -> [Double] {
  (0..<max(a.count, b.count)).map { (a.indices.contains($0) ? a[$0] : 0) + (b.indices.contains($0) ? b[$0] : 0) }
}
