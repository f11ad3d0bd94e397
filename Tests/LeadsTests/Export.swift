import Calc
import Foundation

@testable import Leads

/// An export in the folder Exports, and the terms of the agreement it is read by: three tiers, Madrid, business from
/// 9:00 to 17:00 but on 2026-08-17, an answer within 30 minutes of business time.
struct Export {
  var name: String
  var bytes: [UInt8]

  init(_ name: String) throws {
    self.name = name
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Exports")
    bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  init(name: String = "leads.csv", text: String) {
    self.name = name
    bytes = Array(text.utf8)
  }

  static func terms(_ change: (inout LeadTerms) -> Void = { _ in }) throws -> LeadTerms {
    let holiday = Day(year: 2026, month: 8, day: 17)
    let time = BusinessTime(
      zone: try Zone("Europe/Madrid"), opens: 540, closes: 1020, holidays: holiday.map { [$0] } ?? [])
    var terms = LeadTerms(
      tiers: ["CEO", "Director", "Manager"], time: time, respondWithin: 1800, clock: .business, currency: "EUR")
    change(&terms)
    return terms
  }

  func read(_ terms: LeadTerms, pieceSize: Int = 1 << 19, threads: Int = 2) throws -> LeadLog {
    var export = LeadExport(name: name, bytes: LeadBytes(bytes))
    (export.pieceSize, export.threads) = (pieceSize, threads)
    return try export.read(terms, .silent)
  }

  func read(_ change: (inout LeadTerms) -> Void = { _ in }) throws -> LeadLog { try read(try Self.terms(change)) }

  func deals(leadKey: String? = nil, dealKey: String? = nil) -> LeadSource.Deals {
    let bytes = bytes
    return LeadSource.Deals(name: name, leadKey: leadKey, dealKey: dealKey) { LeadBytes(bytes) }
  }
}

extension Month {
  static func of(_ year: Int, _ month: Int) -> Month { Month(number: year * 12 + month - 1) }
}

extension LeadMonth {
  /// Leads, then customers, by tier; the last are those without one.
  var counts: [[Int]] { [cohorts.map(\.leads), cohorts.map(\.customers)] }
}

extension Reading {
  /// Rows by reason: what is set aside and what is remarked.
  var reasons: [RowReason: Int] {
    Dictionary(uniqueKeysWithValues: (setAside + remarks).map { ($0.reason, $0.count) })
  }
}
