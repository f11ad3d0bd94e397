// One row, once its cells are understood: plain numbers, added to the aggregates at once and forgotten.

/// A lead as its row tells it.
struct Lead {
  /// Where the row stands in its source.
  var place = 0
  /// Seconds since 1970.
  var created = 0
  /// Whether created has a time of day.
  var createdHasTime = true
  /// Seconds since 1970, nil where nobody contacted it.
  var followUp: Int?
  var followUpHasTime = true
  var attempts: Int?
  var connected: Bool?
  var isCustomer = false
  /// Another file says so.
  var hasDeal = false
  var closed: Int?
  var closedHasTime = true
  /// Hundredths of the currency, not above `mostRevenue` either way.
  var revenue: Int?
  var lastActivity: Int?
  /// The tier's place; behind the last where the row tells none.
  var tier = 0
  /// What a lead can bring, in hundredths: so much that no sum of its squares is too large.
  static let mostRevenue = 1_000_000_000_000_00
  /// The reasons why it counts in some figures only, as bits.
  private(set) var remarks: UInt32 = 0

  /// The lead as it was known at a moment at which it was there.
  func known(at asOf: Int) -> Lead {
    var lead = self
    if let followUp, followUp > asOf { lead.followUp = nil }
    if let lastActivity, lastActivity > asOf { lead.lastActivity = nil }
    if let closed, closed > asOf { (lead.closed, lead.isCustomer) = (nil, false) }
    return lead
  }

  mutating func remark(_ reason: RowReason) { remarks |= 1 << UInt32(truncatingIfNeeded: reason.rawValue) }
}
