// How a file was understood, to be shown before its figures count: which column is what, how dates and amounts are
// written and how that was decided, and what became of every row.

import Calc

/// How a file of leads was read.
public struct Reading: Sendable, Equatable {
  /// A column that is used.
  public struct Column: Sendable, Equatable {
    public var field: LeadField
    public var header: String
    /// What a cell is tested for, where the field is a yes or no: `= won`.
    public var test: String?
  }

  /// What the numbers count that rows are found by.
  public enum Numbering: Sendable { case line, row }

  /// Rows that share a reason, with where the first of them stand.
  public struct Rows: Sendable, Equatable {
    public var reason: RowReason
    public var count: Int
    /// Line numbers of the first few, from 1, as an editor counts them; row numbers in a database.
    public var lines: [Int]
    /// What stands in the first of them where the reason is about a cell.
    public var examples: [String]
    public var numbering = Numbering.line
  }

  /// The second file, which told what became of the leads. Its rows are all accounted for: read = won + not won + set
  /// aside, and won = matched + of leads set aside + others.
  public struct Deals: Sendable, Equatable {
    public var name: String
    /// The layout's title.
    public var layout: String
    public var columns: [Column]
    /// Rows in the file, the line of headers and footers not counted.
    public var read: Int
    /// Rows of won deals.
    public var won: Int
    /// Rows of deals that are open or lost.
    public var notWon: Int
    /// Won deals of leads that are in the file of leads.
    public var matched: Int
    /// How many leads those are.
    public var leads: Int
    /// Won deals of leads whose rows are set aside.
    public var ofSetAside: Int
    /// Won deals of no lead in the file: they count nowhere.
    public var others: Int
    /// Rows that count nowhere.
    public var setAside: [Rows]
    /// Won deals that do not count in every figure.
    public var remarks: [Rows]
  }

  /// The file's name as it was given.
  public var name: String
  /// The layout's title: `HubSpot contacts`.
  public var layout: String
  /// `comma`, `semicolon` or `tab`; empty for a database.
  public var delimiter: String
  /// `UTF-8` or `Windows-1252`.
  public var encoding: String
  public var columns: [Column]
  /// Headers that nothing is read from.
  public var unused: [String]
  /// The order of days and months in the file's dates, nil where none of them leaves a doubt.
  public var dates: DateOrder?
  /// How the order was decided.
  public var datesDecided: Phrase?
  /// In what currency amounts count as they stand, where it is not the agreement's.
  public var currency: Phrase?
  /// The time zone that times without one were read in, and that months and days are of.
  public var zone: String
  /// Whether there are times of day without a zone of their own.
  public var hasLocalTimes = false
  /// Whether it was seen to that no id stands in two rows.
  public var areIdsCompared: Bool
  /// How tiers were told, a line each.
  public var tierRules: [Phrase]
  /// Rows in the file, the line of headers and footers not counted.
  public var read: Int
  public var used: Int
  /// Rows that count nowhere. `read = used + set aside`.
  public var setAside: [Rows]
  /// Rows that count, but not in every figure.
  public var remarks: [Rows]
  /// What should be known before the figures are believed.
  public var notes: [Phrase]
  /// What would tell the tiers of rows that are set aside for want of one, to be pasted into the agreement and
  /// corrected.
  public var tierMapping: String?
  /// Nil where there is no second file.
  public var deals: Deals?
  /// The latest time in the file, or the one asked for.
  public var asOf: Instant?
  /// Tells this file from another of the same name: 16 hexadecimal digits, made of its size and all figures.
  public var digest: String

  /// Nothing read yet.
  public init(name: String, layout: String, zone: String) {
    (self.name, self.layout, self.zone) = (name, layout, zone)
    (delimiter, encoding, digest) = ("", "", "")
    (columns, unused, tierRules, setAside, remarks, notes) = ([], [], [], [], [], [])
    (read, used) = (0, 0)
    areIdsCompared = false
  }

  public var isComplete: Bool { setAside.isEmpty && deals?.setAside.isEmpty != false }

  /// What one file or the other tells.
  public var told: Set<LeadField> { Set((columns + (deals?.columns ?? [])).map(\.field)) }
}

/// Why a row is set aside, or counts in some figures only.
public enum RowReason: Int, Sendable, CaseIterable, Comparable {
  case unclosedQuote, tooFewColumns, tooManyColumns, noCreated, badDate, dateOutside, otherDateOrder, badAmount
  case foreignCurrency, badNumber, badAnswer, unknownTier, duplicate, afterAsOf
  // What follows counts, but not in every figure.
  case noTier, noTimeOfDay, negativeResponse, closedBeforeCreated, customerWithoutAmount, customerWithoutClose
  case hourTwice, closedWithoutCustomer, noId, missingCells

  public static func < (a: RowReason, b: RowReason) -> Bool { a.rawValue < b.rawValue }

  /// The row counts nowhere.
  public var isSetAside: Bool { self < .noTier }

