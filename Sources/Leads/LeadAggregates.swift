// What is kept of leads: whole numbers by month and tier, which add up over rows, threads and files in any order.
//
//     month of creation  ─┬─ tier ── leads, customers, revenue, cycle, attempts           a cohort
//                         ├─ first response: elapsed, business, within the promise
//                         └─ leads per day and tier
//     week of creation   ─── first response                                               by its Monday
//     month of closing   ─── won, revenue                                                 whoever they came from

import Calc

/// Everything that is known of the leads of one or several files.
public struct LeadAggregates: Sendable, Equatable {
  /// The tiers of the agreement, in its order. Every list by tier has one place more: leads whose file tells no tier.
  public let tiers: [String]
  /// By month of creation, or of closing for what was won.
  public var months: [Month: LeadMonth] = [:]
  /// How soon the leads of each ISO week were contacted, by the Monday of the week of creation. A week that lies in two
  /// months is whole here. None where the file does not tell when leads were contacted.
  public var weeks: [Day: Response] = [:]
  /// The latest time in the files, or the one that was asked for. Nil where there is no row.
  public var asOf: Instant?

  public init(tiers: [String]) { self.tiers = tiers }

  /// One month, empty where nothing is known of it.
  public subscript(month: Month) -> LeadMonth {
    get { months[month] ?? LeadMonth(tiers: tiers.count) }
    set { months[month] = newValue }
  }

  /// Adds what another has, of the same tiers.
  public mutating func merge(_ other: LeadAggregates) {
    precondition(tiers == other.tiers, "leads of one agreement's tiers")
    for (month, more) in other.months { months[month, default: LeadMonth(tiers: tiers.count)].merge(more) }
    for (monday, more) in other.weeks { weeks[monday, default: Response()].merge(more) }
    if let later = other.asOf { asOf = max(asOf ?? later, later) }
  }

  /// Months with a lead, in order.
  public var created: [Month] { months.filter { $0.value.leads > 0 }.keys.sorted() }
}

/// What is known of one month.
public struct LeadMonth: Sendable, Equatable {
  /// The leads created in the month, by tier; last those without one.
  public var cohorts: [Cohort]
  /// How soon the leads created in the month were contacted.
  public var response = Response()
  /// Leads created by day of the month and tier: all tiers of the first day, then those of the second.
  private(set) var dailyCounts: [Int]
  /// Leads of which the time of day is known that they were created at, and those of them that arrived in business hours.
  public var timed = 0
  public var inHours = 0
  /// Won in the month, whenever created.
  public var won = 0
  /// What was won in the month, in hundredths of the currency.
  public var wonRevenue = 0

  public init(tiers: Int) {
    cohorts = [Cohort](repeating: Cohort(), count: tiers + 1)
    dailyCounts = [Int](repeating: 0, count: 31 * (tiers + 1))
  }

  /// Leads created, by day of the month (from 0) and tier.
  public var daily: [[Int]] {
    stride(from: 0, to: dailyCounts.count, by: cohorts.count).map { Array(dailyCounts[$0..<$0 + cohorts.count]) }
  }

  public var leads: Int { cohorts.reduce(0) { $0 + $1.leads } }

  /// Adds a lead that was created in the month.
  /// - Parameter day: of the month, from 0.
  @inline(__always)
  mutating func add(_ lead: Lead, day: Int, inHours isInHours: Bool) {
    dailyCounts[day * cohorts.count + lead.tier] += 1
    if lead.createdHasTime { timed += 1 }
    if isInHours { inHours += 1 }
    cohorts[lead.tier].add(lead)
  }

  mutating func merge(_ other: LeadMonth) {
    for tier in cohorts.indices { cohorts[tier].merge(other.cohorts[tier]) }
    for place in dailyCounts.indices { dailyCounts[place] += other.dailyCounts[place] }
    response.merge(other.response)
    timed += other.timed
    inHours += other.inHours
    won += other.won
    wonRevenue.addBounded(other.wonRevenue)
  }
}

