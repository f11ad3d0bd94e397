// What an agreement says about the columns of its exports, under `tracking:`, for files that no profile knows:
//
//     columns: {created_at: first_contact_date, customer: "won = yes"}
//     dates: d/m/y
//     decimals: comma
//     currency: USD
//     time_zone: Europe/Madrid
//     tiers: {CEO: "job title contains chief|ceo|founder"}

import Calc

/// What a column may be.
public enum LeadField: String, Sendable, CaseIterable {
  /// Tells rows apart.
  case id = "lead_id"
  case created = "created_at"
  case tier
  case source
  case firstFollowUp = "first_followup_at"
  /// Milliseconds from created to the first contact.
  case responseTime = "response_ms"
  case attempts
  /// Whether anybody was reached.
  case connected
  /// Whether the lead became a customer.
  case customer
  case closed = "closed_at"
  case revenue
  /// What the revenue is in.
  case currency
  /// The lead that a deal belongs to.
  case lead
  /// Anything that happened last; only as-of follows from it.
  case lastActivity = "last_activity_at"
}

/// The order in which a date has day, month and year.
public enum DateOrder: String, Sendable, CaseIterable {
  case dayFirst = "d/m/y"
  case monthFirst = "m/d/y"
  case yearFirst = "y/m/d"
}

/// How the columns of an export are to be read, where the agreement says so.
public struct LeadMapping: Sendable, Equatable {
  /// Which cells make a lead one of a tier.
  public struct TierRule: Sendable, Equatable {
    public var tier: String
    public var column: ColumnTest

    public init(tier: String, column: ColumnTest) {
      self.tier = tier
      self.column = column
    }
  }

  public var columns: [LeadField: ColumnTest]
  public var dates: DateOrder?
  /// The decimal mark of amounts is the comma; nil to see it from the file.
  public var decimalComma: Bool?
  /// The currency, by its code, of amounts that count as they stand though the agreement's is another; nil for its own.
  public var currency: String?
  /// The IANA zone of times that have none, nil for the agreement's.
  public var timeZone: String?
  /// Tried in their order; the first that fits counts.
  public var tiers: [TierRule]

  public init(
    columns: [LeadField: ColumnTest] = [:], dates: DateOrder? = nil, decimalComma: Bool? = nil,
    currency: String? = nil, timeZone: String? = nil, tiers: [TierRule] = []
  ) {
    self.columns = columns
    self.dates = dates
    self.decimalComma = decimalComma
    self.currency = currency
    self.timeZone = timeZone
    self.tiers = tiers
  }

  /// The zone of times that have none.
  /// - Throws: that the zone is unknown.
  func zone(or agreed: Zone) throws(Diagnostic) -> Zone {
    guard let timeZone else { return agreed }
    return try Zone(timeZone)
  }
}
