// Where leads come from, behind one seam: whatever holds them answers with the same aggregates, whether it reads rows
// (a file, a table) or asks a database to add them up.

import Calc

/// Something that leads can be read from.
public struct LeadSource: Sendable {
  /// The name as it was given.
  public var name: String
  /// Reads it all.
  /// - Throws: why nothing of it can be used; single rows are set aside instead.
  public var read: @Sendable (LeadTerms, Progress) throws(Diagnostic) -> LeadLog

  public init(name: String, read: @escaping @Sendable (LeadTerms, Progress) throws(Diagnostic) -> LeadLog) {
    self.name = name
    self.read = read
  }
}

/// Leads as they were read: how, and what they add up to.
public struct LeadLog: Sendable, Equatable {
  public var reading: Reading
  public var aggregates: LeadAggregates
}

extension LeadSource {
  /// A CRM export: comma, semicolon or tab separated.
  /// - Parameters:
  ///   - bytes: what is in it; opened when it is read.
  ///   - profile: the layout by name, nil to recognise it by its headers.
  ///   - deals: an export of deals whose leads are in this one.
  ///   - pieceSize: bytes that a thread reads at a time; any number gives the same.
  ///   - threads: how many there are; any number gives the same.
  public static func export(
    _ name: String, profile: String? = nil, deals: Deals? = nil, pieceSize: Int? = nil, threads: Int? = nil,
    bytes: @escaping @Sendable () throws(Diagnostic) -> LeadBytes
  ) -> LeadSource {
    LeadSource(name: name) { terms, progress throws(Diagnostic) in
      var export = try LeadExport(name: name, bytes: bytes(), profile: profile, deals: deals)
      export.pieceSize = pieceSize ?? export.pieceSize
      export.threads = threads ?? export.threads
      return try export.read(terms, progress)
    }
  }

  /// A second export that tells which leads became customers, for how much and when.
  public struct Deals: Sendable {
    public var name: String
    public var bytes: @Sendable () throws(Diagnostic) -> LeadBytes
    /// The column of each file that names the lead; nil for what the layout has.
    public var leadKey: String?
    public var dealKey: String?
    /// Where it was asked for: what is wrong with it is said there.
    public var place: Place?

    public init(
      name: String, leadKey: String? = nil, dealKey: String? = nil, place: Place? = nil,
      bytes: @escaping @Sendable () throws(Diagnostic) -> LeadBytes
    ) {
      (self.name, self.leadKey, self.dealKey, self.place, self.bytes) = (name, leadKey, dealKey, place, bytes)
    }
  }

  /// A table or view of an SQLite database.
  public static func table(_ table: String, database path: String, profile: String? = nil) -> LeadSource {
    LeadSource(name: "\(path) table \(table)") { terms, progress throws(Diagnostic) in
      try LeadTable(path: path, table: table, profile: profile).read(terms, progress)
    }
  }
}
