// A report is one value: its name, what it tells, and the page it makes of a plan. To add one: one value in
// `Report.standard`. A page is figures and sentences, not how they look; the shell shows it, a document may print it.

import Calc
import Leads

/// A report on what happened against what was agreed.
public struct Report: Sendable {
  /// How it is asked for: `report sla`.
  public var name: String
  public var title: Phrase
  /// What it tells, in a sentence.
  public var does: Phrase
  /// What may be asked for beside its name.
  public var options: [ReportOption] = []
  /// The page, with figures in its sentences written in a form.
  /// - Throws: what it cannot do without.
  public var page: @Sendable (Plan, Set<ReportOption>, QuantityFormat) throws(Diagnostic) -> ReportPage

  /// Every report, in the order of help.
  public static let standard: [Report] = [.sla, .marketing, .speed, .depth, .funnel]

  /// The report of a name.
  public static func named(_ name: String) -> Report? { standard.first { $0.name == name } }
}

/// What a report may be asked for beside its name: `report speed weeks`.
public enum ReportOption: String, Sendable, CaseIterable {
  /// The value of the leads in the place of their number.
  case value
  /// The line rises on every day, not on working days alone.
  case calendarDays = "calendar days"
  /// Weeks in the place of months.
  case weeks
}

/// What a report says of one state of a plan.
public struct ReportPage: Sendable {
  public enum Tone: Sendable, Equatable {
    case plain, good, bad, quiet, strong
  }

  public enum Part: Sendable {
    case sentence(Phrase, Tone)
    case table(ReportTable)
    case curve(ReportCurve)
    case bars(ReportBars)
    /// Promises with how they stand and what follows.
    case promises([PromiseOutcome])
    case gap
  }

  public var title: Phrase
  /// What it rests on: files, typed months, as of when.
  public var basis: Phrase
  public var parts: [Part] = []
  /// The quantities it is about, for those who want the cells.
  public var quantities: [String]

  init(_ title: Phrase, _ plan: Plan, quantities: [String]) {
    self.title = title
    self.quantities = quantities
    basis = plan.agreement.actuals.spokenSources
  }

  mutating func say(_ phrase: Phrase, _ tone: Tone = .plain) { parts.append(.sentence(phrase, tone)) }
  mutating func show(_ table: ReportTable) { if !table.rows.isEmpty { parts.append(.table(table)) } }
}

/// Figures in rows, each with its units.
public struct ReportTable: Sendable {
  public struct Cell: Sendable {
    /// NaN where undefined.
    public var value: Double
    /// What people see: of leads and customers the whole numbers that add up.
    public var shown: Double
    public var units: Units
    public var tone: ReportPage.Tone

    init(_ value: Double, _ units: Units, shown: Double? = nil, _ tone: ReportPage.Tone = .plain) {
      (self.value, self.shown, self.units, self.tone) = (value, shown ?? value, units, tone)
    }
  }

  public struct Row: Sendable {
    /// What programs know it by.
    public var name: String
    public var label: Phrase
    public var cells: [Cell]
    /// A word behind its figures: "open".
    public var note: Phrase?
    public var isTotal: Bool
  }

  public var title: Phrase
  /// What the columns are: months as `2026-07`, or words.
  public var columns: [Phrase]
  public var rows: [Row] = []

  init(_ title: Phrase, columns: [Phrase]) { (self.title, self.columns) = (title, columns) }

  mutating func add(
    _ name: String, _ label: Phrase, _ cells: [Cell], note: Phrase?, isTotal: Bool = false
  ) {
    rows.append(Row(name: name, label: label, cells: cells, note: note, isTotal: isTotal))
  }

  /// A row of figures in the same units; left out where none of them is defined.
  mutating func add(_ name: String, _ label: Phrase, _ values: [Double], _ units: Units) {
    add(name, label, values.map { Cell($0, units) })
  }

  /// A row; left out where none of its cells is defined.
  mutating func add(_ name: String, _ label: Phrase, _ cells: [Cell]) {
    guard cells.contains(where: { !$0.value.isNaN }) else { return }
    add(name, label, cells, note: nil)
  }
}

/// Lines over days.
public struct ReportCurve: Sendable {
  public var title: Phrase
  public var days: [Day]
  public var units: Units
  /// NaN where a line has no value on a day. A guide is there to read the others by.
  public var lines: [(name: Phrase, values: [Double], isGuide: Bool)]
  /// The last day of which something is known, where the period goes on.
  public var asOf: Day?
}

