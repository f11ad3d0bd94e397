// The actuals in the agreement's file. Figures only: rows of the CRM are never kept.
//
//     actuals:
//       typed:
//         2026-07: {leads: 1320, customers: 44, sales_cycle: 47 days}
//       files:
//         leads:
//           file: leads-q3.csv
//           digest: 9f86d081884c7d65
//           as_of: 2026-09-30
//           months:
//             2026-07:
//               due: 1310
//               …
//               tiers:
//                 CEO: {leads: 77, customers: 3, revenue: 60000, daily: 3 4 0 …}
//             2019-03: {figures: 41 512000.5 _ …, answers: 40 38 …, tiers: {CEO: 12 1 20000 …}}
//           weeks:
//             2026-06-29: {due: 170, answered: 155, …}
//
// Months outside of the period serve recalibration only, and an export may reach over decades: their figures stand in
// rows, in the order of ActualFields, `_` for what the file does not tell.

import Calc
import Leads

extension Actuals {
  /// As a part of the agreement's file.
  /// - Parameters:
  ///   - format: how the file writes figures.
  ///   - period: whose months are written for people.
  func node(_ format: QuantityFormat, _ period: Period) -> YAMLNode {
    let months = typed.sorted { $0.key < $1.key }.map { month, figures in
      (
        "\(month)",
        YAMLNode.mapping(
          TypedFigure.allCases.compactMap { figure in
            figures[figure].map { (figure.rawValue, YAMLNode.text(format.full($0, figure.units))) }
          }, inBraces: true)
      )
    }
    return .mapping(
      [("typed", .mapping(months)), ("files", .mapping(files.map { ($0.name, $0.node(format, period)) }))].filter {
        !$0.1.isEmpty
      })
  }
}

extension TrackedFile {
  /// - Parameter period: whose months are not written in rows; nil for none.
  fileprivate func node(_ format: QuantityFormat, _ period: Period?) -> YAMLNode {
    var entries: [(String, YAMLNode)] = [
      ("file", .text(file)), ("digest", .text(digest)), ("as_of", .text("\(asOf)"))
    ]
    entries += figures(Self.fields, format)
    if let clock = terms.clock { entries.append(("clock", .text(clock))) }
    if let calendar = terms.calendar { entries.append(("calendar", .text(calendar))) }
    if !medianCycles.isEmpty {
      let cycles = medianCycles.sorted { $0.key < $1.key }
      entries.append(
        ("median_cycle", .mapping(cycles.map { ($0.key, .text(format.full($0.value, .days))) }, inBraces: true)))
    }
    let sorted = months.sorted { $0.key < $1.key }
    let told = sorted.map { ("\($0.key)", $0.value.node(format, inRows: period?.index(of: $0.key) == nil)) }
    entries.append(("months", .mapping(told)))
    if !weeks.isEmpty {
      let sorted = weeks.sorted { $0.key < $1.key }
      entries.append(("weeks", .mapping(sorted.map { ("\($0.key)", $0.value.node(format)) })))
    }
    return .mapping(entries)
  }

  private func figures(_ fields: [TrackedField<TrackedFile>], _ format: QuantityFormat) -> [(String, YAMLNode)] {
    fields.compactMap { $0.entry(self, format) }
  }
}

extension TrackedFile {
  /// In one line, as an agreement keeps it, every figure to its last bit: `{leads: {file: leads.csv, months: {…}}}`. Nil
  /// where a name in it cannot be written.
  public var written: String? {
    let format = QuantityFormat(form: .files(language: AgreementReader.plainLanguage), grouped: false)
    return try? YAMLWriter().inline(.mapping([(name, node(format, nil))], inBraces: true))
  }
}

extension TrackedMonth {
  fileprivate func node(_ format: QuantityFormat, inRows: Bool) -> YAMLNode {
    var entries: [(String, YAMLNode)] = []
    if inRows {
      entries = [("figures", row(Self.fields, self)), ("answers", row(TrackedResponse.fields, response))]
    } else {
      entries = Self.fields.compactMap { $0.entry(self, format) }
      entries += TrackedResponse.fields.compactMap { $0.entry(response, format) }
    }
    entries += [("times", times), ("times_business", timesBusiness), ("depth", depth)].filter { !$0.1.isEmpty }.map {
      ($0.0, .text(list($0.1, format)))
    }
    let sorted = tiers.sorted { $0.key < $1.key }
    if !sorted.isEmpty {
      let cohorts = sorted.map { ($0.key, $0.value.node(format, inRows: inRows)) }
      entries.append(("tiers", .mapping(cohorts, inBraces: inRows)))
    }
    if untiered != .none { entries.append(("untiered", untiered.node(format, inRows: inRows))) }
    return .mapping(entries, inBraces: inRows || entries.isEmpty)
  }
}

extension TrackedResponse {
  fileprivate func node(_ format: QuantityFormat) -> YAMLNode {
    .mapping(Self.fields.compactMap { $0.entry(self, format) }, inBraces: true)
  }
}

extension TrackedCohort {
  fileprivate func node(_ format: QuantityFormat, inRows: Bool) -> YAMLNode {
    let row = row(Self.fields, self)
    if inRows, daily.isEmpty { return row }
    var entries = inRows ? [("figures", row)] : Self.fields.compactMap { $0.entry(self, format) }
    if !daily.isEmpty { entries.append(("daily", .text(list(daily, format)))) }
    return .mapping(entries, inBraces: true)
  }
}

extension TrackedField {
  fileprivate func entry(_ record: Record, _ format: QuantityFormat) -> (String, YAMLNode)? {
    record[keyPath: path].map { (key, .text(format.full($0, units))) }
  }
}

/// The figures of a record in their order, each in its field's own units: "77 3 60000.5 _ 2".
private func row<Record>(_ fields: [TrackedField<Record>], _ record: Record) -> YAMLNode {
  let format = QuantityFormat(form: .files(language: AgreementReader.plainLanguage), grouped: false, typable: false)
  return .text(fields.map { record[keyPath: $0.path].map { format.full($0, .number) } ?? "_" }.joined(separator: " "))
}

/// Counts in a row: "3 4 0 12".
private func list(_ counts: [Double], _ format: QuantityFormat) -> String {
  counts.map { format.full($0, .number) }.joined(separator: " ")
}