/// The leads of one tier that were created in one month, and what became of them.
public struct Cohort: Sendable, Equatable {
  public var leads = 0
  public var customers = 0
  /// Revenue of its customers, in hundredths of the currency; counted are those with an amount.
  public var revenue = Moments()
  /// Time from created to closed of its customers, counted in hours; those won before they were created are left out.
  public var cycle = DurationCounts(unit: 3600)
  /// Where the file tells attempts.
  public var attempts = Attempts()

  public init() {}

  /// Adds a lead; what a customer brought comes beside it.
  @inline(__always)
  mutating func add(_ lead: Lead) {
    leads += 1
    if let tried = lead.attempts, let connected = lead.connected {
      attempts.add(tried, connected: connected || lead.isCustomer)
    }
  }

  mutating func merge(_ other: Cohort) {
    leads += other.leads
    customers += other.customers
    revenue.merge(other.revenue)
    cycle.merge(other.cycle)
    attempts.merge(other.attempts)
  }
}

/// How often leads were tried.
public struct Attempts: Sendable, Equatable {
  /// Attempts on leads that never connected.
  public var unconnected = Moments()
  /// Never connected leads by number of attempts, from 0; the last are those with as many or more.
  public var histogram = [Int](repeating: 0, count: Attempts.places)
  /// Leads that connected, where the file tells.
  public var connected = 0
  /// Attempts on those, the one that connected among them.
  public var connectedAttempts = 0

  static let places = 21

  public init() {}

  @inline(__always)
  mutating func add(_ attempts: Int, connected isConnected: Bool) {
    if isConnected {
      connected += 1
      connectedAttempts += attempts
    } else {
      unconnected.add(attempts)
      histogram[min(attempts, Attempts.places - 1)] += 1
    }
  }

  mutating func merge(_ other: Attempts) {
    unconnected.merge(other.unconnected)
    for place in histogram.indices { histogram[place] += other.histogram[place] }
    connected += other.connected
    connectedAttempts += other.connectedAttempts
  }
}

/// How soon leads were contacted.
public struct Response: Sendable, Equatable {
  /// Leads whose deadline lies before as-of.
  public var due = 0
  /// Those of them that were contacted within the promise.
  public var within = 0
  /// Leads that were contacted up to as-of, whether or not it is known how soon.
  public var contacted = 0
  /// Leads that were not.
  public var neverContacted = 0
  /// Leads contacted before they were created: they count as leads, and in no figure of speed.
  public var negative = 0
  /// Time from created to first contact.
  public var elapsed = DurationCounts()
  /// The same by the clock that stands still outside business hours.
  public var business = DurationCounts()

  public init() {}

  /// Adds a lead that was contacted, with the time it took by either clock.
  @inline(__always)
  mutating func add(elapsed seconds: Int, business businessSeconds: Int) {
    contacted += 1
    elapsed.add(seconds)
    business.add(businessSeconds)
  }

  /// Adds what is known of other leads.
  public mutating func merge(_ other: Response) {
    due += other.due
    within += other.within
    contacted += other.contacted
    neverContacted += other.neverContacted
    negative += other.negative
    elapsed.merge(other.elapsed)
    business.merge(other.business)
  }
}

extension LeadAggregates {
  /// A fingerprint of the counts, sums and the size of their source (FNV-1a, 64 bits).
  func digest(_ size: Int) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ number: Int) {
      for shift in stride(from: 0, to: 64, by: 8) {
        hash = (hash ^ UInt64(truncatingIfNeeded: number >> shift) & 0xFF) &* 0x100_0000_01B3
      }
    }
    add(size)
    for (month, leads) in months.sorted(by: { $0.key < $1.key }) {
      let response = leads.response
      let counts = [month.number, leads.won, leads.wonRevenue, leads.inHours, response.due, response.within]
      for count in counts + leads.dailyCounts { add(count) }
      add(response.elapsed.moments.sum)
      add(response.business.moments.sum)
      for cohort in leads.cohorts {
        for count in [cohort.leads, cohort.customers, cohort.revenue.sum, cohort.cycle.moments.sum] { add(count) }
        add(cohort.attempts.unconnected.sum + cohort.attempts.connectedAttempts)
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