  /// What is said of such rows, as in "3 rows: …".
  public var phrase: Phrase {
    switch self {
    case .unclosedQuote: "a quote is opened and never closed, or the row is longer than 1 MB"
    case .tooFewColumns: "fewer columns than headers"
    case .tooManyColumns: "more columns than headers"
    case .noCreated: "no time of creation"
    case .badDate: "a date that cannot be read"
    case .dateOutside: "a date before 1990 or after 2059"
    case .otherDateOrder: "a date whose day and month stand in the other order"
    case .badAmount: "an amount that cannot be read"
    case .foreignCurrency: "an amount in another currency"
    case .badNumber: "a number that cannot be read"
    case .badAnswer: "neither yes nor no"
    case .unknownTier: "a tier that the agreement does not have"
    case .duplicate: "an id that stood in an earlier row"
    case .afterAsOf: "later than the time asked for"
    case .noTier: "no tier: split over the tiers by mix"
    case .noTimeOfDay: "a date without a time of day: left out of response times"
    case .negativeResponse: "contacted before created: left out of response times"
    case .closedBeforeCreated: "closed before created: left out of the sales cycle"
    case .customerWithoutAmount: "a customer without an amount: left out of revenue"
    case .customerWithoutClose: "a customer without a closing date: left out of the sales cycle and of what was won"
    case .hourTwice: "contacted in the hour that the clocks repeat: read as the second of the two"
    case .closedWithoutCustomer: "a closing date and an amount, but no customer: both left out"
    case .noId: "no id: whether it stands there twice cannot be seen"
    case .missingCells: "fewer cells than headers: the last are taken as empty"
    }
  }
}

extension Reading {
  /// Says which column is what.
  /// - Parameter line: the number of a place.
  mutating func describe(_ plan: RowPlan, _ survey: Survey, _ numbering: Numbering, _ line: (Int) -> Int) {
    columns = plan.columns(LeadField.allCases)
    let used = plan.used
    unused = plan.headers.indices.filter { !used.contains($0) }.map { plan.headers[$0] }
    dates = survey.order
    if let (place, text) = survey.evidence {
      datesDecided =
        switch numbering {
        case .line: "\(text) in line \(line(place)) leaves no other reading"
        case .row: "\(text) in row \(line(place)) leaves no other reading"
        }
    } else if survey.order != nil {
      datesDecided = "as the agreement says"
    }
    tierRules = plan.tierRules.map { rule in
      let header = plan.headers[rule.use.header]
      guard let tier = rule.tier else { return "\(header) names the tier" }
      return "\(plan.tiers[tier]): \(header) \(rule.use.column.test.written ?? "is yes")"
    }
    if plan.tierRules.isEmpty, plan.tiers.count > 1 {
      tierRules = ["no column tells the tier: leads are split by mix"]
    }
    notes = plan.notes
  }

  /// Says what became of the rows.
  mutating func describe(_ rows: RowCounts, _ plan: RowPlan, _ numbering: Numbering, _ line: (Int) -> Int) {
    read = used + rows.setAside
    let told = rows.sorted.map { Rows($0, $1, numbering, line) }
    setAside = told.filter(\.reason.isSetAside)
    remarks = told.filter { !$0.reason.isSetAside }
    let unknown = setAside.first { $0.reason == .unknownTier }
    tierMapping = unknown.flatMap { LayoutGuess.tiers($0.distinct, plan) }
  }
}

extension RowPlan {
  /// Which column some of the fields are read from.
  func columns(_ fields: [LeadField]) -> [Reading.Column] {
    fields.compactMap { field in
      guard let use = uses[field] else { return nil }
      return Reading.Column(field: field, header: headers[use.header], test: use.column.test.written)
    }
  }
}

extension Reading.Rows {
  /// What stands in the rows, each once.
  var distinct: [String] {
    examples.reduce(into: []) { distinct, example in
      if !distinct.contains(example) { distinct.append(example) }
    }
  }

  /// `a tier that the agreement does not have (VP, Intern): lines 3, 7`
  public var phrase: Phrase {
    let shown = distinct.prefix(3).joined(separator: ", ")
    let example = shown.isEmpty ? "" : " (\(shown))"
    let places = lines.prefix(3).map(String.init).joined(separator: ", ") + (count > 3 ? " …" : "")
    return switch numbering {
    case .line where lines.count == 1: "\(reason.phrase)\(example): line \(places)"
    case .line: "\(reason.phrase)\(example): lines \(places)"
    case .row where lines.count == 1: "\(reason.phrase)\(example): row \(places)"
    case .row: "\(reason.phrase)\(example): rows \(places)"
    }
  }

  init(
    _ reason: RowReason, _ found: RowCounts.Found, _ numbering: Reading.Numbering = .line, _ line: (Int) -> Int
  ) {
    (self.reason, count, self.numbering) = (reason, found.count, numbering)
    lines = found.first.map { line($0.place) }
    examples = found.first.map(\.example).filter { !$0.isEmpty }
  }
}
