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
//           weeks:
//             2026-06-29: {due: 170, answered: 155, …}

import Calc
import Leads

extension Actuals {
  /// As a part of the agreement's file.
  /// - Parameter format: how the file writes figures.
  func node(_ format: QuantityFormat) -> YAMLNode {
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
      [("typed", .mapping(months)), ("files", .mapping(files.map { ($0.name, $0.node(format)) }))].filter {
        !$0.1.isEmpty
      })
  }
}

extension TrackedFile {
  fileprivate func node(_ format: QuantityFormat) -> YAMLNode {
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
    entries.append(("months", .mapping(sorted.map { ("\($0.key)", $0.value.node(format)) })))
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

extension TrackedMonth {
  fileprivate func node(_ format: QuantityFormat) -> YAMLNode {
    var entries = Self.fields.compactMap { $0.entry(self, format) }
    entries += TrackedResponse.fields.compactMap { $0.entry(response, format) }
    entries += [("times", times), ("times_business", timesBusiness), ("depth", depth)].filter { !$0.1.isEmpty }.map {
      ($0.0, .text(list($0.1, format)))
    }
    let sorted = tiers.sorted { $0.key < $1.key }
    if !sorted.isEmpty { entries.append(("tiers", .mapping(sorted.map { ($0.key, $0.value.node(format)) }))) }
    if untiered != .none { entries.append(("untiered", untiered.node(format))) }
    return .mapping(entries, inBraces: entries.isEmpty)
  }
}

extension TrackedResponse {
  fileprivate func node(_ format: QuantityFormat) -> YAMLNode {
    .mapping(Self.fields.compactMap { $0.entry(self, format) }, inBraces: true)
  }
}

extension TrackedCohort {
  fileprivate func node(_ format: QuantityFormat) -> YAMLNode {
    var entries = Self.fields.compactMap { $0.entry(self, format) }
    if !daily.isEmpty { entries.append(("daily", .text(list(daily, format)))) }
    return .mapping(entries, inBraces: true)
  }
}

extension TrackedField {
  fileprivate func entry(_ record: Record, _ format: QuantityFormat) -> (String, YAMLNode)? {
    record[keyPath: path].map { (key, .text(format.full($0, units))) }
  }
}

/// Counts in a row: "3 4 0 12".
private func list(_ counts: [Double], _ format: QuantityFormat) -> String {
  counts.map { format.full($0, .number) }.joined(separator: " ")
}
