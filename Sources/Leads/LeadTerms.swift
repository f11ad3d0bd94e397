// What the agreement says that a reader of leads must know before it begins: rows are not kept, so that nothing can be
// asked of them afterwards.

/// The agreement's part in reading leads.
public struct LeadTerms: Sendable {
  /// Whether the promised response time stands still outside business hours.
  public enum Clock: String, Sendable { case business, elapsed }

  /// The tiers of the agreement, in its order.
  public var tiers: [String]
  /// Business hours and holidays, in the time zone that local times and months are of.
  public var time: BusinessTime
  /// The promised time to the first contact, in seconds.
  public var respondWithin: Int
  public var clock: Clock
  /// The agreement's currency, by its code.
  public var currency: String
  /// Where given, what happened later has not happened; nil for the latest time in the file.
  public var asOf: Instant?
  /// What the agreement says about the file's columns.
  public var mapping: LeadMapping

  public init(
    tiers: [String], time: BusinessTime, respondWithin: Int, clock: Clock, currency: String,
    asOf: Instant? = nil, mapping: LeadMapping = LeadMapping()
  ) {
    self.tiers = tiers
    self.time = time
    self.respondWithin = respondWithin
    self.clock = clock
    self.currency = currency
    self.asOf = asOf
    self.mapping = mapping
  }
}