/// How many fell where.
public struct ReportBars: Sendable {
  public var title: Phrase
  /// Each with its count; whether it breaks what was agreed.
  public var bars: [(name: Phrase, count: Double, isBroken: Bool)]
  public var units: Units
}

// MARK: What reports read

extension Plan {
  /// The cells of a quantity; NaN where undefined.
  func cells(of name: String) -> [Double] { schema.place(of: name).map { sheet.grid($0).cells } ?? [] }

  /// The value of a quantity without axes, or of its first cell.
  func figure(_ name: String) -> Double { cells(of: name).first ?? .nan }

  /// Why a quantity by month is undefined in the first of some months.
  func reason(_ name: String, firstOf months: [Int]) -> Phrase? {
    guard let place = schema.place(of: name), let month = months.first else { return nil }
    var position = [Int](repeating: 0, count: schema.axes.count)
    position[Model.month] = month
    return Tracer(sheet).reason(place, at: position)
  }

  /// A formula's value; NaN where it makes no sense here.
  func reckoned(_ text: String) -> Grid {
    let source = Source(text)
    guard
      let syntax = try? Parser.formula(source, vocabulary: schema.vocabulary, figures: FigureReader()),
      let checked = try? checked(syntax, source)
    else { return Grid(.nan) }
    return sheet.evaluate(checked)
  }

  /// The first month of the period, where files tell what was won and none reaches before the period: customers of
  /// earlier leads are missing then.
  var leadsSince: Month? {
    let told = agreement.actuals.files.flatMap(\.months)
    guard told.contains(where: { $0.value.won != nil }), let first = told.map(\.key).min(),
      first >= agreement.period.start
    else { return nil }
    return first
  }

  /// The cells of leads or customers in the whole numbers that people see; NaN where undefined.
  func whole(_ name: String) -> [Double] {
    let dealt = schema.place(of: name).flatMap { sheet.dealt($0) }
    return dealt?.map { $0.map(Double.init) ?? .nan } ?? cells(of: name)
  }

  /// The share answered in time by month; NaN where no lead was due, which is kept but says nothing.
  var answeredInTime: [Double] {
    let due = cells(of: "actual_due")
    return cells(of: "actual_response_rate").enumerated().map { due.indices.contains($0) && due[$0] == 0 ? .nan : $1 }
  }

  /// A quantity by month, added up over its other axes.
  func monthly(_ name: String) -> [Double] {
    guard let definition = schema.definition(name) else { return [] }
    let rest = definition.axes.subtracting(AxisSet(place: Model.month)).places.map { schema.axes[$0].name }
    return reckoned(rest.isEmpty ? name : "total(\(name), \(rest.joined(separator: ", ")))").cells
  }

  /// The period's months as columns of a table.
  var monthColumns: [Phrase] { schema.axes[Model.month].labels.map { Phrase(verbatim: $0) } }

  /// The months and, where there are several, their total.
  var monthColumnsAndTotal: [Phrase] { monthColumns + (agreement.period.months > 1 ? ["total"] : []) }

  /// A quantity by month, added up over its other axes, and the total of the months that are defined: it adds up as it
  /// is shown. A quantity that does not add up has no total.
  func byMonth(_ name: String) -> [ReportTable.Cell] {
    guard let place = schema.place(of: name) else { return [] }
    let definition = schema.definitions[place]
    let values = monthly(name)
    let months = AxisSet(place: Model.month)
    let shown =
      sheet.dealt(place).map { dealt in
        schema.summed(dealt, definition.axes, over: definition.axes.subtracting(months)).map {
          $0.map(Double.init) ?? .nan
        }
      } ?? values.map { definition.units.noun == nil ? $0 : Rounding.up.whole($0) }
    var cells = zip(values, shown).map { ReportTable.Cell($0, definition.units, shown: $1) }
    guard values.count > 1 else { return cells }
    func sum(_ values: [Double]) -> Double {
      let defined = values.filter { !$0.isNaN }
      return defined.isEmpty || definition.totals != .sum ? .nan : defined.reduce(0, +)
    }
    cells.append(ReportTable.Cell(sum(values), definition.units, shown: sum(shown)))
    return cells
  }

  /// - Throws: where nothing is tracked yet.
  func tracked() throws(Diagnostic) -> Actuals {
    let actuals = agreement.actuals
    guard !actuals.isEmpty else {
      throw Diagnostic(
        "nothing is tracked yet", why: "Reports are about what happened: type a month's figures or track a file.",
        hint: Diagnostic.hint([
          "track \(schema.axes[Model.month].labels.first ?? "2026-07") leads 1320, customers 44", "track demo"
        ]))
    }
    return actuals
  }
}
